import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { properRotations } from "./pointGroup.js";
import { rotationAxis } from "./rotationType.js";
import type { SpaceGroup } from "./spaceGroup.js";
import type { UnitCell } from "./unitCell.js";

export interface BestCellOptions {
  /** Monoclinic angles nearer than this, degrees, count as equal. Default 3. */
  readonly angularTolerance?: number;
  /** Go from C to I centring where that brings β nearer to 90°. Default true. */
  readonly bestMonoclinicBeta?: boolean;
}

/** Edges nearer than this part count as equal. */
const sameEdge = 1e-9;

/**
 * To the setting that International Tables A (2.1.3, 9.1) and cctbx (`change_of_basis_op_to_best_cell`) prefer among those that leave
 * the group's operators the same: of orthorhombic cells the one whose edges rise, of monoclinic cells one with an obtuse angle nearest
 * to 90°, and of those as near within the tolerance the one with the shortest edges. P 1 goes to its Niggli cell; all others stay.
 */
export function changeOfBasisToBestCell(
  cell: UnitCell,
  group: SpaceGroup,
  { angularTolerance = 3, bestMonoclinicBeta = true }: BestCellOptions = {},
): ChangeOfBasis {
  const { number } = group;
  if (number === 1) return cell.niggliReduction().change;
  if (number >= 3 && number <= 15)
    return bestMonoclinic(cell, group, angularTolerance, bestMonoclinicBeta) ?? ChangeOfBasis.identity;
  if (number >= 16 && number <= 74) return risingEdges(cell, group);
  return ChangeOfBasis.identity;
}

const leaves = (group: SpaceGroup, change: ChangeOfBasis): boolean =>
  change.isIdentity() || group.changeBasis(change).equals(group);

/** The change to a basis of these vectors (by the old, whole). */
const toBasis = (vectors: readonly (readonly number[])[]): ChangeOfBasis => {
  const columns = new AffineOp([0, 1, 2].flatMap((i) => vectors.map((v) => v[i]!)));
  return new ChangeOfBasis(columns.inverse(), columns);
};

/** −1 when the first list of edges is preferred: the shorter at the first place where they differ. */
function compareEdges(first: readonly number[], second: readonly number[]): number {
  for (let i = 0; i < first.length; i++) {
    const difference = first[i]! - second[i]!;
    if (Math.abs(difference) > sameEdge * first[i]!) return Math.sign(difference);
  }
  return 0;
}

/** The right-handed orders and senses of three axes, the given one first. */
const axisOrders: readonly (readonly (readonly number[])[])[] = (() => {
  const orders = [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
    [1, 0, 2],
    [0, 2, 1],
    [2, 1, 0],
  ];
  const found: number[][][] = [];
  orders.forEach((order, i) => {
    for (let signs = 0; signs < 8; signs++) {
      const sign = [0, 1, 2].map((k) => ((signs >> k) & 1 ? -1 : 1));
      if (sign[0]! * sign[1]! * sign[2]! !== (i < 3 ? 1 : -1)) continue;
      found.push(order.map((axis, k) => [0, 1, 2].map((j) => (j === axis ? sign[k]! : 0))));
    }
  });
  return found;
})();

function risingEdges(cell: UnitCell, group: SpaceGroup): ChangeOfBasis {
  const edgesOf = (order: readonly (readonly number[])[]) =>
    order.map((v) => cell.parameters[v.findIndex((n) => n !== 0)]!);
  const ranked = axisOrders
    .map((order) => ({ order, edges: edgesOf(order) }))
    .sort((p, q) => compareEdges(p.edges, q.edges));
  for (const { order } of ranked) {
    const change = toBasis(order);
    if (leaves(group, change)) return change;
  }
  return ChangeOfBasis.identity;
}

/** Two vectors of the plane across the unique axis, by the two edges that lie in it. */
interface PlanarBasis {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
  /** Lengths, Å. */
  readonly edges: readonly [number, number];
  /** Between them, degrees. */
  readonly angle: number;
}

/**
 * Of all obtuse bases of the plane made of its short vectors. The area being the same, the angle is nearest to 90° where the product
 * of the two lengths is smallest.
 */
