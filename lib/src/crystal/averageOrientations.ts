import { determinant, multiply, transpose } from "../array/mat3.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { checkedWeights, type Spread, spreadOf } from "./averageCells.js";
import { properRotations } from "./pointGroup.js";
import {
  angleBetween,
  largestEigenvector,
  matrixOf,
  overlap,
  product,
  type Quaternion,
  quaternionOf,
} from "./quaternion.js";
import type { SpaceGroup } from "./spaceGroup.js";
import type { UnitCell } from "./unitCell.js";

export interface OrientationAverageOptions {
  /** One of 0 or more for each orientation. Default: all 1. */
  readonly weights?: ArrayLike<number>;
  /** The crystals' symmetry, whose equivalent orientations count as one, with the cell it is of. Default: none. */
  readonly symmetry?: { readonly spaceGroup: SpaceGroup; readonly cell: UnitCell };
}

export interface OrientationAverage {
  /** The mean rotation, row by row. */
  readonly U: Mat3;
  /** Number, among the group's proper rotations, of the equivalent that was taken for each orientation. */
  readonly equivalents: Int32Array;
  /** Angle from the mean to each, the nearest equivalent taken, degrees. */
  readonly angles: Float64Array;
  /** Of those angles. */
  readonly spread: Spread;
}

/**
 * The mean of orientations U: the rotation with the least weighted sum of squared (chordal) distances, the eigenvector of Σ w·q·qᵀ
 * (Markley, Cheng, Crassidis & Oshman 2007, J. Guid. Control Dyn. 30, 1193-1197). U and U·S are the same orientation when S is a rotation of
 * the crystal: of each the equivalent nearest to the mean is taken, from the heaviest on, until none changes. U·B is to be with the B of
 * {@link UnitCell}. Throws EwaldError `"bad-argument"` for none, for weights that are none and for matrices that are no rotations.
 */
export function averageOrientations(
  orientations: readonly Mat3[],
  options: OrientationAverageOptions = {},
): OrientationAverage {
  const weights = checkedWeights(orientations.length, options.weights, "orientations");
  const given = orientations.map((U, i) => {
    const identity = multiply(transpose(U), U);
    const off = Math.max(...identity.map((n, k) => Math.abs(n - (k % 4 === 0 ? 1 : 0))));
    if (!(off < 1e-6 && determinant(U) > 0))
      throw new EwaldError("bad-argument", `Orientation ${i}, (${U.join(", ")}), is no rotation.`);
    return quaternionOf(U);
  });
  const symmetry = options.symmetry ? cartesianRotations(options.symmetry) : [[1, 0, 0, 0] as const];
  const images = given.map((q) => symmetry.map((s) => product(q, s)));
  let heaviest = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i]! > weights[heaviest]!) heaviest = i;
  let mean: Quaternion = given[heaviest]!;
  let taken = new Int32Array(given.length).fill(-1);
  for (let round = 0; round < 100; round++) {
    const nearest = Int32Array.from(images, (list) => nearestOf(list, mean));
    if (nearest.every((n, i) => n === taken[i])) break;
    taken = nearest;
    const sum = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
    images.forEach((list, i) => {
      const q = list[taken[i]!]!;
      for (let r = 0; r < 4; r++) for (let c = 0; c < 4; c++) sum[r]![c]! += weights[i]! * q[r]! * q[c]!;
    });
    mean = largestEigenvector(sum);
  }
  const angles = Float64Array.from(
    images,
    (list, i) => (angleBetween(list[taken[i]!]!, mean) * 180) / Math.PI,
  );
  return { U: matrixOf(mean), equivalents: taken, angles, spread: spreadOf(angles, weights) };
}

function nearestOf(list: readonly Quaternion[], mean: Quaternion): number {
  let best = 0;
  list.forEach((q, i) => {
    if (Math.abs(overlap(q, mean)) > Math.abs(overlap(list[best]!, mean)) + 1e-12) best = i;
  });
  return best;
}

/** The group's proper rotations in Cartesian axes: O·R·O⁻¹. */
function cartesianRotations({ spaceGroup, cell }: { spaceGroup: SpaceGroup; cell: UnitCell }): Quaternion[] {
  const exact = cell.averagedOver(spaceGroup);
  if (!cell.isSimilarTo(exact, { relativeLength: 0.05, absoluteAngle: 3 }))
    throw new EwaldError("bad-argument", `A cell of ${cell} does not have the symmetry of ${spaceGroup}.`);
  return properRotations(spaceGroup.representatives).map((r) =>
    quaternionOf(
      multiply(exact.orthogonalizationMatrix, r as readonly number[] as Mat3, exact.fractionalizationMatrix),
    ),
  );
}
