import { norm, unit } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";

/** Unit vector and angle, degrees from 0 to 180, of a rotation. */
export function axisAndAngle(R: Mat3): [axis: Vec3, angle: number] {
  const twist: Vec3 = [R[7] - R[5], R[2] - R[6], R[3] - R[1]];
  const sine = norm(twist) / 2;
  const cosine = (R[0] + R[4] + R[8] - 1) / 2;
  const angle = (Math.atan2(sine, cosine) * 180) / Math.PI;
  if (sine > 1e-4) return [unit(twist), angle];
  if (cosine > 0) return [sine > 0 ? unit(twist) : [1, 0, 0], angle];
  // Close to half a turn R + Rᵀ is nearly 2(2nnᵀ − 1): its longest column is along the axis.
  const columns: Vec3[] = [
    [R[0] + 1, (R[1] + R[3]) / 2, (R[2] + R[6]) / 2],
    [(R[1] + R[3]) / 2, R[4] + 1, (R[5] + R[7]) / 2],
    [(R[2] + R[6]) / 2, (R[5] + R[7]) / 2, R[8] + 1],
  ];
  const [longest] = columns.sort((a, b) => norm(b) - norm(a));
  const axis = unit(longest!);
  const side = axis[0] * twist[0] + axis[1] * twist[1] + axis[2] * twist[2];
  return [side < 0 ? [-axis[0], -axis[1], -axis[2]] : axis, angle];
}
