import { fixed, pythonFloat } from "./printf.js";

/** Rounded to decimals, exact ties to even, as Python 3 does; negative: to tens, hundreds. */
const rounded = (x: number, decimals = 0): number =>
  decimals >= 0 ? Number(fixed(x, decimals)) : Number(fixed(x * 10 ** decimals, 0)) * 10 ** -decimals;

/**
 * A value with its standard deviation in units of its last digits, `42.209(8)`: one digit of it, two where the first would be
 * a 1. A deviation of 10⁻⁵ or less is of a value that symmetry fixes, which is printed by itself, to five decimals.
 */
export function withUncertainty(value: number, deviation: number): string {
  if (!(deviation > 1e-5)) return pythonFloat(rounded(value, 5));
  let decimals = -rounded(Math.log10(deviation));
  if (decimals < 0) {
    decimals++;
    return `${fixed(rounded(value, decimals), 0)}(${rounded(deviation, decimals)})`;
  }
  let units = deviation * 10 ** decimals;
  if (rounded(units, 1) < 2) {
    units *= 10;
    decimals++;
  }
  return `${fixed(value, decimals)}(${rounded(units)})`;
}
