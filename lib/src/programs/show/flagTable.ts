import { Flag, type FlagName } from "../../reflections/flag.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { fixed } from "../text/printf.js";
import { framedTable } from "../text/table.js";

export interface FlagCount {
  readonly flag: FlagName;
  /** Reflections with any bit of the flag set. */
  readonly count: number;
}

/** Second names of a value, and flags newer than DIALS 3.12, which its table does not list. */
const unlisted: ReadonlySet<FlagName> = new Set(["bad_shoebox"]);
const newer: ReadonlySet<FlagName> = new Set(["not_suitable_for_refinement"]);

/** How many reflections carry each flag, by rising value. */
export function flagCounts(table: ReflectionTable): FlagCount[] {
  const flags = table.column("flags").data;
  return (Object.keys(Flag) as FlagName[])
    .filter((flag) => !unlisted.has(flag))
    .sort((a, b) => Flag[a] - Flag[b])
    .map((flag) => {
      const bits = Flag[flag];
      let count = 0;
      for (let i = 0; i < flags.length; i++) if ((flags[i]! & bits) !== 0) count++;
      return { flag, count };
    })
    .filter(({ flag, count }) => count > 0 || !newer.has(flag));
}

/** The counts as `dials.show show_flags=True` prints them. */
export function flagTable(counts: readonly FlagCount[], nrows: number): string {
  const rows = counts.map(({ flag, count }) => [flag, String(count), fixed((100 * count) / nrows, 1)]);
  return `Reflection flags:\n${framedTable([["Flag", "Count", "%"], ...rows])}`;
}
