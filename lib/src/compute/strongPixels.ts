import { strongPixelsWasm } from "./generated/strongPixels.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** The good pixels of an image: those with mask ≠ 0 and a value from `lowest` to `highest`, row by row. */
export interface CountedImage {
  /** [slow, fast], px. */
  readonly shape: readonly [slow: number, fast: number];
  readonly values: Int32Array | Float64Array;
  readonly mask: Uint8Array;
  readonly trusted?: readonly [lowest: number, highest: number] | undefined;
}

/**
 * When a good pixel is strong. n, x, y: number, sum and sum of squares of the good pixels below 2²⁴ in the window of
 * (2·ky + 1) × (2·kx + 1) around it, as far as that lies in the image. The window is dispersed if n ≥ minLocal, x ≥ 0 and
 * n·y − x² > x·(n − 1 + σ_background·√(2(n − 1))): variance / mean above 1 + σ_background·√(2 / (n − 1)).
 * - not extended: its window is dispersed and n·value − x > σ_strong·√(n·x);
 * - extended: the windows of all good pixels within min(ky, kx) − 1 of it are dispersed, no bad one is that near, and
 *   value ≥ μ + σ_strong·√μ, μ the mean of pixels counted in the window wider by 2 on each side, without those the first half of this
 *   sentence holds for (0 if fewer than 2 are left; their sum must not be below 0).
 * With a gain g (counts per photon) variance / mean and √ are g and √g larger. Always the value is above the threshold.
 *
 * As DIALS' DispersionThreshold and DispersionExtendedThreshold (algorithms/image/threshold/local.h of 3.12). These take differences of
 * tables that are summed over the whole image, which is the same for whole counts while Σ value² of the image is below 2⁵³; otherwise
 * their sums carry the rounding of the whole image, ours that of the window. Where that shows: extended, a window in which no background
 * is left sums to 0 here, there to anything about 0, and is lost when that is below 0. Values that are no numbers are bad here.
 */
export interface StrongRule {
  readonly kernel: readonly [ky: number, kx: number];
  readonly sigmaBackground: number;
  readonly sigmaStrong: number;
  readonly minLocal: number;
  readonly gain: number | undefined;
  readonly threshold: number;
  readonly extended: boolean;
}

/** Places of the strong pixels, slow·width + fast, ascending. */
export type FindStrong = (image: CountedImage, rule: StrongRule) => Uint32Array;

/** Values from here on are looked at, but not counted. */
export const tooBig = 2 ** 24;

/** 0: bad, 1: good, 2: good and counted. */
export function goodPixels({ values, mask, trusted }: CountedImage): Uint8Array {
  const [lowest, highest] = trusted ?? [-Infinity, Infinity];
  const good = new Uint8Array(values.length);
  for (let k = 0; k < good.length; k++) {
    const value = values[k]!;
    if (mask[k] !== 0 && value >= lowest && value <= highest) good[k] = value < tooBig ? 2 : 1;
  }
  return good;
}

/**
 * Calls `visit` with n, x, y of the window around each pixel that is wanted. Columns are summed first, down; then the sums of the
 * columns, along: nothing is ever taken off, so sums are as good as double precision allows whatever lies beside the window.
 */
export function forWindows(
  { shape: [slow, fast], values }: CountedImage,
  [ky, kx]: readonly [ky: number, kx: number],
  counted: (k: number) => boolean,
  wanted: (k: number) => boolean,
  visit: (k: number, n: number, x: number, y: number) => void,
): void {
  const n = new Float64Array(fast);
  const x = new Float64Array(fast);
  const y = new Float64Array(fast);
  for (let j = 0; j < slow; j++) {
    n.fill(0);
    x.fill(0);
    y.fill(0);
    for (let row = Math.max(0, j - ky); row <= Math.min(slow - 1, j + ky); row++)
      for (let i = 0, k = row * fast; i < fast; i++, k++) {
        if (!counted(k)) continue;
        const value = values[k]!;
        n[i]!++;
        x[i]! += value;
        y[i]! += value * value;
      }
    for (let i = 0, k = j * fast; i < fast; i++, k++) {
      if (!wanted(k)) continue;
      let [ns, xs, ys] = [0, 0, 0];
      for (let column = Math.max(0, i - kx); column <= Math.min(fast - 1, i + kx); column++) {
        ns += n[column]!;
        xs += x[column]!;
        ys += y[column]!;
      }
      visit(k, ns, xs, ys);
    }
  }
}

