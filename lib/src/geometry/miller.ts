import type { FlexMillerIndex } from "../array/integerTuples.js";
import { inverse } from "../array/mat3.js";
import { FlexDouble, type FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double, type Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { Crystal } from "../models/crystal.js";
import type { Experiment } from "../models/experiment.js";
import { datumRotation, type MatrixAtZ, millerMatrix } from "./datum.js";
import { modelOf, type OfExperiments, perExperiment } from "./perExperiment.js";
import { qOfPixels } from "./scattering.js";

/** A·h (Å⁻¹, |A·h| = 1/d) of Miller indices, whole or fractional: reciprocal lattice vectors at the goniometer's datum. */
export function rlpOfMillerIndices(hkl: FlexMillerIndex | FlexVec3Double, A: Mat3): FlexVec3Double {
  return transformed(A, hkl.data);
}

/**
 * d = 1/|B·h|, Å, of Miller indices, by the cell of the crystal or, row by row, of the experiment's: DIALS' column `d`.
 * Infinity of (0, 0, 0).
 */
export function dOfMillerIndices(
  hkl: FlexMillerIndex | FlexVec3Double,
  given: Crystal | OfExperiments,
): FlexDouble {
  const { of, numbers, step } =
    given instanceof Crystal
      ? { of: [given.getB()], numbers: [0], step: 0 }
      : perExperiment(given, hkl.length, (experiment) => modelOf(experiment, "crystal").getB());
  const found = new Float64Array(hkl.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3) {
    const [h, kk, l] = [hkl.data[k]!, hkl.data[k + 1]!, hkl.data[k + 2]!];
    const B = of[numbers[i * step]!]!;
    const x = B[0] * h;
    const y = B[3] * h + B[4] * kk;
    const z = B[6] * h + B[7] * kk + B[8] * l;
    found[i] = 1 / Math.sqrt(x * x + y * y + z * z);
  }
  return new FlexDouble(found);
}

/**
 * Fractional Miller indices A⁻¹·q of vectors in the frame of A. For q in the laboratory that is right for stills; of a
 * rotation take {@link rlpOfQ}, or {@link millerIndicesOfQ}, which knows the experiment. q without 2π.
 * Throws EwaldError `"bad-argument"` for a singular A.
 */
export function fractionalMillerIndices(q: FlexVec3Double, A: Mat3): FlexVec3Double {
  return transformed(inverse(A, "A matrix"), q.data);
}

/**
 * q in the laboratory turned back to the goniometer's datum, where A lives: FᵀR(φ)ᵀSᵀ·q with φ at z (array index; the `z` of
 * `xyzobs.px.value`) of each row. As DIALS' `rlp` of q = s1 − s0. Unchanged without goniometer.
 */
export function rlpOfQ(q: FlexVec3Double, z: FlexDouble | number, experiment: Experiment): FlexVec3Double {
  return perRow(q, z, datumRotation(experiment));
}

/**
 * Fractional Miller indices of q in the laboratory, as the experiment needs it: A⁻¹·q of a still; (S·R(φ)·F·A)⁻¹·q of a
 * rotation, with S and A at z when they vary in the scan (Crystal.getAAtArrayOffset). z: array index of each row, or one
 * for all; not read for stills. q without 2π.
 */
export function millerIndicesOfQ(
  q: FlexVec3Double,
  z: FlexDouble | number,
  experiment: Experiment,
): FlexVec3Double {
  return perRow(q, z, millerMatrix(experiment));
}

/** The same from pixel coordinates: rows are (fast, slow, z), as `xyzobs.px.value` has them. */
export function millerIndicesOfPixels(
  experiment: Experiment,
  pxyz: FlexVec3Double,
  panel?: FlexSizeT | number,
): FlexVec3Double {
  const { beam, detector } = experiment;
  if (!beam || !detector)
    throw new EwaldError(
      "bad-argument",
      "An experiment without beam or detector gives pixels no Miller indices.",
    );
  const hkl = qOfPixels(detector, beam, pxyz, panel);
  apply(hkl.data, hkl.data, pxyz.data, 2, 3, millerMatrix(experiment));
  return hkl;
}

/** How far h, k or l, whichever is farthest, is from its nearest integer: 0 at Bragg peaks, up to ½ between. */
export function distanceToWhole(hkl: FlexVec3Double): FlexDouble {
  const { data } = hkl;
  const found = new Float64Array(hkl.length);
  for (let i = 0, k = 0; i < found.length; i++, k += 3)
    found[i] = Math.max(
      Math.abs(data[k]! - Math.round(data[k]!)),
      Math.abs(data[k + 1]! - Math.round(data[k + 1]!)),
      Math.abs(data[k + 2]! - Math.round(data[k + 2]!)),
    );
  return new FlexDouble(found);
}

function perRow(q: FlexVec3Double, z: FlexDouble | number, matrix: MatrixAtZ): FlexVec3Double {
  if (typeof z === "number") {
    matrix.moveTo(z);
    return transformed(matrix.m, q.data);
  }
  if (z.length !== q.length)
    throw new EwaldError("wrong-length", `${z.length} values of z were given for ${q.length} vectors.`);
  const found = new Float64Array(q.data.length);
  apply(found, q.data, z.data, 0, 1, matrix);
  return new FlexVec3Double(found);
}

/** found = matrix at z · q, row by row; z at `start`, `start + step`, …; the matrix is made anew only where z changes. */
function apply(
  found: Float64Array,
  q: Float64Array,
  z: Float64Array,
  start: number,
  step: number,
  matrix: MatrixAtZ,
): void {
  const { m } = matrix;
  let last = Number.NaN;
  for (let k = 0, from = start; k < found.length; k += 3, from += step) {
    const now = z[from]!;
    if (now !== last) {
      matrix.moveTo(now);
      last = now;
    }
    const a = q[k]!;
    const b = q[k + 1]!;
    const c = q[k + 2]!;
    found[k] = m[0]! * a + m[1]! * b + m[2]! * c;
    found[k + 1] = m[3]! * a + m[4]! * b + m[5]! * c;
    found[k + 2] = m[6]! * a + m[7]! * b + m[8]! * c;
  }
}

/** m·v for each vector of an interleaved array. */
function transformed(m: ArrayLike<number>, vectors: ArrayLike<number>): FlexVec3Double {
  const found = new Float64Array(vectors.length);
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = Array.from(m) as readonly number[] as Mat3;
  for (let k = 0; k < found.length; k += 3) {
    const a = vectors[k]!;
    const b = vectors[k + 1]!;
    const c = vectors[k + 2]!;
    found[k] = m0 * a + m1 * b + m2 * c;
    found[k + 1] = m3 * a + m4 * b + m5 * c;
    found[k + 2] = m6 * a + m7 * b + m8 * c;
  }
  return new FlexVec3Double(found);
}
