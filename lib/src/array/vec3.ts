import type { Vec3 } from "./vectors.js";

/** Arithmetic of single vectors of three; columns of them are FlexVec3Double. */
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const scale = (a: Vec3, by: number): Vec3 => [a[0] * by, a[1] * by, a[2] * by];

export const norm = (a: Vec3): number => Math.sqrt(dot(a, a));

/** The vector at length 1; NaN for a vector of no length. */
export const unit = (a: Vec3): Vec3 => {
  const length = norm(a); // not Math.hypot: axes are to have DIALS' last digit too
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** Angle between two vectors, radians: 2·atan2(|û − v̂|, |û + v̂|), exact near 0 and π too (Kahan 2006). */
export const angleBetween = (a: Vec3, b: Vec3): number => {
  const u = unit(a);
  const v = unit(b);
  return 2 * Math.atan2(norm(subtract(u, v)), norm(add(u, v)));
};
