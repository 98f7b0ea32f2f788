import type { Pair } from "../../../shared/imageViewer.js";

/** A piece of a line, pixel coordinates of a panel. */
export type Piece = readonly [from: Pair, to: Pair];

/**
 * Where a smooth function of a panel's pixel coordinates has the value `level`: marching squares (Lorensen & Cline's cubes in two
 * dimensions) over `cells` × `cells` cells, each crossing found on its edge by bisection, and each cell that the line crosses divided
 * until its chord is within `tolerance` pixels of the line. Lines that close within a single cell are not seen.
 * @param size [fast, slow], px
 */
export function contour(
  at: (px: Pair) => number,
  size: Pair,
  level: number,
  { cells = 24, tolerance = 0.25 }: { readonly cells?: number; readonly tolerance?: number } = {},
): Piece[] {
  return new Grid(at, size, cells).contour(level, tolerance);
}

/** Values of a function at the corners of cells, for contours at several levels. */
export class Grid {
  readonly #values: Float64Array;

  constructor(
    readonly at: (px: Pair) => number,
    readonly size: Pair,
    readonly cells = 24,
  ) {
    const across = cells + 1;
    this.#values = new Float64Array(across * across);
    for (let j = 0; j < across; j++)
      for (let i = 0; i < across; i++) this.#values[j * across + i] = at(this.#corner(i, j));
  }

  /** See {@link contour}. */
  contour(level: number, tolerance = 0.25): Piece[] {
    const pieces: Piece[] = [];
    const across = this.cells + 1;
    for (let j = 0; j < this.cells; j++)
      for (let i = 0; i < this.cells; i++) {
        const k = j * across + i;
        const values = [k, k + 1, k + across + 1, k + across].map((n) => this.#values[n]! - level);
        if (!crossed(values)) continue;
        this.#cell(this.#corner(i, j), this.#corner(i + 1, j + 1), values, level, tolerance, pieces);
      }
    return pieces;
  }

  #corner(i: number, j: number): Pair {
    return [(i / this.cells) * this.size[0], (j / this.cells) * this.size[1]];
  }

  /** Values: less the level, at the upper left, upper right, lower right and lower left corner. */
  #cell(
    [left, top]: Pair,
    [right, bottom]: Pair,
    values: readonly number[],
    level: number,
    tolerance: number,
    pieces: Piece[],
  ): void {
    const f = (px: Pair) => this.at(px) - level;
    const corners: readonly Pair[] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
    const crossings: Pair[] = [];
    for (let k = 0; k < 4; k++) {
      const next = (k + 1) % 4;
      if (values[k]! >= 0 !== values[next]! >= 0) crossings.push(zero(f, corners[k]!, corners[next]!));
    }
    const small = Math.max(right - left, bottom - top) < 1;
    if (small || (crossings.length === 2 && straight(f, crossings as [Pair, Pair], tolerance))) {
      for (let k = 0; k + 1 < crossings.length; k += 2) pieces.push([crossings[k]!, crossings[k + 1]!]);
      return;
    }
    const [x, y]: Pair = [(left + right) / 2, (top + bottom) / 2];
    for (const [from, to] of [
      [
        [left, top],
        [x, y],
      ],
      [
        [x, top],
        [right, y],
      ],
      [
        [x, y],
        [right, bottom],
      ],
      [
        [left, y],
        [x, bottom],
      ],
    ] as const) {
      const quarter = [f(from), f([to[0], from[1]]), f(to), f([from[0], to[1]])];
      if (crossed(quarter)) this.#cell(from, to, quarter, level, tolerance, pieces);
    }
  }
}

/** Whether the values, all finite, are of both signs. */
const crossed = (values: readonly number[]) =>
  values.every(Number.isFinite) && values.some((x) => x >= 0) && values.some((x) => x < 0);

/** Where f changes its sign between two points. */
function zero(f: (px: Pair) => number, a: Pair, b: Pair): Pair {
  const between = (t: number): Pair => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  const positive = f(a) >= 0;
  let [low, high] = [0, 1];
  for (let i = 0; i < 24; i++) {
    const t = (low + high) / 2;
    if (f(between(t)) >= 0 === positive) low = t;
    else high = t;
  }
  return between((low + high) / 2);
}

/** Whether f changes its sign within `tolerance` of the chord's middle, across it. */
function straight(f: (px: Pair) => number, [a, b]: readonly [Pair, Pair], tolerance: number): boolean {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length < tolerance) return true;
  const [nx, ny] = [(-dy / length) * tolerance, (dx / length) * tolerance];
  return [0.25, 0.5, 0.75].every((t) => {
    const [x, y] = [a[0] + t * dx, a[1] + t * dy];
    return f([x + nx, y + ny]) >= 0 !== f([x - nx, y - ny]) >= 0;
  });
}
