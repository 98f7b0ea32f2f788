import { fixed, general } from "./printf.js";

/** Numbers as C++ streams of dxtbx print vectors and matrices: `{1,0,0.5}`. */
export const braced = (values: readonly number[]): string => `{${values.map(general).join(",")}}`;

/** Numbers with a fixed count of decimals, between commas. */
export const listed = (values: readonly number[], digits: number): string =>
  values.map((x) => fixed(x, digits)).join(", ");

/** The three rows of a 3 × 3 matrix with four decimals, positive numbers behind a blank, and no −0: `{{ 0.8322, -0.5288, …},`. */
export function matrixRows(matrix: readonly number[]): [string, string, string] {
  const number = (x: number) => {
    const text = fixed(x === 0 ? 0 : x, 4);
    return text.startsWith("-") ? text : ` ${text}`;
  };
  const row = (i: number) =>
    `{${matrix
      .slice(3 * i, 3 * i + 3)
      .map(number)
      .join(", ")}}`;
  return [`{${row(0)},`, ` ${row(1)},`, ` ${row(2)}}`];
}