/** Whether variance / mean is above what is likely, in the form that keeps whole numbers whole. */
export function isDispersed(n: number, x: number, y: number, rule: StrongRule): boolean {
  const { sigmaBackground, minLocal, gain } = rule;
  if (n < minLocal || x < 0) return false;
  if (gain === undefined) return n * y - x * x - x * (n - 1) > x * sigmaBackground * Math.sqrt(2 * (n - 1));
  return n * y - x * x > gain * x * (n - 1 + sigmaBackground * Math.sqrt(2 * (n - 1)));
}

/** 1 where all pixels within `reach` rows and columns of a place are 1, as far as they lie in the image. */
export function erode(
  inside: Uint8Array,
  [slow, fast]: readonly [slow: number, fast: number],
  reach: number,
): Uint8Array {
  const eroded = new Uint8Array(inside.length);
  for (let j = 0, k = 0; j < slow; j++)
    for (let i = 0; i < fast; i++, k++) {
      let all = inside[k] === 1;
      for (let row = Math.max(0, j - reach); all && row <= Math.min(slow - 1, j + reach); row++)
        for (let column = Math.max(0, i - reach); all && column <= Math.min(fast - 1, i + reach); column++)
          all = inside[row * fast + column] === 1;
      eroded[k] = all ? 1 : 0;
    }
  return eroded;
}

/** The reference: one window after another. */
export const findStrongPlain: FindStrong = (image, rule) => {
  const { shape, values } = image;
  const { kernel, sigmaStrong, gain, threshold, extended } = rule;
  const [ky, kx] = kernel;
  const good = goodPixels(image);
  const isGood = (k: number) => good[k] !== 0;
  const isCounted = (k: number) => good[k] === 2;
  const strong: number[] = [];
  if (!extended) {
    forWindows(image, kernel, isCounted, isGood, (k, n, x, y) => {
      if (values[k]! <= threshold || !isDispersed(n, x, y, rule)) return;
      const noise = gain === undefined ? x * n : gain * x * n;
      if (n * values[k]! - x > sigmaStrong * Math.sqrt(noise)) strong.push(k);
    });
    return Uint32Array.from(strong);
  }
  const dispersed = new Uint8Array(values.length);
  forWindows(image, kernel, isCounted, isGood, (k, n, x, y) => {
    if (isDispersed(n, x, y, rule)) dispersed[k] = 1;
  });
  const inside = erode(dispersed, shape, Math.min(ky, kx) - 1);
  forWindows(
    image,
    [ky + 2, kx + 2],
    (k) => good[k] === 2 && inside[k] === 0,
    (k) => inside[k] === 1 && values[k]! > threshold,
    (k, n, x) => {
      const mean = n >= 2 ? x / n : 0;
      const noise = gain === undefined ? mean : gain * mean;
      if (x >= 0 && values[k]! >= mean + sigmaStrong * Math.sqrt(noise)) strong.push(k);
    },
  );
  return Uint32Array.from(strong);
};

interface StrongPixelsExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly bandHeight: WasmNumber;
  readonly nextValues: WasmNumber;
  readonly nextMask: WasmNumber;
  readonly nextReals: WasmNumber;
  readonly list: WasmNumber;
  reserve(slow: number, fast: number, ky: number, kx: number, isReal: number): boolean | number;
  begin(...numbers: readonly number[]): void;
  advance(rows: number): void;
  finish(): number;
}

/** Half windows up to here are the kernel's: its maps are eroded by 64 pixels at most. */
const mostHalf = 64;

/**
 * How the kernel adds up small counts: the largest, and the bits of a word below the number, so that neither sums of counts nor of
 * squares of the whole window overflow. Undefined for windows too large for it.
 */
function runningSums(whole: number): { cap: number; shift: number } | undefined {
  const shift = 31 - Math.floor(Math.log2(whole) + 1);
  if (shift < 16) return undefined;
  const cap = Math.min(Math.sqrt((2 ** 31 - 1) / whole), (2 ** shift - 1) / whole, 2 ** 15 - 1);
  return { cap: Math.floor(cap), shift };
}

