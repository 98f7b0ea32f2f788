import type { Vec2 } from "../../array/vectors.js";
import type { Bitmap } from "./bitmap.js";
import type { Rgb } from "./colours.js";
import { lettering } from "./lettering.js";
import type { Ring } from "./rings.js";
import { strokeLines } from "./strokes.js";

/** Where a panel's pixel coordinates lie in a picture, [column, row]. */
export type ToPicture = (panel: number, px: Vec2) => Vec2;

/** Rings that look alike. */
export interface RingSet {
  readonly rings: readonly Ring[];
  readonly colour: Rgb;
  /** Of the labels' font, px; none without. */
  readonly fontSize: number | null;
}

/**
 * Draws rings 2 px wide, and on them their resolutions, edged so that they can be read on any ground. A label that would lie on another
 * is left out.
 */
export function drawRings(picture: Bitmap, sets: readonly RingSet[], toPicture: ToPicture): void {
  for (const { rings, colour } of sets) {
    const lines = rings.flatMap((ring) =>
      ring.lines.map(({ panel, points }) => points.map((px) => toPicture(panel, px))),
    );
    strokeLines(picture, lines, { width: 2, colour });
  }
  const taken: Box[] = [];
  for (const { rings, colour, fontSize } of sets)
    if (fontSize)
      for (const { d, labels } of rings)
        for (const { panel, at } of labels)
          drawLabel(picture, label(d), toPicture(panel, at), colour, fontSize, taken);
}

const label = (d: number) => `${d.toFixed(2)} Å`;
type Box = readonly [left: number, top: number, right: number, bottom: number];

function drawLabel(
  picture: Bitmap,
  text: string,
  at: Vec2,
  colour: Rgb,
  fontSize: number,
  taken: Box[],
): void {
  const { half } = lettering(text, [0, 0], fontSize);
  const reach: Vec2 = [half[0] + 0.2 * fontSize, half[1] + 0.2 * fontSize];
  const [x, y] = within(picture, at, reach);
  const box: Box = [x - reach[0], y - reach[1], x + reach[0], y + reach[1]];
  if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]))
    return;
  taken.push(box);
  const [red, green, blue] = colour;
  const bright = 0.3 * red + 0.59 * green + 0.11 * blue > 140;
  const { lines, weight } = lettering(text, [x, y], fontSize);
  const edge: Rgb = bright ? [0, 0, 0] : [255, 255, 255];
  strokeLines(picture, lines, { width: weight + 0.2 * fontSize, colour: edge, opacity: 0.75 });
  strokeLines(picture, lines, { width: weight, colour });
}

/** A label's centre, moved so that all of it is in the picture. */
function within({ width, height }: Bitmap, [x, y]: Vec2, [halfWidth, halfHeight]: Vec2): Vec2 {
  const clamp = (at: number, half: number, size: number) => Math.max(half, Math.min(size - half, at));
  return [clamp(x, halfWidth, width), clamp(y, halfHeight, height)];
}
