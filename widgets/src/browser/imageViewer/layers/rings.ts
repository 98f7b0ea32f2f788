import type { Pair } from "../../../shared/imageViewer.js";
import type { ShownFrame } from "../shown.js";
import type { Viewport } from "../viewport.js";
import { Grid, type Piece } from "./contours.js";

/** Lines of one resolution, Å. */
export interface RingLines {
  readonly d: number;
  /** Of each panel. */
  readonly pieces: readonly (readonly Piece[])[];
}

/** Rings that do not depend on the image but on its geometry. */
export interface Rings {
  readonly lines: readonly RingLines[];
  /** Panels whose pixels are moved by maps of offsets: no lines are drawn there. */
  readonly without: number;
}

/** Lines where d at the pixel is each of these, on all panels, whatever their tilt and 2θ; parallax included. */
export function ringLines(shown: ShownFrame, ds: readonly number[]): Rings {
  const { panels } = shown.geometry;
  const grids = panels.map(({ size, offsets }, panel) =>
    offsets
      ? undefined
      : new Grid((px) => 1 / shown.resolution(panel, px) ** 2, size, panels.length > 1 ? 12 : 24),
  );
  return {
    lines: ds.map((d) => ({ d, pieces: grids.map((grid) => grid?.contour(1 / (d * d)) ?? []) })),
    without: grids.filter((grid) => grid === undefined).length,
  };
}

/** Least d (Å) at the corners of the panels; undefined where none is finite. */
export function leastD(shown: ShownFrame): number | undefined {
  const all = shown.geometry.panels.flatMap(({ size: [fast, slow] }, panel) =>
    (
      [
        [0, 0],
        [fast, 0],
        [0, slow],
        [fast, slow],
      ] as const
    ).map((px) => shown.resolution(panel, px)),
  );
  const good = all.filter((d) => Number.isFinite(d) && d > 0);
  return good.length > 0 ? Math.min(...good) : undefined;
}

/** Some `count` values of d, Å, from `least` up, evenly in 1/d and round. */
export function roundRings(least: number, count = 5): number[] {
  const ds = Array.from({ length: count }, (_, i) => (least * count) / (i + 1));
  const round = ds.map((d) => {
    const step = 10 ** Math.floor(Math.log10(d)) / (d < 2 * 10 ** Math.floor(Math.log10(d)) ? 20 : 10);
    return Number((Math.ceil(d / step - 1e-9) * step).toPrecision(3));
  });
  return [...new Set(round)];
}

/** Draws rings, each with its d written once, where it is nearest to the upper end of the view. */
export function drawRings(
  context: CanvasRenderingContext2D,
  viewport: Viewport,
  { lines }: Rings,
  colour: string,
  labelled: boolean,
): void {
  context.lineWidth = 1.25;
  context.strokeStyle = colour;
  for (const { pieces } of lines) {
    context.beginPath();
    pieces.forEach((ofPanel, panel) => {
      if (!viewport.isVisible(panel)) return;
      for (const [from, to] of ofPanel) {
        context.moveTo(...viewport.panelToScreen(panel, from));
        context.lineTo(...viewport.panelToScreen(panel, to));
      }
    });
    context.stroke();
  }
  if (!labelled) return;
  context.font = "12px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = "rgba(0, 0, 0, 0.75)";
  context.fillStyle = "#fff";
  for (const { d, pieces } of lines) {
    const place = highest(viewport, pieces);
    if (!place) continue;
    const text = `${d} Å`;
    context.strokeText(text, ...place);
    context.fillText(text, ...place);
  }
}

function highest(viewport: Viewport, pieces: RingLines["pieces"]): Pair | undefined {
  let best: Pair | undefined;
  pieces.forEach((ofPanel, panel) => {
    for (const [from] of ofPanel) {
      const [x, y] = viewport.panelToScreen(panel, from);
      if (x < 24 || y < 10 || x > viewport.width - 24 || y > viewport.height - 10) continue;
      if (!best || y < best[1]) best = [x, y];
    }
  });
  return best;
}
