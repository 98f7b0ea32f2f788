import { convolveWasm } from "./generated/convolve.wasm.js";
import { instantiate, once, type WasmNumber } from "./wasm.js";

/** What an image is convolved with: size × size weights, row by row; the size is odd. */
export interface ConvolutionKernel {
  readonly size: number;
  readonly weights: Float64Array;
}

/**
 * Weighted sum of the pixels under a kernel around each pixel, into `out`. Beyond its edges the image goes on as its outermost pixels.
 * Products are added up row by row from 0 in double precision, as by DIALS' `convolve`, so that results are equal to the last bit.
 * `shape` is [slow, fast].
 */
export type Convolve = (
  values: Int32Array | Float64Array,
  shape: readonly [slow: number, fast: number],
  kernel: ConvolutionKernel,
  out: Float64Array,
) => void;

/** The reference: one pixel after another. */
export const convolvePlain: Convolve = (values, [slow, fast], { size, weights }, out) => {
  const half = (size - 1) / 2;
  const within = (i: number, n: number) => Math.min(n - 1, Math.max(0, i));
  for (let y = 0, at = 0; y < slow; y++)
    for (let x = 0; x < fast; x++, at++) {
      let sum = 0;
      for (let j = 0, k = 0; j < size; j++) {
        const row = within(y + j - half, slow) * fast;
        for (let i = 0; i < size; i++, k++) sum += values[row + within(x + i - half, fast)]! * weights[k]!;
      }
      out[at] = sum;
    }
};

interface ConvolveExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly maxSize: WasmNumber;
  readonly weights: WasmNumber;
  readonly under: WasmNumber;
  readonly rows: WasmNumber;
  readonly row: WasmNumber;
  run(n: number, size: number): void;
}

/** The same in WebAssembly; undefined where there is no SIMD. Wider images and larger kernels than it holds: the plain way. */
export const convolveSimd = once((): Convolve | undefined => {
  const wasm = instantiate<ConvolveExports>(convolveWasm);
  if (!wasm) return undefined;
  const { buffer } = wasm.memory;
  const [capacity, maxSize] = [wasm.capacity.value, wasm.maxSize.value];
  const weightsIn = new Float64Array(buffer, wasm.weights.value, maxSize * maxSize);
  const under = new Uint32Array(buffer, wasm.under.value, maxSize);
  const result = new Float64Array(buffer, wasm.row.value, capacity);
  const stride = capacity + 16;
  const rows = new Float64Array(buffer, wasm.rows.value, maxSize * stride);

  return (values, shape, kernel, out) => {
    const [slow, fast] = shape;
    const { size, weights } = kernel;
    if (fast > capacity || size > maxSize) return convolvePlain(values, shape, kernel, out);
    const half = (size - 1) / 2;
    weightsIn.set(weights);
    // rows of the image lie in `size` places in turn
    const take = (y: number) => {
      const at = (y % size) * stride;
      rows.set(values.subarray(y * fast, (y + 1) * fast), at + half);
      rows.fill(rows[at + half]!, at, at + half);
      rows.fill(rows[at + half + fast - 1]!, at + half + fast, at + 2 * half + fast);
    };
    for (let y = 0; y < Math.min(half, slow); y++) take(y);
    for (let y = 0; y < slow; y++) {
      if (y + half < slow) take(y + half);
      for (let j = 0; j < size; j++) under[j] = Math.min(slow - 1, Math.max(0, y + j - half)) % size;
      wasm.run(fast, size);
      out.set(result.subarray(0, fast), y * fast);
    }
  };
});

/** {@link convolveSimd} where it can run, else {@link convolvePlain}. */
export const convolve: Convolve = (values, shape, kernel, out) =>
  (convolveSimd() ?? convolvePlain)(values, shape, kernel, out);
