import { sameLength } from "./column.js";
import { FlexDouble, FlexInt, type FlexSizeT, type NumericFlex } from "./scalars.js";

type Scalar = (x: number) => number;

/** A function of one number, made a function of a column. */
function mapped(f: Scalar): (values: NumericFlex) => FlexDouble {
  return ({ data }) => {
    const out = new Float64Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = f(data[i]!);
    return new FlexDouble(out);
  };
}

/** Square roots; NaN below 0. */
export const sqrt = mapped(Math.sqrt);
/** eˣ. */
export const exp = mapped(Math.exp);
/** Natural logarithms; −Infinity of 0, NaN below. */
export const log = mapped(Math.log);
/** Logarithms to base 10. */
export const log10 = mapped(Math.log10);
/** Sines, of radians. */
export const sin = mapped(Math.sin);
/** Cosines, of radians. */
export const cos = mapped(Math.cos);
/** Tangents, of radians. */
export const tan = mapped(Math.tan);
/** Arc sines, radians in [−π/2, π/2]. */
export const asin = mapped(Math.asin);
/** Arc cosines, radians in [0, π]. */
export const acos = mapped(Math.acos);
/** Arc tangents, radians in (−π/2, π/2). */
export const atan = mapped(Math.atan);
/** Greatest whole numbers not above, as doubles. */
export const floor = mapped(Math.floor);
/** Least whole numbers not below, as doubles. */
export const ceil = mapped(Math.ceil);

/** Absolute values; whole numbers stay whole. */
export function abs(values: FlexDouble): FlexDouble;
export function abs(values: FlexInt): FlexInt;
export function abs(values: FlexDouble | FlexInt): FlexDouble | FlexInt;
export function abs(values: FlexDouble | FlexInt): FlexDouble | FlexInt {
  if (values.type === "double") return new FlexDouble(values.data.map(Math.abs));
  return FlexInt.from(Array.from(values.data, Math.abs));
}

/** Powers, by a number or row by row. */
export function pow(values: NumericFlex, exponent: NumericFlex | number): FlexDouble {
  return values.pow(exponent);
}

/** Angles of the points (x, y), radians in (−π, π]. */
export function atan2(y: NumericFlex, x: NumericFlex): FlexDouble {
  sameLength(y, x, "atan2");
  return new FlexDouble(
    Float64Array.from({ length: y.length }, (_, i) => Math.atan2(y.data[i]!, x.data[i]!)),
  );
}

/** Nearest whole numbers, halves away from zero. */
export function iround(values: FlexDouble): FlexInt {
  return values.iround();
}

/** Whole numbers begin, begin + step … below end, as doubles; with one argument from 0. */
export function range(begin: number, end?: number, step = 1): Float64Array {
  const first = end === undefined ? 0 : begin;
  const length = Math.max(0, Math.ceil(((end ?? begin) - first) / step));
  return Float64Array.from({ length }, (_, i) => first + i * step);
}

/** n numbers evenly from first to last, both included. */
export function linspace(first: number, last: number, n: number): FlexDouble {
  const out = Float64Array.from({ length: n }, (_, i) =>
    n === 1 ? first : first + ((last - first) * i) / (n - 1),
  );
  if (n > 1) out[n - 1] = last;
  return new FlexDouble(out);
}

/** −1, 0 or 1 as the first column comes before, with or after the second, compared row by row, a prefix first. */
export function order(a: FlexDouble | FlexInt | FlexSizeT, b: FlexDouble | FlexInt | FlexSizeT): -1 | 0 | 1 {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    if (a.data[i]! < b.data[i]!) return -1;
    if (a.data[i]! > b.data[i]!) return 1;
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}
