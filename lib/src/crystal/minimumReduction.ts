import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { type Reduction, reductionOf } from "./niggliReduction.js";

/** A lattice vector by the given basis. */
type Integers = readonly [number, number, number];

/** Steps of either kind that a cell may take; the flattest that exist take some tens. */
const mostSteps = 1000;

/** Products and differences of squares below this part of the largest square count as none. */
const negligible = 1e-12;

const plus = (p: Integers, q: Integers, times = 1): Integers => [
  p[0] + times * q[0],
  p[1] + times * q[1],
  p[2] + times * q[2],
];
const negative = (p: Integers): Integers => [0 - p[0], 0 - p[1], 0 - p[2]];
const determinant = ([a, b, c]: readonly [Integers, Integers, Integers]) =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) -
  a[1] * (b[0] * c[2] - b[2] * c[0]) +
  a[2] * (b[0] * c[1] - b[1] * c[0]);

/** The pairs of a superbase's four vectors, each with the other two. */
const pairs = [
  [0, 1, 2, 3],
  [0, 2, 1, 3],
  [0, 3, 1, 2],
  [1, 2, 0, 3],
  [1, 3, 0, 2],
  [2, 3, 0, 1],
] as const;

/**
 * Reduction to a Buerger cell, whose edges are the three shortest lattice vectors not in a plane (Buerger 1957, Z. Krist. 109, 42-60;
 * 1960, 113, 52-56), a ≤ b ≤ c, its angles all acute or none. Of metric (Å², row by row).
 *
 * The way there is Selling's: four vectors with sum 0, of which no two make an acute angle. The shortest vectors of the lattice are
 * among those four and their three sums in pairs, for these are the normals of the faces of its Voronoi cell (Delaunay 1933, Z. Krist.
 * 84, 109-149; Balashov & Ursell 1957, Acta Cryst. 10, 582-589). Every step makes the sum of the four squares smaller, by more than
 * rounding, so the steps end.
 *
 * The cell is that of cctbx's `minimum_reduction` where a lattice has but one Buerger cell. Where it has several (Gruber 1973, Acta
 * Cryst. A29, 433-440), the given edges stay if they can, and right angles make the others obtuse: cctbx's choice is left to rounding.
 */
export function minimumReduction(metric: Mat3): Reduction {
  let steps = 0;
  const step = () => {
    if (++steps > mostSteps)
      throw new EwaldError(
        "bad-argument",
        `Minimum reduction did not end within ${mostSteps} steps: the cell is too flat.`,
      );
  };
  const { edges, gram } = shortened(metric, step);
  const superbase = [...edges, negative(plus(plus(edges[0], edges[1]), edges[2]))];
  const products = superbaseProducts(gram);
  makeObtuse(superbase, products, step);
  const cell = shortestThree(candidates(superbase, products));
  const p = rightHanded(sameSigns(cell, products));
  return reductionOf(
    [0, 1, 2].flatMap((i) => p.map((v) => v[i]! + 0)),
    steps,
  );
}

/** Each edge less whole multiples of the others as long as that makes it shorter: skew cells come near in few steps. */
function shortened(metric: Mat3, step: () => void) {
  const edges: [Integers, Integers, Integers] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const g: number[] = [...metric];
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        if (i === j) continue;
        const n = Math.round(g[3 * i + j]! / g[4 * j]!);
        // |v − n·w|² = |v|² − n·(2 v·w − n·|w|²)
        const gain = n * (2 * g[3 * i + j]! - n * g[4 * j]!);
        if (n === 0 || gain <= negligible * g[4 * i]!) continue;
        step();
        edges[i] = plus(edges[i]!, edges[j]!, -n);
        for (let k = 0; k < 3; k++) g[3 * i + k]! -= n * g[3 * j + k]!;
        for (let k = 0; k < 3; k++) g[3 * k + i]! -= n * g[3 * k + j]!;
        changed = true;
      }
  }
  return { edges, gram: g };
}

/** Scalar products, Å², of three edges and of the vector that makes their sum 0 (4 × 4). */
function superbaseProducts(g: readonly number[]): number[][] {
  const rows = [0, 3, 6].map((i) => {
    const row = [g[i]!, g[i + 1]!, g[i + 2]!];
    return [...row, -(row[0]! + row[1]! + row[2]!)];
  });
  const last = [0, 1, 2, 3].map((j) => -(rows[0]![j]! + rows[1]![j]! + rows[2]![j]!));
  return [...rows, last];
}

