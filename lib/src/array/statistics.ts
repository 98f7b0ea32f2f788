import { EwaldError } from "../error.js";
import { sameLength } from "./column.js";
import type { FlexDouble, NumericFlex } from "./scalars.js";

function needRows(values: NumericFlex, what: string, least = 1): void {
  if (values.length < least)
    throw new EwaldError(
      "bad-argument",
      `${what} needs at least ${least} rows, but the column has ${values.length}.`,
    );
}

/** Sum; 0 of no rows. Whole numbers do not wrap round, as they do in DIALS. */
export function sum({ data }: NumericFlex): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}

/** Product; 0 of no rows, as in DIALS. */
export function product({ data }: NumericFlex): number {
  let total = data.length === 0 ? 0 : 1;
  for (let i = 0; i < data.length; i++) total *= data[i]!;
  return total;
}

/** Mean. Throws for no rows. */
export function mean(values: NumericFlex): number {
  needRows(values, "mean");
  // Times the reciprocal, not divided by n: so scitbx rounds, and the last digit is DIALS'.
  return sum(values) * (1 / values.length);
}

/** Row of the least value, the first of equals; NaN is passed over unless it comes first. Throws for no rows. */
export function minIndex(values: NumericFlex): number {
  needRows(values, "min");
  const { data } = values;
  let best = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! < data[best]!) best = i;
  return best;
}

/** Row of the greatest value, the first of equals; NaN is passed over unless it comes first. Throws for no rows. */
export function maxIndex(values: NumericFlex): number {
  needRows(values, "max");
  const { data } = values;
  let best = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i;
  return best;
}

/** Least value: see {@link minIndex}. */
export function min(values: NumericFlex): number {
  return values.data[minIndex(values)]!;
}

/** Greatest value: see {@link maxIndex}. */
export function max(values: NumericFlex): number {
  return values.data[maxIndex(values)]!;
}

/**
 * The value below which `percent` (0 … 100) of the values lie, interpolated linearly between neighbours in order, as
 * numpy.percentile does (scitbx has none). NaN if any value is NaN. Throws for no rows.
 */
export function percentile(values: NumericFlex, percent: number): number {
  needRows(values, "percentile");
  if (!(percent >= 0 && percent <= 100))
    throw new EwaldError("out-of-range", `There is no percentile ${percent}; give a number from 0 to 100.`);
  const sorted = Float64Array.from(values.data).sort();
  if (Number.isNaN(sorted[sorted.length - 1]!)) return Number.NaN;
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const part = place - below;
  return part === 0 ? low : low + (sorted[below + 1]! - low) * part;
}

/** Middle value; of an even number the mean of the two in the middle. NaN if any value is NaN. Throws for no rows. */
export function median(values: NumericFlex): number {
  return percentile(values, 50);
}

/** Mean, variance and what follows from them, named as scitbx's mean_and_variance names them. */
export class MeanAndVariance {
  /** Number of values. */
  readonly n: number;
  readonly #mean: number;
  readonly #squares: number;
  readonly #sumWeights: number;
  readonly #sumWeightsSq: number;

  /** Throws for no rows, or weights of another length. */
  constructor(values: NumericFlex, weights?: FlexDouble) {
    needRows(values, "meanAndVariance");
    if (weights) sameLength(values, weights, "meanAndVariance");
    const { data } = values;
    this.n = data.length;
    let w = 0;
    let ww = 0;
    let wx = 0;
    for (let i = 0; i < data.length; i++) {
      const weight = weights ? weights.data[i]! : 1;
      w += weight;
      ww += weight * weight;
      wx += weight * data[i]!;
    }
    this.#sumWeights = w;
    this.#sumWeightsSq = ww;
    this.#mean = wx / w;
    // Second pass: differences from the mean, so that a large mean costs no digits.
    let squares = 0;
    for (let i = 0; i < data.length; i++)
      squares += (weights ? weights.data[i]! : 1) * (data[i]! - this.#mean) ** 2;
    this.#squares = squares;
  }

  /** Σwx / Σw, w = 1 without weights. */
  mean(): number {
    return this.#mean;
  }

  /** Σ(x − mean)² / (n − 1), without weights. Throws for one row, where it is not defined, or with weights. */
  unweightedSampleVariance(): number {
    if (this.n < 2 || this.#sumWeights !== this.n || this.#sumWeightsSq !== this.n)
      throw new EwaldError(
        "bad-argument",
        "The unweighted sample variance needs at least 2 rows, and no weights.",
      );
    return this.#squares / (this.n - 1);
  }

  /** Square root of {@link unweightedSampleVariance}. */
  unweightedSampleStandardDeviation(): number {
    return Math.sqrt(this.unweightedSampleVariance());
  }

  /** √(variance / n). */
  unweightedStandardErrorOfMean(): number {
    return Math.sqrt(this.unweightedSampleVariance() / this.n);
  }

  /** Σw / ((Σw)² − Σw²) · Σw(x − mean)², the GNU Scientific Library's weighted variance. */
  gslStatsWvariance(): number {
    const w = this.#sumWeights;
    return (w / (w * w - this.#sumWeightsSq)) * this.#squares;
  }

  /** Square root of {@link gslStatsWvariance}. */
  gslStatsWsd(): number {
    return Math.sqrt(this.gslStatsWvariance());
  }
}

/** Mean and variance of a column, weighted if weights are given. */
export function meanAndVariance(values: NumericFlex, weights?: FlexDouble): MeanAndVariance {
  return new MeanAndVariance(values, weights);
}
