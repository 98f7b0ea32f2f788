import { cross, dot, type Vector } from "./linear.js";

/**
 * The two angles, radians, at which r, turned about a unit axis, lies on the Ewald sphere;
 * undefined when it never does. With r = r∥ + cos φ·r⊥ + sin φ·(m × r⊥), Ewald's condition 2 s0·r + r² = 0 is
 * a·cos φ + b·sin φ = c, so φ = atan2(b, a) ± acos(c/√(a² + b²)); exact, no iteration.
 */
export function crossingAngles(r: Vector, axis: Vector, s0: Vector): readonly [number, number] | undefined {
  const component = dot(axis, r);
  const along: Vector = [axis[0] * component, axis[1] * component, axis[2] * component];
  const across: Vector = [r[0] - along[0], r[1] - along[1], r[2] - along[2]];
  const a = dot(across, s0);
  const b = dot(cross(axis, across), s0);
  const c = -0.5 * dot(r, r) - dot(along, s0);
  const amplitude = Math.hypot(a, b);
  if (!(Math.abs(c) < amplitude)) return undefined;
  const middle = Math.atan2(b, a);
  const half = Math.acos(c / amplitude);
  return [middle - half, middle + half];
}
