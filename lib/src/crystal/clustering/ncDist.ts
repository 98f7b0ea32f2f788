import type { Vec3 } from "../../array/vectors.js";
import {
  beyond,
  type G6,
  heightOver,
  isInCone,
  isMinus,
  isOfKind,
  isPlus,
  leastHeight,
  lowered,
  tunnels,
  type Wall,
  walls,
} from "./niggliCone.js";

/** A way by which a cell leaves the cone: where it meets the wall, and that place beyond it. */
interface Exit {
  readonly wall: Wall;
  /** Å². */
  readonly height: number;
  readonly foot: G6;
  readonly footBeyond: G6;
}

/** Paths that are not shorter than this part of the best so far are not looked for. */
const worthwhile = 0.9995;

/** Below this product of heights two points count as on opposite sides of a wall. */
const touching = 1e-38;

function squared(v: G6, w: G6): number {
  const a = v[0] - w[0];
  const b = v[1] - w[1];
  const c = v[2] - w[2];
  const d = v[3] - w[3];
  const e = v[4] - w[4];
  const f = v[5] - w[5];
  return a * a + b * b + c * c + d * d + e * e + f * f;
}

const straight = (v: G6, w: G6) => Math.sqrt(squared(v, w));

const areOfOneKind = (v: G6, w: G6) => isPlus(v) === isPlus(w) && isMinus(v) === isMinus(w);

/**
 * Squared length of the straight path; between the kinds + and - of the shortest through wall 3, 4 or 5: the product that is zero
 * there changes its sign on the way, the signs of the other two are mirrored at the wall.
 */
function crossingSquared(v: G6, w: G6): number {
  if (areOfOneKind(v, w)) return squared(v, w);
  const a = v[0] - w[0];
  const b = v[1] - w[1];
  const c = v[2] - w[2];
  const d = Math.abs(v[3]) - Math.abs(w[3]);
  const e = Math.abs(v[4]) - Math.abs(w[4]);
  const f = Math.abs(v[5]) - Math.abs(w[5]);
  const turned = Math.min(Math.abs(v[3] * w[3]), Math.abs(v[4] * w[4]), Math.abs(v[5] * w[5]));
  return a * a + b * b + c * c + d * d + e * e + f * f + 4 * turned;
}

const crossing = (v: G6, w: G6) => Math.sqrt(crossingSquared(v, w));

function exit(wall: Wall, g: G6): Exit {
  const height = heightOver(wall, g);
  const foot = lowered(wall, g, height, 1);
  return { wall, height: Math.abs(height), foot, footBeyond: beyond(wall, foot) };
}

/** Length of the shortest path without a wall between cells of one kind; between kinds also through a tunnel, from either end or both. */
function withinCone(v: G6, w: G6): number {
  if (areOfOneKind(v, w) || !isInCone(v) || !isInCone(w)) return straight(v, w);
  const forward = isPlus(v) && !isMinus(v);
  const plus = forward ? v : w;
  const minus = forward ? w : v;
  let best = crossingSquared(plus, minus);
  for (const tunnel of tunnels) best = Math.min(best, throughTunnel(plus, minus, tunnel, best));
  return Math.sqrt(best);
}

