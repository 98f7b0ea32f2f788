import { angleBetween, dot } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import type { Beam } from "./beam.js";
import type { Detector } from "./detector.js";
import type { Goniometer } from "./goniometer.js";
import { localFrame } from "./panelFrame.js";

// When two models read from headers are one: dxtbx's is_similar_to of each kind.

export interface BeamTolerance {
  /** Å. */
  readonly wavelength?: number | null;
  /** Radians. */
  readonly direction?: number | null;
  /** Radians. */
  readonly polarization_normal?: number | null;
  readonly polarization_fraction?: number | null;
}

export interface DetectorTolerance {
  /** Radians. */
  readonly fast_axis?: number | null;
  /** Radians. */
  readonly slow_axis?: number | null;
  /** mm, along each of the panel's axes and its normal. */
  readonly origin?: number | null;
}

export interface GoniometerTolerance {
  /** Radians. */
  readonly rotation_axis?: number | null;
  /** Of each element. */
  readonly fixed_rotation?: number | null;
  readonly setting_rotation?: number | null;
}

const standard = 1e-6;
const standardOrigin = 0.05;

/** Whether two beams have the same wavelength, direction and polarization. */
export function isSimilarBeam(a: Beam, b: Beam, tolerance: BeamTolerance = {}): boolean {
  if (a === b) return true;
  if (a.isPolychromatic() || b.isPolychromatic())
    return a.isPolychromatic() && b.isPolychromatic() && JSON.stringify(a.data) === JSON.stringify(b.data);
  return (
    Math.abs(a.getWavelength() - b.getWavelength()) <= (tolerance.wavelength ?? standard) &&
    angleBetween(a.getSampleToSourceDirection(), b.getSampleToSourceDirection()) <=
      (tolerance.direction ?? standard) &&
    angleBetween(a.getPolarizationNormal(), b.getPolarizationNormal()) <=
      (tolerance.polarization_normal ?? standard) &&
    Math.abs(a.getPolarizationFraction() - b.getPolarizationFraction()) <=
      (tolerance.polarization_fraction ?? standard)
  );
}

/**
 * Whether two detectors have the same panels at the same places; with `staticOnly` whether only their pixels are the same, wherever
 * they are. Sensor, gain and masks are not compared, nor does dxtbx.
 */
export function isSimilarDetector(
  a: Detector,
  b: Detector,
  { fast_axis, slow_axis, origin }: DetectorTolerance = {},
  staticOnly = false,
): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.panels.every((panel, i) => {
    const other = b.panels[i]!;
    const [sizeA, sizeB] = [panel.getImageSize(), other.getImageSize()];
    const [pixelA, pixelB] = [panel.getPixelSize(), other.getPixelSize()];
    if (!sizeA.every((n, k) => n === sizeB[k])) return false;
    if (!pixelA.every((s, k) => Math.abs(s - pixelB[k]!) <= standard)) return false;
    if (staticOnly) return true;
    if (!panel.getTrustedRange().every((v, k) => Math.abs(v - other.getTrustedRange()[k]!) <= standard))
      return false;
    const frame = localFrame(panel.data);
    const its = localFrame(other.data);
    const shift = frame.origin.map((v, k) => v - its.origin[k]!) as unknown as Vec3;
    return (
      angleBetween(frame.fast, its.fast) <= (fast_axis ?? standard) &&
      angleBetween(frame.slow, its.slow) <= (slow_axis ?? standard) &&
      [frame.fast, frame.slow, frame.normal].every(
        (axis) => Math.abs(dot(shift, axis)) <= (origin ?? standardOrigin),
      )
    );
  });
}

/** Whether two goniometers turn about the same axis with the same fixed and setting rotations. */
export function isSimilarGoniometer(
  a: Goniometer,
  b: Goniometer,
  tolerance: GoniometerTolerance = {},
): boolean {
  if (a === b) return true;
  const same = (m: Mat3, n: Mat3, limit: number) => m.every((v, i) => Math.abs(v - n[i]!) <= limit);
  return (
    angleBetween(a.getRotationAxisDatum(), b.getRotationAxisDatum()) <=
      (tolerance.rotation_axis ?? standard) &&
    same(a.getFixedRotation(), b.getFixedRotation(), tolerance.fixed_rotation ?? standard) &&
    same(a.getSettingRotation(), b.getSettingRotation(), tolerance.setting_rotation ?? standard)
  );
}
