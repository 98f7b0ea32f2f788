import { changeOfBasisToBestCell } from "./bestCell.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { latticeSymmetryGroup, maxLePageDelta, rotationSubgroups } from "./latticeSymmetry.js";
import { SpaceGroup } from "./spaceGroup.js";
import type { UnitCell } from "./unitCell.js";

export interface LatticeSymmetryOptions {
  /** Largest Le Page δ, degrees, of a twofold that still counts. Default 5. */
  readonly maxDelta?: number;
  /** Whose centring the cell has. Default P 1. */
  readonly spaceGroup?: SpaceGroup;
  /** See BestCellOptions. Default true. */
  readonly bestMonoclinicBeta?: boolean;
}

/** One lattice symmetry that a cell is near to. */
export interface BravaisSetting {
  /** aP, mP, mC, mI, oP … cF, of the best cell's setting. */
  readonly bravais: string;
  /** The lattice's symmetry in its conventional setting: `P m m m`, `C 1 2/m 1` … */
  readonly spaceGroup: SpaceGroup;
  /** The input cell in the conventional basis, made to obey the symmetry. */
  readonly cell: UnitCell;
  /** From the input basis to the conventional one. */
  readonly change: ChangeOfBasis;
  /** The largest Le Page δ, degrees, of the symmetry's twofolds in the minimum cell. */
  readonly maxAngularDifference: number;
  /** The symmetry in the basis of the minimum cell. */
  readonly minimumSpaceGroup: SpaceGroup;
}

/** The full symmetries of the 14 lattices, by number. */
const holohedries = new Set([2, 10, 12, 47, 65, 69, 71, 123, 139, 166, 191, 221, 225, 229]);

/** From the basis of a cell with this group's centring to its minimum cell. */
export function changeOfBasisToMinimumCell(cell: UnitCell, group: SpaceGroup): ChangeOfBasis {
  const toPrimitive = group.changeOfBasisToPrimitive();
  return cell.changeBasis(toPrimitive).minimumReduction().change.multiply(toPrimitive);
}

/** From the basis of a cell with this group's centring to its Niggli cell. */
export function changeOfBasisToNiggliCell(cell: UnitCell, group: SpaceGroup): ChangeOfBasis {
  const toPrimitive = group.changeOfBasisToPrimitive();
  return cell.changeBasis(toPrimitive).niggliReduction().change.multiply(toPrimitive);
}

/**
 * The Bravais settings a cell is compatible with within `maxDelta`, highest symmetry first: each subgroup of the rotations that nearly
 * leave its lattice (Le Page 1982, J. Appl. Cryst. 15, 255-259; Grosse-Kunstleve, Sauter & Adams 2004, Acta Cryst. A60, 1-6) which is
 * with an inversion all the symmetry of some lattice. Stands in for `cctbx.sgtbx.lattice_symmetry.metric_subgroups`, which
 * dials.refine_bravais_settings starts from. Throws EwaldError `"bad-argument"` for a maxDelta that is no angle.
 */
export function metricSubgroups(cell: UnitCell, options: LatticeSymmetryOptions = {}): BravaisSetting[] {
  const { maxDelta = 5, spaceGroup = SpaceGroup.of(1), bestMonoclinicBeta = true } = options;
  const toMinimum = changeOfBasisToMinimumCell(cell, spaceGroup);
  const minimum = cell.changeBasis(toMinimum);
  return rotationSubgroups(latticeSymmetryGroup(minimum, maxDelta))
    .map((rotations) => ({ symmetry: rotations.withInversion(), delta: maxLePageDelta(minimum, rotations) }))
    .filter(({ symmetry }) => holohedries.has(symmetry.number))
    .sort(
      (p, q) =>
        q.symmetry.orderP - p.symmetry.orderP || q.symmetry.number - p.symmetry.number || p.delta - q.delta,
    )
    .map(({ symmetry, delta }) => ({
      ...conventionalSetting(cell, toMinimum, symmetry, bestMonoclinicBeta),
      maxAngularDifference: delta,
      minimumSpaceGroup: symmetry,
    }));
}

/** A symmetry of the minimum cell in its best conventional setting, with the cell made to obey it there. */
function conventionalSetting(
  cell: UnitCell,
  toMinimum: ChangeOfBasis,
  symmetry: SpaceGroup,
  bestMonoclinicBeta: boolean,
): Pick<BravaisSetting, "bravais" | "spaceGroup" | "cell" | "change"> {
  const toReference = symmetry.changeOfBasisToReference().multiply(toMinimum);
  const reference = symmetry.referenceSetting();
  const obeying = cell.changeBasis(toReference).averagedOver(reference);
  const toBest = changeOfBasisToBestCell(obeying, reference, { bestMonoclinicBeta });
  const spaceGroup = reference.changeBasis(toBest);
  const best = obeying.changeBasis(toBest);
  const change = toBest.multiply(toReference);
  return {
    bravais: spaceGroup.bravaisType(),
    spaceGroup,
    cell: best,
    // Of the changes that lead to the same cell and operators none at all is the best.
    change: isAlreadyThere(cell, spaceGroup, best, change) ? ChangeOfBasis.identity : change,
  };
}

function isAlreadyThere(cell: UnitCell, group: SpaceGroup, best: UnitCell, change: ChangeOfBasis): boolean {
  const obeying = cell.averagedOver(group);
  if (!obeying.isSimilarTo(best, { relativeLength: 1e-7, absoluteAngle: 1e-5 })) return false;
  // The change turns the lattice into itself without changing the cell; it must leave the operators as they are, too.
  if (change.c.denominator !== 1 || change.cInv.denominator !== 1) return false;
  return group.changeBasis(change).equals(group);
}
