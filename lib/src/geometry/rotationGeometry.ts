import { FlexBool, FlexDouble } from "../array/scalars.js";
import { cross, dot } from "../array/vec3.js";
import type { FlexVec3Double, Vec3 } from "../array/vectors.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";

/**
 * ζ = e·(s1 × s0)/|s1 × s0|, e the rotation axis in the laboratory (Kabsch, Acta Cryst. D66 (2010) 133, e₁·m₂): of a spot's
 * breadth in φ 1/|ζ|. DIALS' column `zeta`. 0 of the direct beam, which lies in every plane. A still, without goniometer,
 * throws EwaldError `"bad-argument"`.
 */
export function zeta(s1: FlexVec3Double, given: OfExperiments): FlexDouble {
  const { of, numbers, step } = perExperiment(given, s1.length, axisAndBeam);
  const found = new Float64Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const { axis, s0 } = of[numbers[i * step]!]!;
    const x = s1.data[k + 1]! * s0[2] - s1.data[k + 2]! * s0[1];
    const y = s1.data[k + 2]! * s0[0] - s1.data[k]! * s0[2];
    const z = s1.data[k]! * s0[1] - s1.data[k + 1]! * s0[0];
    const length = Math.sqrt(x * x + y * y + z * z);
    found[i] = length === 0 ? 0 : (axis[0] * x + axis[1] * y + axis[2] * z) / length;
  }
  return new FlexDouble(found);
}

/** Whether a reflection enters the Ewald sphere as the crystal turns: s1·(s0 × axis) < 0. DIALS' column `entering`. */
export function entering(s1: FlexVec3Double, given: OfExperiments): FlexBool {
  const { of, numbers, step } = perExperiment(given, s1.length, (experiment) => {
    const { axis, s0 } = axisAndBeam(experiment);
    return cross(s0, axis);
  });
  const found = new Uint8Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const normal = of[numbers[i * step]!]!;
    found[i] =
      s1.data[k]! * normal[0] + s1.data[k + 1]! * normal[1] + s1.data[k + 2]! * normal[2] < 0 ? 1 : 0;
  }
  return new FlexBool(found);
}

function axisAndBeam(experiment: Parameters<typeof modelOf>[0]): { axis: Vec3; s0: Vec3 } {
  const axis = modelOf(experiment, "goniometer").getRotationAxis();
  const s0 = modelOf(experiment, "beam").getUnitS0();
  return { axis: scaled(axis), s0 };
}

/** Multi-axis goniometers give axes of any length. */
function scaled(axis: Vec3): Vec3 {
  const length = Math.sqrt(dot(axis, axis));
  return [axis[0] / length, axis[1] / length, axis[2] / length];
}
