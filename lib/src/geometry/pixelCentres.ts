import { FlexVec2Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Panel } from "../models/panel.js";

/** Positions on a panel, row by row, as the functions over columns take them, and how many rows and columns they make. */
export interface PixelPositions {
  /** (fast, slow), px. */
  readonly px: FlexVec2Double;
  readonly shape: readonly [slow: number, fast: number];
}

/**
 * Centres of all pixels of a panel, or of blocks of `every` × `every` pixels (the last ones may be cut), row by row: with them
 * what takes a column of positions makes a map, `{ shape, data: solidAngle(panel, px).data }`.
 */
export function pixelCentres(panel: Panel, every = 1): PixelPositions {
  if (!(Number.isInteger(every) && every > 0))
    throw new EwaldError("bad-argument", `Blocks of ${every} pixels cannot be; give a whole number above 0.`);
  const [nx, ny] = panel.getImageSize();
  const columns = Math.ceil(nx / every);
  const rows = Math.ceil(ny / every);
  const centre = (i: number, n: number) => (i * every + Math.min(n, (i + 1) * every)) / 2;
  const data = new Float64Array(2 * rows * columns);
  for (let j = 0, k = 0; j < rows; j++) {
    const y = centre(j, ny);
    for (let i = 0; i < columns; i++) {
      data[k++] = centre(i, nx);
      data[k++] = y;
    }
  }
  return { px: new FlexVec2Double(data), shape: [rows, columns] };
}
