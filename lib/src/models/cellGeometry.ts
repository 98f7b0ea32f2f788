import { determinant, inverse, multiply, row, transpose } from "../array/mat3.js";
import { angleBetween, dot, norm, unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import type { CellParameters, UnitCell } from "../crystal/unitCell.js";

const radians = Math.PI / 180;

/** Lengths and angles of the cell with these vectors (rows), Å. */
export function cellOfVectors(vectors: Mat3): CellParameters {
  const [a, b, c]: [Vec3, Vec3, Vec3] = [row(vectors, 0), row(vectors, 1), row(vectors, 2)];
  const degrees = (u: Vec3, v: Vec3) => angleBetween(u, v) / radians;
  return [norm(a), norm(b), norm(c), degrees(b, c), degrees(a, c), degrees(a, b)];
}

/**
 * B, Å⁻¹: h, k, l to Cartesian axes with a along x and b in the xy plane; lower triangular, the inverse transpose of the
 * orthogonalisation matrix (PDB convention).
 */
export const bMatrix = (cell: UnitCell): Mat3 => transpose(cell.fractionalizationMatrix);

/**
 * Standard deviations [a, b, c (Å), α, β, γ (degrees), volume (Å³)] of the cell from the covariances (9 × 9, row by row) of
 * the elements of B (row by row), by linear propagation: with R = B⁻¹ the cell vectors in its rows, dR = −R·dB·R.
 */
export function cellDeviations(b: Mat3, covariance: ArrayLike<number>): Float64Array {
  const vectors = inverse(b, "B matrix");
  const jacobian = Array.from({ length: 9 }, (_, k) => derivatives(vectors, k));
  return Float64Array.from({ length: 7 }, (_, p) => {
    let variance = 0;
    for (let i = 0; i < 9; i++)
      for (let j = 0; j < 9; j++) variance += jacobian[i]![p]! * covariance[9 * i + j]! * jacobian[j]![p]!;
    return Math.sqrt(Math.max(0, variance));
  });
}

/** What cell parameters and volume change by when element k of B does. */
function derivatives(vectors: Mat3, k: number): number[] {
  const change = Array.from({ length: 9 }, (_, i) => (i === k ? -1 : 0)) as readonly number[] as Mat3;
  const d = multiply(vectors, change, vectors);
  const [v, dv] = [[0, 1, 2] as const, [0, 1, 2] as const].map((rows, which) =>
    rows.map((i) => row(which === 0 ? vectors : d, i)),
  ) as [Vec3[], Vec3[]];
  const lengths = v.map((vector, i) => dot(unit(vector), dv[i]!));
  const angle = (i: number, j: number) => {
    const [p, q] = [v[i]!, v[j]!];
    const [lp, lq] = [norm(p), norm(q)];
    const cos = dot(p, q) / (lp * lq);
    const dcos = (dot(dv[i]!, q) + dot(p, dv[j]!)) / (lp * lq) - cos * (lengths[i]! / lp + lengths[j]! / lq);
    return -dcos / Math.sqrt(1 - cos * cos) / radians;
  };
  const inverseTrace = determinant(vectors) * trace(multiply(change, vectors));
  return [...lengths, angle(1, 2), angle(0, 2), angle(0, 1), inverseTrace];
}

const trace = (m: Mat3) => m[0] + m[4] + m[8];
