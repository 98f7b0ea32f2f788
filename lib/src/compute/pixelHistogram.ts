import { pixelHistogramWasm } from "./generated/pixelHistogram.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** Slots of a histogram and the range taken in: as scitbx, a little beyond the outer edges. */
export interface SlotRule {
  readonly dataMin: number;
  readonly slotWidth: number;
  readonly nSlots: number;
  /** Values in [low, high] are counted, those beyond the first and last slot in these; NaN is out of range. */
  readonly low: number;
  readonly high: number;
}

/** Pixels to be counted: rows of pools. With `mask`, only pixels that hold every bit of `code` (0 … 255). */
export interface PixelRows {
  readonly data: Float32Array;
  readonly starts: Float64Array;
  readonly sizes: Float64Array;
  readonly masked?: { readonly mask: Uint8Array; readonly code: number } | undefined;
}

/** Adds the pixels to `slots`; returns how many were out of range. */
export type PixelHistogram = (pixels: PixelRows, rule: SlotRule, slots: Float64Array) => number;

/** Slot of a value, −1 when out of range. scitbx::histogram's rule, but for NaN, which it puts anywhere. */
export function slotOf(value: number, rule: SlotRule): number {
  if (!(value >= rule.low && value <= rule.high)) return -1;
  const distance = value - rule.dataMin;
  if (!(distance >= rule.slotWidth) || distance === 0) return 0;
  return Math.min(Math.floor(distance / rule.slotWidth), rule.nSlots - 1);
}

/** The reference: one pixel after another. */
export const pixelHistogramPlain: PixelHistogram = ({ data, starts, sizes, masked }, rule, slots) => {
  const mask = masked?.mask ?? new Uint8Array(0);
  const code = masked?.code ?? 0;
  let outside = 0;
  for (let row = 0; row < starts.length; row++) {
    const from = starts[row]!;
    for (let i = from, to = from + sizes[row]!; i < to; i++) {
      if (masked && (mask[i]! & code) !== code) continue;
      const slot = slotOf(data[i]!, rule);
      if (slot < 0) outside++;
      else slots[slot]! += 1;
    }
  }
  return outside;
};

interface PixelHistogramExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly maxSlots: WasmNumber;
  readonly data: WasmNumber;
  readonly mask: WasmNumber;
  readonly slots: WasmNumber;
  begin(nSlots: number): void;
  add(
    count: number,
    code: number,
    n: number,
    unit: boolean,
    dataMin: number,
    slotWidth: number,
    low: number,
    high: number,
  ): void;
}

/** The greatest single-precision number that is not above x. */
function floatBelow(x: number): number {
  const float = Float32Array.of(x);
  if (float[0]! <= x) return float[0]!;
  const bits = new Int32Array(float.buffer);
  // One step down: of a positive number the bits fall, of a negative one (or -0) they rise.
  bits[0]! += float[0]! > 0 ? -1 : 1;
  return float[0]!;
}

/** Lanes' histograms lie this many slots apart. */
const laneSlots = 1 << 16;

/** The same in WebAssembly; undefined where there is no SIMD. More slots than it holds, or of width 0: the plain way. */
export const pixelHistogramSimd = once((): PixelHistogram | undefined => {
  const wasm = instantiate<PixelHistogramExports>(pixelHistogramWasm);
  if (!wasm) return undefined;
  const capacity = wasm.capacity.value;
  const memory = wasm.memory.buffer;
  const dataIn = new Float32Array(memory, wasm.data.value, capacity);
  const maskIn = new Uint8Array(memory, wasm.mask.value, capacity);
  const lanes = new Uint32Array(memory, wasm.slots.value, 4 * laneSlots);

  return (pixels, rule, slots) => {
    const { data, starts, sizes, masked } = pixels;
    const { nSlots, slotWidth, dataMin } = rule;
    if (nSlots > wasm.maxSlots.value || !(slotWidth > 0 && slotWidth < Number.POSITIVE_INFINITY))
      return pixelHistogramPlain(pixels, rule, slots);
    if (masked && (masked.code < 0 || masked.code > 255)) return 0;
    const code = masked?.code ?? 0;
    const unit = slotWidth === 1 && Number.isInteger(dataMin) && dataMin >= 0 && dataMin <= 2 ** 23;
    // The floats within [low, high], compared as floats.
    const low = -floatBelow(-rule.low);
    const high = floatBelow(rule.high);
    wasm.begin(nSlots);
    let used = 0;
    const flush = () => {
      wasm.add(used, code, nSlots, unit, dataMin, slotWidth, low, high);
      used = 0;
    };
    // Copies pixels [from, to) of the pools to the kernel, counting whenever its buffer is full.
    const take = (from: number, to: number) => {
      while (from < to) {
        const end = Math.min(to, from + capacity - used);
        dataIn.set(data.subarray(from, end), used);
        if (masked && code !== 0) maskIn.set(masked.mask.subarray(from, end), used);
        used += end - from;
        from = end;
        if (used === capacity) flush();
      }
    };
    let runFrom = 0;
    let runTo = 0;
    for (let row = 0; row < starts.length; row++) {
      const size = sizes[row]!;
      if (size === 0) continue;
      if (starts[row] !== runTo) {
        take(runFrom, runTo);
        runFrom = starts[row]!;
      }
      runTo = starts[row]! + size;
    }
    take(runFrom, runTo);
    flush();
    let outside = 0;
    for (let lane = 0; lane < 4 * laneSlots; lane += laneSlots) {
      for (let slot = 0; slot < nSlots; slot++) slots[slot]! += lanes[lane + slot]!;
      outside += lanes[lane + nSlots]!;
    }
    return outside;
  };
});

/** {@link pixelHistogramSimd} where it can run, else {@link pixelHistogramPlain}. */
export const pixelHistogram: PixelHistogram = (pixels, rule, slots) =>
  (pixelHistogramSimd() ?? pixelHistogramPlain)(pixels, rule, slots);
