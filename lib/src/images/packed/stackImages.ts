import type { RawPanel } from "../../models/imageAccess.js";
import { trustedRange } from "../../models/trustedRange.js";
import type { ImageSet } from "../imageSet.js";

/** How a pixel of a stack is made of those of its images. */
export type Stacking = "sum" | "mean" | "max";

/** Images of one set laid on each other, or a part of them: values are sums until all parts are there. */
export interface StackPart {
  readonly panels: readonly { readonly shape: RawPanel["shape"]; readonly values: Float64Array }[];
  /** 1 where a pixel is good in every image. */
  readonly good: readonly Uint8Array[];
}

/**
 * Lays the images `begin` to `end` (half-open) of a set on each other. A pixel that is negative and below the trusted range in any of them (a
 * gap, a bad pixel) keeps the lowest of its values. `shared`: in memory that threads share.
 */
export function stackImages(
  set: ImageSet,
  begin: number,
  end: number,
  stacking: Stacking,
  shared: boolean,
): StackPart {
  let part: StackPart | undefined;
  for (let index = begin; index < end; index++) {
    const raw = set.getRawData(index, { volatile: true });
    const mask = set.maskOf(raw, index);
    const lows = lowsOf(set, index);
    if (!part) {
      part = {
        panels: raw.map(({ shape, values }) => ({
          shape,
          values: into(new Float64Array(memory(8 * values.length, shared)), values),
        })),
        good: mask.map(({ values }) =>
          into(new Uint8Array(memory(values.length, shared)), values.data as Uint8Array),
        ),
      };
      continue;
    }
    for (const [k, { values }] of part.panels.entries()) add(values, raw[k]!.values, lows[k]!, stacking);
    for (const [k, good] of part.good.entries()) both(good, mask[k]!.values.data as Uint8Array);
  }
  return part!;
}

/** Joins parts, of `images` images together, into what is shown of them. Changes the first. */
export function joinStack(
  [first, ...others]: readonly StackPart[],
  set: ImageSet,
  index: number,
  images: number,
  stacking: Stacking,
): StackPart {
  const lows = lowsOf(set, index);
  for (const part of others) {
    for (const [k, { values }] of first!.panels.entries())
      add(values, part.panels[k]!.values, lows[k]!, stacking);
    for (const [k, good] of first!.good.entries()) both(good, part.good[k]!);
  }
  if (stacking === "mean")
    first!.panels.forEach(({ values }, k) => {
      for (let i = 0; i < values.length; i++) if (values[i]! >= lows[k]!) values[i]! /= images;
    });
  return first!;
}

/** Values below are gaps and bad pixels. */
const lowsOf = (set: ImageSet, index: number) =>
  set.getDetector(index).panels.map((panel) => {
    const { low, lowIncluded } = trustedRange(panel);
    return Math.min(0, lowIncluded ? low : low + 1);
  });

function add(into: Float64Array, values: ArrayLike<number>, low: number, stacking: Stacking): void {
  const max = stacking === "max";
  for (let i = 0; i < into.length; i++) {
    const [a, b] = [into[i]!, values[i]!];
    if (a < low || b < low) into[i] = a < b ? a : b;
    else if (!max) into[i] = a + b;
    else if (b > a) into[i] = b;
  }
}

function both(into: Uint8Array, mask: Uint8Array): void {
  for (let i = 0; i < into.length; i++) into[i]! &= mask[i]!;
}

const memory = (bytes: number, shared: boolean) =>
  shared && typeof SharedArrayBuffer !== "undefined" ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);

function into<T extends Float64Array | Uint8Array>(target: T, values: ArrayLike<number>): T {
  target.set(values);
  return target;
}
