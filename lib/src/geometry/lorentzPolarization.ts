import { FlexDouble } from "../array/scalars.js";
import { cross } from "../array/vec3.js";
import type { FlexVec3Double, Vec3 } from "../array/vectors.js";
import type { Beam } from "../models/beam.js";
import type { Experiment } from "../models/experiment.js";
import type { Panel } from "../models/panel.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";
import { mapOfPoints, type PixelMap, type PixelMapOptions } from "./pixelMap.js";

/**
 * Reciprocal Lorentz factor of a rotation, L = |ŝ1·(ê × ŝ0)|: the speed at which the reciprocal lattice point passes the Ewald
 * sphere, ê the rotation axis in the laboratory. **Multiply** intensities by it. 1 for a still, without goniometer (as
 * DIALS). (Milch & Minor, Acta Cryst. A30 (1974) 502.)
 */
export function lorentz(s1: FlexVec3Double, given: OfExperiments): FlexDouble {
  return factors(s1, given, (constants, x, y, z) => lorentzOf(constants, x, y, z));
}

/**
 * Polarization factor, P = (1 − 2f)(1 − (n·ŝ1)²) + f(1 + (ŝ1·ŝ0)²), f the beam's polarization fraction, n the normal of its
 * plane (Kahn, Fourme, Gadet, Janin, Dumas & André, J. Appl. Cryst. 15 (1982) 330): the part of the intensity that polarization
 * lets through. 1 along the beam, ½(1 + cos² 2θ) at f = ½. **Divide** intensities by it.
 */
export function polarization(s1: FlexVec3Double, given: OfExperiments): FlexDouble {
  return factors(s1, given, (constants, x, y, z) => polarizationOf(constants, x, y, z));
}

/** {@link polarization} of each pixel of a panel. **Divide** the image by it. */
export const polarizationMap = (panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap =>
  mapOfPoints(panel, options, polarizationOfRay(beam));

/** The same of one direction, which need not be of unit length. */
function polarizationOfRay(beam: Beam): (x: number, y: number, z: number) => number {
  const constants = { ...polarizationConstants(beam), speed: undefined };
  return (x, y, z) => {
    const length = Math.sqrt(x * x + y * y + z * z);
    return polarizationOf(constants, x / length, y / length, z / length);
  };
}

/**
 * L/P as dials.integrate writes it into the column `lp`: **multiply** intensities by it.
 */
export function lp(s1: FlexVec3Double, given: OfExperiments): FlexDouble {
  return factors(
    s1,
    given,
    (constants, x, y, z) => lorentzOf(constants, x, y, z) / polarizationOf(constants, x, y, z),
  );
}

interface Constants {
  readonly s0: Vec3;
  /** ê × ŝ0; undefined for stills. */
  readonly speed: Vec3 | undefined;
  readonly normal: Vec3;
  readonly fraction: number;
}

function constantsOf(experiment: Experiment): Constants {
  const constants = polarizationConstants(modelOf(experiment, "beam"));
  const axis = experiment.goniometer?.getRotationAxis();
  return { ...constants, speed: axis && cross(axis, constants.s0) };
}

const polarizationConstants = (beam: Beam): Omit<Constants, "speed"> => ({
  s0: beam.getUnitS0(),
  normal: beam.getPolarizationNormal(),
  fraction: beam.getPolarizationFraction(),
});

const lorentzOf = ({ speed }: Constants, x: number, y: number, z: number): number =>
  speed ? Math.abs(x * speed[0] + y * speed[1] + z * speed[2]) : 1;

function polarizationOf({ s0, normal, fraction }: Constants, x: number, y: number, z: number): number {
  const along = x * normal[0] + y * normal[1] + z * normal[2];
  const cosine = x * s0[0] + y * s0[1] + z * s0[2];
  return (1 - 2 * fraction) * (1 - along * along) + fraction * (1 + cosine * cosine);
}

function factors(
  s1: FlexVec3Double,
  given: OfExperiments,
  factor: (constants: Constants, x: number, y: number, z: number) => number,
): FlexDouble {
  const { of, numbers, step } = perExperiment(given, s1.length, constantsOf);
  const found = new Float64Array(s1.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const x = s1.data[k]!;
    const y = s1.data[k + 1]!;
    const z = s1.data[k + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    found[i] = factor(of[numbers[i * step]!]!, x / length, y / length, z / length);
  }
  return new FlexDouble(found);
}
