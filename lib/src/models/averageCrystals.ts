import { multiply } from "../array/mat3.js";
import { averageUnitCells, type CellAverage } from "../crystal/averageCells.js";
import { averageOrientations, type OrientationAverage } from "../crystal/averageOrientations.js";
import { EwaldError } from "../error.js";
import { bMatrix } from "./cellGeometry.js";
import { Crystal } from "./crystal.js";

export interface CrystalAverage {
  /** The mean cell in the mean orientation, with the space group all have. */
  readonly crystal: Crystal;
  /** The mean cell and how cells are spread. */
  readonly cell: CellAverage;
  /** The mean orientation and how orientations are spread. */
  readonly orientation: OrientationAverage;
}

/**
 * The mean of crystals of one kind, as of stills (seeds' average crystal model): weighted mean cell and mean orientation, of equivalent
 * orientations the nearest taken. Throws EwaldError `"bad-argument"` of none, for bad weights, and where space groups differ.
 */
export function averageCrystals(crystals: readonly Crystal[], weights?: ArrayLike<number>): CrystalAverage {
  const [first] = crystals;
  if (!first) throw new EwaldError("bad-argument", "There is no mean of no crystals.");
  const spaceGroup = first.getSpaceGroup();
  const other = crystals.findIndex((one) => !one.getSpaceGroup().equals(spaceGroup));
  if (other >= 0)
    throw new EwaldError(
      "bad-argument",
      `Crystal ${other} is in ${crystals[other]!.getSpaceGroup().symbolAndNumber()}, crystal 0 in ${spaceGroup.symbolAndNumber()}: only crystals in the same setting have a mean.`,
    );
  const cell = averageUnitCells(
    crystals.map((one) => one.getUnitCell()),
    weights,
  );
  const orientation = averageOrientations(
    crystals.map((one) => one.getU()),
    { ...(weights && { weights }), symmetry: { spaceGroup, cell: cell.cell } },
  );
  const crystal = Crystal.fromA(multiply(orientation.U, bMatrix(cell.cell)), spaceGroup);
  return { crystal, cell, orientation };
}
