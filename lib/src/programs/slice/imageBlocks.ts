import type { Vec2 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Scan } from "../../models/scan.js";

/**
 * Ranges of images of a scan in blocks near `size` degrees: equally many images each, the last with what is left over. As DIALS
 * divides: the number of blocks is rounded, half to even, and between 1 and the number of images.
 */
export function blocksOfSize(scan: Scan, size: number): Vec2[] {
  const images = scan.getNumImages();
  const [start, end] = scan.getOscillationRange();
  const blocks = Math.min(Math.max(halfEven(Math.abs(end - start) / size), 1), images);
  const each = Math.floor(images / blocks);
  const [first, last] = scan.getImageRange();
  return Array.from(
    { length: blocks },
    (_, i): Vec2 => [first + i * each, i === blocks - 1 ? last : first + (i + 1) * each - 1],
  );
}

/** Ranges of images between those whose number is a multiple of `n`, which are left out. */
export function blocksBetweenMultiples(scan: Scan, n: number): Vec2[] {
  const [first, last] = scan.getImageRange();
  const ranges: Vec2[] = [];
  for (let from = first; from <= last; ) {
    const next = Math.ceil(from / n) * n;
    if (next > from) ranges.push([from, Math.min(next - 1, last)]);
    from = next + 1;
  }
  if (ranges.length > 0) return ranges;
  throw new EwaldError(
    "out-of-range",
    `exclude_images_multiple=${n} leaves none of the images ${first} to ${last}.`,
  );
}

/** To the nearest whole number, half to even, as Python rounds. */
function halfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
