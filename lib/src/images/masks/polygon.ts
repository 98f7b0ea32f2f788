import type { Vec2 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { PanelMask } from "../../models/imageAccess.js";

/**
 * Masks, in place, the pixels whose centre lies in a polygon, corners [fast, slow] px: as DIALS' `mask_untrusted_polygon`
 * (which refuses triangles). Of centres on an edge those on a left or lower edge are in. Row by row: the edges' crossings
 * with the row's middle, in order, are where inside begins and ends.
 *
 * Throws EwaldError `"bad-argument"` for fewer than three different corners, edges that cross, and a polygon beside the
 * panel.
 */
export function maskUntrustedPolygon(
  { shape, values }: PanelMask,
  polygon: readonly Vec2[],
  where = "the panel",
): void {
  const [ny, nx] = shape;
  if (!fillPolygon({ shape, values }, checkedCorners(polygon, where)))
    throw new EwaldError(
      "bad-argument",
      `The polygon ${text(polygon)} holds the centre of no pixel of ${where} of ${nx} × ${ny} px.`,
    );
}

/** The same of corners known to be good; whether it holds the centre of any pixel. */
export function fillPolygon({ shape, values }: PanelMask, corners: readonly Vec2[]): boolean {
  const [ny, nx] = shape;
  const ys = corners.map(([, y]) => y);
  const first = Math.max(0, Math.floor(Math.min(...ys)));
  const last = Math.min(ny - 1, Math.ceil(Math.max(...ys)));
  let touched = false;
  for (let j = first; j <= last; j++) {
    const starts = crossings(corners, j + 0.5).map((x) => firstCentreFrom(Math.min(nx, Math.max(0, x))));
    for (let k = 0; k + 1 < starts.length; k += 2) {
      const from = Math.max(0, starts[k]!);
      const to = Math.min(nx, starts[k + 1]!);
      if (from >= to) continue;
      touched = true;
      values.data.fill(0, j * nx + from, j * nx + to);
    }
  }
  return touched;
}

/** Corners are nearer than this, px: products of four coordinates are then far from any overflow. */
const farthest = 1e9;

/** Where edges cross the height y, rising. An edge holds its lower end only, so that a corner counts once. */
function crossings(corners: readonly Vec2[], y: number): number[] {
  const found: number[] = [];
  for (let i = 0, before = corners.length - 1; i < corners.length; before = i++) {
    const [ax, ay] = corners[i]!;
    const [bx, by] = corners[before]!;
    if (ay > y !== by > y) found.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
  }
  return found.sort((a, b) => a - b);
}

/** The first pixel whose centre is not left of x. */
function firstCentreFrom(x: number): number {
  let i = Math.ceil(x - 0.5);
  while (i - 0.5 >= x) i--;
  while (i + 0.5 < x) i++;
  return i;
}

/** The corners, each once in a row. */
function checkedCorners(polygon: readonly Vec2[], where: string): Vec2[] {
  const bad = (why: string) =>
    new EwaldError("bad-argument", `The polygon ${text(polygon)} on ${where} cannot be: ${why}.`);
  if (!polygon.every((corner) => corner.every((x) => Math.abs(x) < farthest)))
    throw bad(`its corners are pairs of numbers, x and y, px, below ${farthest}`);
  const same = (a: Vec2, b: Vec2) => a[0] === b[0] && a[1] === b[1];
  const corners = polygon.filter((corner, i) => !same(corner, polygon[(i + 1) % polygon.length]!));
  if (corners.length < 3)
    throw bad(`it has ${new Set(polygon.map(String)).size} different corners, but 3 are the least`);
  const n = corners.length;
  for (let i = 0; i < n; i++)
    for (let k = i + 2; k < n; k++)
      if (cross(corners[i]!, corners[(i + 1) % n]!, corners[k]!, corners[(k + 1) % n]!))
        throw bad(
          `its edges from ${corners[i]} and from ${corners[k]} cross; give its corners in their order round it`,
        );
  return corners;
}

/** On which side of the line from a to b a point is. */
const side = (a: Vec2, b: Vec2, c: Vec2) =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

/** Whether the edges ab and cd meet in a point that is inside both. */
const cross = (a: Vec2, b: Vec2, c: Vec2, d: Vec2): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

const text = (polygon: readonly Vec2[]) =>
  polygon.length > 6
    ? `${polygon.slice(0, 6).join(", ")}, … (${polygon.length} corners)`
    : polygon.join(", ") || "without corners";
