import { EwaldError } from "ewald";
import type { Figure } from "./figure.js";

export interface SideBySideOptions {
  /** Figures in a row; 4 when not given. */
  columns?: number;
}

/** Figures beside and below one another, as one still picture. */
export class FigureSheet {
  readonly figures: readonly Figure[];
  readonly columns: number;

  constructor(figures: readonly Figure[], columns: number) {
    this.figures = figures;
    this.columns = columns;
  }

  /** One self-contained SVG document of them all; a row is as high as its highest figure, a column as wide as its widest. */
  toSVG(): string {
    const { figures, columns } = this;
    const widths: number[] = [];
    const heights: number[] = [];
    for (const [i, { spec }] of figures.entries()) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      widths[column] = Math.max(widths[column] ?? 0, spec.width);
      heights[row] = Math.max(heights[row] ?? 0, spec.height);
    }
    const before = (lengths: readonly number[], n: number) => lengths.slice(0, n).reduce((a, b) => a + b, 0);
    const [width, height] = [before(widths, widths.length), before(heights, heights.length)];
    const placed = figures.map((figure, i) => {
      const place = `x="${before(widths, i % columns)}" y="${before(heights, Math.floor(i / columns))}"`;
      return figure.toSVG().replace("<svg ", `<svg ${place} `);
    });
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#ffffff"/>${placed.join("")}</svg>`
    );
  }

  /** A line for each figure. */
  toString(): string {
    return this.figures.map(String).join("\n");
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): { "image/svg+xml": string; "text/plain": string } {
    return { "image/svg+xml": this.toSVG(), "text/plain": this.toString() };
  }
}

/** Figures side by side: `sideBySide([heatmap(a), heatmap(b)], { columns: 2 })`. Throws EwaldError `"bad-argument"`. */
export function sideBySide(figures: readonly Figure[], { columns = 4 }: SideBySideOptions = {}): FigureSheet {
  if (figures.length === 0 || !(Number.isInteger(columns) && columns > 0))
    throw new EwaldError(
      "bad-argument",
      `sideBySide: ${figures.length} figures in rows of ${columns} cannot be drawn; give at least one of each.`,
    );
  return new FigureSheet(figures, columns);
}
