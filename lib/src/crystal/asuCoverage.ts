import { FlexMillerIndex } from "../array/integerTuples.js";
import { type FlexBool, FlexDouble, FlexInt } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import type { AsuOptions, SpaceGroup } from "./spaceGroup.js";

/** What indices cover of the asymmetric unit. */
export interface AsuCoverage {
  /** Each index of the asymmetric unit that was met, once, in the order met. */
  readonly unique: FlexMillerIndex;
  /** How often it was met, equivalents counted. */
  readonly observed: FlexInt;
  /** How many different equivalents it has. */
  readonly multiplicity: FlexInt;
  /** observed / multiplicity: above 1 where equivalents were met repeatedly. */
  readonly fraction: FlexDouble;
  /** Where symmetry makes it absent. */
  readonly absent: FlexBool;
  /** For each index given, its row in `unique`. */
  readonly group: FlexInt;
  /** Indices given for each unique one. */
  readonly redundancy: number;
}

/** Largest |h|, |k|, |l| that the packing of three into one number takes. */
const most = 2 ** 16;

/**
 * Counts how often each index of the asymmetric unit is met among `indices` and how often it could be (seeds' ASU coverage analysis;
 * cctbx's `merge_equivalents` redundancies). Throws EwaldError `"out-of-range"` for indices beyond ±65535.
 */
export function asuCoverage(
  indices: FlexMillerIndex,
  spaceGroup: SpaceGroup,
  options: AsuOptions = {},
): AsuCoverage {
  const { data } = spaceGroup.mapToAsu(indices, options).indices;
  const rows = new Map<number, number>();
  const group = new Int32Array(indices.length);
  const counts: number[] = [];
  const found: number[] = [];
  for (let i = 0, j = 0; i < group.length; i++, j += 3) {
    const [h, k, l] = [data[j]!, data[j + 1]!, data[j + 2]!];
    if (Math.max(Math.abs(h), Math.abs(k), Math.abs(l)) >= most)
      throw new EwaldError(
        "out-of-range",
        `Index (${indices.at(i).join(", ")}) of row ${i} is beyond ±${most - 1}.`,
      );
    const key = ((h + most) * 2 * most + k + most) * 2 * most + l + most;
    let row = rows.get(key);
    if (row === undefined) {
      row = counts.length;
      rows.set(key, row);
      counts.push(0);
      found.push(h, k, l);
    }
    counts[row]!++;
    group[i] = row;
  }
  const unique = new FlexMillerIndex(Int32Array.from(found));
  const multiplicity = spaceGroup.multiplicity(unique, options);
  return {
    unique,
    observed: FlexInt.from(counts),
    multiplicity,
    fraction: new FlexDouble(Float64Array.from(counts, (n, i) => n / multiplicity.data[i]!)),
    absent: spaceGroup.isSysAbsent(unique),
    group: new FlexInt(group),
    redundancy: counts.length ? indices.length / counts.length : 0,
  };
}
