import { EwaldError } from "../error.js";
import type { Int6 } from "./integerTuples.js";
import { MaskCode } from "./maskCode.js";

/** The three arrays of one shoebox, C order: z slowest, x fastest. */
export interface ShoeboxArrays {
  readonly data: Float32Array;
  readonly mask: Uint8Array;
  readonly background: Float32Array;
}

/** Where the pixels of an allocated shoebox lie: pools and the first pixel's place in them. */
export interface ShoeboxPlace {
  readonly pools: ShoeboxArrays & { readonly pixels: number };
  readonly start: number;
}

/** Foreground counts of a shoebox, as DIALS' `summed_intensity`. */
export interface SummedIntensity {
  /** Σ(data − background) over valid foreground pixels that are not overlapped, counts. */
  readonly value: number;
  /**
   * |value| + |background|·(1 + m/n), with m foreground pixels and n used background pixels (Leslie 1999, Acta Cryst.
   * D55, 1696–1702); without used background pixels m/n is left out.
   */
  readonly variance: number;
  /** Σ background over the same pixels, counts. */
  readonly background: number;
  /** |background|·(1 + m/n). */
  readonly backgroundVariance: number;
  /** False when a foreground pixel is left out: not valid, or overlapped. */
  readonly success: boolean;
}

/** Sum over one direction of a shoebox: `values` in C order, `shape` slowest first. */
export interface Projection {
  readonly values: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

const noFloats = new Float32Array(0);
const noBytes = new Uint8Array(0);
const noPixels: ShoeboxArrays = { data: noFloats, mask: noBytes, background: noFloats };
const foreground = MaskCode.Valid | MaskCode.Foreground;
/** Bits that decide whether a pixel is summed: foreground, valid, and not a neighbour's too. */
const summed = foreground | MaskCode.Overlapped;
const usedBackground = MaskCode.Valid | MaskCode.Background | MaskCode.BackgroundUsed;

/** Pixels of a box: (z1−z0)(y1−y0)(x1−x0). */
export function boxSize(bbox: ArrayLike<number>, at = 0): number {
  return (bbox[at + 5]! - bbox[at + 4]!) * (bbox[at + 3]! - bbox[at + 2]!) * (bbox[at + 1]! - bbox[at]!);
}

/**
 * Summed intensity of pixels [from, to) of the pools. Sums are of single precision, pixel after pixel, as DIALS'
 * `Summation<float>` keeps them: whole counts are exact to 2²⁴.
 */
export function sumPixels(
  { data, mask, background }: ShoeboxArrays,
  from: number,
  to: number,
): SummedIntensity {
  let counts = 0;
  let under = 0;
  let m = 0;
  let n = 0;
  let success = true;
  for (let i = from; i < to; i++) {
    const code = mask[i]!;
    if ((code & summed) === foreground) {
      counts = Math.fround(counts + data[i]!);
      under = Math.fround(under + background[i]!);
      m++;
    } else if ((code & MaskCode.Foreground) !== 0) success = false;
    else if ((code & usedBackground) === usedBackground) n++;
  }
  const value = Math.fround(counts - under);
  const exact = Math.abs(under) * (1 + (n > 0 ? Math.fround(m / n) : 0));
  const variance = Math.fround(Math.abs(value) + exact);
  const backgroundVariance = Math.fround(exact);
  return { value, variance, background: under, backgroundVariance, success };
}

/**
 * One reflection's pixels: a view into the pools of its column, so writing to `data`, `mask` or `background` writes
 * to the column, and to every other that shares its pools.
 */
export class Shoebox {
  /** Number of the detector panel. */
  readonly panel: number;
  /** Half-open, px, px, array index; may reach beyond the panel. */
  readonly bbox: Int6;
  /** Whether z has been summed away: then the arrays hold one slice although bbox spans several. */
  readonly flat: boolean;
  /** undefined when the arrays are absent. */
  readonly place: ShoeboxPlace | undefined;

  constructor(panel: number, bbox: Int6, place?: ShoeboxPlace, flat = false) {
    if (bbox[1] < bbox[0] || bbox[3] < bbox[2] || bbox[5] < bbox[4])
      throw new EwaldError(
        "bad-argument",
        `Bounding box ${bbox.join(" ")} has an upper bound below its lower one.`,
      );
    this.panel = panel;
    this.bbox = bbox;
    this.place = place;
    this.flat = flat;
    if (place && (place.start < 0 || place.start + this.size > place.pools.pixels))
      throw new EwaldError(
        "wrong-length",
        `Bounding box ${bbox.join(" ")} has ${this.size} pixels, but from ${place.start} there are ` +
          `${place.pools.pixels - place.start}.`,
      );
  }

