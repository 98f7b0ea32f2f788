/** 1234567 → "1,234,567". */
export const count = (n: number): string => n.toLocaleString("en-US");

/** A number as a person writes it: at most six digits, no trailing zeros. */
export const number = (v: number): string =>
  Math.abs(v) >= 1e-4 && Math.abs(v) < 1e15
    ? Number(v.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 10 })
    : String(Number(v.toPrecision(6)));

/** "1 point", "2 points". */
export const counted = (n: number, one: string, many = one + "s"): string =>
  `${count(n)} ${n === 1 ? one : many}`;
