import { FlexDouble } from "../../array/scalars.js";
import { sortPermutation } from "../../array/sort.js";
import { cube } from "../rounded.js";
import { shellsOfEqualVolume } from "./resolutionShells.js";
import { type Spots, withVariance } from "./spots.js";

/** A resolution limit, and how unlike the picture of a good image what it was read from is. */
export interface ResolutionEstimate {
  /** Å; −1 where the spots allow none. */
  readonly dMin: number;
  /** Share of pairs that are in the wrong order, 0 … 1; −1 where dMin is. */
  readonly noisiness: number;
}

const none: ResolutionEstimate = { dMin: -1, noisiness: -1 };

/** At most so many points of the curve of method 1. */
const mostPoints = 40;
/** A shell is empty, for method 2, below this share of the spots in the first two. */
const share = 0.15;

/**
 * Method 1 of DISTL: 1/d³ of the spots in order of resolution, every nth of them, rises evenly while they fill reciprocal space;
 * the limit is the last place where the curve is as far from its chord as its farthest (Zhang, Sauter, van den Bedem, Snell &
 * Deacon 2006, J. Appl. Cryst. 39, 112, section 2.4.4; DIALS' estimate_resolution_limit_distl_method1). Needs 10 spots with
 * a variance.
 */
export function distlMethod1(spots: Spots): ResolutionEstimate {
  const { length, d, dStar } = withVariance(spots);
  const step = Math.max(2, Math.ceil(length / mostPoints));
  const order = sortPermutation(new FlexDouble(d), { reverse: true }).data;
  const n = Math.floor(length / step);
  if (n < 5) return none;
  const row = (i: number) => order[i * step]!;
  const volume = Float64Array.from({ length: n }, (_, i) => cube(dStar[row(i)]!));
  // Slopes of chords from the first point. The curve ends at the steepest: beyond it, spots of an ice ring lie.
  const slope = Float64Array.from({ length: n - 1 }, (_, i) => (volume[i + 1]! - volume[0]!) / (i + 1));
  const end = indexOfGreatest(slope, 3) + 1;
  const rise = volume[end]! - volume[0]!;
  const chord = Math.sqrt(rise * rise + end * end);
  const [nx, ny] = [rise / chord, -end / chord];
  const gap = Float64Array.from({ length: end }, (_, i) =>
    Math.abs(nx * -i + ny * (volume[0]! - volume[i]!)),
  );
  gap[0] = 0;
  const farthest = indexOfGreatest(gap, 0);
  const enough = gap[farthest]! - 0.5 * sampleDeviation(gap);
  let limit = farthest;
  for (let i = farthest + 1; i < end; i++) if (gap[i]! > enough) limit = i;
  return { dMin: d[row(limit)]!, noisiness: disorder(slope, (a, b) => a >= b) };
}

/**
 * Method 2 of DISTL: spots in shells of equal volume; the limit is the first of two shells that both hold less than 15% of what
 * the first two do (the same paper; DIALS' estimate_resolution_limit_distl_method2).
 */
export function distlMethod2(spots: Spots): ResolutionEstimate {
  const { d } = withVariance(spots);
  const shells = d.length === 0 ? undefined : shellsOfEqualVolume(d);
  if (!shells) return none;
  const counts = shells.map(({ dMin, dMax }) => {
    let n = 0;
    for (let i = 0; i < d.length; i++) if (d[i]! < dMax && d[i]! >= dMin) n++;
    return n;
  });
  const few = share * ((counts[0]! + counts[1]!) / 2);
  let limit = 0;
  while (limit < shells.length - 2 && !(counts[limit]! < few && counts[limit + 1]! < few)) limit++;
  return { dMin: shells[limit]!.dMin, noisiness: disorder(counts, (a, b) => a <= b) };
}

/** Share of the pairs of values, the earlier first, that `wrong` holds of. */
function disorder(values: ArrayLike<number>, wrong: (a: number, b: number) => boolean): number {
  const n = values.length;
  let count = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (wrong(values[i]!, values[j]!)) count++;
  return count / (0.5 * n * (n - 1));
}

function indexOfGreatest(values: Float64Array, from: number): number {
  let best = from;
  for (let i = from + 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function sampleDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
