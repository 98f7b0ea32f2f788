import type { Observations } from "./observations.js";
import type { RefinementModel } from "./refinementModel.js";

/** A least-squares problem linearised at some values of its parameters. */
export interface NormalEquations {
  /** ½ Σ w·residual². */
  readonly objective: number;
  /** JᵀWJ, n × n, both halves. */
  readonly matrix: Float64Array;
  /** −JᵀW·residuals: where the objective falls. */
  readonly rightSide: Float64Array;
  /** Reflections that were predicted. */
  readonly count: number;
  /** Σ residual² of X (mm²), Y (mm²), φ or ΔΨ (radian²). */
  readonly squares: Float64Array;
}

/** Linearises at `values`; without `linear` the objective alone is made, matrix and right side stay empty. */
export function normalEquations(
  model: RefinementModel,
  values: Float64Array,
  observations: Observations,
  linear = true,
): NormalEquations {
  const n = linear ? model.size : 0;
  const matrix = new Float64Array(n * n);
  const rightSide = new Float64Array(n);
  const squares = new Float64Array(3);
  let [objective, count] = [0, 0];
  const { observed, weights } = observations;
  model.visit(values, observations, linear, (i, { values: predicted }, { count: m, indices, x, y, z }) => {
    const k = 3 * i;
    const [dx, dy, dz] = [
      predicted[0]! - observed[k]!,
      predicted[1]! - observed[k + 1]!,
      predicted[2]! - observed[k + 2]!,
    ];
    const [wx, wy, wz] = [weights[k]!, weights[k + 1]!, weights[k + 2]!];
    squares[0]! += dx * dx;
    squares[1]! += dy * dy;
    squares[2]! += dz * dz;
    objective += (wx * dx * dx + wy * dy * dy + wz * dz * dz) / 2;
    count++;
    for (let a = 0; a < m; a++) {
      const row = indices[a]! * n;
      const [ax, ay, az] = [wx * x[a]!, wy * y[a]!, wz * z[a]!];
      rightSide[indices[a]!]! -= ax * dx + ay * dy + az * dz;
      for (let b = 0; b <= a; b++) matrix[row + indices[b]!]! += ax * x[b]! + ay * y[b]! + az * z[b]!;
    }
  });
  // Pairs were added once, in either half.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const sum = matrix[i * n + j]! + matrix[j * n + i]!;
      matrix[i * n + j] = sum;
      matrix[j * n + i] = sum;
    }
  return { objective, matrix, rightSide, count, squares };
}
