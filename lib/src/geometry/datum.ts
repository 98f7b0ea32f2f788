import { identity, multiply, rotationAbout, transpose } from "../array/mat3.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";

/**
 * For z, an array index of the scan: FᵀR(φ)ᵀSᵀ, from the laboratory to the crystal at the goniometer's datum, φ the angle at
 * z. S of a goniometer that varies in the scan is that of the scan point before z. The identity without goniometer; φ = 0
 * without scan or without its oscillation.
 */
export function datumRotation({ goniometer, scan }: Experiment): (z: number) => Mat3 {
  if (!goniometer) return () => identity;
  const fixed = transpose(goniometer.getFixedRotation());
  const axis = goniometer.getRotationAxisDatum();
  const angle = (z: number) => (scan?.hasOscillation() ? scan.getAngleFromArrayIndex(z, false) : 0);
  const varying = goniometer.getSettingRotationAtScanPoints().map(transpose);
  const setting = transpose(goniometer.getSettingRotation());
  const first = scan?.getArrayRange()[0] ?? 0;
  const settingAt = (z: number): Mat3 => {
    if (varying.length === 0) return setting;
    const found = varying[Math.floor(z - first)];
    if (found) return found;
    throw new EwaldError(
      "out-of-range",
      `z = ${z} is not in the scan, whose goniometer has ${varying.length} points.`,
    );
  };
  return (z) => multiply(fixed, rotationAbout(axis, -angle(z)), settingAt(z));
}
