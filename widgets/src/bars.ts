import { EwaldError } from "ewald";
import { axisTitle, checkedRange, checkedSize, type FigureOptions, padded } from "./axis.js";
import { extent } from "./bin.js";
import { Figure } from "./figure.js";
import { type Numbers, toFloat64 } from "./numbers.js";
import type { BarSeries } from "./spec.js";
import { counted } from "./text.js";
import { parseColor, seriesColor } from "./theme.js";

export interface BarsSeries {
  /** Heights, one per x. */
  y: Numbers;
  name?: string;
  /** CSS colour; by default the next of a colour-blind-safe palette. */
  color?: string;
}

export interface BarsOptions extends FigureOptions {
  /** Positions of the bars: names, or numbers in increasing order. */
  x: Numbers | readonly string[];
  /** Logarithmic y axis; bars that are not positive are left out and counted in a note. */
  log?: "y" | boolean;
}

export type BarsInput = BarsOptions & (BarsSeries | { series: readonly BarsSeries[] });

/**
 * Bars: `bars({ x: ["scan 0", "scan 1"], y: [0.064, 0.127], yTitle: "Mean ratio" })`; several series as
 * `bars({ x, series: [{ y, name }, …] })` stand side by side. `x` are names or increasing numbers.
 * Errors: `wrong-length` when y and x differ in length, `bad-argument` when x does not increase.
 */
export function bars(input: BarsInput): Figure {
  const list = "series" in input ? input.series : [input];
  if (list.length === 0)
    throw new EwaldError("bad-argument", "bars: the list of series is empty; give at least one.");
  const log = input.log === true || input.log === "y";
  const categories = namesOf(input.x);
  const x = categories
    ? Float64Array.from(categories, (_, i) => i)
    : increasing(toFloat64(input.x as Numbers, "bars x"));
  const step = smallestStep(x);
  const group = step * (list.length > 1 || categories ? 0.78 : 0.86);
  const width = group / list.length;
  let leftOut = 0;
  const series = list.map((s, i): BarSeries => {
    const name = s.name ?? (list.length > 1 ? `series ${i + 1}` : "");
    const color = s.color ?? seriesColor(i);
    parseColor(color);
    const y = toFloat64(s.y, `bars ${name || "y"}`);
    if (y.length !== x.length) {
      throw new EwaldError(
        "wrong-length",
        `bars: x has ${x.length} values but ${name || "y"} has ${y.length}; give as many of each.`,
      );
    }
    const drawn = y.map((v) => (Number.isFinite(v) && (!log || v > 0) ? v : Number.NaN));
    leftOut += drawn.reduce((n, v) => n + (Number.isNaN(v) ? 1 : 0), 0);
    return { mark: "bars", name, color, x, y: drawn, width, offset: (i - (list.length - 1) / 2) * width };
  });
  const found = series.map((s) => extent(s.y)).filter((e) => e !== undefined);
  const low = Math.min(...found.map((e) => e[0]));
  const high = Math.max(...found.map((e) => e[1]));
  const yAuto: readonly [number, number] =
    found.length === 0
      ? log
        ? [0.5, 20]
        : [0, 1]
      : log
        ? [10 ** Math.floor(Math.log10(low) - 0.05), high * 1.6]
        : [
            low < 0 ? padded([low, Math.max(0, high)], false, 0.05)[0] : 0,
            high > 0 ? high * 1.05 : low < 0 ? 0 : 1,
          ];
  return new Figure({
    kind: "bars",
    title: input.title ?? "",
    notes:
      leftOut > 0
        ? [`Left out: ${counted(leftOut, "bar")} ${log ? "not positive (log axis) or " : ""}not finite`]
        : [],
    summary: `${counted(x.length, "bar")}${list.length > 1 ? ` in ${list.length} series` : ""}`,
    width: checkedSize(input.width, 640, "bars width"),
    height: checkedSize(input.height, 400, "bars height"),
    fixedWidth: input.width !== undefined,
    x: {
      title: axisTitle(input.xTitle, input.xUnit),
      scale: categories ? "category" : "linear",
      range:
        input.xRange && !categories
          ? checkedRange(input.xRange, false, "bars xRange")
          : x.length > 0
            ? [x[0]! - step * 0.55, x[x.length - 1]! + step * 0.55]
            : [-0.5, 0.5],
      ...(categories ? { categories } : {}),
    },
    y: {
      title: axisTitle(input.yTitle, input.yUnit),
      scale: log ? "log" : "linear",
      range: input.yRange ? checkedRange(input.yRange, log, "bars yRange") : yAuto,
    },
    equal: false,
    legend: list.length > 1 || series[0]!.name !== "",
    series,
  });
}

function namesOf(x: BarsOptions["x"]): readonly string[] | undefined {
  return Array.isArray(x) && typeof x[0] === "string" ? x.map(String) : undefined;
}

function increasing(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]!) || (i > 0 && x[i]! <= x[i - 1]!)) {
      throw new EwaldError(
        "bad-argument",
        `bars: x must be finite and increase, but x[${i}] is ${x[i]}; sort it, or give names.`,
      );
    }
  }
  return x;
}

const smallestStep = (x: Float64Array): number =>
  x.length < 2 ? 1 : x.subarray(1).reduce((least, v, i) => Math.min(least, v - x[i]!), Infinity);
