import { EwaldError } from "../error.js";

/** The column types of a DIALS reflection table, by the names DIALS writes into its files. */
export type ColumnType =
  | "bool"
  | "int"
  | "std::size_t"
  | "double"
  | "vec2<double>"
  | "vec3<double>"
  | "mat3<double>"
  | "int6"
  | "cctbx::miller::index<>"
  | "Shoebox<>"
  | "std::string";

/** What chooses rows: a FlexBool of the column's length, or row numbers (a FlexSizeT, or plain numbers). */
export type Selection =
  | { readonly type: "bool"; readonly data: Uint8Array }
  | { readonly type: "std::size_t"; readonly data: Uint32Array }
  | Uint32Array
  | readonly number[];

/** One column of rows: what every flex class offers. */
export interface Column<Row> extends Iterable<Row> {
  readonly type: ColumnType;
  /** Number of rows. */
  readonly length: number;
  /** Row i; negative counts from the end. Throws EwaldError "out-of-range". */
  at(i: number): Row;
  /** Overwrites row i, in place; negative counts from the end. */
  set(i: number, row: Row): void;
  /** The rows of these numbers, in their order, repeats allowed: a copy (shoeboxes share their pixel pools). */
  take(indices: Uint32Array): this;
  /** The rows a mask or row numbers choose: a copy. */
  select(selection: Selection): this;
  /** Rows [begin, end): a copy; negative counts from the end, bounds are clamped, as Array.slice. */
  slice(begin?: number, end?: number): this;
  /** This column's rows, then the other's: a new column. */
  concat(...others: this[]): this;
  /** A deep copy. */
  copy(): this;
  /**
   * Overwrites the chosen rows, in place, as DIALS' `set_selected`. Values: one row for all; or a column of as many
   * rows as are chosen; or, with a mask, a column of the mask's length, read where the mask is true.
   */
  setSelected(selection: Selection, values: this | Row): void;
}

/** What the classes share: all of {@link Column} that follows from a few primitives. */
export abstract class ColumnBase<Row> implements Column<Row> {
  abstract readonly type: ColumnType;
  abstract readonly length: number;
  abstract take(indices: Uint32Array): this;
  abstract slice(begin?: number, end?: number): this;
  abstract concat(...others: this[]): this;
  abstract copy(): this;
  /** Row i, 0 ≤ i < length, not checked. */
  protected abstract row(i: number): Row;
  /** Overwrites row i, 0 ≤ i < length. Checks the row. */
  protected abstract setRow(i: number, row: Row): void;
  /** this[to[k]] = from[k or from[k]] for all k, lengths already checked. */
  protected abstract assign(to: Uint32Array, from: this, fromRows: Uint32Array | undefined): void;

  at(i: number): Row {
    return this.row(rowNumber(i, this.length, this.type));
  }

  set(i: number, row: Row): void {
    this.setRow(rowNumber(i, this.length, this.type), row);
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (let i = 0; i < this.length; i++) yield this.row(i);
  }

  /** All rows as a plain array. */
  toArray(): Row[] {
    return Array.from(this);
  }

  select(selection: Selection): this {
    return this.take(selectedRows(selection, this.length));
  }

  setSelected(selection: Selection, values: this | Row): void {
    const rows = selectedRows(selection, this.length);
    if (!(values instanceof ColumnBase)) {
      for (const i of rows) this.setRow(i, values);
      return;
    }
    const from = values as this;
    sameType(this.type, from);
    if (from.length === rows.length) this.assign(rows, from, undefined);
    else if (isMask(selection) && from.length === this.length) this.assign(rows, from, rows);
    else {
      const full = isMask(selection) ? `, or ${this.length}, one per row of the mask` : "";
      throw new EwaldError(
        "wrong-length",
        `setSelected chooses ${rows.length} rows but was given ${from.length} values; give ${rows.length}${full}.`,
      );
    }
  }
}

function isMask(selection: Selection): boolean {
  return "type" in selection && selection.type === "bool";
}

/** i as a row number of a column of this length; negative counts from the end. */
export function rowNumber(i: number, length: number, type: ColumnType): number {
  const row = i < 0 ? i + length : i;
  if (Number.isInteger(row) && row >= 0 && row < length) return row;
  throw new EwaldError("out-of-range", `There is no row ${i} in a ${type} column of ${length} rows.`);
}

/** [begin, end) as Array.slice understands them. */
export function sliceBounds(
  begin: number | undefined,
  end: number | undefined,
  length: number,
): [number, number] {
  const bound = (x: number) => Math.min(length, Math.max(0, Math.trunc(x < 0 ? x + length : x)));
  const from = bound(begin ?? 0);
  return [from, Math.max(from, bound(end ?? length))];
}

/** Throws "wrong-type" unless the other column has this type. */
export function sameType(type: ColumnType, other: { readonly type: ColumnType }): void {
  if (other.type === type) return;
  throw new EwaldError("wrong-type", `A column of type ${other.type} was given where ${type} is needed.`);
}

/** Throws "wrong-length" unless both columns have as many rows. */
export function sameLength(
  a: { readonly length: number },
  b: { readonly length: number },
  what: string,
): void {
  if (a.length === b.length) return;
  throw new EwaldError(
    "wrong-length",
    `${what} needs columns of one length, but they have ${a.length} and ${b.length} rows.`,
  );
}

/**
 * Row numbers a selection chooses in a column of this length.
 * Throws "wrong-length" for a mask of another length, "out-of-range" for a row that is not there.
 */
export function selectedRows(selection: Selection, length: number): Uint32Array {
  if ("type" in selection && selection.type === "bool") {
    if (selection.data.length !== length)
      throw new EwaldError(
        "wrong-length",
        `A mask of ${selection.data.length} rows cannot select from ${length} rows.`,
      );
    return trueRows(selection.data);
  }
  const given = "type" in selection ? selection.data : selection;
  for (let k = 0; k < given.length; k++) {
    const i = given[k]!;
    if (!(i >= 0 && i < length) || !Number.isInteger(i))
      throw new EwaldError("out-of-range", `The selection asks for row ${i}, but there are ${length} rows.`);
  }
  return given instanceof Uint32Array ? given : Uint32Array.from(given);
}

/** Positions of the non-zero bytes. */
export function trueRows(mask: Uint8Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) count++;
  const rows = new Uint32Array(count);
  for (let i = 0, k = 0; k < count; i++) if (mask[i] !== 0) rows[k++] = i;
  return rows;
}
