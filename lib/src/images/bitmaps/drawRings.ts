import type { Vec2 } from "../../array/vectors.js";
import type { Bitmap } from "./bitmap.js";
import type { Rgb } from "./colours.js";
import { lettering } from "./lettering.js";
import type { Ring } from "./rings.js";
import { strokeLines } from "./strokes.js";

/** Where a panel's pixel coordinates lie in a picture, [column, row]. */
export type ToPicture = (panel: number, px: Vec2) => Vec2;

export interface RingStyle {
  readonly colour: Rgb;
  /** Of the labels' font, px; none without. */
  readonly fontSize: number | null;
}

/** Draws rings 2 px wide, and their resolutions on them, edged so that they can be read on any ground. */
export function drawRings(
  picture: Bitmap,
  rings: readonly Ring[],
  toPicture: ToPicture,
  { colour, fontSize }: RingStyle,
): void {
  const lines = rings.flatMap((ring) =>
    ring.lines.map(({ panel, points }) => points.map((px) => toPicture(panel, px))),
  );
  strokeLines(picture, lines, { width: 2, colour });
  if (!fontSize) return;
  const [red, green, blue] = colour;
  const bright = 0.3 * red + 0.59 * green + 0.11 * blue > 140;
  const edge: Rgb = bright ? [0, 0, 0] : [255, 255, 255];
  for (const { d, labels } of rings)
    for (const { panel, at } of labels) {
      const { half } = lettering(label(d), [0, 0], fontSize);
      const centre = within(picture, toPicture(panel, at), half);
      const { lines: letters, weight } = lettering(label(d), centre, fontSize);
      strokeLines(picture, letters, { width: weight + 0.2 * fontSize, colour: edge, opacity: 0.75 });
      strokeLines(picture, letters, { width: weight, colour });
    }
}

const label = (d: number) => `${d.toFixed(2)} Å`;

/** A label's centre, moved so that all of it is in the picture. */
function within({ width, height }: Bitmap, [x, y]: Vec2, [halfWidth, halfHeight]: Vec2): Vec2 {
  const clamp = (at: number, half: number, size: number) =>
    Math.max(1.4 * half, Math.min(size - 1.4 * half, at));
  return [clamp(x, halfWidth, width), clamp(y, halfHeight, height)];
}
