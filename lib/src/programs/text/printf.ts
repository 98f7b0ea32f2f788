/**
 * Numbers as C's printf and Python write them. JavaScript's own `toFixed` rounds ties away from zero
 * (0.125 → 0.13); C rounds the exact binary value half to even (0.12).
 */

const special = (x: number) => (Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf");
const negative = (x: number) => x < 0 || Object.is(x, -0);

/** Digits of a decimal text with the last one lowered by one; only met where the last digit is odd. */
const even = (text: string) => text.slice(0, -1) + (Number(text.at(-1)) - 1);

/** `%.{digits}f`. */
export function fixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return special(x);
  const size = Math.abs(x);
  let text =
    size < 1e21
      ? size.toFixed(digits)
      : BigInt(size).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  // An exact tie has at most digits + 1 binary places, the last decimal being 5; toFixed has gone up.
  const isTie =
    size < 2 ** 52 && Number.isInteger(size * 2 ** (digits + 1)) && size.toFixed(digits + 1).endsWith("5");
  if (isTie && Number(text.at(-1)) % 2 === 1) text = even(text);
  return negative(x) ? `-${text}` : text;
}

/** `%.{digits}e`, the exponent with at least two digits. */
export function scientific(x: number, digits: number): string {
  if (!Number.isFinite(x)) return special(x);
  const size = Math.abs(x);
  let [mantissa, exponent] = size.toExponential(digits).split("e") as [string, string];
  const exact = size
    .toExponential(60)
    .split("e")[0]!
    .slice(digits === 0 ? 2 : digits + 2);
  if (/^50*$/.test(exact) && Number(mantissa.at(-1)) % 2 === 1) mantissa = even(mantissa);
  const sign = exponent.startsWith("-") ? "-" : "+";
  exponent = exponent.replace(/^[+-]/, "").padStart(2, "0");
  return `${negative(x) ? "-" : ""}${mantissa}e${sign}${exponent}`;
}

/** `%i` of a number: cut towards zero, as Python does. */
export function truncated(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  const whole = Math.trunc(x);
  return Math.abs(whole) < 1e21 ? String(whole === 0 ? 0 : whole) : BigInt(whole).toString();
}

/** Python's `str` of a float: the shortest digits that give it back. */
export function pythonFloat(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  if (x === 0) return negative(x) ? "-0.0" : "0.0";
  const exponent = Number(x.toExponential().split("e")[1]);
  if (exponent >= -4 && exponent < 16) {
    const text = exponent < 0 ? plainSmall(x) : String(x);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [mantissa] = x.toExponential().split("e");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Shortest digits of a number below 1 without an exponent. */
function plainSmall(x: number): string {
  const [mantissa, exponent] = Math.abs(x).toExponential().split("e");
  const digits = mantissa!.replace(".", "");
  return `${x < 0 ? "-" : ""}0.${"0".repeat(-Number(exponent) - 1)}${digits}`;
}

/** `%g`: six significant digits, no trailing zeros. */
export function general(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  if (x === 0) return negative(x) ? "-0" : "0";
  const exponent = Number(scientific(x, 5).split("e")[1]);
  if (exponent < -4 || exponent >= 6) {
    const [mantissa, power] = scientific(x, 5).split("e");
    return `${mantissa!.replace(/\.?0+$/, "")}e${power}`;
  }
  const text = fixed(x, 5 - exponent);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** One conversion of a printf format: `%i`, `%.2f`, `%.4e` or `%s`. */
export type Conversion = "%i" | "%s" | `%.${number}f` | `%.${number}e`;

export function formatNumber(conversion: Conversion, x: number): string {
  if (conversion === "%i") return truncated(x);
  if (conversion === "%s") return pythonFloat(x);
  const digits = Number(conversion.slice(2, -1));
  return conversion.endsWith("f") ? fixed(x, digits) : scientific(x, digits);
}
