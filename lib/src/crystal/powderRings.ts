import { FlexMillerIndex } from "../array/integerTuples.js";
import { EwaldError } from "../error.js";
import type { SpaceGroup } from "./spaceGroup.js";
import type { UnitCell } from "./unitCell.js";

/** More indices than this would be a mistake in cell or resolution. */
const mostIndices = 20_000_000;

/**
 * 1/d², Å⁻², rising, of the powder rings of a crystal with d ≥ dMin (Å): of all reflections that are not systematically
 * absent. Reflections of one d are one ring. Throws EwaldError: `"bad-argument"` unless dMin > 0, `"out-of-range"` for more
 * indices than could be meant.
 */
export function powderRings(cell: UnitCell, group: SpaceGroup, dMin: number): Float64Array {
  if (!(dMin > 0))
    throw new EwaldError(
      "bad-argument",
      `Powder rings up to ${dMin} Å cannot be counted; a d_min above 0 would work.`,
    );
  const indices = halfSphere(cell, dMin);
  const absent = group.isSysAbsent(indices);
  const squared = cell.dStarSquared(indices);
  // Indices of one d differ in the last digit.
  const rings = new Map<string, number>();
  const most = 1 / (dMin * dMin);
  for (let i = 0; i < indices.length; i++)
    if (!absent.data[i] && squared.data[i]! <= most)
      rings.set(squared.data[i]!.toPrecision(12), squared.data[i]!);
  return Float64Array.from(rings.values()).sort();
}

/** One of each pair of Friedel mates among the indices that a box round d ≥ dMin holds. */
function halfSphere(cell: UnitCell, dMin: number): FlexMillerIndex {
  const [hs, ks, ls] = cell.maxMillerIndices(dMin);
  const size = (2 * hs + 1) * (2 * ks + 1) * (ls + 1);
  if (size > mostIndices)
    throw new EwaldError(
      "out-of-range",
      `Powder rings of a cell of ${cell.parameters.join(", ")} up to ${dMin} Å are of ${size} reflections; ${mostIndices} are the most.`,
    );
  const data: number[] = [];
  for (let l = 0; l <= ls; l++)
    for (let k = l === 0 ? 0 : -ks; k <= ks; k++)
      for (let h = l === 0 && k === 0 ? 1 : -hs; h <= hs; h++) data.push(h, k, l);
  return new FlexMillerIndex(Int32Array.from(data));
}