  /** A shoebox over these arrays, not copied; without background: zeros. Lengths must fit the box. */
  static of(
    panel: number,
    bbox: Int6,
    data: Float32Array,
    mask: Uint8Array,
    background?: Float32Array,
  ): Shoebox {
    const pools = {
      pixels: data.length,
      data,
      mask,
      background: background ?? new Float32Array(data.length),
    };
    const shoebox = new Shoebox(panel, bbox, { pools, start: 0 });
    for (const [name, array] of Object.entries({ data, mask, background: pools.background }))
      if (array.length !== shoebox.size)
        throw new EwaldError(
          "wrong-length",
          `Bounding box ${bbox.join(" ")} has ${shoebox.size} pixels, but its ${name} array ${array.length}.`,
        );
    return shoebox;
  }

  /** [nz, ny, nx] of the arrays. */
  get shape(): readonly [nz: number, ny: number, nx: number] {
    const [x0, x1, y0, y1, z0, z1] = this.bbox;
    return [this.flat ? Math.min(1, z1 - z0) : z1 - z0, y1 - y0, x1 - x0];
  }

  /** Pixels in each array (as if allocated). */
  get size(): number {
    const [nz, ny, nx] = this.shape;
    return nz * ny * nx;
  }

  /** Counts: a view. Empty when the arrays are absent. */
  get data(): Float32Array {
    const place = this.place;
    return place ? place.pools.data.subarray(place.start, place.start + this.size) : noFloats;
  }

  /** {@link MaskCode} sums: a view. Empty when the arrays are absent. */
  get mask(): Uint8Array {
    const place = this.place;
    return place ? place.pools.mask.subarray(place.start, place.start + this.size) : noBytes;
  }

  /** Background counts: a view. Empty when the arrays are absent. */
  get background(): Float32Array {
    const place = this.place;
    return place ? place.pools.background.subarray(place.start, place.start + this.size) : noFloats;
  }

  /** Whether there are arrays with pixels in them. */
  isAllocated(): boolean {
    return this.place !== undefined && this.size > 0;
  }

  /** Whether there are arrays and they have the shape of the box. */
  isConsistent(): boolean {
    return this.place !== undefined;
  }

  /** Pixels whose mask holds every bit of `code`: (mask & code) == code. */
  countMaskValues(code: number): number {
    let count = 0;
    for (const value of this.mask) if ((value & code) === code) count++;
    return count;
  }

  /** Background-subtracted sum over the foreground, and its variance. */
  summedIntensity(): SummedIntensity {
    const { pools, start } = this.place ?? { pools: noPixels, start: 0 };
    return sumPixels(pools, start, this.place ? start + this.size : 0);
  }

  /**
   * Counts summed along one axis: along "z" an image of y × x, along "y" of z × x, along "x" of z × y.
   * With `mask`, only over pixels that hold every bit of it.
   */
  project(axis: "z" | "y" | "x", mask = 0): Projection {
    const [nz, ny, nx] = this.shape;
    const [shape, zStep, yStep, xStep] = (
      {
        z: [[ny, nx], 0, nx, 1],
        y: [[nz, nx], nx, 0, 1],
        x: [[nz, ny], ny, 1, 0],
      } as const
    )[axis];
    const values = new Float64Array(shape[0] * shape[1]);
    const data = this.data;
    const codes = this.mask;
    if (data.length > 0)
      for (let z = 0, i = 0; z < nz; z++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++, i++)
            if ((codes[i]! & mask) === mask) values[z * zStep + y * yStep + x * xStep]! += data[i]!;
    return { values, shape };
  }

  /**
   * The shoebox with its slices summed into one: data and background added, mask bits joined; bbox stays, `flat` is
   * true. (DIALS 3.12 keeps only the first slice's background; the sum is what belongs under the summed data.)
   */
  flatten(): Shoebox {
    if (this.flat || !this.place) return new Shoebox(this.panel, this.bbox, this.place, true);
    const [nz, ny, nx] = this.shape;
    const slice = ny * nx;
    const size = nz > 0 ? slice : 0;
    const arrays = {
      data: new Float32Array(size),
      mask: new Uint8Array(size),
      background: new Float32Array(size),
    };
    const { data, mask, background } = this;
    for (let i = 0; i < data.length; i++) {
      const j = i % slice;
      arrays.data[j]! += data[i]!;
      arrays.mask[j]! |= mask[i]!;
      arrays.background[j]! += background[i]!;
    }
    return new Shoebox(this.panel, this.bbox, { pools: { pixels: size, ...arrays }, start: 0 }, true);
  }
}
