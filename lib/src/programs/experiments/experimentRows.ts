import { FlexInt } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { Experiment } from "../../models/experiment.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";

/** The rows of each experiment of a table, and those of no experiment (id −1). */
export interface ExperimentRows {
  readonly of: (experiment: Experiment, number: number) => Uint32Array;
  readonly unindexed: Uint32Array;
}

/**
 * Which rows are of which experiment: by the table's identifiers where it has any, else by the experiment's number in its list.
 * `of` throws EwaldError `"bad-argument"` for an experiment whose identifier the table does not know.
 */
export function experimentRows(table: ReflectionTable): ExperimentRows {
  const { data: id } = table.column("id");
  const rows = new Map<number, number[]>();
  for (let i = 0; i < id.length; i++) {
    const known = rows.get(id[i]!);
    if (known) known.push(i);
    else rows.set(id[i]!, [i]);
  }
  const identifiers = table.experimentIdentifiers();
  const byIdentifier = new Map([...identifiers].map(([number, identifier]) => [identifier, number]));
  return {
    unindexed: Uint32Array.from(rows.get(-1) ?? []),
    of({ identifier }, number) {
      const its = identifiers.size === 0 ? number : byIdentifier.get(identifier);
      if (its === undefined)
        throw new EwaldError(
          "bad-argument",
          `The reflections are of other experiments: they know no experiment ${JSON.stringify(identifier)} (number ${number} of the list).`,
        );
      return Uint32Array.from(rows.get(its) ?? []);
    },
  };
}

/** What becomes of some rows: the experiment they are of in the new table, and its imageset. */
export interface RenumberedRows {
  readonly rows: Uint32Array;
  readonly id: number;
  readonly identifier: string;
  /** `undefined`: as it was. */
  readonly imagesetId?: number | undefined;
}

/** The rows of a table one group after another, with new ids; identifiers only where the table has some. */
export function renumbered(table: ReflectionTable, groups: readonly RenumberedRows[]): ReflectionTable {
  const rows = new Uint32Array(groups.reduce((sum, group) => sum + group.rows.length, 0));
  let at = 0;
  for (const group of groups) {
    rows.set(group.rows, at);
    at += group.rows.length;
  }
  const part = table.select(rows);
  const id = new Int32Array(rows.length);
  const imagesets = part.has("imageset_id")
    ? Int32Array.from(part.column("imageset_id").data)
    : new Int32Array(rows.length);
  part.experimentIdentifiers().clear();
  at = 0;
  for (const group of groups) {
    const end = at + group.rows.length;
    id.fill(group.id, at, end);
    if (group.imagesetId !== undefined) imagesets.fill(group.imagesetId, at, end);
    if (group.id >= 0 && table.experimentIdentifiers().size > 0)
      part.experimentIdentifiers().set(group.id, group.identifier);
    at = end;
  }
  part.set("id", new FlexInt(id));
  if (part.has("imageset_id") || groups.some(({ imagesetId }) => imagesetId !== undefined))
    part.set("imageset_id", new FlexInt(imagesets));
  return part;
}
