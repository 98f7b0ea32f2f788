import { MaskCode } from "../array/maskCode.js";
import type { Box } from "./profile.js";

/** One found spot: its tight box with the values of its strong pixels, 0 and mask 0 elsewhere. */
export interface FoundSpot {
  readonly box: Box;
  readonly data: Float32Array;
  readonly mask: Uint8Array;
  /** Strong pixels. */
  readonly signal: number;
  readonly sum: number;
  /** Voxel of the greatest value, px, px, image. */
  readonly peak: readonly [number, number, number];
  readonly centroid: readonly [number, number, number];
  readonly variance: readonly [number, number, number];
}

export interface SpotFinderOptions {
  /** σ above the local mean for a pixel to be strong. */
  readonly sigmaStrong: number;
  /** σ of the local index of dispersion for a neighbourhood to hold signal. */
  readonly sigmaBackground: number;
  /** Half width of the neighbourhood, px. */
  readonly kernel: number;
  /** Fewest pixels of a spot. */
  readonly minSpotSize: number;
  /** Greatest valid value. */
  readonly highest: number;
}

/** DIALS' defaults. */
export const spotFinderDefaults = { sigmaStrong: 3, sigmaBackground: 6, kernel: 3, minSpotSize: 3 } as const;

/**
 * Spots in a region, found as dials.find_spots does: a pixel is strong if, in its 7×7 neighbourhood on its image,
 * the index of dispersion exceeds 1 + σ_b·√(2/(n − 1)) and its value the mean by σ_s·√mean; strong pixels that
 * touch by a side, or follow one another in time, are one spot (Winter et al. 2018, Acta Cryst. D74, 85, §3.2).
 * Neighbourhoods end at the region's edge, and at invalid pixels.
 */
export function findSpots(region: Box, values: Float32Array, options: SpotFinderOptions): FoundSpot[] {
  const nx = region[1] - region[0];
  const ny = region[3] - region[2];
  const strong = strongPixels(nx, ny, values, options);
  const spots: FoundSpot[] = [];
  if (strong.indexOf(1) < 0) return spots;
  const plane = nx * ny;
  for (let start = 0; start < strong.length; start++) {
    if (strong[start] !== 1) continue;
    const members = [start];
    strong[start] = 2;
    const visit = (p: number) => {
      if (strong[p] === 1) {
        strong[p] = 2;
        members.push(p);
      }
    };
    for (let m = 0; m < members.length; m++) {
      const p = members[m]!;
      const x = p % nx;
      const y = Math.floor(p / nx) % ny;
      if (x > 0) visit(p - 1);
      if (x < nx - 1) visit(p + 1);
      if (y > 0) visit(p - nx);
      if (y < ny - 1) visit(p + nx);
      if (p >= plane) visit(p - plane);
      if (p + plane < strong.length) visit(p + plane);
    }
    if (members.length >= options.minSpotSize) spots.push(describe(region, values, members));
  }
  return spots;
}

function strongPixels(nx: number, ny: number, values: Float32Array, options: SpotFinderOptions): Uint8Array {
  const { kernel, highest } = options;
  const strong = new Uint8Array(values.length);
  const plane = nx * ny;
  // Sums over all pixels above and left of a corner, so that any neighbourhood is four look-ups.
  const wide = nx + 1;
  const counts = new Int32Array(wide * (ny + 1));
  const sums = new Float64Array(wide * (ny + 1));
  const squares = new Float64Array(wide * (ny + 1));
  for (let base = 0; base < values.length; base += plane) {
    let most = 0;
    for (let p = base; p < base + plane; p++) if (values[p]! > most) most = values[p]!;
    if (most < 2) continue;
    for (let y = 0; y < ny; y++) {
      let n = 0;
      let sum = 0;
      let square = 0;
      for (let x = 0; x < nx; x++) {
        const value = values[base + y * nx + x]!;
        if (value <= highest) {
          n++;
          sum += value;
          square += value * value;
        }
        const corner = (y + 1) * wide + x + 1;
        counts[corner] = counts[corner - wide]! + n;
        sums[corner] = sums[corner - wide]! + sum;
        squares[corner] = squares[corner - wide]! + square;
      }
    }
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const value = values[base + y * nx + x]!;
        if (value < 2 || value > highest) continue;
        const left = Math.max(0, x - kernel);
        const right = Math.min(nx, x + kernel + 1);
        const top = Math.max(0, y - kernel) * wide;
        const bottom = Math.min(ny, y + kernel + 1) * wide;
        const a = bottom + right;
        const b = bottom + left;
        const c = top + right;
        const d = top + left;
        const n = counts[a]! - counts[b]! - counts[c]! + counts[d]!;
        const sum = sums[a]! - sums[b]! - sums[c]! + sums[d]!;
        const mean = sum / n;
        const variance = (squares[a]! - squares[b]! - squares[c]! + squares[d]! - sum * mean) / (n - 1);
        const dispersed = variance > mean * (1 + options.sigmaBackground * Math.sqrt(2 / (n - 1)));
        if (dispersed && value > mean + options.sigmaStrong * Math.sqrt(mean)) strong[base + y * nx + x] = 1;
      }
    }
  }
  return strong;
}

