/** Observed reflections that a refinement matches, in parallel arrays. */
export interface Observations {
  readonly length: number;
  /** Rows of the table they are of. */
  readonly rows: Uint32Array;
  readonly experiment: Int32Array;
  readonly panel: Uint32Array;
  /** h, k, l in turn. */
  readonly hkl: Int32Array;
  /** X, Y (mm), φ (radians; 0 of stills) in turn. */
  readonly observed: Float64Array;
  /** Weights of the three residuals, mm⁻² and radian⁻². */
  readonly weights: Float64Array;
  readonly entering: Uint8Array;
  /** Array index z of the centroid. */
  readonly frame: Float64Array;
}

/** Those of the observations at `places`. */
export function selectObservations(all: Observations, places: ArrayLike<number>): Observations {
  const n = places.length;
  const take = <T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
    from: T,
    width: number,
  ): T => {
    const found = new (from.constructor as new (size: number) => T)(n * width);
    for (let i = 0; i < n; i++)
      for (let k = 0; k < width; k++) found[i * width + k] = from[places[i]! * width + k]!;
    return found;
  };
  return {
    length: n,
    rows: take(all.rows, 1),
    experiment: take(all.experiment, 1),
    panel: take(all.panel, 1),
    hkl: take(all.hkl, 3),
    observed: take(all.observed, 3),
    weights: take(all.weights, 3),
    entering: take(all.entering, 1),
    frame: take(all.frame, 1),
  };
}
