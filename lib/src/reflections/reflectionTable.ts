import type { ColumnTable } from "arquero";
import { type AnyColumn, type ColumnOfType, zeroColumn } from "../array/anyColumn.js";
import { type ColumnType, type Selection, selectedRows, sliceBounds, trueRows } from "../array/column.js";
import type { FlexBool, FlexDouble, FlexSizeT } from "../array/scalars.js";
import { BytesSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { fromArquero, type ToArqueroOptions, toArquero } from "./arquero.js";
import { fromArrowIPC, toArrowIPC } from "./arrow.js";
import { chunksOf, fileAccess, joined, tableCodec } from "./codec.js";
import { ColumnSlot, type Compose, composer } from "./columnSlot.js";
import type { ColumnSource } from "./columnSource.js";
import { displayTable, type TableDisplay } from "./display.js";
import { extended, sameColumnType, zeroSlot } from "./extend.js";
import { identifiersOf, mergedIdentifiers, presentIds, rowsById } from "./identifiers.js";
import { type MatchOptions, matchPositions } from "./match.js";
import { missingColumn } from "./nearestName.js";
import { type FlagOptions, testFlags, withFlags, withoutFlags } from "./rowFlags.js";
import { type SortRowsOptions, sortedRows } from "./sortRows.js";
import { type StandardColumnName, type StandardColumns, standardTypes } from "./standardColumns.js";
import type { TableContents, TableOptions, TableRow } from "./tableParts.js";

/**
 * A table of reflections, one to a row, as DIALS' `flex.reflection_table`: named columns of one length, and the
 * identifiers of the experiments that the `id` column numbers.
 *
 * Columns of a file are decoded when first read. `select`, `slice`, `sort`, `delSelected`, `extend` and `copy` do no
 * work on a column until somebody reads it there; what it then holds is what an immediate copy would have held.
 */
export class ReflectionTable {
  readonly #slots = new Map<string, ColumnSlot>();
  readonly #identifiers: Map<number, string>;
  #nrows: number;

  /**
   * Keeps the columns, not copies. Without columns `nrows` gives the number of rows. Throws "wrong-length" when
   * columns have not all as many rows.
   */
  constructor(columns: Readonly<Record<string, AnyColumn | ColumnSource>> = {}, options: TableOptions = {}) {
    const { identifiers = {}, nrows } = options;
    this.#identifiers = identifiersOf(identifiers);
    const entries = Object.entries(columns);
    this.#nrows = nrows ?? entries[0]?.[1].length ?? 0;
    for (const [name, column] of entries) this.#put(name, slotOf(column));
  }

  /** Reads a file's bytes: MessagePack or pickle, gzipped or not. Errors name it `name`. */
  static fromBytes(bytes: Uint8Array, name = "the reflection table"): ReflectionTable {
    return tableCodec().read(new BytesSource(bytes, name));
  }

  /** Reads a file; columns are decoded, from the file, when first read. */
  static fromFile(path: string): ReflectionTable {
    const codec = tableCodec();
    return codec.read(fileAccess().open(path));
  }

  /** The table as a .refl file that every DIALS reads. */
  toBytes(): Uint8Array {
    return joined(tableCodec().write(this));
  }

  /** Writes a .refl file: beside the path, then renamed, so that there is never half a file. */
  toFile(path: string): void {
    const codec = tableCodec();
    fileAccess().write(path, chunksOf(codec.write(this)));
  }

  /** Number of rows. */
  get nrows(): number {
    return this.#nrows;
  }

  /** Number of rows. */
  get length(): number {
    return this.#nrows;
  }

  /** Number of rows. */
  size(): number {
    return this.#nrows;
  }

  /** Number of columns. */
  get ncols(): number {
    return this.#slots.size;
  }

  /** Names of the columns, in the order DIALS lists them: capitals first, then by alphabet. */
  keys(): string[] {
    return [...this.#slots.keys()].sort();
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  /** Type of a column; decodes nothing. */
  columnType(name: string): ColumnType {
    return this.#slot(name).type;
  }

  /**
   * The column itself: writing to it writes to the table. Throws "missing-column", listing the columns there are,
   * nearest name first; "wrong-type" for a standard column of a type its name does not promise, or when `type` is
   * given and is another than the column's.
   */
  column<Name extends StandardColumnName>(name: Name): StandardColumns[Name];
  column<Type extends ColumnType>(name: string, type: Type): ColumnOfType[Type];
  column<C extends AnyColumn = AnyColumn>(name: string): C;
  column(name: string, type?: ColumnType): AnyColumn {
    const slot = this.#slot(name);
    const wanted = type ? [type] : standardTypes(name);
    if (wanted && !wanted.includes(slot.type))
      throw new EwaldError(
        "wrong-type",
        `Column ${JSON.stringify(name)} is of type ${slot.type}, not ${wanted.join(" or ")}; ` +
          `column(${JSON.stringify(name)}, ${JSON.stringify(slot.type)}) gives it as it is.`,
      );
    return slot.expose();
  }

  /**
   * The column, of whatever type, for reading only: neither write to it nor pass it on. Unlike `column` it need not
   * first copy the rows of tables selected from this one.
   */
  peek(name: string): AnyColumn {
    return this.#slot(name).peek();
  }

  /** Sets a column, or adds it; it is kept, not copied. Its length must be `nrows`, unless the table has no columns. */
  set(name: string, column: AnyColumn | ColumnSource): this {
    if (this.#slots.size === 0) this.#nrows = column.length;
    this.#put(name, slotOf(column));
    return this;
  }

  /** Takes a column out; throws "missing-column" when there is none. */
  delete(name: string): this {
    this.#slot(name);
    this.#slots.delete(name);
    return this;
  }

  /** Gives a column another name, in place of any column that has it. */
  rename(name: string, to: string): this {
    const slot = this.#slot(name);
    this.#slots.delete(name);
    this.#slots.set(to, slot);
    return this;
  }

  /** Row i as an object of its values, by column name; negative counts from the end. */
  row(i: number): TableRow {
    const row = i < 0 ? i + this.#nrows : i;
    if (!(Number.isInteger(row) && row >= 0 && row < this.#nrows))
      throw new EwaldError("out-of-range", `There is no row ${i} in a table of ${this.#nrows} rows.`);
    return Object.fromEntries(this.keys().map((name) => [name, this.peek(name).at(row)])) as TableRow;
  }

  /** All rows, one after another. */
  *rows(): IterableIterator<TableRow> {
    for (let i = 0; i < this.#nrows; i++) yield this.row(i);
  }

  /**
   * The rows a mask or row numbers choose, as a new table, with the identifiers of the experiments still in it.
   * Throws "wrong-length" for a mask of another length, "out-of-range" for a row that is not there.
   */
  select(selection: Selection): ReflectionTable {
    const rows = this.#rows(selection);
    const table = this.#derived((slot, compose) => slot.select(rows, compose), rows);
    const known = this.#identifiers;
    const kept = known.size > 0 && table.has("id") ? presentIds(table.peek("id"), known) : known;
    for (const [id, identifier] of kept) table.#identifiers.set(id, identifier);
    return table;
  }

  /** Rows [begin, end), as `select`; negative counts from the end, bounds are clamped, as Array.slice. */
  slice(begin?: number, end?: number): ReflectionTable {
    const [from, to] = sliceBounds(begin, end, this.#nrows);
    const rows = new Uint32Array(to - from);
    for (let k = 0; k < rows.length; k++) rows[k] = from + k;
    return this.select(rows);
  }

  /** A deep copy. */
  copy(): ReflectionTable {
    const table = this.#derived((slot) => slot.copy());
    for (const [id, identifier] of this.#identifiers) table.#identifiers.set(id, identifier);
    return table;
  }

  /**
   * Adds the other's rows to the end, in place. A column that only one of the two has is zero (false, "") in the
   * rows of the other, and identifiers are joined, as in DIALS. Throws "wrong-type" where a column's types differ,
   * "bad-argument" where the tables give one experiment number different identifiers.
   */
  extend(other: ReflectionTable): this {
    const identifiers = mergedIdentifiers(this.#identifiers, other.#identifiers);
    const slots = extended(this.#slots, this.#nrows, other.#slots, other.#nrows);
    for (const [id, identifier] of identifiers) this.#identifiers.set(id, identifier);
    this.#nrows += other.#nrows;
    for (const [name, slot] of slots) this.#slots.set(name, slot);
    return this;
  }

  /** Deletes the chosen rows, in place. Identifiers stay, as in DIALS. */
  delSelected(selection: Selection): this {
    const kept = new Uint8Array(this.#nrows).fill(1);
    for (const i of this.#rows(selection)) kept[i] = 0;
    return this.#reorder(trueRows(kept));
  }

  /**
   * Overwrites the chosen rows with the other's, in place, column by column of the other; columns missing here are
   * added, zero elsewhere. The other must have as many rows as are chosen.
   */
  setSelected(selection: Selection, other: ReflectionTable): this {
    const rows = this.#rows(selection);
    if (rows.length !== other.#nrows)
      throw new EwaldError(
        "wrong-length",
        `setSelected chooses ${rows.length} rows but was given a table of ${other.#nrows}.`,
      );
    for (const [name, slot] of other.#slots) sameColumnType(name, this.#slots.get(name) ?? slot, slot);
    for (const [name, slot] of other.#slots) {
      if (!this.has(name)) this.#slots.set(name, zeroSlot(slot.type, this.#nrows));
      const column = this.#slot(name).expose() as { setSelected(rows: Uint32Array, values: AnyColumn): void };
      column.setSelected(rows, slot.peek());
    }
    return this;
  }

  /**
   * Which rows have every bit of `flag` (with `all: false`: any of them). Throws "missing-column" without a `flags`
   * column.
   */
  getFlags(flag: number, options: FlagOptions = {}): FlexBool {
    return testFlags(this.#reading("flags", "std::size_t"), flag, options);
  }

  /** Sets the bits of `flag` in the chosen rows, in place. A table without a `flags` column gets one. */
  setFlags(selection: Selection, flag: number): this {
    return this.#changeFlags(selection, (flags, rows) => withFlags(flags, rows, flag));
  }

  /** Clears the bits of `flag` in the chosen rows, in place. */
  unsetFlags(selection: Selection, flag: number): this {
    return this.#changeFlags(selection, (flags, rows) => withoutFlags(flags, rows, flag));
  }

  /**
   * Pairs each row of this table with the nearest row of the other, by the distance between their positions (column
   * `key`, times `scale`), if that is at most `maxSeparation`: DIALS' `reflection_table.match`. Nothing else is
   * compared, so index, experiment and panel may differ, and a row of the other may be paired more than once. Of
   * rows exactly equally near the first is taken (DIALS: whichever its search meets first). A position with NaN has
   * no partner.
   *
   * @returns rows of this table, rising; their partners' rows in the other; the distances, in the units of the scaled
   *   column.
   */
  match(other: ReflectionTable, options: MatchOptions = {}): [FlexSizeT, FlexSizeT, FlexDouble] {
    const { key = "xyzobs.px.value" } = options;
    const type = "vec3<double>";
    return matchPositions(this.#reading(key, type), other.#reading(key, type), options);
  }

  /**
   * Sorts the rows, in place, by a column of numbers, strings, or tuples (compared element by element, in `order` if
   * given). Stable, also in reverse; NaN comes last, in reverse first.
   */
  sort(name: string, options: SortRowsOptions = {}): this {
    return this.#reorder(sortedRows(this.#slot(name).peek(), name, options));
  }

  /**
   * One table for each experiment number in the `id` column, rising, with its identifier. Throws "bad-argument" for
   * unindexed rows (id −1), as DIALS does.
   */
  splitByExperimentId(): ReflectionTable[] {
    return rowsById(this.#slot("id").peek()).map((rows) => this.select(rows));
  }

  /** Identifier of each experiment number: the table's own map, which may be changed. */
  experimentIdentifiers(): Map<number, string> {
    return this.#identifiers;
  }

  /** As an Arquero table: see {@link toArquero}. */
  toArquero(options: ToArqueroOptions = {}): ColumnTable {
    return toArquero(this, options);
  }

  /** From an Arquero table, its filter and order respected: see {@link fromArquero}. */
  static fromArquero(table: ColumnTable, options: TableOptions = {}): ReflectionTable {
    return ReflectionTable.#of(fromArquero(table), options);
  }

  /** As an Arrow IPC stream: see {@link toArrowIPC}. */
  toArrowIPC(options: ToArqueroOptions = {}): Uint8Array {
    return toArrowIPC(this, options);
  }

  /** From an Arrow IPC stream or file: see {@link fromArrowIPC}. */
  static fromArrowIPC(bytes: Uint8Array, options: TableOptions = {}): ReflectionTable {
    return ReflectionTable.#of(fromArrowIPC(bytes), options);
  }

  /** What a notebook shows: a summary of the columns and the first rows. */
  [Symbol.for("Jupyter.display")](): TableDisplay {
    return displayTable(this);
  }

  /** The summary as text. */
  toString(): string {
    return displayTable(this)["text/plain"];
  }

  static #of(parts: TableContents, options: TableOptions): ReflectionTable {
    const { identifiers = parts.identifiers ?? {}, nrows = parts.nrows } = options;
    return new ReflectionTable(parts.columns, { identifiers, nrows });
  }

  /** A new table, without identifiers, of slots made from this one's. */
  #derived(make: (slot: ColumnSlot, compose: Compose) => ColumnSlot, rows?: Uint32Array): ReflectionTable {
    const compose = composer(rows ?? new Uint32Array(0));
    const table = new ReflectionTable({}, { nrows: rows ? rows.length : this.#nrows });
    for (const [name, slot] of this.#slots) table.#slots.set(name, make(slot, compose));
    return table;
  }

  /** Makes the rows of these numbers the table's own. */
  #reorder(rows: Uint32Array): this {
    const compose = composer(rows);
    for (const [name, slot] of this.#slots) this.#slots.set(name, slot.select(rows, compose));
    this.#nrows = rows.length;
    return this;
  }

  #changeFlags(selection: Selection, change: (flags: FlexSizeT, rows: Uint32Array) => void): this {
    const rows = this.#rows(selection);
    if (!this.has("flags")) this.set("flags", zeroColumn["std::size_t"](this.#nrows));
    change(this.column("flags"), rows);
    return this;
  }

  /** A column of this type, for reading only. */
  #reading<Type extends ColumnType>(name: string, type: Type): ColumnOfType[Type] {
    const column = this.peek(name);
    if (column.type === type) return column as ColumnOfType[Type];
    throw new EwaldError(
      "wrong-type",
      `Column ${JSON.stringify(name)} is of type ${column.type}, but ${type} is needed here.`,
    );
  }

  #slot(name: string): ColumnSlot {
    const slot = this.#slots.get(name);
    if (!slot) throw missingColumn(name, this.keys());
    return slot;
  }

  #put(name: string, slot: ColumnSlot): void {
    if (slot.length !== this.#nrows)
      throw new EwaldError(
        "wrong-length",
        `Column ${JSON.stringify(name)} has ${slot.length} rows, but the table has ${this.#nrows}.`,
      );
    this.#slots.set(name, slot);
  }

  /** Row numbers of a selection, in an array that nobody else writes to. */
  #rows(selection: Selection): Uint32Array {
    const rows = selectedRows(selection, this.#nrows);
    const given = "data" in selection ? selection.data : selection;
    return rows === given ? rows.slice() : rows;
  }
}

function slotOf(column: AnyColumn | ColumnSource): ColumnSlot {
  return "load" in column ? ColumnSlot.loading(column) : ColumnSlot.holding(column);
}
