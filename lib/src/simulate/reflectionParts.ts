import type { Int6 } from "../array/integerTuples.js";
import type { Detector } from "../models/detector.js";
import type { Experiment } from "../models/experiment.js";
import { normalCumulative } from "./erf.js";
import { type ImageReflection, spotReach } from "./imageReflection.js";
import { sliceOfNormal } from "./spotShape.js";

/** The part of a reflection on one image. */
export interface Part {
  readonly z: number;
  readonly share: number;
  /** Of the spot's part on this image, px. */
  readonly centre: readonly [number, number];
  readonly covariance: readonly [number, number, number];
}

/** Parts of a reflection on the images it passes. */
export function rotationParts(one: ImageReflection, experiment: Experiment, z0: number, z1: number): Part[] {
  const { shape, px, angle } = one;
  const scan = experiment.scan!;
  const sigma = Math.sqrt(shape.tt);
  const [a, b] = [angle - spotReach * sigma, angle + spotReach * sigma].map((end) =>
    scan.getArrayIndexFromAngle(end, false),
  ) as [number, number];
  const from = Math.max(z0, Math.floor(Math.min(a, b)));
  const to = Math.min(z1, Math.ceil(Math.max(a, b)));
  const parts: Part[] = [];
  for (let z = from; z < to; z++) {
    const ends = [z, z + 1].map((edge) => (scan.getAngleFromArrayIndex(edge, false) - angle) / sigma);
    const slice = sliceOfNormal(Math.min(...ends), Math.max(...ends), normalCumulative);
    if (slice.share === 0) continue;
    const [wx, wy] = [shape.tx / sigma, shape.ty / sigma];
    const narrowed = 1 - slice.variance;
    parts.push({
      z,
      share: slice.share,
      centre: [px[0] + wx * slice.mean, px[1] + wy * slice.mean],
      covariance: [
        shape.xx - wx * wx * narrowed,
        shape.xy - wx * wy * narrowed,
        shape.yy - wy * wy * narrowed,
      ],
    });
  }
  return parts;
}

/** A still's one part: of the blocks and rays for which it is on the sphere. */
export function stillPart({ shape, px, off, shift }: ImageReflection, z: number): Part[] {
  const share = Math.exp((-off * off) / (2 * shape.tt));
  const { tt, tx, ty, xx, xy, yy } = shape;
  return [
    {
      z,
      share,
      centre: [px[0] + shift[0], px[1] + shift[1]],
      covariance: [xx - (tx * tx) / tt, xy - (tx * ty) / tt, yy - (ty * ty) / tt],
    },
  ];
}

/** Box around all parts: ±3σ and the sensor's depth across, all images along z. */
export function boxOf(
  { panel, shape, px }: ImageReflection,
  parts: readonly Part[],
  [dx, dy]: readonly [Float64Array, Float64Array],
  detector: Detector,
): Int6 {
  const [nx, ny] = detector.panel(panel).getImageSize();
  const [rx, ry] = [3 * Math.sqrt(shape.xx), 3 * Math.sqrt(shape.yy)];
  const ends = [dx[0]!, dx.at(-1)!];
  const sides = [dy[0]!, dy.at(-1)!];
  return [
    Math.max(0, Math.floor(px[0] + Math.min(...ends) - rx)),
    Math.min(nx, Math.ceil(px[0] + Math.max(...ends) + rx)),
    Math.max(0, Math.floor(px[1] + Math.min(...sides) - ry)),
    Math.min(ny, Math.ceil(px[1] + Math.max(...sides) + ry)),
    parts[0]!.z,
    parts.at(-1)!.z + 1,
  ];
}
