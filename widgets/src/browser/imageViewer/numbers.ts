import { brightness } from "./colours.js";
import { colourOf, type Palette } from "./contrast.js";
import type { Image } from "./image.js";
import { apply, inverse, type Viewport } from "./viewport.js";

/** Screen pixels (CSS) that a pixel needs to have its value written. */
const needed = 26;

/** Writes the values of pixels into them where they are large enough, dark on light and light on dark. */
export function drawNumbers(
  context: CanvasRenderingContext2D,
  view: Viewport,
  image: Image,
  palette: Palette,
): void {
  if (view.scale < needed || image.isOverview) return;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let panel = 0; panel < image.panels.length; panel++) {
    if (!view.isVisible(panel)) continue;
    const matrix = view.panelMatrix(panel);
    const back = inverse(matrix);
    if (!back) continue;
    const corners = (
      [
        [0, 0],
        [view.width, 0],
        [0, view.height],
        [view.width, view.height],
      ] as const
    ).map((corner) => apply(back, corner));
    const [fast, slow] = view.sizes[panel]!;
    const range = (k: 0 | 1, size: number) =>
      [
        Math.max(0, Math.floor(Math.min(...corners.map((at) => at[k])))),
        Math.min(size - 1, Math.floor(Math.max(...corners.map((at) => at[k])))),
      ] as const;
    const [i0, i1] = range(0, fast);
    const [j0, j1] = range(1, slow);
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        const value = image.value(panel, i, j);
        if (value === undefined) continue;
        const text = shortNumber(value);
        const colour = colourOf(value - image.offset, palette);
        const light = brightness(colour & 255, (colour >> 8) & 255, (colour >> 16) & 255) > 127;
        context.fillStyle = light ? "#101418" : "#f4f6f8";
        const size = Math.min(16, (view.scale * 1.5) / Math.max(3, text.length));
        context.font = `${size.toFixed(1)}px system-ui, sans-serif`;
        const [x, y] = apply(matrix, [i + 0.5, j + 0.5]);
        context.fillText(text, x, y);
      }
  }
}

/** A value in few characters: whole numbers as they are, others with four digits. */
export const shortNumber = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
