/** Numbers an operation reads. */
export type Numbers = Float64Array | Int32Array | Uint32Array;

/**
 * out[i] = a[i] op b[i·step]: step 1 for a column, 0 for a scalar held as an array of one.
 * One loop per operation, so that each is compiled for its own operation.
 */
type Loop<Out> = (out: Out, a: Numbers, b: Numbers, step: 0 | 1) => void;

/** Arithmetic of doubles. */
export const arithmetic = {
  add: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i * step]!;
  },
  sub: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i * step]!;
  },
  mul: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i * step]!;
  },
  div: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! / b[i * step]!;
  },
  pow: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! ** b[i * step]!;
  },
} as const satisfies Record<string, Loop<Float64Array>>;

/**
 * Arithmetic of whole numbers, quotients cut towards zero as in C++. Returns the first row whose result leaves
 * [least, most] (or divides by zero), −1 if none. Sums and products are exact far beyond 32 bits in doubles, or so
 * large that rounding cannot bring them back into range.
 */
type IntegerLoop = (out: Numbers, a: Numbers, b: Numbers, step: 0 | 1, least: number, most: number) => number;

export const integerArithmetic = {
  add: (out, a, b, step, least, most) => {
    for (let i = 0; i < out.length; i++) {
      const r = a[i]! + b[i * step]!;
      if (r < least || r > most) return i;
      out[i] = r;
    }
    return -1;
  },
  sub: (out, a, b, step, least, most) => {
    for (let i = 0; i < out.length; i++) {
      const r = a[i]! - b[i * step]!;
      if (r < least || r > most) return i;
      out[i] = r;
    }
    return -1;
  },
  mul: (out, a, b, step, least, most) => {
    for (let i = 0; i < out.length; i++) {
      const r = a[i]! * b[i * step]!;
      if (r < least || r > most) return i;
      out[i] = r;
    }
    return -1;
  },
  div: (out, a, b, step, least, most) => {
    for (let i = 0; i < out.length; i++) {
      const r = Math.trunc(a[i]! / b[i * step]!);
      if (!(r >= least && r <= most)) return i;
      out[i] = r;
    }
    return -1;
  },
} as const satisfies Record<string, IntegerLoop>;

/** Comparisons: 1 where they hold. NaN compares as in IEEE 754 (only `ne` holds). */
export const comparison = {
  gt: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! > b[i * step]! ? 1 : 0;
  },
  ge: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! >= b[i * step]! ? 1 : 0;
  },
  lt: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! < b[i * step]! ? 1 : 0;
  },
  le: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! <= b[i * step]! ? 1 : 0;
  },
  eq: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! === b[i * step]! ? 1 : 0;
  },
  ne: (out, a, b, step) => {
    for (let i = 0; i < out.length; i++) out[i] = a[i]! !== b[i * step]! ? 1 : 0;
  },
} as const satisfies Record<string, Loop<Uint8Array>>;

export type ArithmeticName = keyof typeof arithmetic;
export type IntegerArithmeticName = keyof typeof integerArithmetic;
export type ComparisonName = keyof typeof comparison;
