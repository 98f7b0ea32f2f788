import type { CellParameters } from "../unitCell.js";

/**
 * A lattice's metric as a vector of the space G6 (Andrews & Bernstein 1988, Acta Cryst. A44, 1009-1018, eq. 1):
 * a·a, b·b, c·c, 2b·c, 2a·c, 2a·b, Å².
 */
export type G6 = readonly [number, number, number, number, number, number];

const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

/** The cell's vector in G6, the cell taken as it stands. Cells to compare are primitive and reduced. */
export function g6([a, b, c, alpha, beta, gamma]: CellParameters): G6 {
  return [
    a * a,
    b * b,
    c * c,
    2 * b * c * cosine(alpha),
    2 * a * c * cosine(beta),
    2 * a * b * cosine(gamma),
  ];
}

/** `+`: 2b·c, 2a·c, 2a·b all positive (Niggli's type I); `-`: none positive (type II); `±` either. */
type Kind = "+" | "-" | "±";

/** A wall of the cone of Niggli-reduced cells, where a lattice passes from one reduced cell to another. */
export interface Wall {
  readonly name: string;
  /** Normal, into the cone: the coefficients of the inequality, 0 and ±1. */
  readonly normal: G6;
  /** The normal's length. */
  readonly length: number;
  /** The 6 × 6 matrix, row by row, from G6 before the wall to G6 beyond it. */
  readonly map: readonly number[];
  /** Of which kind of cells it is a wall. */
  readonly before: Kind;
  /** The kind of the cells beyond. */
  readonly beyond: Kind;
}

/** The six products of three axes are those of a basis `axes` = rows of coefficients of a, b, c; linear in G6. */
function mapOf(axes: readonly (readonly number[])[]): number[] {
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 2],
    [1, 2],
    [0, 2],
    [0, 1],
  ] as const;
  return pairs.flatMap(([i, j]) =>
    pairs.map(([k, l]) => {
      const [p, q] = [axes[i]!, axes[j]!];
      // what a_k·a_l adds to the product, and half of it when it stands doubled in G6
      const product = k === l ? p[k]! * q[k]! : (p[k]! * q[l]! + p[l]! * q[k]!) / 2;
      return (i === j ? product : 2 * product) + 0;
    }),
  );
}

type Row = [name: string, normal: G6, axes: number[][], before: Kind, beyond: Kind];

/**
 * The 15 five-dimensional walls (Andrews & Bernstein 2014, J. Appl. Cryst. 47, 346-359, table 1): where an inequality of Niggli's
 * conditions is an equation, and the change of axes that is as good there. Normals: the coefficients of the inequality.
 */
const rows: readonly Row[] = [
  [
    "1",
    [-1, 1, 0, 0, 0, 0],
    [
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ],
    "±",
    "±",
  ],
  [
    "2",
    [0, -1, 1, 0, 0, 0],
    [
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ],
    "±",
    "±",
  ],
  [
    "3",
    [0, 0, 0, -1, 0, 0],
    [
      [-1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    "±",
    "±",
  ],
  [
    "4",
    [0, 0, 0, 0, -1, 0],
    [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
    "±",
    "±",
  ],
  [
    "5",
    [0, 0, 0, 0, 0, -1],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, -1],
    ],
    "±",
    "±",
  ],
  [
    "6",
    [0, 1, 0, -1, 0, 0],
    [
      [1, 0, 0],
      [0, -1, 0],
      [0, 1, -1],
    ],
    "+",
    "-",
  ],
  [
    "7",
    [0, 1, 0, -1, 0, 0],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, -1],
    ],
    "+",
    "+",
  ],
  [
    "8",
    [0, 1, 0, 1, 0, 0],
    [
      [-1, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ],
    "-",
    "+",
  ],
  [
    "9",
    [1, 0, 0, 0, -1, 0],
    [
      [1, 0, 0],
      [0, -1, 0],
      [-1, 0, 1],
    ],
    "+",
    "-",
  ],
  [
    "A",
    [1, 0, 0, 0, -1, 0],
    [
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, -1],
    ],
    "+",
    "+",
  ],
  [
    "B",
    [1, 0, 0, 0, 1, 0],
    [
      [1, 0, 0],
      [0, -1, 0],
      [1, 0, 1],
    ],
    "-",
    "+",
  ],
  [
    "C",
    [1, 0, 0, 0, 0, -1],
    [
      [1, 0, 0],
      [-1, 1, 0],
      [0, 0, -1],
    ],
    "+",
    "-",
  ],
  [
    "D",
    [1, 0, 0, 0, 0, -1],
    [
      [1, 0, 0],
      [1, -1, 0],
      [0, 0, 1],
    ],
    "+",
    "+",
  ],
  [
    "E",
    [1, 0, 0, 0, 0, 1],
    [
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, -1],
    ],
    "-",
    "+",
  ],
  [
    "F",
    [1, 1, 0, 1, 1, 1],
    [
      [1, 0, 0],
      [0, 1, 0],
      [-1, -1, -1],
    ],
    "-",
    "-",
  ],
]; // prettier-ignore

