import { EwaldError } from "../../error.js";
import { mapOfPoints } from "../../geometry/pixelMap.js";
import type { ThresholdPlace } from "./threshold.js";

/** Shells of 2θ that the pixels of an image are in. */
export interface Shells {
  readonly count: number;
  /** Of each pixel, row by row: 0 … count − 1. */
  readonly of: Uint16Array | Uint32Array;
}

/**
 * `count` shells of equal steps from the least to the greatest 2θ of the place, taken at the corner (i, j) of pixel (i, j), parallax
 * and offsets included, as dxtbx's `get_two_theta_array` takes it. Throws EwaldError `"bad-argument"` for a panel at the sample or
 * without pixels, and for a shape that is not the place's.
 */
export function shellsOf({ panel, beam, shape, region }: ThresholdPlace, count: number): Shells {
  const [sx, sy, sz] = beam.getS0();
  const wavenumber = Math.sqrt(sx * sx + sy * sy + sz * sz);
  panel.getInverseDMatrix();
  // As model_helpers.h has it: near the beam the rounding of the arc cosine is part of which pixels share a shell.
  const { data, shape: whole } = mapOfPoints(panel, { at: "corner" }, (x, y, z) => {
    const cosine = (sx * x + sy * y + sz * z) / (wavenumber * Math.sqrt(x * x + y * y + z * z));
    return Math.acos(Math.min(1, Math.max(-1, cosine)));
  });
  const [x0, x1, y0, y1] = region ?? [0, whole[1], 0, whole[0]];
  const [slow, fast] = [y1 - y0, x1 - x0];
  if (slow !== shape[0] || fast !== shape[1] || slow <= 0 || fast <= 0 || x0 < 0 || y0 < 0 || x1 > whole[1] || y1 > whole[0])
    throw new EwaldError(
      "bad-argument",
      `Images of ${shape[1]} × ${shape[0]} px are not those of columns ${x0} to ${x1} and rows ${y0} to ${y1} of a panel of ${whole[1]} × ${whole[0]} px.`,
    );
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let y = y0; y < y1; y++)
    for (let i = y * whole[1] + x0, end = i + fast; i < end; i++) {
      if (data[i]! < least) least = data[i]!;
      if (data[i]! > most) most = data[i]!;
    }
  // a little more than the range: the greatest 2θ is in the last shell
  const perRadian = count / (most - least + 1e-10);
  const of = count >= 2 ** 16 ? new Uint32Array(slow * fast) : new Uint16Array(slow * fast);
  for (let y = y0, at = 0; y < y1; y++)
    for (let i = y * whole[1] + x0, end = i + fast; i < end; i++, at++)
      of[at] = Math.floor((data[i]! - least) * perRadian);
  return { count, of };
}