function bestMonoclinic(
  cell: UnitCell,
  group: SpaceGroup,
  tolerance: number,
  toBodyCentred: boolean,
): ChangeOfBasis | undefined {
  const [, twofold] = properRotations(group.representatives);
  const axis = rotationAxis(twofold!).findIndex((n) => n !== 0);
  const plane = [0, 1, 2].filter((i) => i !== axis) as [number, number];
  const changeTo = ({ first, second }: PlanarBasis) => {
    const vectors = [0, 1, 2].map(() => [0, 0, 0]);
    [first, second].forEach((v, k) => {
      for (const m of [0, 1]) vectors[plane[k]!]![plane[m]!] = v[m]!;
    });
    // The axis turns round when the two are left-handed.
    vectors[axis]![axis] = first[0] * second[1] - first[1] * second[0];
    return toBasis(vectors);
  };
  const mayBecomeI = toBodyCentred && group.centring.length > 1 && group.centringSymbol() !== "I";
  const allowed = (basis: PlanarBasis) => {
    const change = changeTo(basis);
    return leaves(group, change) || (mayBecomeI && group.changeBasis(change).centringSymbol() === "I");
  };
  const bases = obtuseBases(cell, plane).sort((p, q) => p.angle - q.angle);
  const nearest = bases.find(allowed);
  if (!nearest) return undefined;
  const best = bases
    .filter(({ angle }) => angle - nearest.angle < tolerance)
    .sort((p, q) => compareEdges(p.edges, q.edges) || cost(p) - cost(q))
    .find(allowed)!;
  return changeTo(best);
}

/** Small for the given basis, and for one with few and positive numbers. */
const cost = ({ first: [p, q], second: [r, s] }: PlanarBasis) =>
  10 * (Math.abs(p) + Math.abs(q) + Math.abs(r) + Math.abs(s)) +
  5 * (Math.abs(q) + Math.abs(r)) -
  Math.sign(p + q) -
  Math.sign(r + s);

/** Pairs of lattice vectors that span the plane's lattice at an angle of 90° or more, from the shortest ones on. */
function obtuseBases(cell: UnitCell, [i, j]: readonly [number, number]): PlanarBasis[] {
  const g = cell.metric;
  const [ii, ij, jj] = [g[4 * i]!, g[3 * i + j]!, g[4 * j]!];
  type Pair = readonly [number, number];
  const dot = (p: Pair, q: Pair) => p[0] * q[0] * ii + (p[0] * q[1] + p[1] * q[0]) * ij + p[1] * q[1] * jj;
  const [u, v] = shortestPair([1, 0], [0, 1], dot);
  const vectors: Pair[] = [];
  for (let m = -2; m <= 2; m++)
    for (let n = -2; n <= 2; n++) vectors.push([m * u[0] + n * v[0] + 0, m * u[1] + n * v[1] + 0]);
  const found: PlanarBasis[] = [];
  for (const first of vectors)
    for (const second of vectors) {
      if (Math.abs(first[0] * second[1] - first[1] * second[0]) !== 1) continue;
      const edges = [Math.sqrt(dot(first, first)), Math.sqrt(dot(second, second))] as const;
      const cosine = dot(first, second) / (edges[0] * edges[1]);
      if (cosine > 1e-12) continue;
      found.push({
        first,
        second,
        edges,
        angle: (Math.acos(Math.max(-1, Math.min(0, cosine))) * 180) / Math.PI,
      });
    }
  return found;
}

/** The two shortest vectors of a plane lattice (Lagrange's reduction): either made shorter by the other while it can be. */
function shortestPair(
  u: readonly [number, number],
  v: readonly [number, number],
  dot: (p: readonly [number, number], q: readonly [number, number]) => number,
): readonly [readonly [number, number], readonly [number, number]] {
  const n = Math.round(dot(u, v) / dot(u, u));
  const shorter = [v[0] - n * u[0], v[1] - n * u[1]] as const;
  return dot(shorter, shorter) < dot(u, u) * (1 - sameEdge) ? shortestPair(shorter, u, dot) : [u, shorter];
}
