import { spotReach } from "./imageReflection.js";
import { gaussianPlane } from "./profile.js";

/** The part of a reflection on one image. */
export interface SpotOnImage {
  readonly panel: number;
  readonly photons: number;
  /** Middle, px. */
  readonly centre: readonly [number, number];
  /** xx, xy, yy, px². */
  readonly covariance: readonly [number, number, number];
  /** Offsets in x and y, px, of the sensor's layers, each of which absorbs an equal part. */
  readonly layers: readonly [Float64Array, Float64Array];
}

/**
 * Adds a spot to the mean photons of its panel (`nx` × `ny`, [slow][fast]). Its photons all arrive: the pixels of each
 * layer's spot hold them exactly, but for those beyond the panel's edge.
 */
export function addSpot(
  { photons, centre, covariance, layers }: SpotOnImage,
  into: Float64Array,
  nx: number,
  ny: number,
): void {
  const [dx, dy] = layers;
  const rx = spotReach * Math.sqrt(covariance[0]) + 0.5;
  const ry = spotReach * Math.sqrt(covariance[2]) + 0.5;
  for (let layer = 0; layer < dx.length; layer++) {
    const x = centre[0] + dx[layer]!;
    const y = centre[1] + dy[layer]!;
    const box = [Math.floor(x - rx), Math.ceil(x + rx), Math.floor(y - ry), Math.ceil(y + ry)] as const;
    const [x0, x1, y0, y1] = box;
    const plane = gaussianPlane(box, [x, y], covariance);
    let whole = 0;
    for (const share of plane) whole += share;
    const factor = photons / dx.length / whole;
    const from = Math.max(0, x0);
    const to = Math.min(nx, x1);
    for (let j = Math.max(0, y0); j < Math.min(ny, y1); j++)
      for (let i = from; i < to; i++) into[j * nx + i]! += factor * plane[(j - y0) * (x1 - x0) + i - x0]!;
  }
}
