import { EwaldError } from "../error.js";
import { cross, dot, norm, unit } from "./vec3.js";
import type { Mat3, Vec3 } from "./vectors.js";

/** Arithmetic of single 3 × 3 matrices, row by row. */
export const identity: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** |det| below this part of the product of the row lengths is no better than rounding: the rows lie in a plane. */
const flat = 1e-14;

/** m·v. */
export const transform = (m: Mat3, v: Vec3): Vec3 => [
  m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
  m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
  m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
];

export const transpose = (m: Mat3): Mat3 => [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];

export const fromRows = (a: Vec3, b: Vec3, c: Vec3): Mat3 => [...a, ...b, ...c];

export const fromColumns = (a: Vec3, b: Vec3, c: Vec3): Mat3 => transpose(fromRows(a, b, c));

export const row = (m: Mat3, i: 0 | 1 | 2): Vec3 => [m[3 * i]!, m[3 * i + 1]!, m[3 * i + 2]!];

/** The product of the matrices, from left to right; the identity of none. */
export function multiply(...matrices: readonly Mat3[]): Mat3 {
  let product: Mat3 | undefined;
  for (const m of matrices) product = product ? times(product, m) : m;
  return product ?? identity;
}

function times(a: Mat3, b: Mat3): Mat3 {
  return [
    a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
    a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
    a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
    a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
    a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
    a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
    a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
    a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
    a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
  ];
}

export const determinant = (m: Mat3): number => dot(row(m, 0), cross(row(m, 1), row(m, 2)));

/** The inverse; undefined of a matrix that has none within double precision, or holds a NaN or infinity. */
export function tryInverse(m: Mat3): Mat3 | undefined {
  const a = row(m, 0);
  const b = row(m, 1);
  const c = row(m, 2);
  const bc = cross(b, c);
  const det = dot(a, bc);
  if (!(Math.abs(det) > flat * norm(a) * norm(b) * norm(c)) || !Number.isFinite(det)) return undefined;
  const ca = cross(c, a);
  const ab = cross(a, b);
  return [
    bc[0] / det,
    ca[0] / det,
    ab[0] / det,
    bc[1] / det,
    ca[1] / det,
    ab[1] / det,
    bc[2] / det,
    ca[2] / det,
    ab[2] / det,
  ];
}

/** The inverse. Throws EwaldError `"bad-argument"` when there is none; `what` names the matrix. */
export function inverse(m: Mat3, what = "matrix"): Mat3 {
  const inverted = tryInverse(m);
  if (inverted) return inverted;
  throw new EwaldError("bad-argument", `The ${what} (${m.join(", ")}) is singular: it has no inverse.`);
}

/** Rotation by `angle` (radians, right-handed) about `axis` of any length (Rodrigues). */
export function rotationAbout(axis: Vec3, angle: number): Mat3 {
  const [x, y, z] = unit(axis);
  if (!Number.isFinite(x + y + z))
    throw new EwaldError("bad-argument", `The rotation axis (${axis.join(", ")}) has no direction.`);
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const t = 1 - c;
  return [
    c + x * x * t,
    x * y * t - z * s,
    x * z * t + y * s,
    y * x * t + z * s,
    c + y * y * t,
    y * z * t - x * s,
    z * x * t - y * s,
    z * y * t + x * s,
    c + z * z * t,
  ];
}
