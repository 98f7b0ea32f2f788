import { EwaldError } from "ewald";
import { type PlotlyFigure, toPlotly } from "./plotly.js";
import type { FigureSpec } from "./spec.js";
import { toSVG } from "./svg/render.js";

/** What a figure offers a front end: the interactive form, the static one, and a line of text. */
export interface FigureBundle {
  "application/vnd.plotly.v1+json": PlotlyFigure;
  "image/svg+xml": string;
  "text/plain": string;
}

/** A figure: the plain record `spec`, shown by notebooks on its own, or saved with `save`. */
export class Figure {
  readonly spec: FigureSpec;

  constructor(spec: FigureSpec) {
    this.spec = spec;
  }

  /** The figure as a self-contained SVG document: no scripts, no fonts or files from elsewhere. */
  toSVG(): string {
    return toSVG(this.spec);
  }

  /** The figure as Plotly's data and layout. */
  toPlotly(): PlotlyFigure {
    return toPlotly(this.spec);
  }

  /** One line: kind, title, and what was counted. */
  toString(): string {
    const { kind, title, summary, notes } = this.spec;
    return `${kind}${title ? ` "${title}"` : ""}: ${[summary, ...notes].join(". ")}`;
  }

  /** Writes the figure to an .svg file, beside and then renamed, so that no half file is ever seen. */
  async save(path: string): Promise<void> {
    if (!/\.svg$/i.test(path)) {
      throw new EwaldError(
        "unsupported",
        `Cannot save a figure as "${path}"; give a name that ends in .svg.`,
      );
    }
    const { rename, rm, writeFile } = await import("node:fs/promises");
    const beside = `${path}.${process.pid}.tmp`;
    try {
      await writeFile(beside, this.toSVG());
      await rename(beside, path);
    } catch (cause) {
      await rm(beside, { force: true });
      throw new EwaldError("file-unreadable", `Cannot write "${path}": ${(cause as Error).message}.`, {
        cause,
      });
    }
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): FigureBundle {
    return {
      "application/vnd.plotly.v1+json": this.toPlotly(),
      "image/svg+xml": this.toSVG(),
      "text/plain": this.toString(),
    };
  }
}
