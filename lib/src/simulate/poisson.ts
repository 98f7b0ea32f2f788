import { scramble } from "../array/random.js";

const golden = 0x9e3779b9;
/** Below this mean the cumulative sum is walked; above, PTRS is quicker. */
const walked = 10;

const logFactorials = Float64Array.from({ length: 64 }, () => 0);
for (let k = 2; k < 64; k++) logFactorials[k] = logFactorials[k - 1]! + Math.log(k);

/** ln k!, by Stirling's series beyond 63 (error < 1e-14). */
function logFactorial(k: number): number {
  if (k < 64) return logFactorials[k]!;
  const x = k + 1;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + 1 / (12 * x) - 1 / (360 * x * x * x);
}

const steps = 64;
const exponentials = Float64Array.from({ length: walked * steps + 1 }, (_, k) => Math.exp(-k / steps));

/** exp(−m) for 0 < m < 10 to a few 1e-9 of itself: a table and three terms, since this runs once a pixel. */
function smallExponential(mean: number): number {
  const k = (mean * steps) | 0;
  const rest = mean - k / steps;
  return exponentials[k]! * (1 - rest * (1 - rest * (0.5 - rest / 6)));
}

/**
 * A Poisson variate of the given mean, wholly decided by `key` (32 bits): the same key and mean give the same
 * count. Inversion below a mean of 10, transformed rejection PTRS above (Hörmann 1993, Insurance: Mathematics and
 * Economics 12, 39–45).
 */
export function poisson(mean: number, key: number): number {
  if (!(mean > 0)) return 0;
  let bits = scramble(key);
  if (mean < walked) {
    let left = (bits + 0.5) / 4294967296;
    let term = smallExponential(mean);
    let k = 0;
    while (left > term && k < 200) {
      left -= term;
      k++;
      term *= mean / k;
    }
    return k;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const logMean = Math.log(mean);
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const bound = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = (bits + 0.5) / 4294967296 - 0.5;
    bits = scramble(bits + golden);
    const v = (bits + 0.5) / 4294967296;
    bits = scramble(bits + golden);
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= bound) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * logMean - mean - logFactorial(k)) return k;
  }
}
