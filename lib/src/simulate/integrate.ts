import { MaskCode } from "../array/maskCode.js";
import type { Box } from "./profile.js";
import { weightedCentroid } from "./spotFinder.js";

/** What integration finds of one reflection in its box. */
export interface Integrated {
  readonly sum: number;
  readonly sumVariance: number;
  /** Of the whole reflection; 0 and −1 where the fit failed. */
  readonly profile: number;
  readonly profileVariance: number;
  readonly correlation: number;
  readonly background: {
    readonly mean: number;
    readonly sum: number;
    readonly sumVariance: number;
    readonly mse: number;
    readonly dispersion: number;
  };
  readonly pixels: {
    readonly valid: number;
    readonly background: number;
    readonly backgroundUsed: number;
    readonly foreground: number;
  };
  readonly centroid: readonly [number, number, number];
  readonly centroidVariance: readonly [number, number, number];
  readonly overloaded: boolean;
  readonly badForeground: boolean;
  readonly badBackground: boolean;
}

const foreground = MaskCode.Valid | MaskCode.Foreground;
const used = MaskCode.Valid | MaskCode.Background | MaskCode.BackgroundUsed;

/**
 * Integrates the values of a box whose mask says foreground and background (changed in place: invalid pixels lose
 * Valid, kept background pixels gain BackgroundUsed). `share` is the reflection's known fraction of photons per voxel.
 *
 * - Background: the mean of the background pixels, those far above it (Poisson) rejected until none is: neighbours
 *   and cosmic rays.
 * - Summation: Σ(c − b), variance |I| + |B|(1 + n_fg/n_bg), as DIALS.
 * - Profile: I = Σ((c − b)p/v)/Σ(p²/v), v = b + Ip, iterated (Kabsch 2010, Acta Cryst. D66, 133, eq. 16); variance
 *   1/Σ(p²/v) plus the share that an uncertain background brings in.
 */
export function integrateBox(
  box: Box,
  values: Float32Array,
  mask: Uint8Array,
  share: Float64Array,
  highest: number,
): Integrated {
  let overloaded = false;
  let badForeground = false;
  let badBackground = false;
  for (let p = 0; p < values.length; p++) {
    if (values[p]! <= highest) continue;
    if (mask[p]! & MaskCode.Foreground) badForeground = overloaded = true;
    else badBackground = true;
    mask[p]! &= ~MaskCode.Valid;
  }
  const background = estimateBackground(values, mask);
  let nForeground = 0;
  let total = 0;
  const weights = new Float64Array(values.length);
  for (let p = 0; p < values.length; p++) {
    if (mask[p] !== foreground) continue;
    nForeground++;
    const net = values[p]! - background.mean;
    total += net;
    weights[p] = Math.max(0, net);
  }
  const backgroundSum = background.mean * nForeground;
  const backgroundVariance = Math.abs(backgroundSum) * (1 + nForeground / background.used);
  const fit = badForeground || nForeground === 0 ? failed : fitProfile(values, mask, share, background);
  const found = weightedCentroid(box, weights);
  const defined = found.centroid.every(Number.isFinite);
  return {
    sum: total,
    sumVariance: Math.abs(total) + backgroundVariance,
    profile: fit.intensity,
    profileVariance: fit.variance,
    correlation: fit.correlation,
    background: {
      mean: background.mean,
      sum: backgroundSum,
      sumVariance: backgroundVariance,
      mse: background.mse,
      dispersion: background.dispersion,
    },
    pixels: {
      valid: background.total + nForeground,
      background: background.total,
      backgroundUsed: background.used,
      foreground: nForeground,
    },
    centroid: defined
      ? found.centroid
      : [(box[0] + box[1]) / 2, (box[2] + box[3]) / 2, (box[4] + box[5]) / 2],
    centroidVariance: defined ? found.variance : [0, 0, 0],
    overloaded,
    badForeground,
    badBackground,
  };
}

interface Background {
  readonly mean: number;
  readonly used: number;
  readonly total: number;
  readonly mse: number;
  readonly dispersion: number;
}

function estimateBackground(values: Float32Array, mask: Uint8Array): Background {
  const usable = MaskCode.Valid | MaskCode.Background;
  let total = 0;
  let mean = 0;
  let kept = 0;
  let limit = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 5; pass++) {
    let n = 0;
    let sum = 0;
    for (let p = 0; p < values.length; p++) {
      if ((mask[p]! & usable) !== usable || values[p]! > limit) continue;
      n++;
      sum += values[p]!;
    }
    if (pass === 0) total = n;
    const settled = n === kept;
    kept = n;
    mean = n > 0 ? sum / n : 0;
    // A Poisson pixel of this mean passes the limit less than once in 30,000 times.
    limit = mean + 4 * Math.sqrt(mean) + 3;
    if (settled) break;
  }
  let squares = 0;
  for (let p = 0; p < values.length; p++) {
    if ((mask[p]! & usable) !== usable || values[p]! > limit) continue;
    mask[p]! |= used;
    squares += (values[p]! - mean) ** 2;
  }
  const mse = kept > 0 ? squares / kept : 0;
  const dispersion = kept > 1 && mean > 0 ? squares / (kept - 1) / mean : 0;
  return { mean, used: kept, total, mse, dispersion };
}

const failed = { intensity: 0, variance: -1, correlation: 0 };

function fitProfile(
  values: Float32Array,
  mask: Uint8Array,
  share: Float64Array,
  background: Background,
): { intensity: number; variance: number; correlation: number } {
  // With no background photon at all, half a photon in the whole region stands for what was not seen.
  const b = Math.max(background.mean, 0.5 / Math.max(1, background.used));
  const net: number[] = [];
  const shares: number[] = [];
  let intensity = 0;
  let weighted = 0;
  let leverage = 0;
  let inside = 0;
  for (let p = 0; p < values.length; p++) {
    if (mask[p] !== foreground) continue;
    net.push(values[p]! - b);
    shares.push(share[p]!);
    intensity += values[p]! - b;
    inside += share[p]!;
  }
  if (!(inside > 0.05)) return failed;
  intensity /= inside;
  for (let cycle = 0; cycle < 20; cycle++) {
    const scale = Math.max(0, intensity);
    let top = 0;
    weighted = 0;
    leverage = 0;
    for (let n = 0; n < net.length; n++) {
      const weight = shares[n]! / (b + scale * shares[n]!);
      top += net[n]! * weight;
      weighted += shares[n]! * weight;
      leverage += weight;
    }
    const next = top / weighted;
    const change = Math.abs(next - intensity);
    intensity = next;
    if (change < 1e-5 * (1 + Math.abs(next))) break;
  }
  const fromBackground = (leverage / weighted) ** 2 * (b / Math.max(1, background.used));
  return {
    intensity,
    variance: 1 / weighted + fromBackground,
    correlation: correlate(net, shares),
  };
}

/** Pearson correlation; 0 where undefined. */
function correlate(xs: readonly number[], ys: readonly number[]): number {
  const n = xs.length;
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  for (let p = 0; p < n; p++) {
    const x = xs[p]!;
    const y = ys[p]!;
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  const norm = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return norm > 0 ? (n * sxy - sx * sy) / Math.sqrt(norm) : 0;
}