function describe(region: Box, values: Float32Array, members: readonly number[]): FoundSpot {
  const nx = region[1] - region[0];
  const ny = region[3] - region[2];
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [-1, -1, -1];
  const places = members.map((p) => [p % nx, Math.floor(p / nx) % ny, Math.floor(p / (nx * ny))] as const);
  let best = 0;
  for (const [m, place] of places.entries()) {
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis]!, place[axis]!);
      high[axis] = Math.max(high[axis]!, place[axis]! + 1);
    }
    if (values[members[m]!]! > values[members[best]!]!) best = m;
  }
  const [lx, ly, lz] = low as [number, number, number];
  const [hx, hy, hz] = high as [number, number, number];
  const data = new Float32Array((hx - lx) * (hy - ly) * (hz - lz));
  const mask = new Uint8Array(data.length);
  let sum = 0;
  for (const [m, [x, y, z]] of places.entries()) {
    const p = ((z - lz) * (hy - ly) + y - ly) * (hx - lx) + x - lx;
    data[p] = values[members[m]!]!;
    mask[p] = MaskCode.Valid | MaskCode.Foreground;
    sum += data[p]!;
  }
  const box: Box = [
    region[0] + lx,
    region[0] + hx,
    region[2] + ly,
    region[2] + hy,
    region[4] + lz,
    region[4] + hz,
  ];
  const at = places[best]!;
  const peak = [region[0] + at[0], region[2] + at[1], region[4] + at[2]] as const;
  const { centroid, variance } = weightedCentroid(box, data);
  return { box, data, mask, signal: members.length, sum, peak, centroid, variance };
}

/**
 * Mean place of pixel centres weighted by value, and its variance per axis as DIALS gives it: the unbiased weighted
 * variance over Σw, plus 1/12 for the width of a pixel; 1/12 alone where that is undefined.
 */
export function weightedCentroid(
  [x0, x1, y0, y1, z0]: Box,
  weights: Float32Array | Float64Array,
): { centroid: [number, number, number]; variance: [number, number, number] } {
  const nx = x1 - x0;
  const ny = y1 - y0;
  let total = 0;
  let squares = 0;
  const first = new Float64Array(3);
  const second = new Float64Array(3);
  for (let p = 0, z = 0.5; p < weights.length; z++) {
    for (let y = 0.5; y < ny; y++) {
      for (let x = 0.5; x < nx; x++, p++) {
        const w = weights[p]!;
        if (w === 0) continue;
        total += w;
        squares += w * w;
        first[0]! += w * x;
        first[1]! += w * y;
        first[2]! += w * z;
        second[0]! += w * x * x;
        second[1]! += w * y * y;
        second[2]! += w * z * z;
      }
    }
  }
  const corner = [x0, y0, z0];
  const defined = total > 0 && total * total > squares;
  const mean = first.map((sum) => sum / total);
  // Σw(x − x̄)²·W/(W² − Σw²), over W.
  const share = 1 / (total * total - squares);
  const of = (axis: number) => corner[axis]! + mean[axis]!;
  const spread = (axis: number) =>
    1 / 12 + (defined ? Math.max(0, second[axis]! - total * mean[axis]! ** 2) * share : 0);
  return {
    centroid: [of(0), of(1), of(2)],
    variance: [spread(0), spread(1), spread(2)],
  };
}
