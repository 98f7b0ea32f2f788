import { EwaldError } from "../error.js";
import { determinantOf } from "./symOp.js";

/** The kind of a whole rotation matrix: 1, 2, 3, 4, 6, or −1, −2 (mirror), −3, −4, −6. */
export type RotationType = 1 | 2 | 3 | 4 | 6 | -1 | -2 | -3 | -4 | -6;

const byTrace: Readonly<Record<number, RotationType>> = { 3: 1, [-1]: 2, 0: 3, 1: 4, 2: 6 };

/** Type of R (row by row), by trace and determinant (International Tables A, 11.2.1); undefined for what is no crystallographic rotation. */
export function rotationType(r: readonly number[]): RotationType | undefined {
  const det = determinantOf(r);
  if (det !== 1 && det !== -1) return undefined;
  const type = byTrace[det * (r[0]! + r[4]! + r[8]!)];
  return type === undefined ? undefined : ((det * type) as RotationType);
}

/**
 * The axis of R: whole numbers without a common factor along the direction that the proper part of R leaves; of the two
 * senses the one whose last number that is not 0 is positive. (0, 0, 0) of 1 and −1. As cctbx's `rot_mx_info.ev()`.
 */
export function rotationAxis(r: readonly number[]): [number, number, number] {
  const type = rotationType(r);
  if (type === undefined)
    throw new EwaldError(
      "bad-argument",
      `(${r.join(" ")}) is no crystallographic rotation, so it has no axis.`,
    );
  if (Math.abs(type) === 1) return [0, 0, 0];
  const sign = Math.sign(type);
  // (P − 1) has rank 2: the cross product of two of its rows that are not parallel is the axis.
  const rows = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sign * r[3 * i + j]! - (i === j ? 1 : 0)));
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const [p, q] = [rows[i]!, rows[j]!];
    const v = [
      p[1]! * q[2]! - p[2]! * q[1]!,
      p[2]! * q[0]! - p[0]! * q[2]!,
      p[0]! * q[1]! - p[1]! * q[0]!,
    ] as const;
    if (v[0] || v[1] || v[2]) return lowestTerms(v);
  }
  throw new EwaldError(
    "bad-argument",
    `(${r.join(" ")}) is no crystallographic rotation, so it has no axis.`,
  );
}

/** The vector without common factor, its last number that is not 0 positive. */
export function lowestTerms(v: readonly [number, number, number]): [number, number, number] {
  const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : Math.abs(a));
  const common = gcd(gcd(v[0], v[1]), v[2]) || 1;
  const last = v[2] || v[1] || v[0];
  const divisor = last < 0 ? -common : common;
  return [v[0] / divisor + 0, v[1] / divisor + 0, v[2] / divisor + 0];
}
