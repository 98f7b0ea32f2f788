import { type ColourScheme, colourTable } from "./colours.js";
import type { Levels } from "./levels.js";

/** A picture: three bytes (red, green, blue) a pixel, row by row from the top. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A panel's levels in colour. */
export function bitmapOf({ shape: [height, width], values }: Levels, scheme: ColourScheme): Bitmap {
  const table = colourTable(scheme);
  const rgb = new Uint8Array(3 * values.length);
  for (let i = 0, at = 0; i < values.length; i++, at += 3) {
    const from = 3 * values[i]!;
    rgb[at] = table[from]!;
    rgb[at + 1] = table[from + 1]!;
    rgb[at + 2] = table[from + 2]!;
  }
  return { width, height, rgb };
}
