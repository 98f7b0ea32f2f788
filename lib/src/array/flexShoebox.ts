import { countMask } from "../compute/maskCount.js";
import { type PixelRows, pixelHistogram } from "../compute/pixelHistogram.js";
import { EwaldError } from "../error.js";
import { ColumnBase, sameType, sliceBounds } from "./column.js";
import { Histogram, type HistogramOptions } from "./histogram.js";
import { FlexInt6 } from "./integerTuples.js";
import { MaskCode } from "./maskCode.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "./scalars.js";
import { boxSize, Shoebox, sumPixels } from "./shoebox.js";
import { type ShoeboxCentroids, shoeboxCentroids } from "./shoeboxCentroid.js";
import { shoeboxPeaks } from "./shoeboxPeak.js";
import { type ShoeboxPoolSource, ShoeboxPools } from "./shoeboxPools.js";
import type { FlexVec3Double } from "./vectors.js";

/** What a FlexShoebox is made of. */
export interface ShoeboxRows {
  /** Detector panel of each row. */
  readonly panel: Uint32Array;
  /** Six integers a row: x0 x1 y0 y1 z0 z1, half-open. */
  readonly bbox: Int32Array;
  /** Place of each row's first pixel in the pools; −1 where the arrays are absent. */
  readonly start: Float64Array;
  /** The pixels. A source is read only when somebody asks for pixels. */
  readonly pools: ShoeboxPools | ShoeboxPoolSource;
}

/**
 * Column of shoeboxes over shared pools of pixels. Selecting rows copies no pixel: the new column reads the same
 * pools; `compact()` makes pools of its own.
 */
export class FlexShoebox extends ColumnBase<Shoebox> {
  override readonly type = "Shoebox<>";
  readonly panel: Uint32Array;
  readonly bbox: Int32Array;
  readonly start: Float64Array;
  #pools: ShoeboxPools;