export const walls: readonly Wall[] = rows.map(([name, normal, axes, before, beyond]) => ({
  name,
  normal,
  length: Math.sqrt(normal.reduce((sum, x) => sum + x * x, 0)),
  map: mapOf(axes),
  before,
  beyond,
}));

/** The pairs of walls through which cells of the kinds + and - meet, and which edge's square is in their inequality. */
export const tunnels = [
  { plus: walls[5]!, minus: walls[7]!, edge: 1 },
  { plus: walls[8]!, minus: walls[10]!, edge: 0 },
  { plus: walls[11]!, minus: walls[13]!, edge: 0 },
] as const;

/** Å², positive on the side of the cone. */
export const heightOver = ({ normal: n, length }: Wall, g: G6): number =>
  (n[0] * g[0] + n[1] * g[1] + n[2] * g[2] + n[3] * g[3] + n[4] * g[4] + n[5] * g[5]) / length;

/** The point `times` its height below it: its foot on the wall for 1, its mirror image for 2. */
export function lowered({ normal: n, length }: Wall, g: G6, height: number, times: 1 | 2): G6 {
  const h = (times * height) / length;
  return [
    g[0] - h * n[0],
    g[1] - h * n[1],
    g[2] - h * n[2],
    g[3] - h * n[3],
    g[4] - h * n[4],
    g[5] - h * n[5],
  ];
}

/** The same lattice by its cell beyond the wall. */
export function beyond({ map: m }: Wall, g: G6): G6 {
  return [image(m, 0, g), image(m, 6, g), image(m, 12, g), image(m, 18, g), image(m, 24, g), image(m, 30, g)];
}

const image = (m: readonly number[], i: number, g: G6) =>
  m[i]! * g[0] + m[i + 1]! * g[1] + m[i + 2]! * g[2] + m[i + 3]! * g[3] + m[i + 4]! * g[4] + m[i + 5]! * g[5];

/** Whether an even number of the last three is negative; a zero counts as positive. */
export const isPlus = (g: G6) => (g[3] < 0 !== g[4] < 0) === g[5] < 0;
/** Whether an odd number of the last three is negative; a zero counts as negative. */
export const isMinus = (g: G6) => (g[3] > 0 !== g[4] > 0) === g[5] > 0;

/** With a zero among the last three a cell may be of both kinds or, the other two differing in sign, of neither. */
export const isOfKind = (kind: Kind, g: G6) => (kind !== "-" && isPlus(g)) || (kind !== "+" && isMinus(g));

/** Part of the longest axis' square by which a cell may be out of the cone. */
const play = 1e-7;

/** Whether the cell is reduced but for the order of its axes and their signs: no face's or body's diagonal is shorter than an edge. */
export function isInCone(g: G6): boolean {
  const a = g[0];
  const b = g[1];
  const c = g[2];
  if (a < 0 || b < 0 || c < 0) return false;
  const longest = Math.max(a, b, c);
  const slack = longest * play;
  const d = Math.abs(g[3]);
  const e = Math.abs(g[4]);
  const f = Math.abs(g[5]);
  if (d > Math.min(b, c) + slack || Math.max(e, f) > Math.min(a, b) + slack) return false;
  return a + b + c + leastOfSigns(g) >= longest - slack;
}

/** The least of the sums of the last three with signs that leave the lattice as it is: none or two turned. */
function leastOfSigns(g: G6): number {
  const sum = Math.abs(g[3]) + Math.abs(g[4]) + Math.abs(g[5]);
  return isMinus(g) ? -sum : 2 * Math.min(Math.abs(g[3]), Math.abs(g[4]), Math.abs(g[5])) - sum;
}

/** Å²: the least height over any wall, also those beyond changes of the axes' order and signs. */
export function leastHeight(g: G6): number {
  const [a, b, c, d, e, f] = g;
  const [p, q, r] = [Math.abs(d), Math.abs(e), Math.abs(f)];
  const orders = [a - b, b - c, c - a, b - p, c - p, a - q, c - q, a - r, b - r];
  const bodies = [d + e + f, d - e - f, e - f - d, f - d - e];
  return Math.min(
    ...orders.map((x) => Math.abs(x) * Math.SQRT1_2),
    ...bodies.map((x) => Math.abs(a + b + x) / Math.sqrt(5)),
    p,
    q,
    r,
  );
}