/** Squared length of the shortest path through a tunnel if it is less than `most`: edges alone often say that it is not. */
function throughTunnel(plus: G6, minus: G6, tunnel: (typeof tunnels)[number], most: number): number {
  const { plus: ofPlus, minus: ofMinus, edge } = tunnel;
  const [overPlus, overMinus] = [heightOver(ofPlus, plus), heightOver(ofMinus, minus)];
  const [up, down] = [Math.abs(overPlus), Math.abs(overMinus)];
  // the edge at the walls, the same before and beyond
  const [atPlus, atMinus] = [plus[edge] - overPlus / ofPlus.length, minus[edge] - overMinus / ofMinus.length];
  const a = plus[2] - minus[2];
  const b = plus[1 - edge]! - minus[1 - edge]!;
  const others = a * a + b * b;
  const slack = most * (1 + 1e-12);
  let best = most;
  if ((up + Math.sqrt(others + (atPlus - minus[edge]) ** 2)) ** 2 < slack)
    best = Math.min(best, (up + crossing(exit(ofPlus, plus).footBeyond, minus)) ** 2);
  if ((down + Math.sqrt(others + (plus[edge] - atMinus) ** 2)) ** 2 < slack)
    best = Math.min(best, (down + crossing(exit(ofMinus, minus).footBeyond, plus)) ** 2);
  if ((up + down) ** 2 + others + (atPlus - atMinus) ** 2 >= slack) return best;
  const [p, m] = [exit(ofPlus, plus), exit(ofMinus, minus)];
  const middle = Math.min(
    crossingSquared(p.foot, m.foot),
    crossingSquared(p.foot, m.footBeyond),
    crossingSquared(p.footBeyond, m.foot),
    crossingSquared(p.footBeyond, m.footBeyond),
  );
  return Math.min(best, (up + down) ** 2 + middle);
}

/** √(2/3): see `ncDistBound`. */
const shortcut = Math.sqrt(2 / 3) * (1 - 1e-9);

/** `withinCone` where it is less than `most`; infinite where edges differ by more than it could cover. */
function within(v: G6, w: G6, most: number): number {
  const a = v[0] - w[0];
  const b = v[1] - w[1];
  const c = v[2] - w[2];
  return shortcut * Math.sqrt(a * a + b * b + c * c) < most ? withinCone(v, w) : Infinity;
}

/** The shortest path between places on two walls, either taken as it is or beyond its wall, if it is shorter than `most`. */
function between(v: G6, vBeyond: G6, w: G6, wBeyond: G6, most: number): number {
  let best = within(v, w, most);
  best = Math.min(best, within(v, wBeyond, Math.min(most, best)));
  best = Math.min(best, within(vBeyond, w, Math.min(most, best)));
  return Math.min(best, within(vBeyond, wBeyond, Math.min(most, best)));
}

const partWay = (v: G6, w: G6, t: number): G6 => [
  v[0] + t * (w[0] - v[0]),
  v[1] + t * (w[1] - v[1]),
  v[2] + t * (w[2] - v[2]),
  v[3] + t * (w[3] - v[3]),
  v[4] + t * (w[4] - v[4]),
  v[5] + t * (w[5] - v[5]),
];

/** Where the straight line from a point `from` over the wall to one `to` over it meets the wall, as a part of it. */
const meeting = (from: number, to: number) =>
  Math.abs(from) < touching ? 0 : Math.abs(from) / (Math.abs(from) + Math.abs(to));

/** The shortest of `best` and the paths that leave v by one wall and reach w by another. */
function throughTwoWalls(v: G6, byV: Exit, w: G6, byW: Exit, best: number): number {
  const walk = byV.height + byW.height;
  const along = between(byV.foot, byV.footBeyond, byW.foot, byW.footBeyond, best - walk);
  return unfolded(v, byV, w, byW, Math.min(best, walk + along));
}

/**
 * The walls as mirrors: the cells or their mirror images, where they lie on opposite sides of both walls, are joined by a straight line,
 * which goes on beyond each wall from where it meets it.
 */
