import { EwaldError } from "../error.js";
import type { Scan } from "./scan.js";

/** Part of an image's width by which its start may miss the end of the one before (dxtbx's default). */
const standard = 0.03;

/**
 * Why `next` does not go on where `scan` ends, in words; undefined when it does: image numbers follow, both turn or both stand
 * still, widths are the same and the angle goes on (modulo a turn) within `tolerance`, a part of the width.
 */
export function scanBreak(scan: Scan, next: Scan, tolerance = standard): string | undefined {
  const [, last] = scan.getImageRange();
  const [first] = next.getImageRange();
  if (first !== last + 1) return `image ${first} does not follow image ${last}`;
  if (scan.isStill() !== next.isStill()) return `of images ${last} and ${first} one is a still`;
  if (scan.isStill()) return undefined;
  const [, width] = scan.getOscillation();
  const [start, nextWidth] = next.getOscillation();
  const limit = Math.abs(tolerance * width);
  if (!(Math.abs(width - nextWidth) < limit))
    return `image ${first} is ${nextWidth}° wide, image ${last} ${width}°`;
  const [, end] = scan.getOscillationRange();
  const apart = (((start - end) % 360) + 360) % 360;
  // Small errors of the width add up from image to image.
  if (!(Math.min(apart, 360 - apart) < limit * scan.getNumImages()))
    return `image ${first} begins at ${start}°, image ${last} ends at ${end}°`;
  return undefined;
}

/**
 * Joins scans that follow one another into the first of them, in one go. Exposure times and epochs are of each image. Throws
 * EwaldError `"bad-argument"` when one does not follow the one before.
 */
export function appendScans(scan: Scan, following: readonly Scan[], tolerance = standard): void {
  if (following.length === 0) return;
  const times = [scan, ...following].flatMap((one) => [...one.getExposureTimes()]);
  const epochs = [scan, ...following].flatMap((one) => [...one.getEpochs()]);
  for (const next of following) {
    const why = scanBreak(scan, next, tolerance);
    if (why) throw new EwaldError("bad-argument", `Scans cannot be joined: ${why}.`);
    scan.setImageRange([scan.getImageRange()[0], next.getImageRange()[1]]);
  }
  scan.setExposureTimes(times);
  scan.setEpochs(epochs);
}
