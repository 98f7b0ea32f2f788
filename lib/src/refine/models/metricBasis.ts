import type { SpaceGroup } from "../../crystal/spaceGroup.js";

/** Places of the six elements of a symmetric 3 × 3 matrix: 00, 11, 22, 01, 02, 12. */
export const metricPlaces = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/**
 * The reciprocal metrics that a space group allows: G* = Σ gᵢ·basis[i], each basis element six numbers in the order of
 * {@link metricPlaces}, reduced so that gᵢ is the element of G* at `pivots[i]`. Miller indices h go to hR under the operators, so that
 * G* = R·G*·Rᵀ for each.
 */
export function metricBasis(group: SpaceGroup): {
  readonly basis: readonly Float64Array[];
  readonly pivots: readonly number[];
} {
  const rotations = group.representatives.map((op) => op.r);
  // The mean over the group of R·E·Rᵀ, E of one free element, spans what is invariant.
  const rows = metricPlaces.map(([p, q]) => {
    const mean = new Float64Array(6);
    for (const r of rotations)
      for (const [k, [i, j]] of metricPlaces.entries()) {
        const value = r[3 * i + p]! * r[3 * j + q]!;
        const mirrored = p === q ? 0 : r[3 * i + q]! * r[3 * j + p]!;
        mean[k]! += (value + mirrored) / rotations.length;
      }
    return mean;
  });
  // Reduced echelon form from the last element on: of elements that depend on each other the last is the free one, as in DIALS.
  const basis: Float64Array[] = [];
  const pivots: number[] = [];
  for (let column = 5; column >= 0; column--) {
    const at = rows.findIndex((row) => Math.abs(row[column]!) > 1e-9);
    if (at < 0) continue;
    const [pivot] = rows.splice(at, 1) as [Float64Array];
    const head = pivot[column]!;
    for (let k = 0; k < 6; k++) pivot[k]! /= head;
    for (const other of [...rows, ...basis]) {
      const factor = other[column]!;
      for (let k = 0; k < 6; k++) other[k]! -= factor * pivot[k]!;
    }
    basis.unshift(pivot);
    pivots.unshift(column);
  }
  return { basis, pivots };
}