/** Selling's steps: of the pair with the largest product turn one round and add it, as it was, to the other two. */
function makeObtuse(superbase: Integers[], products: number[][], step: () => void): void {
  for (;;) {
    const [i, j, k, l] = pairs.reduce((best, one) =>
      products[one[0]]![one[1]]! > products[best[0]]![best[1]]! ? one : best,
    );
    const p = products[i]![j]!;
    if (p <= negligible * Math.max(...products.map((row, n) => row[n]!))) return;
    step();
    const turned = superbase[i]!;
    superbase[i] = negative(turned);
    superbase[k] = plus(superbase[k]!, turned);
    superbase[l] = plus(superbase[l]!, turned);
    const [ik, il] = [products[i]![k]!, products[i]![l]!];
    const set = (m: number, n: number, value: number) => {
      products[m]![n] = value;
      products[n]![m] = value;
    };
    set(k, l, products[k]![l]! - p);
    set(j, k, products[j]![k]! + p);
    set(j, l, products[j]![l]! + p);
    set(i, k, il + p);
    set(i, l, ik + p);
    set(i, j, -p);
    for (let m = 0; m < 4; m++)
      products[m]![m] = 0 - [0, 1, 2, 3].reduce((sum, n) => (n === m ? sum : sum + products[m]![n]!), 0);
  }
}

/** One of the seven vectors: by the given basis, by the superbase, and its square, Å². */
interface Candidate {
  readonly vector: Integers;
  readonly parts: readonly number[];
  readonly square: number;
}

/** The superbase's vectors and their sums in pairs; the given edges before others, so that they stay where they can. */
function candidates(superbase: readonly Integers[], products: readonly number[][]): Candidate[] {
  const sets = [[0], [1], [2], [3], [0, 1], [0, 2], [0, 3]];
  const all = sets.map((set): Candidate => {
    const vector = set.map((i) => superbase[i]!).reduce((p, q) => plus(p, q));
    const square = set.reduce((sum, i) => set.reduce((part, j) => part + products[i]![j]!, sum), 0);
    return { vector, parts: [0, 1, 2, 3].map((i) => (set.includes(i) ? 1 : 0)), square };
  });
  const edge = ({ vector }: Candidate) => {
    const at = vector.findIndex((n) => n !== 0);
    return Math.abs(vector[0]) + Math.abs(vector[1]) + Math.abs(vector[2]) === 1 ? at : 3;
  };
  // A given edge that points the other way is turned round.
  return all
    .map((one) => {
      const back = edge(one) < 3 && one.vector[edge(one)]! < 0;
      return back ? { ...one, vector: negative(one.vector), parts: one.parts.map((n) => 0 - n) } : one;
    })
    .sort((p, q) => edge(p) - edge(q));
}

/** The three shortest not in a plane, shortest first; of equally long ones the first. */
function shortestThree(all: readonly Candidate[]): [Candidate, Candidate, Candidate] {
  const left = [...all];
  const chosen: Candidate[] = [];
  const margin = negligible * Math.max(...all.map((one) => one.square));
  while (chosen.length < 3) {
    let best = 0;
    for (let i = 1; i < left.length; i++) if (left[i]!.square < left[best]!.square - margin) best = i;
    const [next] = left.splice(best, 1);
    const inPlane =
      chosen.length === 2 && determinant([chosen[0]!.vector, chosen[1]!.vector, next!.vector]) === 0;
    if (!inPlane) chosen.push(next!);
  }
  return chosen as [Candidate, Candidate, Candidate];
}

/** Turned round so that the angles are all acute or none is; right angles are not acute. */
function sameSigns(
  cell: readonly [Candidate, Candidate, Candidate],
  products: readonly number[][],
): [Integers, Integers, Integers] {
  const product = (i: number, j: number) => {
    const [p, q] = [cell[i]!.parts, cell[j]!.parts];
    let sum = 0;
    for (let m = 0; m < 4; m++) for (let n = 0; n < 4; n++) sum += p[m]! * q[n]! * products[m]![n]!;
    const size = Math.sqrt(cell[i]!.square * cell[j]!.square);
    return Math.abs(sum) <= 1e-9 * size ? 0 : Math.sign(sum);
  };
  const [bc, ac, ab] = [product(1, 2), product(0, 2), product(0, 1)];
  const wanted = bc * ac * ab > 0 ? 1 : -1;
  // Signs of a, b, c, that of c first left alone, under which no product has the wrong sign.
  const choices = [
    [1, 1, 1],
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, -1],
  ] as const;
  const signs = choices.find(
    ([a, b, c]) => b * c * bc * wanted >= 0 && a * c * ac * wanted >= 0 && a * b * ab * wanted >= 0,
  )!;
  return cell.map(({ vector }, i) => (signs[i]! < 0 ? negative(vector) : vector)) as [
    Integers,
    Integers,
    Integers,
  ];
}

const rightHanded = (cell: [Integers, Integers, Integers]): Integers[] =>
  determinant(cell) > 0 ? cell : cell.map(negative);
