import { planeFourierWasm } from "./generated/planeFourier.wasm.js";
import { instantiate, type WasmNumber } from "./wasm.js";

/** Squares of the moduli of the discrete Fourier transforms of complex planes of n × n numbers. */
export interface PlaneFourier {
  readonly n: number;
  /** Numbers from one row of a plane to the next. */
  readonly stride: number;
  /** The real and the imaginary part, [first][second]. Kept by the caller; left as they are. */
  readonly real: Float32Array;
  readonly imaginary: Float32Array;
  /** Made by {@link run}, [second][first]: Σ f(j,k) exp(-2πi(ju + kv)/n), squared, at [v][u]. */
  readonly power: Float32Array;
  run(): void;
}

/** n as a product of 4, 2, 3 and 5; undefined when it has another prime factor. */
export function fourierRadices(n: number): number[] | undefined {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [4, 2, 3, 5]) for (; rest > 1 && rest % radix === 0; rest /= radix) radices.push(radix);
  return rest === 1 ? radices : undefined;
}

/** The least length not below n whose only prime factors are 2, 3 and 5. */
export function smoothLength(n: number): number {
  let length = Math.max(1, Math.ceil(n));
  while (!fourierRadices(length)) length++;
  return length;
}

/** The reference: one line after another, in double precision, by the recursion of Cooley and Tukey (1965). */
export function planeFourierPlain(n: number): PlaneFourier {
  const cosines = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  const radices = fourierRadices(n) ?? [n];

  const transform = (re: Float64Array, im: Float64Array, level = 0): void => {
    const length = re.length;
    if (length === 1) return;
    const radix = radices[level]!;
    const part = length / radix;
    const parts = Array.from({ length: radix }, (_, r) => {
      const [a, b] = [new Float64Array(part), new Float64Array(part)];
      for (let k = 0; k < part; k++) {
        a[k] = re[k * radix + r]!;
        b[k] = im[k * radix + r]!;
      }
      transform(a, b, level + 1);
      return [a, b] as const;
    });
    for (let u = 0; u < length; u++) {
      let [sumRe, sumIm] = [0, 0];
      for (let r = 0; r < radix; r++) {
        const w = ((u * r) % length) * (n / length);
        const [a, b] = [parts[r]![0][u % part]!, parts[r]![1][u % part]!];
        sumRe += a * cosines[w]! - b * sines[w]!;
        sumIm += a * sines[w]! + b * cosines[w]!;
      }
      re[u] = sumRe;
      im[u] = sumIm;
    }
  };

  const [real, imaginary, power] = [0, 1, 2].map(() => new Float32Array(n * n)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [re, im] = [new Float64Array(n * n), new Float64Array(n * n)];
  const line = new Float64Array(n);
  const other = new Float64Array(n);
  return {
    n,
    stride: n,
    real,
    imaginary,
    power,
    run() {
      for (let j = 0; j < n; j++) {
        line.set(real.subarray(j * n, (j + 1) * n));
        other.set(imaginary.subarray(j * n, (j + 1) * n));
        transform(line, other);
        re.set(line, j * n);
        im.set(other, j * n);
      }
      for (let v = 0; v < n; v++) {
        for (let j = 0; j < n; j++) {
          line[j] = re[j * n + v]!;
          other[j] = im[j * n + v]!;
        }
        transform(line, other);
        for (let u = 0; u < n; u++) power[v * n + u] = line[u]! ** 2 + other[u]! ** 2;
      }
    },
  };
}

interface PlaneFourierExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly capacity: WasmNumber;
  readonly real: WasmNumber;
  readonly imaginary: WasmNumber;
  readonly power: WasmNumber;
  readonly twiddles: WasmNumber;
  readonly radices: WasmNumber;
  run(n: number): void;
}

/**
 * The same in WebAssembly, in single precision (relative errors below 1e-5 of the largest power); undefined where there is no SIMD, and
 * for lengths above 512 or with other prime factors than 2, 3 and 5. Each has a memory of its own, of 5 MB.
 */
export function planeFourierSimd(n: number): PlaneFourier | undefined {
  const radices = fourierRadices(n);
  const wasm = radices && instantiate<PlaneFourierExports>(planeFourierWasm);
  if (!wasm || n > wasm.capacity.value) return undefined;
  const { buffer } = wasm.memory;
  const twiddles = new Float32Array(buffer, wasm.twiddles.value, 2 * n);
  for (let k = 0; k < n; k++) {
    twiddles[2 * k] = Math.cos((2 * Math.PI * k) / n);
    twiddles[2 * k + 1] = -Math.sin((2 * Math.PI * k) / n);
  }
  new Uint32Array(buffer, wasm.radices.value, 16).set([...radices, 0]);
  const stride = Math.ceil(n / 16) * 16;
  const plane = ({ value }: WasmNumber) => new Float32Array(buffer, value, n * stride);
  return {
    n,
    stride,
    real: plane(wasm.real),
    imaginary: plane(wasm.imaginary),
    power: plane(wasm.power),
    run: () => wasm.run(n),
  };
}

/** {@link planeFourierSimd} where it can run, else {@link planeFourierPlain}. */
export const planeFourier = (n: number): PlaneFourier => planeFourierSimd(n) ?? planeFourierPlain(n);
