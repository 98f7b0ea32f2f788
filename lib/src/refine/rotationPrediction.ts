import type { Prediction, PredictionState } from "./prediction.js";

/**
 * Predicts where a reflection of a rotation experiment is recorded: the angle at which it crosses the Ewald sphere, of the two the one
 * where it enters or leaves as observed and nearest to `phi`; then the point on the panel. Leaves all of it in `out`. Returns false
 * when it never crosses, or its ray goes away from the panel.
 *
 * Derivatives follow from |s0 + r| = |s0| along the rotation: dφ = −(dr·s1 + r·ds0) / ((e × r)·s0)
 * (Waterman et al., Acta Cryst. D72 (2016) 558, equations 6 to 12).
 */
export function predictRotation(
  { r0, s0, s0Datum, axis, setting, D }: PredictionState,
  entering: boolean,
  phi: number,
  out: Prediction,
): boolean {
  const [ex, ey, ez] = axis as unknown as [number, number, number];
  const along = r0[0]! * ex + r0[1]! * ey + r0[2]! * ez;
  // r(φ) = along·e + across·cos φ + (e × r0)·sin φ, at the goniometer's datum
  const ax = r0[0]! - along * ex;
  const ay = r0[1]! - along * ey;
  const az = r0[2]! - along * ez;
  const cx = ey * r0[2]! - ez * r0[1]!;
  const cy = ez * r0[0]! - ex * r0[2]!;
  const cz = ex * r0[1]! - ey * r0[0]!;
  const square = r0[0]! * r0[0]! + r0[1]! * r0[1]! + r0[2]! * r0[2]!;
  const a = s0Datum[0]! * ax + s0Datum[1]! * ay + s0Datum[2]! * az;
  const b = s0Datum[0]! * cx + s0Datum[1]! * cy + s0Datum[2]! * cz;
  const c = -square / 2 - along * (s0Datum[0]! * ex + s0Datum[1]! * ey + s0Datum[2]! * ez);
  const reach = Math.sqrt(a * a + b * b);
  if (!(Math.abs(c) <= reach) || reach === 0) return false;
  const middle = Math.atan2(b, a);
  const half = Math.acos(c / reach);
  // d(r·s0)/dφ = −a sin φ + b cos φ = −reach·sin(φ − middle): below zero, inwards, on the later of the two
  let angle = entering ? middle + half : middle - half;
  angle += 2 * Math.PI * Math.round((phi - angle) / (2 * Math.PI));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const x = along * ex + ax * cos + cx * sin;
  const y = along * ey + ay * cos + cy * sin;
  const z = along * ez + az * cos + cz * sin;
  const { r, s1, x: xRow, y: yRow } = out;
  for (let i = 0; i < 3; i++) {
    r[i] = setting[3 * i]! * x + setting[3 * i + 1]! * y + setting[3 * i + 2]! * z;
    s1[i] = s0[i]! + r[i]!;
  }
  if (!out.intersect(D)) return false;
  out.values[2] = angle;
  // the axis in the laboratory, and the direction r moves in
  const lx = setting[0]! * ex + setting[1]! * ey + setting[2]! * ez;
  const ly = setting[3]! * ex + setting[4]! * ey + setting[5]! * ez;
  const lz = setting[6]! * ex + setting[7]! * ey + setting[8]! * ez;
  const mx = ly * r[2]! - lz * r[1]!;
  const my = lz * r[0]! - lx * r[2]!;
  const mz = lx * r[1]! - ly * r[0]!;
  const speed = mx * s0[0]! + my * s0[1]! + mz * s0[2]!;
  const xMove = xRow[0]! * mx + xRow[1]! * my + xRow[2]! * mz;
  const yMove = yRow[0]! * mx + yRow[1]! * my + yRow[2]! * mz;
  const { byR, byS0 } = out;
  for (let i = 0; i < 3; i++) {
    const phiR = -s1[i]! / speed;
    const phiS0 = -r[i]! / speed;
    byR[i] = xRow[i]! + xMove * phiR;
    byR[3 + i] = yRow[i]! + yMove * phiR;
    byR[6 + i] = phiR;
    byS0[i] = xRow[i]! + xMove * phiS0;
    byS0[3 + i] = yRow[i]! + yMove * phiS0;
    byS0[6 + i] = phiS0;
  }
  return true;
}