function unfolded(v: G6, byV: Exit, w: G6, byW: Exit, start: number): number {
  const [vOwn, wOwn] = [heightOver(byV.wall, v), heightOver(byW.wall, w)];
  const [vImage, wImage] = [lowered(byV.wall, v, vOwn, 2), lowered(byW.wall, w, wOwn, 2)];
  const [vThere, wThere] = [heightOver(byW.wall, v), heightOver(byV.wall, w)];
  const [vImageThere, wImageThere] = [heightOver(byW.wall, vImage), heightOver(byV.wall, wImage)];
  let best = start;
  for (let way = 0; way < 4; way++) {
    const [ofV, ofW] = [way > 1, way === 1 || way === 2];
    const [p, pOwn, pThere] = ofV ? [vImage, -vOwn, vImageThere] : [v, vOwn, vThere];
    const [q, qOwn, qThere] = ofW ? [wImage, -wOwn, wImageThere] : [w, wOwn, wThere];
    if (pOwn * qThere > touching || qOwn * pThere > touching) continue;
    const atV = partWay(p, q, meeting(pOwn, qThere));
    const first = legToWall(p, q, byV, atV, meeting(pOwn, qThere));
    // as DIALS ends the search here, so that distances are the same
    if (first > best) return best;
    const atW = partWay(q, p, meeting(qOwn, pThere));
    const last = legToWall(q, p, byW, atW, meeting(qOwn, pThere));
    if (first + last > best) return best;
    const legs = first + last;
    const middle = between(atV, beyond(byV.wall, atV), atW, beyond(byW.wall, atW), best - legs);
    best = Math.min(best, legs + middle);
  }
  return best;
}

/** The shortest way from p to `place`, which is on the wall, part of the way to q: straight on, or first to the wall and along it. */
function legToWall(p: G6, q: G6, { wall, height, footBeyond }: Exit, place: G6, part: number): number {
  const there = beyond(wall, place);
  const direct = Math.min(part * straight(p, q), straight(p, there));
  const along = Math.min(
    within(footBeyond, place, direct - height),
    within(footBeyond, there, direct - height),
  );
  return Math.min(direct, height + along);
}

/**
 * Distance of two lattices, Å²: the length of the shortest path found between their reduced cells in G6, which may leave the cone of
 * reduced cells through up to two of its walls and go on from where the same lattice is found by another cell. Andrews & Bernstein
 * (2014), J. Appl. Cryst. 47, 346-359. Stands in for `cctbx.uctbx.determine_unit_cell.NCDist`, and looks at the same paths.
 */
export function ncDist(v: G6, w: G6): number {
  let best = withinCone(v, w);
  let limit = worthwhile * best;
  if (!(leastHeight(v) + leastHeight(w) < limit)) return best;
  const exits = (g: G6) =>
    walls
      .map((wall) => exit(wall, g))
      .filter(({ wall, height }) => height < limit && isOfKind(wall.before, g))
      .sort((a, b) => a.height - b.height);
  const [ofV, ofW] = [exits(v), exits(w)];
  for (const [own, other] of [
    [ofV, w],
    [ofW, v],
  ] as const)
    for (const { wall, height, foot, footBeyond } of own)
      if (isOfKind(wall.before, foot) && isOfKind(wall.beyond, footBeyond))
        best = Math.min(best, height + within(other, footBeyond, best - height));
  limit = worthwhile * best;
  const [fromV, fromW] = [ofV, ofW].map((list) => list.filter(({ height }) => height < limit)) as [
    Exit[],
    Exit[],
  ];
  if (fromV.length === 0 || fromW.length === 0 || !isInCone(v) || !isInCone(w)) return best;
  const inside = ({ foot, footBeyond }: Exit) => isInCone(foot) && isInCone(footBeyond);
  const lastWalls = fromW.filter(inside);
  for (const byV of fromV.filter(inside))
    for (const byW of lastWalls) best = throughTwoWalls(v, byV, w, byW, best);
  return best;
}

/** The squared edges of a cell, Å², rising. */
export const sortedEdges = ([a, b, c]: G6): Vec3 => [a, b, c].sort((x, y) => x - y) as unknown as Vec3;

/**
 * What `ncDist` cannot be less than, Å², by the sorted squared edges of both cells. On the way edges change by no more than the way is
 * long, and beyond a wall they are the same in another order; but ways through a tunnel from both ends are taken as if their two parts,
 * in which one edge changes by 1/√2 of the part, were at right angles to the third.
 */
export const ncDistBound = (v: Vec3, w: Vec3): number => {
  const a = v[0] - w[0];
  const b = v[1] - w[1];
  const c = v[2] - w[2];
  return shortcut * Math.sqrt(a * a + b * b + c * c);
};
