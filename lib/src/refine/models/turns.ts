import { identity, multiply, rotationAbout } from "../../array/mat3.js";
import { unit } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";

/** d/dα of the rotation by α (radians) about an axis: the rotation times the generator of the axis. */
export function rotationDerivative(axis: Vec3, angle: number): Mat3 {
  const [x, y, z] = unit(axis);
  return multiply([0, -z, y, z, 0, -x, -y, x, 0], rotationAbout(axis, angle));
}

/** Turns one after another, the first first, and the derivative of their product by each angle (radians). */
export function turns(
  axes: readonly Vec3[],
  angles: readonly number[],
): { readonly product: Mat3; readonly derivatives: Mat3[] } {
  const single = axes.map((axis, i) => rotationAbout(axis, angles[i]!));
  const inOrder = (matrices: readonly Mat3[]) => multiply(identity, ...matrices.toReversed());
  return {
    product: inOrder(single),
    derivatives: axes.map((axis, i) =>
      inOrder(single.map((turn, j) => (i === j ? rotationDerivative(axis, angles[i]!) : turn))),
    ),
  };
}
