import type { RawPanel } from "../../models/imageAccess.js";
import { CountsCollector, type CountsHistogram, unitOf } from "./countsHistogram.js";
import { maxBinned } from "./maxBinned.js";

/** An image on its way to a view. */
export interface PackedImage {
  /**
   * Panel after panel, row by row. `bytes`: the first plane has the lowest byte of each stored number (value = stored + offset), the
   * next one the second, and so on; planes of zeros at the end are left out. As planes they pack better: most counts are small.
   * `f32`: values themselves, of images that are not of whole numbers.
   */
  readonly planes: readonly (Uint8Array | Float32Array)[];
  readonly type: "bytes" | "f32";
  readonly offset: number;
  /** Pixels across that became one, the greatest. */
  readonly binning: number;
  /** Of each panel, [slow, fast], px. */
  readonly shapes: readonly (readonly [slow: number, fast: number])[];
  /** Of the good pixels of the image itself, whatever the binning. */
  readonly histogram: CountsHistogram;
}

/** Which pixels of a panel the histogram counts: those with 1 in the mask, if values are within the range, both ends included. */
export interface Counted {
  readonly mask: Uint8Array;
  readonly low: number;
  readonly high: number;
}

/** Packs an image once for each of `binnings`; bins at the ends of rows and columns may be smaller. */
export function packPixels(
  panels: readonly RawPanel[],
  counted: readonly Counted[],
  binnings: readonly number[],
): PackedImage[] {
  const range = rangeOf(panels);
  const packed: Omit<PackedImage, "histogram">[] = [];
  let histogram: CountsHistogram | undefined;
  for (const binning of binnings) {
    const binned = binning === 1 ? panels : panels.map((panel) => maxBinned(panel, binning));
    const about = { binning, shapes: binned.map(({ shape }) => shape) };
    if (range.whole) {
      const few = binning === 1 && range.most - range.least < 2 ** 16 ? new Uint32Array(2 ** 16) : undefined;
      const planes = planesOf(binned, range, few && { into: few, counted });
      if (few) histogram = ofCounts(few, range.least);
      packed.push({ ...about, type: "bytes", offset: range.least, planes });
    } else packed.push({ ...about, type: "f32", offset: 0, planes: [floatsOf(binned)] });
  }
  histogram ??= histogramOf(panels, counted, range.whole);
  return packed.map((image) => ({ ...image, histogram }));
}

interface Range {
  /** 0 or below. */
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

function rangeOf(panels: readonly RawPanel[]): Range {
  let least = 0;
  let most = 0;
  let whole = true;
  for (const { values } of panels) {
    if (values instanceof Float64Array)
      for (let i = 0; i < values.length && whole; i++) whole = Number.isInteger(values[i]!);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      else if (value > most) most = value;
    }
  }
  return { least, most, whole: whole && most - least < 2 ** 32 };
}

/** Bytes of what is stored, and how often good pixels have each number, where that is asked for. */
function planesOf(
  panels: readonly RawPanel[],
  { least, most }: Range,
  counts: { readonly into: Uint32Array; readonly counted: readonly Counted[] } | undefined,
): Uint8Array[] {
  const length = panels.reduce((sum, { values }) => sum + values.length, 0);
  const needed = Math.max(1, Math.ceil(Math.log2(most - least + 1) / 8));
  const planes = Array.from({ length: needed }, () => new Uint8Array(length));
  let at = 0;
  panels.forEach(({ values }, k) => {
    if (needed === 1) lowestBytes(values, least, planes[0]!, at);
    else lowerBytes(values, least, planes[0]!, planes[1]!, at);
    for (let plane = 2; plane < needed; plane++) higherBytes(values, least, plane, planes[plane]!, at);
    if (counts) countStored(values, least, counts.counted[k]!, counts.into);
    at += values.length;
  });
  return planes;
}

function lowestBytes(values: ArrayLike<number>, least: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < values.length; i++) out[at + i] = values[i]! - least;
}

function lowerBytes(
  values: ArrayLike<number>,
  least: number,
  low: Uint8Array,
  high: Uint8Array,
  at: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const stored = values[i]! - least;
    low[at + i] = stored;
    high[at + i] = stored >>> 8;
  }
}

function higherBytes(
  values: ArrayLike<number>,
  least: number,
  plane: number,
  out: Uint8Array,
  at: number,
): void {
  const shift = 8 * plane;
  for (let i = 0; i < values.length; i++) out[at + i] = (values[i]! - least) >>> shift;
}

function countStored(
  values: ArrayLike<number>,
  least: number,
  { mask, low, high }: Counted,
  into: Uint32Array,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (mask[i] !== 0 && value >= low && value <= high) into[value - least]!++;
  }
}

function ofCounts(counts: Uint32Array, least: number): CountsHistogram {
  const collector = new CountsCollector();
  for (let stored = 0; stored < counts.length; stored++)
    if (counts[stored]! > 0) collector.add(stored + least, counts[stored]);
  return collector.histogram();
}

function histogramOf(
  panels: readonly RawPanel[],
  counted: readonly Counted[],
  whole: boolean,
): CountsHistogram {
  const collector = new CountsCollector(whole ? 1 : unitOf(panels.map(({ values }) => values)));
  panels.forEach(({ values }, k) => {
    const { mask, low, high } = counted[k]!;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (mask[i] !== 0 && value >= low && value <= high) collector.add(value);
    }
  });
  return collector.histogram();
}

function floatsOf(panels: readonly RawPanel[]): Float32Array {
  const out = new Float32Array(panels.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of panels) {
    out.set(values, at);
    at += values.length;
  }
  return out;
}
