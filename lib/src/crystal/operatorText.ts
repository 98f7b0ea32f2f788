import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";

/** The three letters an operator is written with: coordinates, cell vectors, Miller indices. */
export type OperatorLetters = "xyz" | "abc" | "hkl";

/** A number or a letter of one of the alphabets, each with its factors: `-1/3*x`, `x/2`, `0.25`, `2z`. */
const term = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+))?\*?)?(?:([a-z])(?:\/(\d+))?)?/y;

interface Fraction {
  numerator: number;
  denominator: number;
}

function fraction(text: string, over: string | undefined): Fraction {
  const decimals = text.split(".")[1]?.length ?? 0;
  return {
    numerator: Math.round(Number(text) * 10 ** decimals),
    denominator: 10 ** decimals * Number(over ?? 1),
  };
}

/**
 * The rows of `x-y,x+1/3,2*z`, `b+c,a+c,a+b`, `l,h,k` … as written, exact, with the letters met (`xyz` when there is none).
 * Forms: integers, fractions and decimals, before or behind the letter, spaces anywhere, capitals too.
 * Throws EwaldError `"bad-argument"` naming the part that cannot be read.
 */
export function parseOperator(text: string): { rows: AffineOp; letters: OperatorLetters } {
  const bad = (why: string) =>
    new EwaldError(
      "bad-argument",
      `Operator "${text}" cannot be read: ${why}. Write it as -y,x-y,z+1/3, b+c,a+c,a+b or l,h,k.`,
    );
  const parts = text.toLowerCase().replace(/\s+/g, "").split(",");
  if (parts.length !== 3) throw bad(`it has ${parts.length} parts between commas, not 3`);
  let letters: OperatorLetters | undefined;
  const found: { column: number; value: Fraction }[][] = parts.map((part) => {
    const terms: { column: number; value: Fraction }[] = [];
    if (part === "") throw bad("a part is empty");
    for (let at = 0; at < part.length; at = term.lastIndex) {
      term.lastIndex = at;
      const [all, sign, number, over, letter, under] = term.exec(part)!;
      if (all === "" || all === "+" || all === "-") throw bad(`"${part.slice(at)}" is no term`);
      if (at > 0 && sign === "") throw bad(`a sign is missing before "${part.slice(at)}"`);
      if (Number(over) === 0 || Number(under) === 0) throw bad("it divides by 0");
      const value = fraction(number ?? "1", over);
      value.denominator *= Number(under ?? 1);
      if (sign === "-") value.numerator *= -1;
      let column = 3;
      if (letter) {
        const alphabet = (["xyz", "abc", "hkl"] as const).find((one) => one.includes(letter));
        if (!alphabet) throw bad(`"${letter}" is none of x y z, a b c, h k l`);
        if (letters && letters !== alphabet) throw bad(`it mixes ${letters} with ${alphabet}`);
        letters = alphabet;
        column = alphabet.indexOf(letter);
      }
      terms.push({ column, value });
    }
    return terms;
  });
  const denominator = found.flat().reduce((product, { value }) => lcm(product, value.denominator), 1);
  const r = new Array<number>(9).fill(0);
  const t = [0, 0, 0];
  found.forEach((terms, row) => {
    for (const { column, value } of terms) {
      const n = (value.numerator * denominator) / value.denominator;
      if (column < 3) r[3 * row + column]! += n;
      else t[row]! += n;
    }
  });
  return { rows: new AffineOp(r, t, denominator), letters: letters ?? "xyz" };
}

const lcm = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y) [x, y] = [y, x % y];
  return (a / x) * b;
};

/** `1/3`, `-2`: in lowest terms. */
function fractionText(numerator: number, denominator: number): string {
  const g = (a: number, b: number): number => (b ? g(b, a % b) : Math.abs(a));
  const common = g(numerator, denominator);
  const [n, d] = [numerator / common, denominator / common];
  return d === 1 ? `${n}` : `${n}/${d}`;
}

/** The rows as text, `x-y,x,z+1/2`, as cctbx writes them. */
export function operatorText(rows: AffineOp, letters: OperatorLetters = "xyz"): string {
  const { r, t, denominator } = rows;
  return [0, 1, 2]
    .map((row) => {
      let text = "";
      for (let column = 0; column < 3; column++) {
        const n = r[3 * row + column]!;
        if (n === 0) continue;
        const factor = fractionText(Math.abs(n), denominator);
        text += `${n < 0 ? "-" : text ? "+" : ""}${factor === "1" ? "" : `${factor}*`}${letters[column]}`;
      }
      const shift = t[row]!;
      if (shift !== 0 || text === "")
        text += `${shift > 0 && text ? "+" : ""}${fractionText(shift, denominator)}`;
      return text;
    })
    .join(",");
}
