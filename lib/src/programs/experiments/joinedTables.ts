import { FlexInt } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { ExperimentList } from "../../models/experimentList.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";

/**
 * The tables of several experiment lists as one, ids counting on through all lists; undefined without tables. Throws EwaldError
 * `"bad-argument"` unless there is one for each list (or one for all).
 */
export function joinedTables(
  lists: readonly ExperimentList[],
  tables: readonly ReflectionTable[],
): ReflectionTable | undefined {
  if (tables.length <= 1) return tables[0];
  if (tables.length !== lists.length) throw unequalNumbers(lists.length, tables.length);
  const all = new ReflectionTable();
  let offset = 0;
  for (const [i, table] of tables.entries()) {
    const { data } = table.column("id");
    const moved = table.select(Uint32Array.from(data.keys()));
    moved.set("id", new FlexInt(Int32Array.from(data, (id) => (id < 0 ? id : id + offset))));
    moved.experimentIdentifiers().clear();
    for (const [id, identifier] of table.experimentIdentifiers())
      moved.experimentIdentifiers().set(id + offset, identifier);
    all.extend(moved);
    offset += lists[i]!.length;
  }
  return all;
}

export function unequalNumbers(lists: number, tables: number): EwaldError {
  return new EwaldError(
    "bad-argument",
    `There are ${lists} experiment files and ${tables} reflection files; one of each, in the same order, would work.`,
  );
}
