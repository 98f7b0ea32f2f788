import type { Pair, PixelsInfo } from "../../shared/imageViewer.js";

/** Stored values; value = stored + offset. */
export type Stored = Uint16Array | Int32Array | Float32Array;
/** What pixels become when several share one on the screen: their greatest, or the mean of those that are no gaps. */
export type Pooling = "max" | "mean";

/** Pixels of a panel in blocks of `size` × `size`. */
export interface Level {
  readonly values: Stored;
  readonly size: number;
  readonly fast: number;
  readonly slow: number;
}

/** The pixels of one panel, and smaller pictures of them, each made when first needed. */
export class PanelPixels {
  /** Whole pixels, or those of the overview. */
  readonly base: Level;
  readonly offset: number;
  readonly #levels: Record<Pooling, Level[]>;
  readonly #low: number;

  /** `low`: stored values below it are gaps. */
  constructor(values: Stored, [slow, fast]: Pair, binning: number, offset: number, low: number) {
    this.base = { values, size: binning, fast, slow };
    this.offset = offset;
    this.#low = low;
    this.#levels = { max: [this.base], mean: [this.base] };
  }

  /** The level of the largest blocks that are not above `size` pixels. */
  level(size: number, pooling: Pooling): Level {
    const levels = this.#levels[pooling];
    const wanted = Math.max(0, Math.floor(Math.log2(size / this.base.size) + 1e-9));
    while (levels.length <= wanted) {
      const last = levels.at(-1)!;
      if (last.fast <= 1 && last.slow <= 1) break;
      levels.push(pooling === "max" ? halvedMax(last) : halvedMean(last, this.#low));
    }
    return levels[Math.min(wanted, levels.length - 1)]!;
  }

  /** Value of a pixel, [fast, slow]; undefined off the panel and in an overview. */
  value(fast: number, slow: number): number | undefined {
    const { values, size, fast: width, slow: height } = this.base;
    if (size !== 1 || !(fast >= 0 && slow >= 0 && fast < width && slow < height)) return undefined;
    return values[slow * width + fast]! + this.offset;
  }

  /** All values; undefined of an overview. */
  all(): Float64Array | undefined {
    const { values, size } = this.base;
    if (size !== 1) return undefined;
    const all = Float64Array.from(values);
    if (this.offset !== 0) for (let i = 0; i < all.length; i++) all[i]! += this.offset;
    return all;
  }

  get bytes(): number {
    const count = (levels: readonly Level[]) =>
      levels.reduce((sum, { values }) => sum + values.byteLength, 0);
    return count(this.#levels.max) + count(this.#levels.mean.slice(1));
  }
}

/** The panels of an answer's buffers, `low` the lowest value that is no gap. Throws Error when they have not the length that shapes say. */
export function panelsOf(
  buffers: readonly ArrayBuffer[],
  { type, offset, binning, shapes }: PixelsInfo,
  lows: readonly number[],
): PanelPixels[] {
  const length = shapes.reduce((sum, [slow, fast]) => sum + slow * fast, 0);
  const bytes = type === "f32" ? 4 : 1;
  const [first, second] = buffers;
  if (!first || buffers.length > 4 || buffers.some(({ byteLength }) => byteLength !== bytes * length))
    throw new Error(
      `The image came in buffers of ${buffers.map(({ byteLength }) => byteLength).join(", ")} bytes for ${length} pixels of ${String(type)}.`,
    );
  let values: Stored;
  let added = 0;
  if (type === "f32") values = new Float32Array(first);
  else if (buffers.length <= 2) {
    values = new Uint16Array(new Uint8Array(first));
    if (second) addPlane(values, new Uint8Array(second), 8);
    added = offset;
  } else {
    values = new Int32Array(new Uint8Array(first));
    for (let plane = 1; plane < buffers.length; plane++)
      addPlane(values, new Uint8Array(buffers[plane]!), 8 * plane);
    for (let i = 0; i < values.length; i++) values[i]! += offset;
  }
  let at = 0;
  return shapes.map((shape, i) => {
    const end = at + shape[0] * shape[1];
    const own = values.subarray(at, end) as Stored;
    at = end;
    return new PanelPixels(own, shape, binning, added, (lows[i] ?? 0) - added);
  });
}

function addPlane(values: Uint16Array | Int32Array, plane: Uint8Array, shift: number): void {
  for (let i = 0; i < values.length; i++) values[i]! |= plane[i]! << shift;
}

function halvedMax({ values, size, fast, slow }: Level): Level {
  const [w, h] = [(fast + 1) >> 1, (slow + 1) >> 1];
  const out = new (values.constructor as Uint16ArrayConstructor)(w * h);
  for (let y = 0, k = 0; y < h; y++) {
    const upper = 2 * y * fast;
    const lower = 2 * y + 1 < slow ? upper + fast : upper;
    const whole = fast >> 1;
    for (let x = 0, i = upper, j = lower; x < whole; x++, k++, i += 2, j += 2) {
      const [a, b, c, d] = [values[i]!, values[i + 1]!, values[j]!, values[j + 1]!];
      const ab = a > b ? a : b;
      const cd = c > d ? c : d;
      out[k] = ab > cd ? ab : cd;
    }
    if (whole < w) out[k++] = Math.max(values[upper + fast - 1]!, values[lower + fast - 1]!);
  }
  return { values: out, size: 2 * size, fast: w, slow: h };
}

function halvedMean({ values, size, fast, slow }: Level, low: number): Level {
  const [w, h] = [(fast + 1) >> 1, (slow + 1) >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0, k = 0; y < h; y++)
    for (let x = 0; x < w; x++, k++) {
      let sum = 0;
      let count = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let j = 2 * y; j < Math.min(slow, 2 * y + 2); j++)
        for (let i = 2 * x; i < Math.min(fast, 2 * x + 2); i++) {
          const value = values[j * fast + i]!;
          if (value >= low) {
            sum += value;
            count++;
          } else if (value < least) least = value;
        }
      // All gaps: a gap.
      out[k] = count > 0 ? sum / count : least;
    }
  return { values: out, size: 2 * size, fast: w, slow: h };
}
