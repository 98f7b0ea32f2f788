import { EwaldError } from "ewald";
import {
  axisTitle,
  checkedRange,
  checkedSize,
  type FigureOptions,
  isLog,
  type LogAxes,
  niceStep,
  padded,
} from "./axis.js";
import { type Binned, binValues, extent } from "./bin.js";
import { Figure } from "./figure.js";
import { type Numbers, toNumbers } from "./numbers.js";
import type { StepSeries } from "./spec.js";
import { count, counted, number } from "./text.js";
import { parseColor, seriesColor } from "./theme.js";

/** A histogram counted already, as `flex.histogram` makes: shown with its own slots. */
export interface SlotsLike {
  slots(): ArrayLike<number> | { readonly data: ArrayLike<number> };
  slotCenters(): ArrayLike<number> | { readonly data: ArrayLike<number> };
}

/** Values to be binned, or slots counted already. */
export type HistogramValues = Numbers | SlotsLike;

export interface HistogramSeries {
  values: HistogramValues;
  name?: string;
  /** CSS colour; by default the next of a colour-blind-safe palette. */
  color?: string;
}

export interface HistogramOptions extends FigureOptions {
  /** Half-open range [min, max) that is binned; by default round numbers around the data. */
  min?: number;
  max?: number;
  /** Number of bins of equal width; by default about 60 with round edges. */
  bins?: number;
  /** Logarithmic axes: `true` or "y" for the counts, "x" for bins of equal width in log₁₀ x, "xy" for both. */
  log?: LogAxes | boolean;
  /** Name in the legend, when there is one series. */
  name?: string;
  color?: string;
}

const MAX_BINS = 1_000_000;

/**
 * A histogram, binned here, so that a notebook holds counts and not values. Values outside [min, max) are left
 * out, and the figure says how many.
 *
 * ```ts
 * histogram(pixels, { min: 0, max: 1000, bins: 100, xTitle: "Foreground pixels per spot" });
 * histogram({ "scan 0": a, "scan 1": b }, { min: 0, max: 12000, bins: 12000, log: "y", xUnit: "counts" });
 * ```
 *
 * `values` is a typed or plain array, a flex or Arquero column, any iterable of numbers, or a histogram counted
 * already (`flex.histogram`); several of them as a record by name or as a list of `{ values, name }` are overlaid
 * with common bins. NaN counts as left out. Errors: `bad-argument` for an empty range or a number of bins that is
 * not a whole number from 1 to 1,000,000.
 */
export function histogram(
  values: HistogramValues | Readonly<Record<string, HistogramValues>> | readonly HistogramSeries[],
  options: HistogramOptions = {},
): Figure {
  const list = seriesOf(values, options);
  const logX = isLog(options.log, "x");
  const logY = isLog(options.log, "y");
  const raw = list.map((s) =>
    isSlots(s.values) ? undefined : toNumbers(s.values, `histogram of ${s.name || "values"}`),
  );
  const bins = raw.some((r) => r !== undefined)
    ? chooseBins(
        raw.filter((r) => r !== undefined),
        options,
        logX,
      )
    : undefined;
  const binned = list.map((s, i) =>
    isSlots(s.values) ? slotsOf(s.values, logX) : binValues(raw[i]!, bins!.min, bins!.max, bins!.bins, logX),
  );
  const series = binned.map(
    ({ min, max, counts }, i): StepSeries => ({
      mark: "steps",
      name: list[i]!.name,
      color: list[i]!.color,
      min,
      max,
      counts,
    }),
  );
  const top = Math.max(0, ...series.map((s) => largest(s.counts)));
  const bottom = Math.min(0, ...series.map((s) => smallest(s.counts)));
  const xRange: readonly [number, number] = [
    Math.min(...series.map((s) => s.min)),
    Math.max(...series.map((s) => s.max)),
  ];
  const yTop = logY ? Math.max(2, top) * 1.6 : top * 1.05 || 1;
  return new Figure({
    kind: "histogram",
    title: options.title ?? "",
    notes: leftOutNote(
      binned,
      list.map((s) => s.name),
    ),
    summary: list.map((s, i) => summaryOf(s.name, binned[i]!)).join("; "),
    width: checkedSize(options.width, 640, "histogram width"),
    height: checkedSize(options.height, 400, "histogram height"),
    fixedWidth: options.width !== undefined,
    x: {
      title: axisTitle(options.xTitle, options.xUnit, "Value"),
      scale: logX ? "log" : "linear",
      range: options.xRange ? checkedRange(options.xRange, logX, "histogram xRange") : xRange,
    },
    y: {
      title: axisTitle(options.yTitle, options.yUnit, "Number"),
      scale: logY ? "log" : "linear",
      range: options.yRange
        ? checkedRange(options.yRange, logY, "histogram yRange")
        : [logY ? 0.7 : bottom < 0 ? padded([bottom, top], false)[0] : 0, yTop],
    },
    equal: false,
    legend: list.length > 1 || list[0]?.name !== "",
    series,
  });
}

