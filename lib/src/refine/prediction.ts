/** All that the prediction of one reflection depends on. Matrices row by row. */
export interface PredictionState {
  /** F·U·B·h, Å⁻¹: the reciprocal lattice vector at the goniometer's datum; of stills, in the laboratory. */
  readonly r0: Float64Array;
  /** Å⁻¹, laboratory. */
  s0: Float64Array;
  /** Sᵀ·s0. */
  readonly s0Datum: Float64Array;
  /** Unit vector along the rotation axis at the datum. */
  axis: ArrayLike<number>;
  /** S. */
  setting: ArrayLike<number>;
  /** d⁻¹ of the panel. */
  D: ArrayLike<number>;
}

/** Where a reflection is predicted, and how that moves. One object is used over and over. */
export class Prediction {
  /** X, Y (mm on the panel) and φ or ΔΨ (radians). */
  readonly values: Float64Array = new Float64Array(3);
  /** The diffracting reciprocal lattice vector, and s0 plus it, Å⁻¹. */
  readonly r: Float64Array = new Float64Array(3);
  readonly s1: Float64Array = new Float64Array(3);
  /** D·s1. */
  readonly pv: Float64Array = new Float64Array(3);
  /** dX and dY by s1. */
  readonly x: Float64Array = new Float64Array(3);
  readonly y: Float64Array = new Float64Array(3);
  /** d(X, Y, φ or ΔΨ), 3 × 3, by r in the laboratory and by s0. */
  readonly byR: Float64Array = new Float64Array(9);
  readonly byS0: Float64Array = new Float64Array(9);

  /** Where the ray along s1 meets the panel of D = d⁻¹. False when it goes away from it. */
  intersect(D: ArrayLike<number>): boolean {
    const { s1, pv, values, x, y } = this;
    for (let i = 0; i < 3; i++) pv[i] = D[3 * i]! * s1[0]! + D[3 * i + 1]! * s1[1]! + D[3 * i + 2]! * s1[2]!;
    const w = pv[2]!;
    if (!(w > 0)) return false;
    values[0] = pv[0]! / w;
    values[1] = pv[1]! / w;
    for (let i = 0; i < 3; i++) {
      x[i] = (D[i]! - values[0] * D[6 + i]!) / w;
      y[i] = (D[3 + i]! - values[1] * D[6 + i]!) / w;
    }
    return true;
  }
}
