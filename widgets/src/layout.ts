import { ticksFor } from "./axis.js";
import type { ColorBar, FigureSpec } from "./spec.js";
import { LABEL_SIZE, NOTE_SIZE, TICK_SIZE, TITLE_SIZE } from "./theme.js";

/** The rectangle inside the axes, in pixels from the figure's top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Estimated width of a text in a sans-serif font: figures are laid out without a browser to measure in. */
const textWidth = (text: string, size: number): number => [...text].length * size * 0.56;

const widest = (labels: readonly string[], size: number): number =>
  Math.max(0, ...labels.map((label) => textWidth(label, size)));

export const COLOR_BAR_WIDTH = 14;
export const COLOR_BAR_GAP = 16;
/** Pixels between labelled ticks, at least. */
export const X_TICK_SPACING = 72;
export const Y_TICK_SPACING = 44;

/** Room for the tick labels of a colour bar. */
export const colorBarLabels = (bar: ColorBar, height: number): number =>
  10 +
  widest(
    ticksFor({ title: "", scale: bar.scale, range: bar.range }, height, Y_TICK_SPACING).labels,
    TICK_SIZE,
  );

/** Opacity of the area under histograms: many overlaid would only make grey. */
export const stepFill = (spec: FigureSpec): number => [0.3, 0.3, 0.14][spec.series.length] ?? 0.05;

/** Where the plot area lies; both drawers use it, so that the static and the interactive figure look alike. */
export function plotBox(spec: FigureSpec): Box {
  const top = 14 + (spec.title ? TITLE_SIZE + 9 : 0) + spec.notes.length * (NOTE_SIZE + 5);
  const height = spec.height - top - (spec.x.title ? LABEL_SIZE + 14 : 0) - TICK_SIZE - 16;
  const labels = Math.max(12, widest(ticksFor(spec.y, height, Y_TICK_SPACING).labels, TICK_SIZE));
  const left = Math.round(labels + 18 + (spec.y.title ? LABEL_SIZE + 12 : 0));
  const right = Math.max(22, barRoom(spec, height) + legendRoom(spec) + 8);
  const width = Math.round(spec.width - left - right);
  return { left, top, width: Math.max(40, width), height: Math.max(40, Math.round(height)) };
}

/** Width taken right of the plot area by the colour bar with its labels and title. */
export const barRoom = ({ colorBar }: FigureSpec, height: number): number =>
  colorBar && !colorBar.hidden
    ? COLOR_BAR_GAP +
      COLOR_BAR_WIDTH +
      colorBarLabels(colorBar, height) +
      (colorBar.title ? LABEL_SIZE + 8 : 0)
    : 0;

const legendRoom = ({ legend, series }: FigureSpec): number =>
  legend
    ? widest(
        series.map((s) => s.name),
        TICK_SIZE,
      ) + 42
    : 0;

/** Ranges that give one data unit the same length on both axes of `box`: the roomier one is widened. */
export function equalRanges(
  spec: FigureSpec,
  box: Box,
): { x: readonly [number, number]; y: readonly [number, number] } {
  const x = spec.x.range;
  const y = spec.y.range;
  if (!spec.equal) return { x, y };
  const unit = Math.max(Math.abs(x[1] - x[0]) / box.width, Math.abs(y[1] - y[0]) / box.height);
  return { x: widened(x, unit * box.width), y: widened(y, unit * box.height) };
}

function widened([from, to]: readonly [number, number], length: number): [number, number] {
  const half = (Math.sign(to - from) * length) / 2;
  return [(from + to) / 2 - half, (from + to) / 2 + half];
}
