import { EwaldError } from "../../error.js";

/** Distances d, Å, both ends included. */
export type ResolutionRange = readonly [number, number];

/** d ≤ dMin: what a high-resolution limit takes away. */
export function beyond(dMin: number): ResolutionRange {
  if (dMin > 0 && dMin < Number.POSITIVE_INFINITY) return [0, dMin];
  throw new EwaldError("bad-argument", `A limit d_min of ${dMin} Å cannot be; a positive number would work.`);
}

/** d ≥ dMax: what a low-resolution limit takes away, the direct beam with it. */
export function within(dMax: number): ResolutionRange {
  if (dMax > 0 && dMax < Number.POSITIVE_INFINITY) return [dMax, Number.POSITIVE_INFINITY];
  throw new EwaldError("bad-argument", `A limit d_max of ${dMax} Å cannot be; a positive number would work.`);
}

/** A range given in either order, as DIALS takes it. Throws EwaldError `"bad-argument"` for one without width. */
export function resolutionRange(range: readonly number[]): ResolutionRange {
  const [low, high] = [Math.min(...range), Math.max(...range)];
  if (range.length === 2 && low >= 0 && low < high) return [low, high];
  throw new EwaldError(
    "bad-argument",
    `The resolution range ${range.join(", ")} cannot be; two different distances d in Å would work.`,
  );
}

/**
 * Bounds b0 < b1 < … of the union of ranges: d is in it when an odd number of bounds is ≤ d. That makes all intervals
 * half-open, so the upper end of a closed range stands for the next number, and a range up to Infinity has none.
 */
export function unionBounds(ranges: readonly ResolutionRange[]): Float64Array {
  const sorted = ranges.map(([low, high]) => [low, next(high)] as const).sort((a, b) => a[0] - b[0]);
  const bounds: number[] = [];
  for (const [low, high] of sorted) {
    const end = bounds.length - 1;
    if (end >= 0 && low <= bounds[end]!) bounds[end] = Math.max(bounds[end]!, high);
    else bounds.push(low, high);
  }
  if (bounds.at(-1) === Number.POSITIVE_INFINITY) bounds.pop();
  return Float64Array.from(bounds);
}

/** The next greater double of a number that is not negative. */
function next(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  const number = Float64Array.of(x);
  new BigUint64Array(number.buffer)[0]! += 1n;
  return number[0]!;
}