/**
 * What the kernel multiplies counts that are not whole with: a power of two, the finer the better, but so that most are within `cap`.
 * Judged by some of the pixels; what is found does not depend on it.
 */
function fineness({ values, mask, trusted = [-Infinity, Infinity] }: CountedImage, cap: number): number {
  let [n, sum] = [0, 0];
  for (let k = 0; k < values.length; k += 997) {
    const value = values[k]!;
    if (mask[k] === 0 || !(value >= Math.max(0, trusted[0]) && value <= trusted[1])) continue;
    n++;
    sum += Math.min(value, cap);
  }
  return 2 ** Math.min(5, Math.floor(Math.log2(cap / 16 / (1 + sum / Math.max(n, 1)))));
}

/** The same in WebAssembly; undefined where there is no SIMD, for windows too large and images too big. */
export const findStrongSimd = once(
  (): ((image: CountedImage, rule: StrongRule) => Uint32Array | undefined) | undefined => {
    const wasm = instantiate<StrongPixelsExports>(strongPixelsWasm);
    if (!wasm) return undefined;
    return (image, rule) => {
      const { shape, values, mask, trusted = [-Infinity, Infinity] } = image;
      const { kernel, sigmaBackground, sigmaStrong, minLocal, gain, threshold, extended } = rule;
      const [ky, kx] = kernel;
      const whole = (2 * ky + 1) * (2 * kx + 1);
      const sums = runningSums(whole);
      if (!sums || Math.max(ky, kx) > mostHalf) return undefined;
      const isReal = !(values instanceof Int32Array);
      let [lowest, highest] = trusted;
      let scale = 1;
      if (isReal) scale = fineness(image, sums.cap);
      else {
        lowest = Math.max(Math.ceil(lowest), -(2 ** 31));
        highest = Math.min(Math.floor(highest), 2 ** 31 - 1);
        if (!(Math.max(lowest, 0) <= Math.min(highest, sums.cap))) return undefined;
      }
      if (!wasm.reserve(...shape, ky, kx, Number(isReal))) return undefined;
      // The bound of the index of dispersion is concave in n: its chord is below it.
      const bound = (n: number) => scale * (gain ?? 1) * (n - 1 + sigmaBackground * Math.sqrt(2 * (n - 1)));
      const slope = minLocal < whole ? (bound(whole) - bound(minLocal)) / (whole - minLocal) : 0;
      const atZero = bound(minLocal) - slope * minLocal;
      // y ≤ v·x with v the largest count, so v·n > x + bound(n) in a dispersed window. What rounding may do is far below 1e-9.
      let least = Infinity;
      for (let n = minLocal; n <= whole; n++) least = Math.min(least, bound(n) / n);
      const seed = Math.min(Math.floor(least * (1 - 1e-9)) + (isReal ? 0 : 1), 2 ** 31 - 1);
      const numbers = [lowest, highest, scale, minLocal, sigmaBackground, sigmaStrong, gain ?? 0, threshold];
      wasm.begin(...numbers, Number(extended), sums.cap, sums.shift, seed, atZero, slope);
      const [slow, fast] = shape;
      const room = wasm.bandHeight.value;
      const whole32 = new Int32Array(wasm.memory.buffer);
      const real64 = new Float64Array(wasm.memory.buffer);
      const bytes = new Uint8Array(wasm.memory.buffer);
      for (let row = 0; row < slow; row += room) {
        const rows = Math.min(room, slow - row);
        const part = values.subarray(row * fast, (row + rows) * fast);
        if (isReal) real64.set(part, wasm.nextReals.value / 8);
        else whole32.set(part, wasm.nextValues.value / 4);
        bytes.set(mask.subarray(row * fast, (row + rows) * fast), wasm.nextMask.value);
        wasm.advance(rows);
      }
      const count = wasm.finish();
      if (count < 0) return undefined;
      return new Uint32Array(wasm.memory.buffer, wasm.list.value, count).slice();
    };
  },
);

/** {@link findStrongSimd} where it can run, else {@link findStrongPlain}. */
export const findStrong: FindStrong = (image, rule) =>
  findStrongSimd()?.(image, rule) ?? findStrongPlain(image, rule);
