import { FlexVec3Double } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Experiment } from "../../models/experiment.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import type { ImageRange } from "./sliceExperiments.js";

/**
 * The reflections observed on the images of a range, by experiment: image n takes z from n − 1 up to n, not included. Those of no
 * experiment, or of one beyond the ranges, are left out, as in DIALS; with `null` all of an experiment stay.
 */
export function sliceReflections(table: ReflectionTable, ranges: readonly ImageRange[]): ReflectionTable {
  const id = table.column("id").data;
  const { data } = table.column("xyzobs.px.value");
  const rows: number[][] = ranges.map(() => []);
  for (let i = 0; i < id.length; i++) {
    const range = ranges[id[i]!];
    if (range === undefined) continue;
    const z = data[3 * i + 2]!;
    if (range === null || (z >= range[0] - 1 && z < range[1])) rows[id[i]!]!.push(i);
  }
  return table.select(Uint32Array.from(rows.flat()));
}

/**
 * The table with image numbers as z of `xyzobs.px.value`: as it is, or made of the angles in `xyzobs.mm.value` and the scans (x and
 * y then being 0), as DIALS does. Throws EwaldError `"missing-column"`.
 */
export function withImageNumbers(
  table: ReflectionTable,
  experiments: readonly Experiment[],
): ReflectionTable {
  if (table.has("xyzobs.px.value")) return table;
  if (!table.has("xyzobs.mm.value") || experiments.length === 0)
    throw new EwaldError(
      "missing-column",
      `The reflections do not say on which images they are: they have no column "xyzobs.px.value"${experiments.length === 0 ? ", and no experiments were given to find the images of their angles" : ', nor "xyzobs.mm.value"'}.`,
    );
  const id = table.column("id").data;
  const mm = table.column("xyzobs.mm.value").data;
  const px = new Float64Array(3 * table.nrows);
  for (let i = 0; i < table.nrows; i++) {
    const scan = experiments[id[i]!]?.scan;
    if (scan) px[3 * i + 2] = scan.getArrayIndexFromAngle(mm[3 * i + 2]!, false);
  }
  return table.copy().set("xyzobs.px.value", new FlexVec3Double(px));
}