function seriesOf(
  values: HistogramValues | Readonly<Record<string, HistogramValues>> | readonly HistogramSeries[],
  options: HistogramOptions,
): { values: HistogramValues; name: string; color: string }[] {
  const named = (v: HistogramValues, name: string, i: number, color?: string) => {
    if (color !== undefined) parseColor(color);
    return { values: v, name, color: color ?? seriesColor(i) };
  };
  if (Array.isArray(values) && typeof values[0] === "object" && values[0] !== null) {
    return (values as readonly HistogramSeries[]).map((s, i) =>
      named(s.values, s.name ?? `series ${i + 1}`, i, s.color),
    );
  }
  if (isRecord(values)) {
    const entries = Object.entries(values);
    if (entries.length === 0)
      throw new EwaldError("bad-argument", "histogram: the record of series is empty; give at least one.");
    return entries.map(([name, v], i) => named(v, name, i));
  }
  return [named(values as HistogramValues, options.name ?? "", 0, options.color)];
}

/** A plain object of series by name, and nothing that is itself a list of numbers. */
function isRecord(values: unknown): values is Readonly<Record<string, HistogramValues>> {
  return (
    typeof values === "object" &&
    values !== null &&
    Object.getPrototypeOf(values) === Object.prototype &&
    !("data" in values && ArrayBuffer.isView(values.data)) &&
    !("length" in values) &&
    !isSlots(values)
  );
}

const isSlots = (values: unknown): values is SlotsLike =>
  typeof values === "object" &&
  values !== null &&
  "slots" in values &&
  typeof values.slots === "function" &&
  "slotCenters" in values &&
  typeof values.slotCenters === "function";

/** Counts and range of a histogram counted already; its slots are of equal width, so two centres tell the edges. */
function slotsOf(histogram: SlotsLike, logX: boolean): Binned {
  if (logX)
    throw new EwaldError(
      "bad-argument",
      "histogram: slots counted already have equal widths in x; bin the values to use a log x axis.",
    );
  const own = histogram as { dataMin?: unknown; dataMax?: unknown; nOutOfSlotRange?: () => unknown };
  const counts = Float64Array.from(toNumbers(histogram.slots(), "histogram slots"));
  const centers = toNumbers(histogram.slotCenters(), "histogram slot centres");
  if (counts.length === 0 || counts.length !== centers.length) {
    throw new EwaldError(
      "wrong-length",
      `histogram: ${counts.length} slots with ${centers.length} centres; give as many of both, at least one.`,
    );
  }
  const n = counts.length;
  const half = n > 1 ? (centers[n - 1]! - centers[0]!) / (n - 1) / 2 : 0;
  let min = typeof own.dataMin === "number" ? own.dataMin : centers[0]! - half;
  let max = typeof own.dataMax === "number" ? own.dataMax : centers[n - 1]! + half;
  // A single value makes slots without width; they are drawn one unit wide.
  if (min === max) [min, max] = [min - 0.5, max + 0.5];
  const outside = typeof own.nOutOfSlotRange === "function" ? Number(own.nOutOfSlotRange()) : 0;
  return { min, max, counts, below: 0, above: 0, notNumbers: 0, outside };
}

