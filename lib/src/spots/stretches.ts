import { EwaldError } from "../error.js";
import type { ImageSet } from "../images/imageSet.js";

/** Images of a set that follow one another and are searched together. */
export interface Stretch {
  /** Indices in the set, half-open. */
  readonly begin: number;
  readonly end: number;
  /** As users count them: image numbers of a sequence, from 1 of others. */
  readonly first: number;
  readonly last: number;
  /** Array index of an image by its index in the set: the z at which it begins. */
  frameOf(index: number): number;
}

/**
 * What `scan_range` means for a set, all of it without one. Throws EwaldError `"bad-argument"` for images that are not there.
 */
export function stretchesOf(
  set: ImageSet,
  ranges: readonly (readonly [first: number, last: number] | null)[],
): Stretch[] {
  const [from, to] = set.isSequence() ? set.getArrayRange() : [0, set.length];
  const numbers = set.isSequence() ? undefined : set.getIndices().data;
  const frameOf = (index: number) => numbers?.[index] ?? from + index;
  const given = ranges.filter((range) => range !== null);
  if (given.length === 0) given.push([from + 1, to]);
  return given.map(([first, last]) => {
    if (last < first)
      throw new EwaldError(
        "bad-argument",
        `scan_range ${first},${last} is not in ascending order; ${last},${first} would be.`,
      );
    if (first <= from || last > to)
      throw new EwaldError(
        "bad-argument",
        `scan_range ${first},${last} is not within the images ${from + 1} to ${to} of ${set.getPath(0)}${set.length > 1 ? " …" : ""}.`,
      );
    return { begin: first - 1 - from, end: last - from, first, last, frameOf };
  });
}
