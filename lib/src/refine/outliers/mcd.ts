import { Pcg32 } from "../../array/random.js";
import { cholesky } from "../cholesky.js";
import { chiSquaredCdf, chiSquaredQuantile } from "./chiSquared.js";
import type { OutlierTest, Residuals } from "./outlierTest.js";

export interface McdOptions {
  /** h/n of the subset whose covariance is least, ½ to 1. */
  readonly alpha: number;
  readonly maxGroups: number;
  readonly minGroupSize: number;
  readonly trials: number;
  /** C-steps of each trial, of each candidate on the merged groups, and at most of the best on all. */
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  /** Outliers lie beyond this quantile of χ². */
  readonly thresholdProbability: number;
  readonly seed: number;
}

interface Candidate {
  readonly centre: Float64Array;
  readonly covariance: Float64Array;
  readonly determinant: number;
}

/**
 * Outliers by Mahalanobis distances from the minimum covariance determinant estimate: FAST-MCD of Rousseeuw & Van Driessen,
 * Technometrics 41 (1999) 212, with the consistency factor of Croux & Haesbroeck (1999). Random subsets come from `seed`.
 */
export function mcdTest(options: McdOptions): OutlierTest {
  return (residuals) => {
    const n = residuals[0]?.length ?? 0;
    const p = residuals.length;
    const found = new Uint8Array(n);
    const estimate = fastMcd(residuals, options);
    if (!estimate) return found;
    const distances = mahalanobis(residuals, all(n), estimate);
    if (!distances) return found;
    const limit = chiSquaredQuantile(options.thresholdProbability, p);
    const scale = consistency(subsetSize(n, p, options.alpha) / n, p);
    for (let i = 0; i < n; i++) if (distances[i]! > limit * scale) found[i] = 1;
    return found;
  };
}

/** Factor by which the covariance of the h/n innermost of a Gaussian is too small. */
export function consistency(part: number, p: number): number {
  if (part >= 1) return 1;
  return part / chiSquaredCdf(chiSquaredQuantile(part, p), p + 2);
}

/** h of n points in p dimensions, from (n + p + 1)/2 at α = ½ to n at 1. */
function subsetSize(n: number, p: number, alpha: number): number {
  const least = Math.floor((n + p + 1) / 2);
  return Math.floor(2 * least - n + 2 * (n - least) * alpha);
}

/** The centre and covariance of the subset found; undefined when even all points lie in a plane. */
export function fastMcd(data: Residuals, options: McdOptions): Candidate | undefined {
  const n = data[0]?.length ?? 0;
  const p = data.length;
  const random = new Pcg32(options.seed);
  const everything = all(n);
  if (n < 2 * (p + 1)) return estimateOf(data, everything, n);
  const { maxGroups, minGroupSize, trials, k1, k2, k3, alpha } = options;
  let candidates: Candidate[];
  let pool: Uint32Array = everything;
  if (n <= 2 * minGroupSize) candidates = bestOf(data, everything, trials, k1, alpha, random);
  else {
    const groups = Math.min(maxGroups, Math.floor(n / minGroupSize));
    const size = n < maxGroups * minGroupSize ? Math.floor(n / groups) : minGroupSize;
    pool = sample(everything, groups * size, random);
    candidates = [];
    for (let g = 0; g < groups; g++) {
      const group = pool.subarray(g * size, (g + 1) * size);
      candidates.push(...bestOf(data, group, Math.ceil(trials / groups), k1, alpha, random));
    }
    candidates = candidates.flatMap((one) => concentrate(data, pool, one, k2, alpha) ?? []);
    candidates.sort((a, b) => a.determinant - b.determinant);
  }
  let best: Candidate | undefined;
  for (const one of candidates.slice(0, 10)) {
    const refined = concentrate(data, everything, one, k3, alpha);
    if (refined && (!best || refined.determinant < best.determinant)) best = refined;
    // with very many points the best of the sample is taken on alone
    if (n > 10_000 && best) break;
  }
  return best ?? estimateOf(data, everything, n);
}

