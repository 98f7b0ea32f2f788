import { EwaldError } from "ewald";
import { axisTitle, checkedRange, checkedSize, type FigureOptions } from "./axis.js";
import { extent } from "./bin.js";
import { Figure } from "./figure.js";
import { reduceGrid } from "./grid.js";
import { plotBox } from "./layout.js";
import { type Numbers, toNumbers } from "./numbers.js";
import { cleaned, pointSeries, type ScatterSeries } from "./scatter.js";
import type { FigureSpec } from "./spec.js";
import { count } from "./text.js";

/** A value for each pixel, row by row: what `geometry.resolutionMap` gives (`data`), or a panel of an image (`values`). */
export type HeatmapInput = {
  readonly shape: readonly [rows: number, columns: number];
  /** Place of the first pixel, where the map is a part of a panel; [0, 0] when not given. */
  readonly origin?: readonly [fast: number, slow: number];
} & ({ readonly data: Numbers } | { readonly values: Numbers });

export interface HeatmapOptions extends FigureOptions {
  /** Title and unit of the colour scale. */
  colorTitle?: string;
  colorUnit?: string;
  /** Values at the ends of the colour scale; what lies beyond takes the colour of the end. Default: all finite values. */
  range?: readonly [number, number];
  /** Whether the colour scale is drawn beside the map; it is not needed for masks. */
  colorBar?: boolean;
  /** A logarithmic colour scale. Zeros take the colour of its low end; what is negative stays blank, a note counts it. */
  log?: boolean;
  /** Pixels to show, true (1) where good, row by row; the others stay blank. */
  mask?: { readonly data: ArrayLike<number> } | ArrayLike<number>;
  /** What a cell shows that stands for several pixels: their mean (default), or the largest, so that single peaks stay visible. */
  reduce?: "mean" | "max";
  /** Pixels along each side that a value stands for, where the map is of blocks of pixels. Default 1. */
  cell?: number;
  /** Points and lines over the map, in pixels: centroids, rings. */
  overlay?: readonly ScatterSeries[];
  /** Whether row 0 is on top, as on a detector (default), or at the bottom. */
  rowsDown?: boolean;
}

/** Cells along the longer side at most: more would be finer than the figure. */
const MAX_CELLS = 360;
/** Sizes of the plot area that a figure without a size of its own takes, CSS px. */
const MAX_PLOT = { width: 540, height: 620 };

/**
 * A map of values in colours: `heatmap(geometry.resolutionMap(panel, beam), { colorTitle: "d", colorUnit: "Å" })`. Axes count
 * pixels, pixel (i, j) covering [i, i+1) × [j, j+1). Maps of many pixels are reduced to at most 360 cells a side, which the figure
 * says. Errors: `wrong-length` when there are not rows × columns values.
 */
export function heatmap(input: HeatmapInput, options: HeatmapOptions = {}): Figure {
  const [rows, columns] = input.shape;
  const values = toNumbers("data" in input ? input.data : input.values, "heatmap");
  if (!(rows > 0 && columns > 0) || values.length !== rows * columns)
    throw new EwaldError(
      "wrong-length",
      `heatmap: ${count(values.length)} values do not fill ${rows} rows of ${columns}.`,
    );
  const mask = options.mask && ("data" in options.mask ? options.mask.data : options.mask);
  if (mask && mask.length !== values.length)
    throw new EwaldError(
      "wrong-length",
      `heatmap: the mask has ${count(mask.length)} pixels, the map ${count(values.length)}.`,
    );
  const log = options.log === true;
  const step = Math.ceil(Math.max(rows, columns) / MAX_CELLS);
  const grid = reduceGrid(values, {
    rows,
    columns,
    step,
    mask,
    notNegative: log,
    largest: options.reduce === "max",
  });
  const range = options.range
    ? checkedRange(options.range, log, "heatmap range")
    : colorRange(grid.values, log);
  const down = options.rowsDown !== false;
  const cell = options.cell ?? 1;
  if (!(cell > 0)) throw new EwaldError("bad-argument", `heatmap: a cell of ${cell} pixels cannot be drawn.`);
  const size: readonly [number, number] = [columns * cell, rows * cell];
  const [x0, y0] = input.origin ?? [0, 0];
  const overlay = (options.overlay ?? []).map((s, i) => cleaned(s, s.name ?? "", i + 1, false, false));
  const frame: FigureSpec = {
    kind: "heatmap",
    title: options.title ?? "",
    notes: notesOf(step, grid.left, log, options.reduce === "max"),
    summary: `${columns} × ${rows} values${options.colorTitle ? ` of ${options.colorTitle}` : ""}`,
    width: checkedSize(options.width, 640, "heatmap width"),
    height: checkedSize(options.height, 480, "heatmap height"),
    fixedWidth: true,
    x: {
      title: axisTitle(options.xTitle ?? "fast", options.xUnit ?? "px"),
      scale: "linear",
      range: options.xRange ? checkedRange(options.xRange, false, "heatmap xRange") : [x0, x0 + size[0]],
    },
    y: {
      title: axisTitle(options.yTitle ?? "slow", options.yUnit ?? "px"),
      scale: "linear",
      range: options.yRange
        ? checkedRange(options.yRange, false, "heatmap yRange")
        : down
          ? [y0 + size[1], y0]
          : [y0, y0 + size[1]],
    },
    equal: true,
    legend: overlay.some(({ name }) => name !== ""),
    series: [
      {
        mark: "grid",
        name: "",
        nx: grid.nx,
        ny: grid.ny,
        values: grid.values,
        xExtent: [x0, x0 + grid.nx * step * cell],
        yExtent: [y0, y0 + grid.ny * step * cell],
      },
      ...pointSeries(overlay),
    ],
    colorBar: {
      title: axisTitle(options.colorTitle, options.colorUnit),
      scale: log ? "log" : "linear",
      range,
      ...(options.colorBar === false && { hidden: true }),
    },
  };
  return new Figure(options.width || options.height ? frame : fitted(frame, size));
}

/** The figure in the size at which the map fills the plot area. */
function fitted(frame: FigureSpec, [columns, rows]: readonly [number, number]): FigureSpec {
  const box = plotBox(frame);
  const scale = Math.min(MAX_PLOT.width / columns, MAX_PLOT.height / rows);
  const width = Math.max(160, columns * scale);
  const height = Math.max(120, rows * scale);
  return {
    ...frame,
    width: Math.round(frame.width - box.width + width),
    height: Math.round(frame.height - box.height + height),
  };
}

function colorRange(values: Float32Array, log: boolean): [number, number] {
  const found = extent(values, log);
  if (!found) return log ? [1, 10] : [0, 1];
  const [low, high] = found;
  if (low < high) return [low, high];
  return log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
}

function notesOf(
  step: number,
  left: { masked: number; notNumbers: number; negative: number },
  log: boolean,
  largest: boolean,
): string[] {
  const out = [
    left.masked > 0 ? `${count(left.masked)} masked` : "",
    left.notNumbers > 0 ? `${count(left.notNumbers)} not finite` : "",
    log && left.negative > 0 ? `${count(left.negative)} negative (log scale)` : "",
  ].filter((part) => part !== "");
  return [
    ...(step > 1 ? [`A cell is the ${largest ? "largest" : "mean"} of ${step} × ${step} values`] : []),
    ...(out.length > 0 ? [`Left blank: ${out.join(", ")}`] : []),
  ];
}
