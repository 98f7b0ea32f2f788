import type { Prediction, PredictionState } from "./prediction.js";

/**
 * Predicts where a reflection of a still is recorded: its reciprocal lattice point is turned onto the Ewald sphere the shortest way,
 * by ΔΨ, which is the third value (radians). Leaves all of it in `out`; false when the point lies beyond the sphere, at the origin,
 * or its ray goes away from the panel (Sauter et al., Acta Cryst. D70 (2014) 3299, section 2).
 *
 * In the plane of s0 and r: r = α·(−ŝ) + β·ĉ, and on the sphere r′ = a·(−ŝ) + b·ĉ of the same length ρ, a = ρ²/2|s0|.
 */
export function predictStill({ r0, s0, D }: PredictionState, out: Prediction): boolean {
  const { r, s1, byR, byS0, values } = out;
  const wavenumber = Math.hypot(s0[0]!, s0[1]!, s0[2]!);
  const s = [s0[0]! / wavenumber, s0[1]! / wavenumber, s0[2]! / wavenumber];
  const square = r0[0]! * r0[0]! + r0[1]! * r0[1]! + r0[2]! * r0[2]!;
  const alpha = -(r0[0]! * s[0]! + r0[1]! * s[1]! + r0[2]! * s[2]!);
  const u = [r0[0]! + alpha * s[0]!, r0[1]! + alpha * s[1]!, r0[2]! + alpha * s[2]!];
  const beta = Math.hypot(u[0]!, u[1]!, u[2]!);
  const a = square / (2 * wavenumber);
  const b = Math.sqrt(square - a * a);
  if (!(b > 0) || beta === 0) return false;
  const c = [u[0]! / beta, u[1]! / beta, u[2]! / beta];
  for (let i = 0; i < 3; i++) {
    r[i] = b * c[i]! - a * s[i]!;
    s1[i] = s0[i]! + r[i]!;
  }
  if (!out.intersect(D)) return false;
  values[2] = Math.atan2(b, a) - Math.atan2(beta, alpha);
  for (let axis = 0; axis < 6; axis++) {
    const [dr, ds0] = [
      [0, 0, 0],
      [0, 0, 0],
    ] as [number[], number[]];
    if (axis < 3) dr[axis] = 1;
    else ds0[axis - 3] = 1;
    const along = (v: readonly number[], w: ArrayLike<number>) =>
      v[0]! * w[0]! + v[1]! * w[1]! + v[2]! * w[2]!;
    const dNu = along(s, ds0);
    const ds = ds0.map((x, i) => (x - s[i]! * dNu) / wavenumber);
    const grown = along(dr, r0);
    const da = (grown - a * dNu) / wavenumber;
    const db = (grown - a * da) / b;
    const dAlpha = -(along(dr, s) + along(ds, r0));
    const du = dr.map((x, i) => x + dAlpha * s[i]! + alpha * ds[i]!);
    const dBeta = along(c, du);
    const ds1 = du.map(
      (x, i) => ds0[i]! - da * s[i]! - a * ds[i]! + db * c[i]! + (b * (x - c[i]! * dBeta)) / beta,
    );
    const to = axis < 3 ? byR : byS0;
    const at = axis % 3;
    to[at] = along(ds1, out.x);
    to[3 + at] = along(ds1, out.y);
    to[6 + at] = (a * db - b * da - (alpha * dBeta - beta * dAlpha)) / square;
  }
  return true;
}
