import { EwaldError } from "ewald";
import {
  axisTitle,
  checkedRange,
  checkedSize,
  type FigureOptions,
  isLog,
  type LogAxes,
  padded,
} from "./axis.js";
import { binPoints, extent, logExtent } from "./bin.js";
import { Figure } from "./figure.js";
import { plotBox } from "./layout.js";
import { type Numbers, toFloat64 } from "./numbers.js";
import type { ColorBar, DensitySeries, FigureSpec, PointSeries, Series } from "./spec.js";
import { count, counted } from "./text.js";
import { parseColor, seriesColor } from "./theme.js";

export interface ScatterSeries {
  x: Numbers;
  y: Numbers;
  name?: string;
  /** A CSS colour, or one number per point, shown on a colour scale. */
  color?: string | Numbers;
  /** Diameter in pixels, one for all or one per point. */
  size?: number | Numbers;
  /** Points, a line through them in the order given, or both. */
  mode?: "points" | "line" | "both";
}

export interface ScatterOptions extends FigureOptions {
  /** Logarithmic axes: "x", "y" or "xy". */
  log?: LogAxes;
  /** One unit has the same length on both axes, as for positions on a detector. */
  equal?: boolean;
  /** Title of the colour scale, when colours are numbers. */
  colorTitle?: string;
}

export type ScatterInput = ScatterOptions & (ScatterSeries | { series: readonly ScatterSeries[] });

/** Up to this many points are drawn one by one, above it as a density. */
export const MAX_POINTS = 100_000;

export interface Clean {
  name: string;
  color: string;
  x: Float64Array;
  y: Float64Array;
  size: number | Float64Array | undefined;
  values: Float64Array | undefined;
  mode: "points" | "line" | "both";
  notPositive: number;
  notNumbers: number;
}

/**
 * Points in a plane: `scatter({ x, y, log: "y", xTitle: "Frame", yTitle: "Intensity", yUnit: "counts" })`, or
 * several series as `scatter({ series: [{ x, y, name: "scan 0" }, …], log: "xy" })`.
 *
 * Up to 100,000 points are drawn as points; more are counted on a grid here and drawn as a density on a
 * logarithmic colour scale, which the figure says. Points that are not positive on a log axis or not finite are
 * left out, and the figure says how many. Errors: `wrong-length` when x, y, color or size differ in length.
 */
export function scatter(input: ScatterInput): Figure {
  const logX = isLog(input.log, "x");
  const logY = isLog(input.log, "y");
  const list = "series" in input ? input.series : [input];
  if (list.length === 0)
    throw new EwaldError("bad-argument", "scatter: the list of series is empty; give at least one.");
  const many = list.length > 1;
  const clean = list.map((s, i) => cleaned(s, s.name ?? (many ? `series ${i + 1}` : ""), i, logX, logY));
  const xRange = input.xRange
    ? checkedRange(input.xRange, logX, "scatter xRange")
    : padded(extentOf(clean, "x", logX), logX);
  const yRange = input.yRange
    ? checkedRange(input.yRange, logY, "scatter yRange")
    : padded(extentOf(clean, "y", logY), logY);
  if (input.equal && (logX || logY)) {
    throw new EwaldError("bad-argument", "scatter: equal axes cannot be logarithmic; drop `equal` or `log`.");
  }
  const points = clean.reduce((n, s) => n + s.x.length, 0);
  const dense = points > MAX_POINTS;
  const title = (which: "x" | "y") => axisTitle(input[`${which}Title`], input[`${which}Unit`], which);
  const frame: FigureSpec = {
    kind: dense ? "density" : "scatter",
    title: input.title ?? "",
    notes: notesOf(
      clean,
      dense,
      points,
      offAxis(clean, logX ? xRange : undefined, logY ? yRange : undefined),
    ),
    summary: summaryOf(clean, input),
    width: checkedSize(input.width, 640, "scatter width"),
    height: checkedSize(input.height, input.equal ? 560 : 400, "scatter height"),
    fixedWidth: input.width !== undefined || input.equal === true,
    x: { title: title("x"), scale: logX ? "log" : "linear", range: xRange },
    y: { title: title("y"), scale: logY ? "log" : "linear", range: yRange },
    equal: input.equal === true,
    legend: many || clean[0]!.name !== "",
    series: [],
  };
  return new Figure(dense ? withDensity(frame, clean) : withPoints(frame, clean, input.colorTitle ?? ""));
}

/** A series with its numbers checked; points that an axis cannot show are left out and counted. */
export function cleaned(s: ScatterSeries, name: string, index: number, logX: boolean, logY: boolean): Clean {
  const what = `scatter${name ? ` "${name}"` : ""}`;
  const x = toFloat64(s.x, `${what} x`);
  const y = toFloat64(s.y, `${what} y`);
  const same = (other: ArrayLike<unknown>, part: string) => {
    if (other.length !== x.length) {
      throw new EwaldError(
        "wrong-length",
        `${what}: x has ${count(x.length)} values but ${part} has ${count(other.length)}; give as many of each.`,
      );
    }
  };
  same(y, "y");
  const color = typeof s.color === "string" ? s.color : seriesColor(index);
  parseColor(color);
  const values =
    s.color === undefined || typeof s.color === "string" ? undefined : toFloat64(s.color, `${what} color`);
  const size =
    s.size === undefined || typeof s.size === "number" ? s.size : toFloat64(s.size, `${what} size`);
  if (values) same(values, "color");
  if (typeof size === "object") same(size, "size");
  let notPositive = 0;
  let notNumbers = 0;
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) notNumbers++;
    else if ((logX && x[i]! <= 0) || (logY && y[i]! <= 0)) notPositive++;
    else kept.push(i);
  }
  const pick = (from: Float64Array) =>
    kept.length === x.length ? from : Float64Array.from(kept, (i) => from[i]!);
  return {
    name,
    color,
    x: pick(x),
    y: pick(y),
    size: typeof size === "object" ? pick(size) : size,
    values: values && pick(values),
    mode: s.mode ?? "points",
    notPositive,
    notNumbers,
  };
}

