import { table as arqueroTable, type ColumnTable } from "arquero";
import { MaskCode } from "../array/maskCode.js";
import { registerFunctions } from "./arqueroFunctions.js";
import { componentNames, type FrameColumn, frameColumns, isTupleType } from "./components.js";
import { Flag } from "./flag.js";
import { columnsFromFrame } from "./fromFrame.js";
import { missingColumn } from "./nearestName.js";
import type { ReflectionTable } from "./reflectionTable.js";
import type { TableContents } from "./tableParts.js";

export interface ToArqueroOptions {
  /** Which columns, by the table's names (`xyzcal.px`) or the data frame's (`xyzcal.px.z`, `h`). Default: all. */
  readonly columns?: readonly string[];
}

/**
 * The table as an Arquero table over the same memory: nothing is copied.
 *
 * Numbers are typed arrays; bool columns read as true and false. A vector `v` becomes `v.x v.y v.z` (strided views),
 * a matrix `m.11 … m.33`, a box `bbox.x0 bbox.x1 … bbox.z1`; `miller_index` becomes `h k l`, any other column of
 * Miller indices `name.h name.k name.l`. Shoeboxes are {@link Shoebox} rows, their pixels read when asked for.
 *
 * In expressions `isFlag(d.flags, Flag.indexed)` tests flags: `isFlag` is registered with Arquero, and `Flag` and
 * `MaskCode` are parameters of the table (which verbs pass on), as are the experiment identifiers.
 */
export function toArquero(table: ReflectionTable, { columns }: ToArqueroOptions = {}): ColumnTable {
  registerFunctions();
  const frame = new Map<string, FrameColumn>(framed(table, columns));
  const experimentIdentifiers = new Map(table.experimentIdentifiers());
  return arqueroTable(frame).params({ Flag, MaskCode, experimentIdentifiers }) as ColumnTable;
}

/** The data frame's columns of a table, all or the named ones, in the table's order or the order asked for. */
export function framed(
  table: ReflectionTable,
  columns?: readonly string[],
): [name: string, values: FrameColumn][] {
  const taken = (name: string) => table.has(name);
  const whole = (name: string) => frameColumns(name, table.column(name, table.columnType(name)), taken);
  if (!columns) return table.keys().flatMap(whole);
  const owners = new Map<string, string>();
  for (const name of table.keys()) {
    const type = table.columnType(name);
    if (isTupleType(type)) for (const part of componentNames(name, type, taken)) owners.set(part, name);
  }
  return columns.flatMap((name) => {
    if (table.has(name)) return whole(name);
    const owner = owners.get(name);
    if (owner === undefined) throw missingColumn(name, [...table.keys(), ...owners.keys()]);
    return whole(owner).filter(([part]) => part === name);
  });
}

/**
 * The columns of an Arquero table, with its filter and order. Components that are all there become tuples again
 * (`v.x v.y v.z`, `h k l`, `bbox.x0 …`); standard columns get their standard type; of others, numbers in an Int32Array
 * become int, in a Uint32Array size_t, any other numbers double, true and false bool, text std::string. Arrays of a
 * table without filter and order are kept, not copied. Columns of anything else, and null or undefined among
 * numbers, throw "wrong-type".
 */
export function fromArquero(table: ColumnTable): TableContents {
  const names = table.columnNames();
  const rows = table.isFiltered() || table.isOrdered() ? table.indices(true) : undefined;
  const data = table.data();
  const columns = columnsFromFrame(
    names.map((name) => [name, data[name]!] as const),
    rows,
  );
  // Arquero's own tables have no parameters: then this is undefined, whatever its types say.
  const { experimentIdentifiers } = (table.params() ?? {}) as Record<string, unknown>;
  return {
    columns,
    nrows: table.numRows(),
    ...(experimentIdentifiers instanceof Map ? { identifiers: experimentIdentifiers } : {}),
  };
}