  /** Keeps the arrays, not copies. Throws if lengths disagree, a box is inside out or its pixels leave the pools. */
  constructor(rows: ShoeboxRows) {
    super();
    this.panel = rows.panel;
    this.bbox = rows.bbox;
    this.start = rows.start;
    this.#pools = rows.pools instanceof ShoeboxPools ? rows.pools : new ShoeboxPools(rows.pools);
    checkRows(this.panel, this.bbox, this.start, this.#pools.pixels);
  }

  /** A column of these shoeboxes, their pixels copied. */
  static from(shoeboxes: Iterable<Shoebox>): FlexShoebox {
    const rows = Array.from(shoeboxes, expanded);
    return new FlexShoebox({
      panel: Uint32Array.from(rows, (row) => row.panel),
      bbox: Int32Array.from(rows.flatMap((row) => row.bbox)),
      ...packed(rows),
    });
  }

  /** `n` shoeboxes of one box each, arrays absent, as `flex.shoebox(panel, bbox)`. */
  static unallocated(panel: FlexSizeT, bbox: FlexInt6): FlexShoebox {
    const start = new Float64Array(panel.length).fill(-1);
    return new FlexShoebox({ panel: panel.data, bbox: bbox.data, start, pools: ShoeboxPools.empty() });
  }

  get length(): number {
    return this.panel.length;
  }

  /** The pixels, of these rows and perhaps of others. */
  get pools(): ShoeboxPools {
    return this.#pools;
  }

  take(indices: Uint32Array): this {
    const n = indices.length;
    const panel = new Uint32Array(n);
    const bbox = new Int32Array(6 * n);
    const start = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const i = indices[k]!;
      panel[k] = this.panel[i]!;
      start[k] = this.start[i]!;
      for (let j = 0; j < 6; j++) bbox[6 * k + j] = this.bbox[6 * i + j]!;
    }
    return this.like({ panel, bbox, start, pools: this.#pools });
  }

  slice(begin?: number, end?: number): this {
    const [from, to] = sliceBounds(begin, end, this.length);
    return this.like({
      panel: this.panel.slice(from, to),
      bbox: this.bbox.slice(6 * from, 6 * to),
      start: this.start.slice(from, to),
      pools: this.#pools,
    });
  }

  /** The rows of all. Pools are joined (when somebody reads them) unless all share one. */
  concat(...others: this[]): this {
    const all = [this, ...others];
    const n = all.reduce((sum, column) => sum + column.length, 0);
    const panel = new Uint32Array(n);
    const bbox = new Int32Array(6 * n);
    const start = new Float64Array(n);
    const places = new Map<ShoeboxPools, number>();
    let pixels = 0;
    let row = 0;
    for (const column of all) {
      sameType(this.type, column);
      let place = places.get(column.pools);
      if (place === undefined) {
        place = pixels;
        places.set(column.pools, place);
        pixels += column.pools.pixels;
      }
      panel.set(column.panel, row);
      bbox.set(column.bbox, 6 * row);
      for (let i = 0; i < column.length; i++)
        start[row + i] = column.start[i]! < 0 ? -1 : column.start[i]! + place;
      row += column.length;
    }
    const pools = [...places.keys()];
    return this.like({
      panel,
      bbox,
      start,
      pools: pools.length === 1 ? pools[0]! : ShoeboxPools.join(pools),
    });
  }

  /** A deep copy, with pools of its own: see {@link compact}. */
  copy(): this {
    return this.compact() as this;
  }

  /** The same rows over new pools that hold just their pixels, in row order. Rows without arrays stay without. */
  compact(): FlexShoebox {
    const sizes = this.sizes();
    const start = new Float64Array(this.length);
    let pixels = 0;
    for (let i = 0; i < this.length; i++) {
      start[i] = this.start[i]! < 0 ? -1 : pixels;
      if (this.start[i]! >= 0) pixels += sizes[i]!;
    }
    const gathered = <A extends Float32Array | Uint8Array>(out: A, from: A): A => {
      for (let i = 0; i < start.length; i++) {
        const begin = this.start[i]!;
        if (begin >= 0) out.set(from.subarray(begin, begin + sizes[i]!), start[i]!);
      }
      return out;
    };
    const { data, mask, background } = this.#pools;
    return new FlexShoebox({
      panel: this.panel.slice(),
      bbox: this.bbox.slice(),
      start,
      pools: ShoeboxPools.of(
        gathered(new Float32Array(pixels), data),
        gathered(new Uint8Array(pixels), mask),
        gathered(new Float32Array(pixels), background),
      ),
    });
  }

  /** Pixels of each row, from its box; 0 where the arrays are absent, when `allocated` is true. */
  sizes(allocated = false): Float64Array {
    const sizes = new Float64Array(this.length);
    for (let i = 0; i < sizes.length; i++)
      sizes[i] = allocated && this.start[i]! < 0 ? 0 : boxSize(this.bbox, 6 * i);
    return sizes;
  }

  /** Panels: a copy. */
  panels(): FlexSizeT {
    return new FlexSizeT(this.panel.slice());
  }

  /** Boxes: a copy. */
  boundingBoxes(): FlexInt6 {
    return new FlexInt6(this.bbox.slice());
  }

  /** Which rows have arrays with pixels in them. */
  isAllocated(): FlexBool {
    return new FlexBool(Uint8Array.from(this.sizes(true), (size) => (size > 0 ? 1 : 0)));
  }

  /** Which rows have arrays of their box's shape. */
  isConsistent(): FlexBool {
    return new FlexBool(Uint8Array.from(this.start, (start) => (start >= 0 ? 1 : 0)));
  }

  /** For each row, the pixels whose mask holds every bit of `code`: (mask & code) == code. 0 without arrays. */
  countMaskValues(code: number): FlexInt {
    return new FlexInt(countMask(this.#pools.mask, this.start, this.sizes(true), code));
  }

  /**
   * Histogram of all pixels of all rows (each row's once, also when two share pixels). Without a range: that of the
   * pixels. With `mask`, only of pixels that hold every bit of it.
   */
  histogram(options: HistogramOptions = {}, { mask }: { readonly mask?: number } = {}): Histogram {
    const { data } = this.#pools;
    const sizes = this.sizes(true);
    const masked = mask === undefined ? undefined : { mask: this.#pools.mask, code: mask };
    const pixels = { data, starts: this.start, sizes, masked };
    const histogram = Histogram.empty(options, () => pixelExtent(pixels));
    histogram.updateWith((rule, slots) => pixelHistogram(pixels, rule, slots));
    return histogram;
  }

  /** For each row, the background-subtracted sum over the foreground: {@link Shoebox.summedIntensity}. */
  summedIntensity(): { value: FlexDouble; variance: FlexDouble; background: FlexDouble; success: FlexBool } {
    const n = this.length;
    const { data, mask, background: under } = this.#pools;
    const pools = { data, mask, background: under };
    const sizes = this.sizes(true);
    const value = new Float64Array(n);
    const variance = new Float64Array(n);
    const background = new Float64Array(n);
    const success = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const from = this.start[i]!;
      const sum = sumPixels(pools, from, from + sizes[i]!);
      value[i] = sum.value;
      variance[i] = sum.variance;
      background[i] = sum.background;
      success[i] = sum.success ? 1 : 0;
    }
    return {
      value: new FlexDouble(value),
      variance: new FlexDouble(variance),
      background: new FlexDouble(background),
      success: new FlexBool(success),
    };
  }

  /** Centroids of all pixels, weighted by counts. */
  centroidAll(): ShoeboxCentroids {
    return shoeboxCentroids(this);
  }

  /** Centroids of the pixels that hold every bit of `code` and are not overlapped. */
  centroidMasked(code: number): ShoeboxCentroids {
    return shoeboxCentroids(this, { code });
  }

  /** Centroids of the valid pixels. */
  centroidValid(): ShoeboxCentroids {
    return shoeboxCentroids(this, { code: MaskCode.Valid });
  }

  /** Centroids of the valid foreground pixels. */
  centroidForeground(): ShoeboxCentroids {
    return shoeboxCentroids(this, { code: MaskCode.Valid | MaskCode.Foreground });
  }

  /** Centre of each row's brightest pixel: px, px, array index. */
  peakCoordinates(): FlexVec3Double {
    return shoeboxPeaks(this);
  }

  protected row(i: number): Shoebox {
    const b = this.bbox;
    const k = 6 * i;
    const box = [b[k]!, b[k + 1]!, b[k + 2]!, b[k + 3]!, b[k + 4]!, b[k + 5]!] as const;
    const start = this.start[i]!;
    return new Shoebox(this.panel[i]!, box, start < 0 ? undefined : { pools: this.#pools, start });
  }

  protected setRow(i: number, row: Shoebox): void {
    this.assign(Uint32Array.of(i), FlexShoebox.from([row]) as this, undefined);
  }

  protected assign(to: Uint32Array, from: this, fromRows: Uint32Array | undefined): void {
    const own = this.#pools;
    const shift = from.pools === own ? 0 : own.pixels;
    const panel = from.panel.slice();
    const bbox = from.bbox.slice();
    const start = from.start.slice();
    if (from.pools !== own) this.#pools = ShoeboxPools.join([own, from.pools]);
    for (let k = 0; k < to.length; k++) {
      const i = to[k]!;
      const j = fromRows ? fromRows[k]! : k;
      this.panel[i] = panel[j]!;
      this.start[i] = start[j]! < 0 ? -1 : start[j]! + shift;
      for (let c = 0; c < 6; c++) this.bbox[6 * i + c] = bbox[6 * j + c]!;
    }
  }

  private like(rows: ShoeboxRows): this {
    return new FlexShoebox(rows) as this;
  }
}

function checkRows(panel: Uint32Array, bbox: Int32Array, start: Float64Array, pixels: number): void {
  const n = panel.length;
  if (bbox.length !== 6 * n || start.length !== n)
    throw new EwaldError(
      "wrong-length",
      `${n} shoebox panels need ${6 * n} box numbers and ${n} starts, not ${bbox.length} and ${start.length}.`,
    );
  for (let i = 0; i < n; i++) {
    const k = 6 * i;
    if (bbox[k + 1]! < bbox[k]! || bbox[k + 3]! < bbox[k + 2]! || bbox[k + 5]! < bbox[k + 4]!)
      throw new EwaldError(
        "bad-argument",
        `Bounding box ${bbox.slice(k, k + 6).join(" ")} of row ${i} has an upper bound below its lower one.`,
      );
    const from = start[i]!;
    if (from !== -1 && !(from >= 0 && Number.isInteger(from) && from + boxSize(bbox, k) <= pixels))
      throw new EwaldError(
        "wrong-length",
        `Row ${i} needs ${boxSize(bbox, k)} pixels from ${from}, but its shoebox pools hold ${pixels}.`,
      );
  }
}

function expanded(row: Shoebox): Shoebox {
  if (!row.flat || row.bbox[5] - row.bbox[4] <= 1) return row;
  throw new EwaldError(
    "bad-argument",
    "A flattened shoebox has lost its slices and cannot go into a column; keep the full one.",
  );
}

function packed(rows: readonly Shoebox[]): { start: Float64Array; pools: ShoeboxPools } {
  const start = new Float64Array(rows.length);
  let pixels = 0;
  rows.forEach((row, i) => {
    start[i] = row.place ? pixels : -1;
    if (row.place) pixels += row.size;
  });
  const pools = ShoeboxPools.of(new Float32Array(pixels), new Uint8Array(pixels), new Float32Array(pixels));
  rows.forEach((row, i) => {
    if (!row.place) return;
    pools.data.set(row.data, start[i]!);
    pools.mask.set(row.mask, start[i]!);
    pools.background.set(row.background, start[i]!);
  });
  return { start, pools };
}

/** Least and greatest of the pixels counted but for NaN; [0, 0] when there is none. */
function pixelExtent({ data, starts, sizes, masked }: PixelRows): [least: number, greatest: number] {
  const range: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < starts.length; row++)
    for (let i = starts[row]!, to = i + sizes[row]!; i < to; i++) {
      const value = data[i]!;
      if (masked && (masked.mask[i]! & masked.code) !== masked.code) continue;
      if (value < range[0]) range[0] = value;
      if (value > range[1]) range[1] = value;
    }
  return range[0] <= range[1] ? range : [0, 0];
}
