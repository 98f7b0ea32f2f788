import type { RawPanel } from "../../models/imageAccess.js";
import { type CountsHistogram, countsHistogram } from "./countsHistogram.js";

/** An image on its way to a view. */
export interface PackedImage {
  /** value = stored + offset. f32 only of images that are not of whole numbers. */
  readonly type: "u16" | "i32" | "f32";
  readonly offset: number;
  /** Pixels across that became one, the greatest. */
  readonly binning: number;
  /** Of each panel, [slow, fast], px. */
  readonly shapes: readonly (readonly [slow: number, fast: number])[];
  /** Panel after panel, row by row. */
  readonly pixels: Uint16Array | Int32Array | Float32Array;
  /** Of the good pixels of the image itself, whatever the binning. */
  readonly histogram: CountsHistogram;
}

/**
 * Packs an image once for each of `binnings`; bins at the ends of rows and columns may be smaller. Whole numbers take two bytes where
 * their range allows, else four; others become single precision. `good`: 1 where a pixel counts for the histogram.
 */
export function packPixels(
  panels: readonly RawPanel[],
  good: readonly Uint8Array[],
  binnings: readonly number[],
): PackedImage[] {
  const range = rangeOf(panels);
  const { type, offset } = storage(range);
  const histogram = countsHistogram(
    panels.map(({ values }) => values),
    good,
    range.whole,
  );
  return binnings.map((binning) => {
    const binned = binning === 1 ? panels : panels.map((panel) => maxBinned(panel, binning));
    const length = binned.reduce((sum, { values }) => sum + values.length, 0);
    const stored =
      type === "u16"
        ? new Uint16Array(length)
        : type === "i32"
          ? new Int32Array(length)
          : new Float32Array(length);
    let at = 0;
    for (const { values } of binned)
      if (offset === 0) {
        stored.set(values, at);
        at += values.length;
      } else for (let i = 0; i < values.length; i++) stored[at++] = values[i]! - offset;
    return {
      type,
      offset,
      binning,
      shapes: binned.map(({ shape }) => shape),
      pixels: stored,
      histogram,
    };
  });
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

function rangeOf(panels: readonly RawPanel[]): Range {
  let least = 0;
  let most = 0;
  let whole = true;
  for (const { values } of panels) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      else if (value > most) most = value;
    }
    if (whole && values instanceof Float64Array)
      for (let i = 0; i < values.length && whole; i++) whole = Number.isInteger(values[i]!);
  }
  return { least, most, whole };
}

function storage({ least, most, whole }: Range): Pick<PackedImage, "type" | "offset"> {
  if (whole && most - least < 2 ** 16) return { type: "u16", offset: least };
  if (whole && least >= -(2 ** 31) && most < 2 ** 31) return { type: "i32", offset: 0 };
  return { type: "f32", offset: 0 };
}

/** Each bin the greatest of its pixels; not a number counts as lowest. */
export function maxBinned({ shape: [slow, fast], values }: RawPanel, binning: number): RawPanel {
  const shape = [Math.ceil(slow / binning), Math.ceil(fast / binning)] as const;
  const Kind = values.constructor as Float64ArrayConstructor;
  const out = new Kind(shape[0] * shape[1]);
  const row = new Float64Array(shape[1]);
  for (let y = 0; y < shape[0]; y++) {
    row.fill(Number.NEGATIVE_INFINITY);
    for (let j = y * binning; j < Math.min(slow, (y + 1) * binning); j++)
      for (let i = 0, x = 0, left = binning, at = j * fast; i < fast; i++, at++) {
        if (values[at]! > row[x]!) row[x] = values[at]!;
        if (--left === 0) {
          left = binning;
          x++;
        }
      }
    for (let x = 0; x < shape[1]; x++) out[y * shape[1] + x] = row[x]!;
  }
  return { shape, values: out };
}
