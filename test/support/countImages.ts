// Made-up counts for the tests of thresholds: a background with spots, bad pixels and a gap, from a seed.

import { keyOf, Pcg32 } from "../../lib/src/array/random.js";
import { poisson } from "../../lib/src/simulate/poisson.js";

export interface CountImageOptions {
  /** Counts of the background; it falls to half of that along each row. */
  readonly mean: number;
  /** Parts of the pixels that hold 2²⁴ − 2 … 2²⁴ + 1, −1 … −50, are bad; pixels for each spot. */
  readonly huge?: number;
  readonly negative?: number;
  readonly bad?: number;
  readonly perSpot?: number;
}

export function randomImage(
  shape: readonly [slow: number, fast: number],
  seed: number,
  options: CountImageOptions,
) {
  const { mean, huge = 0, negative = 0, bad = 0.02, perSpot = 300 } = options;
  const [slow, fast] = shape;
  const random = new Pcg32(seed);
  const rates = new Float64Array(slow * fast);
  for (let k = 0; k < rates.length; k++) rates[k] = mean * (1 - (0.5 * (k % fast)) / fast);
  for (let spots = Math.ceil(rates.length / perSpot); spots > 0; spots--) {
    const [y, x] = [slow * random.next(), fast * random.next()];
    const [height, width] = [(mean + 3) * 10 ** (3 * random.next()), 0.5 + random.next()];
    for (let j = Math.max(0, Math.floor(y - 5)); j < Math.min(slow, y + 5); j++)
      for (let i = Math.max(0, Math.floor(x - 5)); i < Math.min(fast, x + 5); i++)
        rates[j * fast + i]! += height * Math.exp(-((j - y) ** 2 + (i - x) ** 2) / (2 * width * width));
  }
  const values = Int32Array.from(rates, (rate, k) => poisson(rate, keyOf(seed, k)));
  const mask = new Uint8Array(values.length).fill(1);
  const gap = Math.floor(fast / 2);
  for (let k = 0; k < values.length; k++) {
    if (random.next() < bad || k % fast === gap) {
      mask[k] = 0;
      values[k] = -1 - (k & 1);
    } else if (random.next() < huge) values[k] = 2 ** 24 - 2 + (k & 3);
    else if (random.next() < negative) values[k] = -1 - Math.floor(50 * random.next());
  }
  return { shape, values, mask };
}
