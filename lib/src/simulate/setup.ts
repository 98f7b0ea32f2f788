import type { Matrix, Vector } from "./linear.js";

/** A flat detector. Frame: imgCIF laboratory frame, source at +z; lengths in mm. */
export interface SimulatedPanel {
  readonly origin: Vector;
  /** Unit vectors of the fast and slow pixel directions. */
  readonly fast: Vector;
  readonly slow: Vector;
  /** Pixels, [fast, slow]. */
  readonly imageSize: readonly [number, number];
  /** Edge of a pixel. */
  readonly pixelSize: number;
  /** Sensor: thickness in mm, attenuation in mm⁻¹; both positive (the parallax correction is always on). */
  readonly thickness: number;
  readonly mu: number;
  /** A pixel is valid if lowest ≤ value ≤ highest. */
  readonly trustedRange: readonly [number, number];
}

/** A rotation experiment: what decides where and how wide reflections are. Angles in radians, s vectors in Å⁻¹. */
export interface SimulatedSetup {
  readonly wavelength: number;
  /** Incident beam, |s0| = 1/λ. */
  readonly s0: Vector;
  readonly polarizationNormal: Vector;
  readonly polarizationFraction: number;
  readonly panel: SimulatedPanel;
  /** Unit vector in the laboratory; the goniometer's fixed and setting rotations are the identity. */
  readonly axis: Vector;
  readonly startAngle: number;
  readonly imageWidth: number;
  readonly images: number;
  /** Cubic cell edge, Å. */
  readonly cellEdge: number;
  /** U: crystal Cartesian frame to laboratory at φ = 0. */
  readonly orientation: Matrix;
  /** Gaussian profile (Kabsch 2010, Acta Cryst. D66, 133): widths of beam divergence and of mosaicity. */
  readonly sigmaB: number;
  readonly sigmaM: number;
  /** Half width of the foreground in those widths. */
  readonly nSigma: number;
  /** Highest resolution, Å. */
  readonly dMin: number;
  /** Reflections nearer to the rotation axis than this |ζ| are left out, as DIALS does in integration. */
  readonly minZeta: number;
}

/** Image coordinate z of rotation angle φ (image n covers [n − 1, n)). */
export function imageOfAngle(setup: SimulatedSetup, angle: number): number {
  return (angle - setup.startAngle) / setup.imageWidth;
}

/** Rotation angle φ, radians, at image coordinate z. */
export function angleOfImage(setup: SimulatedSetup, z: number): number {
  return setup.startAngle + z * setup.imageWidth;
}
