import { AffineOp } from "./affineOp.js";
import type { ChangeOfBasis } from "./changeOfBasis.js";
import { type ClosedGroup, rotationKey } from "./groupClosure.js";

/**
 * The shift s with which x ↦ x + s takes one group to another of the same basis; undefined when none does. All (R − 1)·s ≡ t − t′
 * modulo the lattice are solved at once by bringing their matrix to diagonal form with whole row and column steps; of the solutions
 * the one with small denominators is taken, and 0 along directions that are free. `toPrimitive` leads to a primitive cell of `other`.
 */
export function originShift(
  group: ClosedGroup,
  other: ClosedGroup,
  toPrimitive: ChangeOfBasis,
): AffineOp | undefined {
  if (group.centring.length !== other.centring.length) return undefined;
  const lattice = new Set(other.centring.map((t) => t.join()));
  if (!group.centring.every((t) => lattice.has(t.join()))) return undefined;
  const wanted = new Map(other.representatives.map((op) => [rotationKey(op.r), op]));
  const { c, cInv } = toPrimitive;
  const rows: number[][] = [];
  for (const op of group.representatives) {
    const match = wanted.get(rotationKey(op.r));
    if (!match) return undefined;
    // W′ = (R, t + (1 − R)·s): in the primitive basis (R − 1)·s ≡ t − t′ modulo 1.
    const r = c.multiply(new AffineOp(op.r)).multiply(cInv);
    const difference = op.t.map((n, i) => n - match.t[i]!);
    for (let i = 0; i < 3; i++) {
      const right =
        c.r[3 * i]! * difference[0]! + c.r[3 * i + 1]! * difference[1]! + c.r[3 * i + 2]! * difference[2]!;
      rows.push([
        ...[0, 1, 2].map((j) => r.r[3 * i + j]! / r.denominator - (i === j ? 1 : 0)),
        right / c.denominator,
      ]);
    }
  }
  const solution = solveModulo(rows);
  if (!solution) return undefined;
  const { s, denominator } = solution;
  const unit = [denominator, 0, 0, 0, denominator, 0, 0, 0, denominator];
  const primitive = cInv.multiply(new AffineOp(unit, s, denominator));
  const over = primitive.denominator;
  return new AffineOp([over, 0, 0, 0, over, 0, 0, 0, over], primitive.t, over);
}

/** Solves M·s ≡ b/24 modulo 1, rows (M | b), for s over a common denominator. */
function solveModulo(rows: number[][]): { s: number[]; denominator: number } | undefined {
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  let rank = 0;
  for (; rank < 3; rank++) if (!pivot(rows, v, rank)) break;
  for (const row of rows.slice(rank)) if (row[3]! % 24 !== 0) return undefined;
  // d_i·s′_i ≡ b_i/24: s′_i = (b_i + 24·n)/(24·d_i), n = 0 … d_i − 1; s = V·s′.
  const d = [0, 1, 2].map((i) => (i < rank ? Math.abs(rows[i]![i]!) : 1));
  const denominator = 24 * d[0]! * d[1]! * d[2]!;
  let best: { s: number[]; cost: number } | undefined;
  for (let n0 = 0; n0 < d[0]!; n0++)
    for (let n1 = 0; n1 < d[1]!; n1++)
      for (let n2 = 0; n2 < d[2]!; n2++) {
        const turned = [n0, n1, n2].map((n, i) =>
          i < rank ? ((rows[i]![3]! + 24 * n) * Math.sign(rows[i]![i]!) * denominator) / (24 * d[i]!) : 0,
        );
        const s = v.map((row) => {
          const sum = row[0]! * turned[0]! + row[1]! * turned[1]! + row[2]! * turned[2]!;
          const inside = ((sum % denominator) + denominator) % denominator;
          return inside > denominator / 2 ? inside - denominator : inside;
        });
        const cost = s.reduce(
          (sum, x) => sum + (x === 0 ? 0 : denominator / common(x, denominator) + Math.abs(x) / denominator),
          0,
        );
        if (!best || cost < best.cost) best = { s, cost };
      }
  return best && { s: best.s, denominator };
}

const common = (a: number, b: number): number => (b ? common(b, a % b) : Math.abs(a));

/** Clears row and column `at` but for one number on the diagonal, by whole steps; false when nothing is left. */
function pivot(rows: number[][], v: number[][], at: number): boolean {
  for (;;) {
    let [best, bestRow, bestColumn] = [Number.POSITIVE_INFINITY, -1, -1];
    for (let i = at; i < rows.length; i++)
      for (let j = at; j < 3; j++) {
        const size = Math.abs(rows[i]![j]!);
        if (size > 0 && size < best) [best, bestRow, bestColumn] = [size, i, j];
      }
    if (bestRow < 0) return false;
    [rows[at], rows[bestRow]] = [rows[bestRow]!, rows[at]!];
    for (const row of [...rows, ...v]) [row[at], row[bestColumn]] = [row[bestColumn]!, row[at]!];
    const p = rows[at]![at]!;
    let clean = true;
    for (let i = at + 1; i < rows.length; i++) {
      const factor = Math.round(rows[i]![at]! / p);
      if (factor) for (let j = 0; j < 4; j++) rows[i]![j]! -= factor * rows[at]![j]!;
      if (rows[i]![at] !== 0) clean = false;
    }
    for (let j = at + 1; j < 3; j++) {
      const factor = Math.round(rows[at]![j]! / p);
      if (factor) for (const row of [...rows, ...v]) row[j]! -= factor * row[at]!;
      if (rows[at]![j] !== 0) clean = false;
    }
    if (clean) return true;
  }
}