/** The common bins: what the caller fixed, and round numbers around the data for the rest. */
function chooseBins(
  lists: readonly ArrayLike<number>[],
  options: HistogramOptions,
  log: boolean,
): { min: number; max: number; bins: number } {
  const { bins } = options;
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= MAX_BINS)) {
    throw new EwaldError(
      "bad-argument",
      `histogram: ${bins} is not a number of bins; give a whole number from 1 to ${count(MAX_BINS)}.`,
    );
  }
  let low = options.min;
  let high = options.max;
  if (low === undefined || high === undefined) {
    const found = lists.map((v) => extent(v, log)).filter((e) => e !== undefined);
    const lowest = Math.min(...found.map((e) => e[0]));
    const highest = Math.max(...found.map((e) => e[1]));
    const [from, to] = found.length > 0 ? [lowest, highest] : [low ?? (log ? 1 : 0), high ?? (log ? 10 : 1)];
    if (log) {
      low ??= 10 ** Math.floor(Math.log10(from));
      high ??= 10 ** (Math.floor(Math.log10(to)) + 1);
    } else {
      const whole = lists.every((v) => wholeNumbers(v));
      const step = Math.max(
        niceStep(Math.max(to - (low ?? from), 0) || (high ?? 0) - from || 1, bins ?? 60),
        whole ? 1 : 0,
      );
      low ??= Math.floor(from / step) * step;
      // The bins are half-open: the largest value must lie below the last edge.
      high ??= low + (Math.floor((to - low) / step) + 1) * step;
      if (bins === undefined && options.min === undefined && options.max === undefined) {
        return checkBins({ min: low, max: high, bins: Math.round((high - low) / step) }, log);
      }
    }
  }
  return checkBins({ min: low, max: high, bins: bins ?? 60 }, log);
}

function checkBins(
  bins: { min: number; max: number; bins: number },
  log: boolean,
): { min: number; max: number; bins: number } {
  if (
    !(Number.isFinite(bins.min) && Number.isFinite(bins.max) && bins.min < bins.max) ||
    (log && bins.min <= 0)
  ) {
    const need = log ? "0 < min < max" : "min < max";
    throw new EwaldError(
      "bad-argument",
      `histogram: [${bins.min}, ${bins.max}) is no range to bin; give ${need}.`,
    );
  }
  return bins;
}

function wholeNumbers(values: ArrayLike<number>): boolean {
  if (ArrayBuffer.isView(values) && !(values instanceof Float64Array || values instanceof Float32Array))
    return true;
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}

const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);
const smallest = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b), 0);

/** What fits on one line below the title. */
const NOTE_LENGTH = 90;

function leftOutNote(binned: readonly Binned[], names: readonly string[]): string[] {
  const parts = binned.map((b, i) => {
    const out = [
      b.below > 0 ? `${count(b.below)} below ${number(b.min)}` : "",
      b.above > 0 ? `${count(b.above)} at or above ${number(b.max)}` : "",
      b.outside ? `${count(b.outside)} outside ${number(b.min)} to ${number(b.max)}` : "",
      b.notNumbers > 0 ? `${count(b.notNumbers)} not a number` : "",
    ].filter((part) => part !== "");
    return out.length > 0 ? `${names[i] ? names[i] + ": " : ""}${out.join(", ")}` : "";
  });
  const told = parts.filter((part) => part !== "").join("; ");
  if (told === "") return [];
  if (told.length <= NOTE_LENGTH) return [`Left out: ${told}`];
  const all = binned.reduce((n, b) => n + b.below + b.above + b.notNumbers + (b.outside ?? 0), 0);
  return [`Left out: ${counted(all, "value")}, of all series together`];
}

function summaryOf(name: string, b: Binned): string {
  const inside = b.counts.reduce((a, c) => a + c, 0);
  const bins = counted(b.counts.length, "bin");
  return `${name ? name + ": " : ""}${counted(inside, "value")} in ${bins} over [${number(b.min)}, ${number(b.max)})`;
}