/** The ten best of so many random starts, after some C-steps each. */
function bestOf(
  data: Residuals,
  among: Uint32Array,
  trials: number,
  steps: number,
  alpha: number,
  random: Pcg32,
): Candidate[] {
  const p = data.length;
  const found: Candidate[] = [];
  for (let trial = 0; trial < trials; trial++) {
    let start: Candidate | undefined;
    // points of a random start that lie in a plane are joined by more
    const chosen = sample(among, Math.min(among.length, p + 10), random);
    for (let size = p + 1; !start && size <= chosen.length; size++)
      start = estimateOf(data, chosen.subarray(0, size), size);
    const one = start && concentrate(data, among, start, steps, alpha);
    if (!one) continue;
    const worst = found[9];
    if (!worst || one.determinant < worst.determinant) {
      found.push(one);
      found.sort((a, b) => a.determinant - b.determinant);
      found.length = Math.min(10, found.length);
    }
  }
  return found;
}

/** C-steps: the covariance of the h points nearest by the last covariance, until it shrinks no more. */
function concentrate(
  data: Residuals,
  among: Uint32Array,
  from: Candidate,
  steps: number,
  alpha: number,
): Candidate | undefined {
  const h = subsetSize(among.length, data.length, alpha);
  let now: Candidate | undefined = from;
  let last = Number.POSITIVE_INFINITY;
  for (let step = 0; step < steps && now; step++) {
    const distances = mahalanobis(data, among, now);
    if (!distances) return undefined;
    now = estimateOf(data, nearest(among, distances, h), h);
    if (now && now.determinant >= last * (1 - 1e-12)) break;
    last = now?.determinant ?? last;
  }
  return now;
}

/** The h of `among` of the least distances. */
function nearest(among: Uint32Array, distances: Float64Array, h: number): Uint32Array {
  const limit = distances.slice().sort()[h - 1]!;
  const found = new Uint32Array(h);
  let n = 0;
  for (let i = 0; i < among.length && n < h; i++) if (distances[i]! < limit) found[n++] = among[i]!;
  for (let i = 0; i < among.length && n < h; i++) if (distances[i] === limit) found[n++] = among[i]!;
  return found;
}

/** Mean and covariance of the first n of `rows`; undefined when they lie in a plane. */
function estimateOf(data: Residuals, rows: Uint32Array, n: number): Candidate | undefined {
  const p = data.length;
  const centre = new Float64Array(p);
  for (let c = 0; c < p; c++) {
    const column = data[c]!;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += column[rows[i]!]!;
    centre[c] = sum / n;
  }
  const covariance = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b <= a; b++) {
      const [x, y] = [data[a]!, data[b]!];
      const [mx, my] = [centre[a]!, centre[b]!];
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (x[rows[i]!]! - mx) * (y[rows[i]!]! - my);
      covariance[a * p + b] = covariance[b * p + a] = sum / (n - 1);
    }
  const L = cholesky(covariance, p);
  if (!L) return undefined;
  let determinant = 1;
  for (let a = 0; a < p; a++) determinant *= L[a * p + a]! ** 2;
  return { centre, covariance, determinant };
}

/** Squares of the Mahalanobis distances of `rows`. */
function mahalanobis(
  data: Residuals,
  rows: Uint32Array,
  { centre, covariance }: Candidate,
): Float64Array | undefined {
  const p = data.length;
  const L = cholesky(covariance, p);
  if (!L) return undefined;
  const found = new Float64Array(rows.length);
  const z = new Float64Array(p);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    let sum = 0;
    for (let a = 0; a < p; a++) {
      let value = data[a]![row]! - centre[a]!;
      for (let b = 0; b < a; b++) value -= L[a * p + b]! * z[b]!;
      z[a] = value / L[a * p + a]!;
      sum += z[a]! * z[a]!;
    }
    found[i] = sum;
  }
  return found;
}

const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** `count` of the rows at random, none twice (Fisher and Yates). */
function sample(rows: Uint32Array, count: number, random: Pcg32): Uint32Array {
  const places = rows.slice();
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random.next() * (places.length - i));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return places.subarray(0, count);
}
