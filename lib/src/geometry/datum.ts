import { identity, inverse, multiply, rotationAbout, transpose } from "../array/mat3.js";
import { unit } from "../array/vec3.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";

/** A matrix that depends on z, an array index of the scan, for loops over rows: {@link moveTo} leaves it in {@link m}. */
export interface MatrixAtZ {
  /** Row by row; overwritten by moveTo. */
  readonly m: Float64Array;
  moveTo(z: number): void;
}

/**
 * FᵀR(φ)ᵀSᵀ, from the laboratory to the crystal at the goniometer's datum, φ the angle at z. S of a goniometer that varies in
 * the scan is that of the scan point before z. The identity without goniometer; φ = 0 without scan or its oscillation.
 */
export function datumRotation(experiment: Experiment): MatrixAtZ {
  return leftOfDatum(experiment, identity);
}

/**
 * (S·R(φ)·F·A)⁻¹ at z: from q in the laboratory to Miller indices. A that varies in the scan is taken at z
 * (Crystal.getAAtArrayOffset).
 */
export function millerMatrix(experiment: Experiment): MatrixAtZ {
  const { crystal, scan } = experiment;
  if (!crystal) throw new EwaldError("bad-argument", "An experiment without crystal has no Miller indices.");
  if (!scan || crystal.getNumScanPoints() === 0)
    return leftOfDatum(experiment, inverse(crystal.getA(), "A matrix"));
  const datum = leftOfDatum(experiment, identity);
  const [first] = scan.getArrayRange();
  const m = new Float64Array(9);
  return {
    m,
    moveTo(z) {
      datum.moveTo(z);
      const toDatum = Array.from(datum.m) as readonly number[] as Mat3;
      m.set(multiply(inverse(crystal.getAAtArrayOffset(z - first), "A matrix"), toDatum));
    },
  };
}

/** left·FᵀR(φ)ᵀSᵀ. */
function leftOfDatum({ goniometer, scan }: Experiment, left: Mat3): MatrixAtZ {
  const m = Float64Array.from(left);
  if (!goniometer) return { m, moveTo: () => {} };
  const fixed = multiply(left, transpose(goniometer.getFixedRotation()));
  const axis = goniometer.getRotationAxisDatum();
  const angle = (z: number) => scan!.getAngleFromArrayIndex(z, false);
  if (goniometer.getNumScanPoints() > 0) {
    const settings = goniometer.getSettingRotationAtScanPoints().map(transpose);
    const first = scan?.getArrayRange()[0] ?? 0;
    return {
      m,
      moveTo(z) {
        const setting = settings[Math.floor(z - first)];
        if (!setting)
          throw new EwaldError(
            "out-of-range",
            `z = ${z} is not in the scan, whose goniometer has ${settings.length} scan points.`,
          );
        m.set(multiply(fixed, rotationAbout(axis, scan?.hasOscillation() ? -angle(z) : 0), setting));
      },
    };
  }
  const setting = transpose(goniometer.getSettingRotation());
  if (!scan?.hasOscillation()) {
    m.set(multiply(fixed, setting));
    return { m, moveTo: () => {} };
  }
  // R(φ)ᵀ = (1 − eeᵀ) cos φ − [e]× sin φ + eeᵀ (Rodrigues), so the whole is the sum of three fixed matrices.
  const [x, y, z] = unit(axis);
  const along: Mat3 = [x * x, x * y, x * z, y * x, y * y, y * z, z * x, z * y, z * z];
  const within = (turn: Mat3) => Float64Array.from(multiply(fixed, turn, setting));
  const cosines = within(identity.map((one, i) => one - along[i]!) as readonly number[] as Mat3);
  const sines = within([0, z, -y, -z, 0, x, y, -x, 0]);
  const rest = within(along);
  const start = angle(0);
  const width = angle(1) - start;
  return {
    m,
    moveTo(at) {
      const phi = start + at * width;
      const c = Math.cos(phi);
      const s = Math.sin(phi);
      for (let i = 0; i < 9; i++) m[i] = cosines[i]! * c + sines[i]! * s + rest[i]!;
    },
  };
}
