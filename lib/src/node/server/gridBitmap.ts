import type { Bitmap } from "../../images/bitmaps/bitmap.js";

/** Edge of a cell, px. */
const cell = 24;

/** Numbers of spots on a grid, the first row at the bottom, from white for none to dark red for the most; grey where unknown. */
export function gridBitmap(
  counts: readonly number[],
  [rows, columns]: readonly [rows: number, columns: number],
): Bitmap {
  const most = counts.reduce((a, b) => (b > a ? b : a), 1);
  const [width, height] = [columns * cell, rows * cell];
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const count = counts[(rows - 1 - Math.floor(y / cell)) * columns + Math.floor(x / cell)]!;
      rgb.set(Number.isNaN(count) ? unknown : red(count / most), i);
    }
  return { width, height, rgb };
}

const unknown = [190, 190, 190];
const white = [255, 255, 255];
const darkRed = [103, 0, 13];
const red = (share: number) => white.map((from, i) => Math.round(from + share * (darkRed[i]! - from)));
