import { AffineOp } from "./affineOp.js";
import type { ClosedGroup } from "./groupClosure.js";
import { type LaueClass, properRotations } from "./pointGroup.js";
import { rotationAxis, rotationType } from "./rotationType.js";

type Integers = readonly [number, number, number];

/** A basis of the lattice that the group's translations span, in 24ths of the cell edges. */
export function primitiveBasis(centring: readonly (readonly number[])[]): Integers[] {
  // Rows reduced to echelon form by Euclid's algorithm on the columns.
  const rows: number[][] = [[24, 0, 0], [0, 24, 0], [0, 0, 24], ...centring.slice(1).map((t) => [...t])];
  const basis: number[][] = [];
  for (let column = 0; column < 3; column++) {
    for (;;) {
      const left = rows.filter((row) => row[column] !== 0);
      if (left.length <= 1) break;
      left.sort((p, q) => Math.abs(p[column]!) - Math.abs(q[column]!));
      const [pivot, ...others] = left as [number[], ...number[][]];
      for (const row of others) {
        const factor = Math.trunc(row[column]! / pivot[column]!);
        for (let i = 0; i < 3; i++) row[i]! -= factor * pivot[i]!;
      }
    }
    const at = rows.findIndex((row) => row[column] !== 0);
    basis.push(...rows.splice(at, 1));
  }
  return basis as unknown as Integers[];
}

/** The symmetric form Σ RᵀR (row by row), which the group's rotations leave: a stand-in for the cell's metric. */
function invariantForm(rotations: readonly (readonly number[])[]): number[] {
  const form = new Array<number>(9).fill(0);
  for (const r of rotations)
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        form[3 * i + j]! += r[i]! * r[j]! + r[3 + i]! * r[3 + j]! + r[6 + i]! * r[6 + j]!;
  return form;
}

const turn = (r: readonly number[], v: Integers): Integers => [
  r[0]! * v[0] + r[1]! * v[1] + r[2]! * v[2],
  r[3]! * v[0] + r[4]! * v[1] + r[5]! * v[2],
  r[6]! * v[0] + r[7]! * v[1] + r[8]! * v[2],
];
const add = (p: Integers, q: Integers): Integers => [p[0] + q[0], p[1] + q[1], p[2] + q[2]];
const times = (n: number, v: Integers): Integers => [n * v[0] + 0, n * v[1] + 0, n * v[2] + 0];
const determinant = (a: Integers, b: Integers, c: Integers) =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) -
  a[1] * (b[0] * c[2] - b[2] * c[0]) +
  a[2] * (b[0] * c[1] - b[1] * c[0]);

/**
 * Right-handed bases in which a group of this Laue class may be in its reference setting, as operators from the group's
 * coordinates to the basis's, likeliest first: cell vectors along the axes that the class has, each the shortest lattice vector there
 * or the shortest in the plane; then the choices that are left (order and sense of the axes, the two in the plane of a monoclinic cell).
 */
