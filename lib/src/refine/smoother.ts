/**
 * Values between evenly spaced samples along a scan, as weighted means with Gaussian weights: what DIALS' GaussianSmoother and, before it,
 * AIMLESS do (Evans & Murshudov, Acta Cryst. D69 (2013) 1204, section 3). With more than two intervals samples lie at their
 * middles and one beyond either end, and a value takes those within 1.5 intervals; with one or two they lie at the ends.
 */
export interface Smoother {
  readonly samples: number;
  /** Where the samples lie, in the units of x. */
  readonly positions: Float64Array;
  /** Weights of all samples at x, their sum 1: the derivatives of the value by the samples. */
  weights(x: number): Float64Array;
}

/** @param range [first, last] x; @param intervals how many there are between, at least 1 */
export function gaussianSmoother(range: readonly [number, number], intervals: number): Smoother {
  const [first, last] = range;
  const spacing = (last - first) / intervals;
  const samples = intervals > 2 ? intervals + 2 : intervals + 1;
  const start = intervals > 2 ? -0.5 : 0;
  const sigma = samples > 2 ? 0.7 : 0.65;
  return {
    samples,
    positions: Float64Array.from({ length: samples }, (_, i) => first + (start + i) * spacing),
    weights(x) {
      const z = (x - first) / spacing;
      const found = new Float64Array(samples);
      let sum = 0;
      for (let i = 0; i < samples; i++) {
        const away = z - (start + i);
        if (samples > 3 && Math.abs(away) >= 1.5) continue;
        found[i] = Math.exp(-((away / sigma) ** 2));
        sum += found[i]!;
      }
      // beyond both ends there may be no sample within reach: the nearest then stands alone
      if (sum === 0) found[z < 0 ? 0 : samples - 1] = sum = 1;
      for (let i = 0; i < samples; i++) found[i]! /= sum;
      return found;
    },
  };
}
