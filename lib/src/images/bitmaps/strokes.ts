import type { Vec2 } from "../../array/vectors.js";
import type { Bitmap } from "./bitmap.js";
import type { Rgb } from "./colours.js";

/** Points joined by straight lines, [column, row] of the picture: pixel (i, j) covers [i, i + 1) × [j, j + 1). */
export type Polyline = readonly Vec2[];

/**
 * Draws lines `width` px wide, with round ends and smooth edges: a pixel takes of the colour as much as the line covers of it, by the
 * distance of its centre. Lines that cross or overlap do not add up. `opacity`: 0 … 1.
 */
export function strokeLines(
  picture: Bitmap,
  lines: readonly Polyline[],
  { width, colour, opacity = 1 }: { width: number; colour: Rgb; opacity?: number },
): void {
  const reach = width / 2 + 0.5;
  const box = boxOf(picture, lines, reach);
  if (!box) return;
  const [left, top, columns, rows] = box;
  const cover = new Float32Array(columns * rows);
  for (const line of lines)
    for (let i = 0; i < line.length; i++)
      coverSegment(line[Math.max(0, i - 1)]!, line[i]!, reach, box, cover);
  const { rgb } = picture;
  for (let row = 0, k = 0; row < rows; row++)
    for (
      let column = 0, at = 3 * ((top + row) * picture.width + left);
      column < columns;
      column++, k++, at += 3
    ) {
      const part = cover[k]! * opacity;
      if (part > 0)
        for (let c = 0; c < 3; c++) rgb[at + c] = Math.round((1 - part) * rgb[at + c]! + part * colour[c]!);
    }
}

type Box = readonly [left: number, top: number, columns: number, rows: number];

/** The pixels of the picture that the lines can reach. */
function boxOf({ width, height }: Bitmap, lines: readonly Polyline[], reach: number): Box | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const line of lines)
    for (const [x, y] of line) {
      left = Math.min(left, Math.floor(x - reach));
      top = Math.min(top, Math.floor(y - reach));
      right = Math.max(right, Math.ceil(x + reach));
      bottom = Math.max(bottom, Math.ceil(y + reach));
    }
  [left, top] = [Math.max(0, left), Math.max(0, top)];
  const [columns, rows] = [Math.min(width, right) - left, Math.min(height, bottom) - top];
  return columns > 0 && rows > 0 ? [left, top, columns, rows] : undefined;
}

/** What a line from a to b covers of the box's pixels into `cover`, where it is more than is there. */
function coverSegment(
  [ax, ay]: Vec2,
  [bx, by]: Vec2,
  reach: number,
  [left, top, columns, rows]: Box,
  cover: Float32Array,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const from = (a: number, b: number, first: number) =>
    Math.max(0, Math.floor(Math.min(a, b) - reach) - first);
  const to = (a: number, b: number, first: number, n: number) =>
    Math.min(n, Math.ceil(Math.max(a, b) + reach) - first);
  for (let row = from(ay, by, top); row < to(ay, by, top, rows); row++)
    for (let column = from(ax, bx, left); column < to(ax, bx, left, columns); column++) {
      const [x, y] = [left + column + 0.5 - ax, top + row + 0.5 - ay];
      const along = length2 > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / length2)) : 0;
      const covered = Math.min(1, reach - Math.hypot(x - along * dx, y - along * dy));
      const k = row * columns + column;
      if (covered > cover[k]!) cover[k] = covered;
    }
}
