import type { Mat3 } from "../array/vectors.js";

/** A unit quaternion (w, x, y, z); q and −q are the same rotation. */
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

/** Of a rotation matrix, by its largest component (Shepperd 1978), so that nothing cancels. */
export function quaternionOf(m: Mat3): Quaternion {
  const squares = [
    1 + m[0] + m[4] + m[8],
    1 + m[0] - m[4] - m[8],
    1 - m[0] + m[4] - m[8],
    1 - m[0] - m[4] + m[8],
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const two = Math.sqrt(squares[largest]!);
  const s = 0.5 / two;
  const [wx, wy, wz] = [(m[7] - m[5]) * s, (m[2] - m[6]) * s, (m[3] - m[1]) * s];
  const [xy, xz, yz] = [(m[1] + m[3]) * s, (m[2] + m[6]) * s, (m[5] + m[7]) * s];
  const half = two / 2;
  const all: readonly Quaternion[] = [
    [half, wx, wy, wz],
    [wx, half, xy, xz],
    [wy, xy, half, yz],
    [wz, xz, yz, half],
  ];
  return all[largest]!;
}

export function matrixOf([w, x, y, z]: Quaternion): Mat3 {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}

/** Rotation p after q. */
export const product = (p: Quaternion, q: Quaternion): Quaternion => [
  p[0] * q[0] - p[1] * q[1] - p[2] * q[2] - p[3] * q[3],
  p[0] * q[1] + p[1] * q[0] + p[2] * q[3] - p[3] * q[2],
  p[0] * q[2] - p[1] * q[3] + p[2] * q[0] + p[3] * q[1],
  p[0] * q[3] + p[1] * q[2] - p[2] * q[1] + p[3] * q[0],
];

export const overlap = (p: Quaternion, q: Quaternion): number =>
  p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3];

/** Angle of the rotation that leads from one to the other, radians, exact near 0 too. */
export function angleBetween(p: Quaternion, q: Quaternion): number {
  const sign = overlap(p, q) < 0 ? -1 : 1;
  const apart = Math.hypot(...p.map((n, i) => n - sign * q[i]!));
  return 4 * Math.asin(Math.min(1, apart / 2));
}

/** The unit vector of the largest eigenvalue of a symmetric 4 × 4 matrix, by Jacobi rotations. */
export function largestEigenvector(matrix: readonly (readonly number[])[]): Quaternion {
  const a = matrix.map((row) => [...row]);
  const v: number[][] = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < 3; p++)
      for (let q = p + 1; q < 4; q++) {
        off += Math.abs(a[p]![q]!);
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < 4; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < 4; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
          const [e, f] = [v[k]![p]!, v[k]![q]!];
          v[k]![p] = c * e - s * f;
          v[k]![q] = s * e + c * f;
        }
      }
    if (off === 0) break;
  }
  const best = [0, 1, 2, 3].reduce<number>((i, j) => (a[j]![j]! > a[i]![i]! ? j : i), 0);
  const [w, x, y, z] = v.map((row) => row[best]!) as [number, number, number, number];
  const length = Math.hypot(w, x, y, z);
  return [w / length, x / length, y / length, z / length];
}
