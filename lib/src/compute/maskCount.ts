import { maskCountWasm } from "./generated/maskCount.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

interface MaskCountExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly maxRows: WasmNumber;
  readonly pixels: WasmNumber;
  readonly rows: WasmNumber;
  run(rows: number, code: number): void;
}

/**
 * For each row, how many of its pixels hold every bit of `code` (0 … 255): (mask & code) == code.
 * Row i is mask[starts[i], starts[i] + sizes[i]); a row of size 0 is not looked at. Rows must lie within the mask.
 */
export type CountMask = (
  mask: Uint8Array,
  starts: Float64Array,
  sizes: Float64Array,
  code: number,
) => Int32Array;

/** The reference: one pixel after another. */
export const countMaskPlain: CountMask = (mask, starts, sizes, code) => {
  const counts = new Int32Array(starts.length);
  for (let row = 0; row < counts.length; row++) {
    const from = starts[row]!;
    const to = from + sizes[row]!;
    let count = 0;
    for (let i = from; i < to; i++) if ((mask[i]! & code) === code) count++;
    counts[row] = count;
  }
  return counts;
};

/** The same in WebAssembly, sixteen pixels at once; undefined where there is no SIMD. */
export const countMaskSimd = once((): CountMask | undefined => {
  const wasm = instantiate<MaskCountExports>(maskCountWasm);
  if (!wasm) return undefined;
  const capacity = wasm.capacity.value;
  const pixels = new Uint8Array(wasm.memory.buffer, wasm.pixels.value, capacity);
  const rowCounts = new Uint32Array(wasm.memory.buffer, wasm.rows.value, wasm.maxRows.value);
  // Row of each packed piece: rows longer than the buffer come in several pieces.
  const rowOf = new Uint32Array(rowCounts.length);

  return (mask, starts, sizes, code) => {
    const counts = new Int32Array(starts.length);
    if (code < 0 || code > 255) return counts;
    let pieces = 0;
    let used = 0;
    let runFrom = 0;
    let runTo = 0;
    // Neighbours in the pool are copied together, as the run [runFrom, runTo).
    const copyRun = () => {
      if (runTo > runFrom) pixels.set(mask.subarray(runFrom, runTo), used - (runTo - runFrom));
      runFrom = runTo = 0;
    };
    const flush = () => {
      copyRun();
      wasm.run(pieces, code);
      for (let k = 0; k < pieces; k++) counts[rowOf[k]!]! += rowCounts[k]!;
      pieces = used = 0;
    };
    for (let row = 0; row < counts.length; row++) {
      let from = starts[row]!;
      for (let left = sizes[row]!; left > 0; ) {
        if (pieces === rowCounts.length || (used + left > capacity && used > 0)) flush();
        const size = Math.min(left, capacity);
        if (from !== runTo) {
          copyRun();
          runFrom = from;
        }
        runTo = from + size;
        rowOf[pieces] = row;
        rowCounts[pieces++] = size;
        used += size;
        from += size;
        left -= size;
      }
    }
    flush();
    return counts;
  };
});

/** {@link countMaskSimd} where it can run, else {@link countMaskPlain}. */
export const countMask: CountMask = (mask, starts, sizes, code) =>
  (countMaskSimd() ?? countMaskPlain)(mask, starts, sizes, code);
