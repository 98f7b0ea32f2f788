import { ticksFor } from "./axis.js";
import type { FigureSpec } from "./spec.js";
import { LABEL_SIZE, NOTE_SIZE, TICK_SIZE, TITLE_SIZE } from "./theme.js";

/** The rectangle inside the axes, in pixels from the figure's top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Estimated width of a text in a sans-serif font: figures are laid out without a browser to measure in. */
export const textWidth = (text: string, size: number): number => [...text].length * size * 0.56;

export const COLOR_BAR_WIDTH = 14;

/** Where the plot area lies; both drawers use it, so that the static and the interactive figure look alike. */
export function plotBox(spec: FigureSpec): Box {
  const top = 14 + (spec.title ? TITLE_SIZE + 9 : 0) + spec.notes.length * (NOTE_SIZE + 5);
  const height = spec.height - top - (spec.x.title ? LABEL_SIZE + 12 : 0) - TICK_SIZE - 18;
  const widest = Math.max(
    ...ticksFor(spec.y, height, 44).labels.map((label) => textWidth(label, TICK_SIZE)),
    12,
  );
  const left = Math.round(widest + 16 + (spec.y.title ? LABEL_SIZE + 12 : 0));
  const legend = spec.legend ? Math.max(...spec.series.map((s) => textWidth(s.name, TICK_SIZE))) + 42 : 0;
  const bar = spec.colorBar ? COLOR_BAR_WIDTH + 48 + (spec.colorBar.title ? LABEL_SIZE + 8 : 0) : 0;
  const width = spec.width - left - Math.max(22, legend + bar + 8);
  return { left, top, width: Math.max(40, Math.round(width)), height: Math.max(40, Math.round(height)) };
}

/** Ranges that give one data unit the same length on both axes of `box`: the roomier one is widened. */
export function equalRanges(
  spec: FigureSpec,
  box: Box,
): { x: readonly [number, number]; y: readonly [number, number] } {
  const [x, y] = [spec.x.range, spec.y.range];
  if (!spec.equal) return { x, y };
  const unit = Math.max(Math.abs(x[1] - x[0]) / box.width, Math.abs(y[1] - y[0]) / box.height);
  return { x: widened(x, unit * box.width), y: widened(y, unit * box.height) };
}

function widened([from, to]: readonly [number, number], length: number): [number, number] {
  const half = (Math.sign(to - from) * length) / 2;
  return [(from + to) / 2 - half, (from + to) / 2 + half];
}
