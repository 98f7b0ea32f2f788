import { Pcg32 } from "../../array/random.js";
import type { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { experimentRows, renumbered } from "./experimentRows.js";

/** Those experiments of a list, by number, and their reflections, in the order of the table, ids counting from 0. */
export function subset(
  all: readonly Experiment[],
  table: ReflectionTable,
  numbers: readonly number[],
): { experiments: ExperimentList; reflections: ReflectionTable } {
  const chosen = numbers.map((number) => all[number]!);
  const rows = experimentRows(table);
  const reflections = renumbered(
    table,
    numbers.map((number, id) => {
      const experiment = all[number]!;
      return { rows: rows.of(experiment, number), id, identifier: experiment.identifier };
    }),
  );
  return { experiments: ExperimentList.fromExperiments(chosen), reflections };
}

/** `count` numbers of 0 … n − 1 at random, rising; the same each time. */
export function randomNumbers(n: number, count: number): number[] {
  const random = new Pcg32(42);
  const numbers = Array.from({ length: n }, (_, i) => i);
  const picked = Array.from({ length: count }, () =>
    numbers.splice(Math.floor(random.next() * numbers.length), 1),
  );
  return picked.flat().sort((a, b) => a - b);
}

/** Reflections of each of n experiments (on these panels). */
export function reflectionCounts(
  table: ReflectionTable,
  n: number,
  panels: readonly number[] | null,
): Float64Array {
  const counts = new Float64Array(n);
  const id = table.column("id").data;
  const panel = panels && table.column("panel").data;
  for (let i = 0; i < id.length; i++)
    if (id[i]! >= 0 && (!panel || panels.includes(panel[i]!))) counts[id[i]!]!++;
  return counts;
}

/** The numbers of the `count` largest, rising; of equals the earlier. */
export function largestNumbers(values: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: values.length }, (_, i) => i)
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Numbers 0 … n − 1 in as few parts of at most `most` as will do, the first ones larger by one where they are not equal. */
export function equalParts(n: number, most: number): number[][] {
  const parts = Math.max(1, Math.ceil(n / most));
  const size = Math.floor(n / parts);
  const larger = n % parts;
  let from = 0;
  return Array.from({ length: parts }, (_, i) =>
    Array.from({ length: size + (i < larger ? 1 : 0) }, () => from++),
  );
}
