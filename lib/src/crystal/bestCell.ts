import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { rotationAxis } from "./rotationType.js";
import type { SpaceGroup } from "./spaceGroup.js";
import { modulo24, SymOp } from "./symOp.js";
import type { UnitCell } from "./unitCell.js";

export interface BestCellOptions {
  /** Monoclinic angles nearer than this, degrees, count as equal. Default 3. */
  readonly angularTolerance?: number;
  /** Go from C to I centring where that brings β nearer to 90°. Default true. */
  readonly bestMonoclinicBeta?: boolean;
}

/** Whole 2 × 2 matrices of −2 … 2 with determinant ±1. */
const planar: readonly (readonly number[])[] = (() => {
  const found: number[][] = [];
  for (let p = -2; p <= 2; p++)
    for (let q = -2; q <= 2; q++)
      for (let r = -2; r <= 2; r++)
        for (let s = -2; s <= 2; s++) if (Math.abs(p * s - q * r) === 1) found.push([p, q, r, s]);
  return found;
})();

/**
 * To the setting of monoclinic and orthorhombic cells that is preferred among those in which the group's operators are the same: edges
 * in rising order as far as the group leaves a choice, a monoclinic angle near 90° and above (cctbx's
 * `change_of_basis_op_to_best_cell`). P 1 goes to its Niggli cell; all others stay as they are.
 */
export function changeOfBasisToBestCell(
  cell: UnitCell,
  group: SpaceGroup,
  { angularTolerance = 3, bestMonoclinicBeta = true }: BestCellOptions = {},
): ChangeOfBasis {
  const { number } = group;
  if (number === 1) return cell.niggliReduction().change;
  if (number < 3 || number >= 75) return ChangeOfBasis.identity;
  let best: { change: ChangeOfBasis; cell: UnitCell } = { change: ChangeOfBasis.identity, cell };
  if (number > 15) {
    for (const op of axisPermutations()) {
      const change = new ChangeOfBasis(op.toAffine());
      if (!fits(group, change)) continue;
      const other = cell.changeBasis(change);
      if (compareEdges(best.cell, other) > 0) best = { change, cell: other };
    }
    return best.change;
  }
  const axis = rotationAxis(group.representatives[1]!.r).findIndex((n) => n !== 0);
  for (const [p, q, r, s] of planar as readonly (readonly [number, number, number, number])[]) {
    const op = inPlane(axis, p, q, r, s);
    let change = new ChangeOfBasis(op);
    if (!fits(group, change)) continue;
    let other = cell.changeBasis(change);
    if (bestMonoclinicBeta && axis === 1 && group.centringSymbol() !== undefined) {
      const better = betterBeta(other);
      if (better) {
        change = better.multiply(change);
        other = cell.changeBasis(change);
      }
    }
    if (compareMonoclinic(best.cell, other, axis, angularTolerance) > 0) best = { change, cell: other };
  }
  return best.change;
}

/** Whether the change leaves the group's operators the same set. */
function fits(group: SpaceGroup, change: ChangeOfBasis): boolean {
  const { r, denominator } = change.c;
  if (denominator === 1 && group.representatives.every((op) => op.t.every((n) => n === 0))) {
    // Without translations it is enough that centring and rotations are kept.
    const keptCentring = group.centring.every((t) => {
      const turned = [0, 3, 6].map((i) => modulo24(r[i]! * t[0]! + r[i + 1]! * t[1]! + r[i + 2]! * t[2]!));
      return group.centring.some((other) => other.every((n, i) => n === turned[i]));
    });
    if (!keptCentring) return false;
    const [forth, back] = [new SymOp(r), new SymOp(change.cInv.r)];
    return group.representatives.every((op) => {
      const turned = forth.multiply(op).multiply(back);
      return group.representatives.some((other) => other.equals(turned));
    });
  }
  return group.changeBasis(change).equals(group);
}

/** x ↦ p x + q z, z ↦ r x + s z in the plane across the axis, the axis turned as the determinant asks. */
function inPlane(axis: number, p: number, q: number, r: number, s: number): AffineOp {
  const [i, j] = [
    [1, 2],
    [0, 2],
    [0, 1],
  ][axis] as [number, number];
  const m = new Array<number>(9).fill(0);
  m[4 * axis] = p * s - q * r;
  m[3 * i + i] = p;
  m[3 * i + j] = q;
  m[3 * j + i] = r;
  m[3 * j + j] = s;
  return new AffineOp(m);
}

let permutations: readonly SymOp[] | undefined;

/** The 24 rotations of a cube: permutations of the axes. */
function axisPermutations(): readonly SymOp[] {
  if (permutations) return permutations;
  const turns = [SymOp.parse("-y,x,z"), SymOp.parse("z,x,y")];
  const found = [SymOp.identity];
  for (let i = 0; i < found.length; i++)
    for (const turn of turns) {
      const product = turn.multiply(found[i]!);
      if (!found.some((op) => op.equals(product))) found.push(product);
    }
  permutations = found;
  return found;
}

const plusAC = ChangeOfBasis.parse("x,y,-x+z");

/** a + c instead of a, when the angle stays obtuse: it is then nearer to 90°. */
function betterBeta(cell: UnitCell): ChangeOfBasis | undefined {
  const [, , , , beta] = cell.changeBasis(plusAC).parameters;
  return cell.parameters[4] > 90 && beta >= 90 ? plusAC : undefined;
}

/** −1 when the first cell is preferred, 1 when the second is: the smaller a, then b, then c. */
export function compareEdges(first: UnitCell, second: UnitCell): number {
  for (const i of [0, 1, 2] as const) {
    const difference = first.parameters[i] - second.parameters[i];
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/**
 * As compareEdges; angles that differ by the tolerance or more go first: the nearer to 90°, or else the obtuse one. Of cells whose
 * edges agree to rounding the obtuse one is preferred (cctbx takes the one it met first).
 */
export function compareMonoclinic(
  first: UnitCell,
  second: UnitCell,
  axis: number,
  tolerance: number,
): number {
  const [mine, theirs] = [first.parameters[3 + axis]!, second.parameters[3 + axis]!];
  if (Math.abs(mine - theirs) < tolerance) {
    const same = first.isSimilarTo(second, { relativeLength: 1e-9, absoluteAngle: 180 });
    return same && mine !== theirs ? Math.sign(theirs - mine) : compareEdges(first, second);
  }
  const [off, otherOff] = [Math.abs(mine - 90), Math.abs(theirs - 90)];
  if (Math.abs(off - otherOff) > tolerance) return off < otherOff ? -1 : 1;
  return mine > 90 && theirs < 90 ? -1 : 1;
}
