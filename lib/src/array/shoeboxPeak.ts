import { EwaldError } from "../error.js";
import type { FlexShoebox } from "./flexShoebox.js";
import { FlexVec3Double } from "./vectors.js";

/**
 * Centre of each shoebox's brightest pixel, the first in C order among equals; px, px, array index (`peak_coordinates` of DIALS).
 * Throws EwaldError `"bad-argument"` for a row without pixels.
 */
export function shoeboxPeaks(shoeboxes: FlexShoebox): FlexVec3Double {
  const peaks = new Float64Array(3 * shoeboxes.length);
  const { bbox, start, pools } = shoeboxes;
  const { data } = pools;
  const sizes = shoeboxes.sizes(true);
  for (let row = 0; row < shoeboxes.length; row++) {
    if (sizes[row] === 0)
      throw new EwaldError("bad-argument", `Row ${row} has no shoebox pixels, so no brightest one.`);
    const from = start[row]!;
    let peak = from;
    for (let i = from + 1; i < from + sizes[row]!; i++) if (data[i]! > data[peak]!) peak = i;
    const b = 6 * row;
    const nx = bbox[b + 1]! - bbox[b]!;
    const slice = nx * (bbox[b + 3]! - bbox[b + 2]!);
    const at = peak - from;
    peaks[3 * row] = bbox[b]! + (at % nx) + 0.5;
    peaks[3 * row + 1] = bbox[b + 2]! + Math.floor((at % slice) / nx) + 0.5;
    peaks[3 * row + 2] = bbox[b + 4]! + Math.floor(at / slice) + 0.5;
  }
  return new FlexVec3Double(peaks);
}
