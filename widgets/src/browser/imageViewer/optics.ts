import type { Matrix3, Pair, PanelGeometry, Triple } from "../../shared/imageViewer.js";

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * A panel's pixel coordinates in the laboratory, mm from the sample, the parallax of its sensor corrected for: as
 * Panel.getPixelLabCoord of the library (dxtbx' ParallaxCorrectedPxMmStrategy), maps of offsets apart.
 */
export function labOf({ pixelSize, fast, slow, origin, parallax }: PanelGeometry, [px, py]: Pair): Triple {
  let [x, y] = [px * pixelSize[0], py * pixelSize[1]];
  if (parallax) {
    const normal: Triple = [
      fast[1] * slow[2] - fast[2] * slow[1],
      fast[2] * slow[0] - fast[0] * slow[2],
      fast[0] * slow[1] - fast[1] * slow[0],
    ];
    const point = along(fast, slow, origin, x, y);
    const length = Math.sqrt(dot(point, point));
    // Mean depth at which the ray is taken up, along it.
    const { mu, thickness } = parallax;
    const cosine = Math.abs(dot(point, normal)) / length;
    const path = thickness / cosine;
    const depth = 1 / mu - (path + 1 / mu) * Math.exp(-mu * path);
    x -= (depth * dot(point, fast)) / length;
    y -= (depth * dot(point, slow)) / length;
  }
  return along(fast, slow, origin, x, y);
}

const along = (fast: Triple, slow: Triple, origin: Triple, x: number, y: number): Triple => [
  origin[0] + x * fast[0] + y * slow[0],
  origin[1] + x * fast[1] + y * slow[1],
  origin[2] + x * fast[2] + y * slow[2],
];

/** q = s1 − s0 (Å⁻¹, without 2π) of the ray to a point. */
export function qOf(s0: Triple, point: Triple): Triple {
  const scale = Math.hypot(...s0) / Math.hypot(...point);
  return [point[0] * scale - s0[0], point[1] * scale - s0[1], point[2] * scale - s0[2]];
}

/** d, Å; Infinity in the direct beam. */
export const dOf = (q: Triple): number => 1 / Math.hypot(...q);

/** Fractional h, k, l of q. */
export const millerOf = (m: Matrix3, [x, y, z]: Triple): Triple => [
  m[0]! * x + m[1]! * y + m[2]! * z,
  m[3]! * x + m[4]! * y + m[5]! * z,
  m[6]! * x + m[7]! * y + m[8]! * z,
];
