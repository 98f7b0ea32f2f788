import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { latticeSymmetryGroup, maxLePageDelta } from "./latticeSymmetry.js";
import { changeOfBasisToMinimumCell } from "./metricSubgroups.js";
import { rotationType } from "./rotationType.js";
import { SpaceGroup } from "./spaceGroup.js";
import { SymOp } from "./symOp.js";
import type { UnitCell } from "./unitCell.js";

/** A way crystals can grow together so that their lattices coincide, nearly or wholly. */
export interface TwinLaw {
  /** The rotation as a change of basis of the crystal: `applyToIndices` gives the index that overlaps. */
  readonly operator: ChangeOfBasis;
  /** `k,h,-l`: the overlapping index. */
  readonly hkl: string;
  /** 2, 3, 4 or 6. */
  readonly order: number;
  /** Merohedral when the crystal's own symmetry gives the cell the lattice's, pseudo-merohedral when the cell only happens to. */
  readonly kind: "merohedral" | "pseudo-merohedral";
  /** The largest Le Page δ of the lattice's symmetry, degrees: 0 when exact. */
  readonly latticeDelta: number;
}

/**
 * The twin laws of a crystal: one rotation for each coset of its own proper rotations in those of its lattice within `maxDelta`
 * (degrees), of each coset the one written most simply. None when the crystal has all the symmetry of its lattice. Stands in for
 * `mmtbx.scaling.twin_analyses.twin_laws`. Throws EwaldError `"bad-argument"` for a cell that does not have the crystal's symmetry.
 */
export function twinLaws(cell: UnitCell, spaceGroup: SpaceGroup, maxDelta = 3): TwinLaw[] {
  if (!cell.isCompatibleWith(spaceGroup, { relativeLength: 0.05, absoluteAngle: 3 }))
    throw new EwaldError("bad-argument", `A cell of ${cell} does not have the symmetry of ${spaceGroup}.`);
  const toMinimum = changeOfBasisToMinimumCell(cell, spaceGroup);
  const minimum = cell.changeBasis(toMinimum);
  const proper = spaceGroup.laueGroup().acentricSubgroup().representatives;
  const own = proper.map((op) => inBasis(op, toMinimum));
  const lattice = latticeSymmetryGroup(minimum, maxDelta).expanded(own);
  const latticeDelta = maxLePageDelta(minimum, lattice);
  // What the metric has when it obeys the crystal's own symmetry and nothing more: free parameters without special values.
  const forced = latticeSymmetryGroup(genericCell(minimum, own), 0.01);
  const done = new Set(own.map((op) => op.r.join()));
  const found: TwinLaw[] = [];
  for (const op of lattice.representatives) {
    if (done.has(op.r.join())) continue;
    // A twin operator and its products with the crystal's own rotations are the same law.
    const coset = own.map((s) => op.multiply(s));
    for (const one of coset) done.add(one.r.join());
    const [simplest] = coset
      .map((one) => ({ op: one, change: backIn(one, toMinimum) }))
      .sort((p, q) => cost(p.op, p.change) - cost(q.op, q.change));
    const merohedral = forced.representatives.some((f) => coset.some((one) => one.r.join() === f.r.join()));
    found.push({
      operator: simplest!.change,
      hkl: simplest!.change.asHkl(),
      order: rotationType(simplest!.op.r)!,
      kind: merohedral ? "merohedral" : "pseudo-merohedral",
      latticeDelta,
    });
  }
  return found;
}

const inBasis = (op: SymOp, change: ChangeOfBasis): SymOp =>
  SymOp.fromAffine(change.c.multiply(new AffineOp(op.r)).multiply(change.cInv));

/** The change whose C⁻¹ is the rotation, in the crystal's basis: h′ = h·R. */
const backIn = (op: SymOp, change: ChangeOfBasis): ChangeOfBasis =>
  new ChangeOfBasis(change.cInv.multiply(new AffineOp(op.r)).multiply(change.c)).inverse();

/** Small for twofolds with few and small numbers. */
function cost(op: SymOp, change: ChangeOfBasis): number {
  const { r, denominator } = change.cInv;
  const size = r.reduce((sum, n) => sum + Math.abs(n / denominator), 0);
  return 1000 * (rotationType(op.r)! - 2) + 10 * size + 5 * (denominator - 1) + r.filter((n) => n < 0).length;
}

/** A cell stretched at will, then made to obey the rotations: it has no symmetry that they do not force on every cell. */
function genericCell(cell: UnitCell, rotations: readonly SymOp[]): UnitCell {
  const [a, b, c, alpha, beta, gamma] = cell.parameters;
  const stretched = new (cell.constructor as typeof UnitCell)([
    a * 1.0123,
    b * 1.0371,
    c * 1.0597,
    alpha + 0.71,
    beta + 1.13,
    gamma - 0.57,
  ]);
  return stretched.averagedOver(SpaceGroup.fromOperators(rotations));
}
