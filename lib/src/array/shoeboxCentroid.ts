import type { FlexShoebox } from "./flexShoebox.js";
import { MaskCode } from "./maskCode.js";
import { FlexVec3Double } from "./vectors.js";

/** Centroids of shoeboxes, as DIALS' `Centroid.px`. */
export interface ShoeboxCentroids {
  /** px, px, array index. */
  readonly position: FlexVec3Double;
  /** Variance of the counts about the centroid, unbiased for weights that are counts; 0 where it is not defined. */
  readonly variance: FlexVec3Double;
  /** Variance of the centroid: variance / Σ counts + 1/12, the 1/12 for the width of a pixel; px², px², images². */
  readonly stdErrSq: FlexVec3Double;
}

/** Which pixels make a centroid, and with what weight. */
export interface CentroidOptions {
  /** Bits of {@link MaskCode} a pixel must have, all of them. Overlapped pixels are left out. Without: all pixels count. */
  readonly code?: number;
}

/**
 * Means of the pixel centres weighted by counts. With W = Σd over the pixels, per axis: x̄ = Σd·x/W,
 * variance = Σd(x − x̄)²·W/(W² − Σd²), stdErrSq = variance/W + 1/12 (`Shoebox.centroid_masked` of DIALS). W and Σd² are of single
 * precision, as there. Where W² ≤ Σd² (one pixel) the variance is 0 and stdErrSq 1/12. Where W ≤ 0 the centroid is the middle of
 * the box, both variances 0. A box of one image has its centroid in that image's middle.
 */
export function shoeboxCentroids(shoeboxes: FlexShoebox, { code }: CentroidOptions = {}): ShoeboxCentroids {
  const n = shoeboxes.length;
  const position = new Float64Array(3 * n);
  const variance = new Float64Array(3 * n);
  const stdErrSq = new Float64Array(3 * n);
  const { bbox, start, pools } = shoeboxes;
  const { data, mask } = pools;
  const wanted = code ?? 0;
  const looked = code === undefined ? 0 : code | MaskCode.Overlapped;
  for (let row = 0; row < n; row++) {
    const b = 6 * row;
    const [x0, y0, z0] = [bbox[b]!, bbox[b + 2]!, bbox[b + 4]!];
    const [nx, ny, nz] = [bbox[b + 1]! - x0, bbox[b + 3]! - y0, bbox[b + 5]! - z0];
    const from = start[row]!;
    const allocated = from >= 0;
    let sum = 0;
    let squares = 0;
    let [sx, sy, sz] = [0, 0, 0];
    for (let z = 0, i = from; allocated && z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          if ((mask[i]! & looked) !== wanted) continue;
          const d = data[i]!;
          sum = Math.fround(sum + d);
          squares = Math.fround(squares + Math.fround(d * d));
          sx += d * (x + 0.5);
          sy += d * (y + 0.5);
          sz += d * (z + 0.5);
        }
    const k = 3 * row;
    if (!(sum > 0)) {
      position[k] = x0 + nx / 2;
      position[k + 1] = y0 + ny / 2;
      position[k + 2] = z0 + nz / 2;
      continue;
    }
    const [mx, my, mz] = [sx / sum, sy / sum, sz / sum];
    position[k] = x0 + mx;
    position[k + 1] = y0 + my;
    position[k + 2] = z0 + (nz === 1 && code !== undefined ? 0.5 : mz);
    const rest = sum * sum - squares;
    if (!(rest > 0)) {
      stdErrSq.fill(1 / 12, k, k + 3);
      continue;
    }
    let [vx, vy, vz] = [0, 0, 0];
    for (let z = 0, i = from; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          if ((mask[i]! & looked) !== wanted) continue;
          const d = data[i]!;
          vx += d * (x + 0.5 - mx) ** 2;
          vy += d * (y + 0.5 - my) ** 2;
          vz += d * (z + 0.5 - mz) ** 2;
        }
    const spread = [vx, vy, vz];
    for (let j = 0; j < 3; j++) {
      variance[k + j] = (spread[j]! * sum) / rest;
      stdErrSq[k + j] = variance[k + j]! / sum + 1 / 12;
    }
  }
  return {
    position: new FlexVec3Double(position),
    variance: new FlexVec3Double(variance),
    stdErrSq: new FlexVec3Double(stdErrSq),
  };
}