export function* conventionalBases(group: ClosedGroup, laue: LaueClass): Generator<AffineOp> {
  const rotations = properRotations(group.representatives);
  const form = invariantForm(rotations);
  const dot = (u: Integers, v: Integers) => {
    const w = turn(form, v);
    return u[0] * w[0] + u[1] * w[1] + u[2] * w[2];
  };
  const square = (v: Integers) => dot(v, v);
  const lattice = primitiveBasis(group.centring);
  // Made less skew, each vector shortened by the others, so that the short vectors are small sums of them.
  for (let changed = true; changed; ) {
    changed = false;
    for (const [i, j] of pairs) {
      const factor = Math.round(dot(lattice[i]!, lattice[j]!) / square(lattice[j]!));
      const shorter = add(lattice[i]!, times(-factor, lattice[j]!));
      if (factor === 0 || square(shorter) >= square(lattice[i]!)) continue;
      lattice[i] = shorter;
      changed = true;
    }
  }
  const vectors = latticeVectors(lattice).sort((p, q) => square(p) - square(q));
  const axes = (fold: number) => {
    const found = new Map<string, { axis: Integers; r: readonly number[] }>();
    for (const r of rotations) {
      if (rotationType(r) !== fold) continue;
      const axis = rotationAxis(r);
      if (!found.has(axis.join())) found.set(axis.join(), { axis, r });
    }
    return [...found.values()];
  };
  const along = (axis: Integers) => shortestAlong(axis, lattice);
  const across = (axis: Integers) => {
    const normal = turn(form, axis);
    return vectors.filter((v) => v[0] * normal[0] + v[1] * normal[1] + v[2] * normal[2] === 0);
  };
  for (const basis of bases()) {
    const det = determinant(...basis);
    if (det === 0) continue;
    const [a, b, c] = det > 0 ? basis : (basis.map((v) => times(-1, v)) as [Integers, Integers, Integers]);
    // Columns are the new cell vectors in 24ths of the old: this takes new coordinates to old.
    yield new AffineOp([a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]], [0, 0, 0], 24).inverse();
  }

  function* bases(): Generator<[Integers, Integers, Integers]> {
    if (laue === "-1") yield lattice as [Integers, Integers, Integers];
    else if (laue === "2/m") {
      const b = along(axes(2)[0]!.axis);
      const [a, ...rest] = across(axes(2)[0]!.axis);
      const c = rest.find((v) => determinant(a!, b, v) !== 0)!;
      for (const [p, q, r, s] of planar)
        yield [add(times(p, a!), times(q, c)), b, add(times(r, a!), times(s, c))];
    } else if (laue === "mmm") {
      const [a, b, c] = axes(2).map(({ axis }) => along(axis)) as [Integers, Integers, Integers];
      yield [a, b, c];
      yield [b, c, a];
      yield [c, a, b];
      yield [b, a, times(-1, c)];
      yield [a, c, times(-1, b)];
      yield [c, b, times(-1, a)];
    } else if (laue.startsWith("m-3")) {
      const [a, b, c] = axes(laue === "m-3" ? 2 : 4).map(({ axis }) => along(axis)) as [
        Integers,
        Integers,
        Integers,
      ];
      yield [a, b, c];
      yield [b, a, c];
    } else {
      const fold = laue.startsWith("4") ? 4 : 3;
      const { axis, r } = axes(fold)[0]!;
      const up = along(axis);
      const sides = across(axis);
      const shortest = square(sides[0]!);
      // cctbx and International Tables: a and b are the shortest in the plane (obverse or reverse: by trial).
      for (const a of sides.filter((v) => square(v) === shortest))
        for (const c of [up, times(-1, up)]) {
          const b = turn(r, a);
          if (determinant(a, b, c) > 0) yield [a, b, c];
          else yield [a, turn(inverseRotation(r), a), c];
        }
    }
  }
}

const pairs = [
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 2],
  [2, 0],
  [2, 1],
] as const;

const inverseRotation = (r: readonly number[]): readonly number[] => new AffineOp(r).inverse().r;

/** Unimodular 2 × 2 matrices of −1, 0, 1, with determinant 1; the identity first. */
const planar: readonly (readonly [number, number, number, number])[] = (() => {
  const found: [number, number, number, number][] = [[1, 0, 0, 1]];
  const digits = [0, 1, -1];
  for (const p of digits)
    for (const q of digits)
      for (const r of digits)
        for (const s of digits)
          if (p * s - q * r === 1 && !(p === 1 && !q && !r && s === 1)) found.push([p, q, r, s]);
  return found;
})();

/** Sums of −3 … 3 of each basis vector, without 0: all the short vectors of a lattice whose basis is not very skew. */
function latticeVectors(basis: readonly Integers[]): Integers[] {
  const [a, b, c] = basis as [Integers, Integers, Integers];
  const found: Integers[] = [];
  for (let i = -3; i <= 3; i++)
    for (let j = -3; j <= 3; j++)
      for (let k = -3; k <= 3; k++)
        if (i || j || k) found.push(add(add(times(i, a), times(j, b)), times(k, c)));
  return found;
}

/** The shortest lattice vector along a direction. */
function shortestAlong(axis: Integers, lattice: readonly Integers[]): Integers {
  const [a, b, c] = lattice as [Integers, Integers, Integers];
  // In the lattice's basis the direction is rational; in lowest terms it is the vector.
  const volume = determinant(a, b, c);
  const parts = [
    determinant(axis, b, c) / volume,
    determinant(a, axis, c) / volume,
    determinant(a, b, axis) / volume,
  ].map((x) => Math.round(x * Math.abs(volume)));
  const gcd = (p: number, q: number): number => (q ? gcd(q, p % q) : Math.abs(p));
  const common = parts.reduce(gcd, 0);
  const [i, j, k] = parts.map((n) => n / common) as [number, number, number];
  return add(add(times(i, a), times(j, b)), times(k, c));
}