/** Points, drawn the smaller and fainter the more there are. */
export function pointSeries(clean: readonly Clean[]): PointSeries[] {
  const points = clean.reduce((n, s) => n + s.x.length, 0);
  const size = points > 20_000 ? 2 : points > 2_000 ? 3 : points > 200 ? 4 : 6;
  const opacity = points > 20_000 ? 0.35 : points > 2_000 ? 0.5 : points > 200 ? 0.65 : 0.85;
  return clean.map((s): PointSeries => {
    const { name, color, x, y, mode } = s;
    const base = {
      mark: "points",
      name,
      color,
      x,
      y,
      mode,
      size: s.size ?? size,
      opacity: s.values ? Math.max(opacity, 0.8) : opacity,
    } as const;
    return s.values ? { ...base, values: s.values } : base;
  });
}

function withPoints(frame: FigureSpec, clean: readonly Clean[], colorTitle: string): FigureSpec {
  const series = pointSeries(clean);
  const range = union(clean.map((s) => s.values && extent(s.values)));
  if (!range) return { ...frame, series };
  const colorBar: ColorBar = {
    title: colorTitle,
    scale: "linear",
    range: range[0] < range[1] ? range : [range[0] - 0.5, range[1] + 0.5],
  };
  return { ...frame, series, colorBar };
}

function withDensity(frame: FigureSpec, clean: readonly Clean[]): FigureSpec {
  const box = plotBox({ ...frame, colorBar: { title: "", scale: "log", range: [1, 10] } });
  const nx = Math.round(box.width / 2);
  const ny = Math.round(box.height / 2);
  const [x, y] = [frame.x, frame.y].map((a) => ({ range: a.range, log: a.scale === "log" })) as [
    GridOf,
    GridOf,
  ];
  const ownHue = clean.length > 1;
  const series = clean.map((s): Series => {
    const density: DensitySeries = {
      mark: "density",
      name: s.name,
      nx,
      ny,
      counts: binPoints(s.x, s.y, x, y, nx, ny),
    };
    return ownHue ? { ...density, color: s.color } : density;
  });
  if (ownHue) return { ...frame, series };
  const top = (series[0] as DensitySeries).counts.reduce((a, b) => Math.max(a, b), 1);
  return {
    ...frame,
    series,
    legend: false,
    colorBar: { title: "Points per cell", scale: "log", range: [1, Math.max(2, top)] },
  };
}

type GridOf = { range: readonly [number, number]; log: boolean };

function union(extents: readonly (readonly [number, number] | undefined)[]): [number, number] | undefined {
  const found = extents.filter((e) => e !== undefined);
  return found.length > 0
    ? [Math.min(...found.map((e) => e[0])), Math.max(...found.map((e) => e[1]))]
    : undefined;
}

function extentOf(clean: readonly Clean[], axis: "x" | "y", log: boolean): [number, number] | undefined {
  const lists = clean.map((s) => s[axis]);
  return log ? logExtent(lists) : union(lists.map((values) => extent(values)));
}

/** Points below the start of a log axis. */
function offAxis(
  clean: readonly Clean[],
  xRange: readonly [number, number] | undefined,
  yRange: readonly [number, number] | undefined,
): number {
  const xLow = xRange ? Math.min(...xRange) : -Infinity;
  const yLow = yRange ? Math.min(...yRange) : -Infinity;
  let off = 0;
  for (const { x, y } of clean) for (let i = 0; i < x.length; i++) if (x[i]! < xLow || y[i]! < yLow) off++;
  return off;
}

function notesOf(clean: readonly Clean[], dense: boolean, points: number, off: number): string[] {
  const sum = (key: "notPositive" | "notNumbers") => clean.reduce((n, s) => n + s[key], 0);
  const out = [
    sum("notPositive") > 0 ? `${count(sum("notPositive"))} not positive (log axis)` : "",
    sum("notNumbers") > 0 ? `${count(sum("notNumbers"))} not finite` : "",
    off > 0 ? `${count(off)} below the axis` : "",
  ].filter((part) => part !== "");
  return [
    ...(dense ? [`${counted(points, "point")}, drawn as a density`] : []),
    ...(out.length > 0 ? [`Left out: ${out.join(", ")}`] : []),
  ];
}

function summaryOf(clean: readonly Clean[], input: ScatterInput): string {
  const of = `${input.yTitle ?? "y"} against ${input.xTitle ?? "x"}`;
  return `${of}, ${clean.map((s) => `${s.name ? s.name + ": " : ""}${counted(s.x.length, "point")}`).join("; ")}`;
}
