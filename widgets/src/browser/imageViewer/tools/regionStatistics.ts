import type { ShownFrame } from "../shown.js";

/** Of the good pixels of a rectangle. */
export interface RegionStatistics {
  /** Good pixels; those outside the trusted range are left out. */
  readonly n: number;
  readonly bad: number;
  readonly sum: number;
  readonly mean: number;
  /** Of the sample (n − 1); NaN of fewer than two. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of pixels x0 ≤ fast < x1, y0 ≤ slow < y1, by Welford's recurrence. Undefined while the image is not there. */
export function regionStatistics(
  shown: Pick<ShownFrame, "value" | "geometry">,
  panel: number,
  [x0, x1, y0, y1]: readonly [number, number, number, number],
): RegionStatistics | undefined {
  const { trusted } = shown.geometry.panels[panel]!;
  let [n, bad, mean, squares, sum] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) {
      const value = shown.value(panel, x, y);
      if (value === undefined) return undefined;
      if (!(value >= trusted[0] && value <= trusted[1])) {
        bad++;
        continue;
      }
      n++;
      sum += value;
      const delta = value - mean;
      mean += delta / n;
      squares += delta * (value - mean);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  const none = n === 0;
  return {
    n,
    bad,
    sum,
    mean: none ? Number.NaN : mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN,
    min: none ? Number.NaN : min,
    max: none ? Number.NaN : max,
  };
}
