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
 * The Bravais settings a cell is compatible with within `maxDelta`, highest symmetry first: the lattice group of the minimum cell and
 * its subgroups that are the full symmetry of a lattice. Stands in for `cctbx.sgtbx.lattice_symmetry.metric_subgroups`, which
 * dials.refine_bravais_settings starts from.
 */
export function metricSubgroups(cell: UnitCell, options: LatticeSymmetryOptions = {}): BravaisSetting[] {
  const { maxDelta = 5, spaceGroup = SpaceGroup.of(1), bestMonoclinicBeta = true } = options;
  const toMinimum = changeOfBasisToMinimumCell(cell, spaceGroup);
  const minimum = cell.changeBasis(toMinimum);
  const found: (BravaisSetting & { rank: number })[] = [];
  for (const subgroup of rotationSubgroups(latticeSymmetryGroup(minimum, maxDelta))) {
    const centric = subgroup.withInversion();
    const { number, toReference } = centric.type();
    if (!holohedries.has(number)) continue;
    const reference = centric.changeBasis(toReference);
    const referenceCell = minimum.averagedOver(centric).changeBasis(toReference);
    const toBest = changeOfBasisToBestCell(referenceCell, reference, { bestMonoclinicBeta });
    const best = reference.changeBasis(toBest);
    const bestCell = referenceCell.changeBasis(toBest);
    let change = toBest.multiply(toReference).multiply(toMinimum);
    // Where nothing needs to change nothing does, though the way through the minimum cell came back turned.
    if (bestCell.isSimilarTo(cell) && keeps(best, change.inverse())) change = ChangeOfBasis.identity;
    found.push({
      bravais: best.bravaisType(),
      spaceGroup: best,
      cell: bestCell,
      change,
      maxAngularDifference: maxLePageDelta(minimum, subgroup),
      minimumSpaceGroup: centric,
      rank: subgroup.orderP * 1000 + number,
    });
  }
  return found
    .sort((a, b) => b.rank - a.rank || a.maxAngularDifference - b.maxAngularDifference)
    .map(({ rank: _, ...setting }) => setting);
}

function keeps(group: SpaceGroup, change: ChangeOfBasis): boolean {
  try {
    return group.changeBasis(change).equals(group);
  } catch {
    return false; // the basis does not fit the lattice
  }
}
