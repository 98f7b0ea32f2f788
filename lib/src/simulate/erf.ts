import { once } from "../compute/wasm.js";

/**
 * Error function to 1e-15: the all-positive series erf x = 2/√π·exp(−x²)·Σ 2ⁿx²ⁿ⁺¹/(2n+1)!! (Abramowitz & Stegun
 * 7.1.6) for |x| < 3, the continued fraction of erfc (7.1.14) beyond.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return x > 0 ? 1 : -1;
  const gauss = Math.exp(-a * a) / Math.sqrt(Math.PI);
  let value: number;
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      sum += term;
    }
    value = 2 * gauss * sum;
  } else {
    let fraction = a;
    for (let k = 60; k > 0; k--) fraction = a + k / 2 / fraction;
    value = 1 - gauss / fraction;
  }
  return x < 0 ? -value : value;
}

const reach = 8;
const perUnit = 128;
const knots = 2 * reach * perUnit;
/** Values at the knots, and slopes per step. */
const table = once(() => ({
  values: Float64Array.from(
    { length: knots + 1 },
    (_, k) => 0.5 * (1 + erf((k / perUnit - reach) * Math.SQRT1_2)),
  ),
  slopes: Float64Array.from(
    { length: knots + 1 },
    (_, k) => Math.exp(-0.5 * (k / perUnit - reach) ** 2) / Math.sqrt(2 * Math.PI) / perUnit,
  ),
}));

/** Cumulative standard normal distribution Φ(x) to 1e-10, by cubic Hermite interpolation of a table. */
export function normalCumulative(x: number): number {
  const at = (x + reach) * perUnit;
  if (at <= 0) return 0;
  if (at >= knots) return 1;
  const { values, slopes } = table();
  const k = Math.floor(at);
  const t = at - k;
  const s = 1 - t;
  return (
    s * s * ((1 + 2 * t) * values[k]! + t * slopes[k]!) +
    t * t * ((3 - 2 * t) * values[k + 1]! - s * slopes[k + 1]!)
  );
}
