import { EwaldError } from "../../error.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";

/** What the statistics need of strong spots, row by row. */
export interface Spots {
  readonly length: number;
  /** Rows of the table they are in. */
  readonly rows: Uint32Array;
  /** |rlp| = 1/d, Å⁻¹, above 0. */
  readonly dStar: Float64Array;
  /** 1/d², Å⁻². */
  readonly dStarSq: Float64Array;
  /** Å. */
  readonly d: Float64Array;
  /** `intensity.sum.value`, counts. */
  readonly intensity: Float64Array;
  /** `intensity.sum.variance`, counts². */
  readonly variance: Float64Array;
}

/**
 * The spots of a table with `rlp` that is not 0: those that an experiment has placed in reciprocal space.
 * Throws EwaldError `"missing-column"`.
 */
export function spotsOfTable(table: ReflectionTable): Spots {
  if (!table.has("rlp"))
    throw new EwaldError(
      "missing-column",
      'The table has no column "rlp"; mapCentroidsToReciprocalSpace(table, experiments) gives it one.',
    );
  const rlp = table.column("rlp").data;
  const dStar = new Float64Array(table.nrows);
  for (let i = 0, k = 0; i < dStar.length; i++, k += 3) {
    const [x, y, z] = [rlp[k]!, rlp[k + 1]!, rlp[k + 2]!];
    dStar[i] = Math.sqrt(x * x + y * y + z * z);
  }
  const rows = rowsWhere(table.nrows, (i) => dStar[i]! > 0);
  const intensity = table.column("intensity.sum.value").data;
  return spotsAt({ rows, dStar, intensity, variance: table.column("intensity.sum.variance").data }, rows);
}

/** The spots in these places. */
export function selectSpots(spots: Spots, places: ArrayLike<number>): Spots {
  const rows = Uint32Array.from({ length: places.length }, (_, i) => spots.rows[places[i]!]!);
  return spotsAt({ ...spots, rows }, places);
}

/** The spots whose intensity has a variance: only these have an I/σ. */
export function withVariance(spots: Spots): Spots {
  return selectSpots(
    spots,
    rowsWhere(spots.length, (i) => spots.variance[i]! > 0),
  );
}

/** Rows that a test holds of. */
export function rowsWhere(length: number, holds: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) if (holds(i)) rows[n++] = i;
  return rows.subarray(0, n);
}

/** The values at these rows. */
export function at(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const found = new Float64Array(rows.length);
  for (let i = 0; i < found.length; i++) found[i] = values[rows[i]!]!;
  return found;
}

function spotsAt(
  { rows, dStar, intensity, variance }: Pick<Spots, "rows" | "dStar" | "intensity" | "variance">,
  places: ArrayLike<number>,
): Spots {
  const lengths = at(dStar, places);
  const squares = lengths.map((x) => x * x);
  return {
    length: places.length,
    rows,
    dStar: lengths,
    dStarSq: squares,
    d: squares.map((x) => 1 / Math.sqrt(x)),
    intensity: at(intensity, places),
    variance: at(variance, places),
  };
}
