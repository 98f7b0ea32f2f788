import { EwaldError } from "ewald";
import type { AxisSpec } from "./spec.js";

/** Options every figure takes. */
export interface FigureOptions {
  /** Heading above the figure. */
  title?: string;
  /** Size of the static figure in CSS pixels; without `width`, the interactive one fills its cell. Default 640 × 400. */
  width?: number;
  height?: number;
  /** Axis titles and units: `xTitle: "Intensity", xUnit: "counts"` is drawn as "Intensity (counts)". */
  xTitle?: string;
  xUnit?: string;
  yTitle?: string;
  yUnit?: string;
  /** First and last value of an axis; reversed, the axis is reversed (`yRange: [2527, 0]`: image rows run down). */
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
}

/** Which axes are logarithmic. Values that are not positive are left out of such an axis and counted in a note. */
export type LogAxes = "x" | "y" | "xy";

export const isLog = (log: LogAxes | boolean | undefined, axis: "x" | "y"): boolean =>
  typeof log === "string" ? log.includes(axis) : log === true && axis === "y";

export const axisTitle = (title: string | undefined, unit: string | undefined, fallback = ""): string =>
  [title ?? fallback, unit ? `(${unit})` : ""].filter((part) => part !== "").join(" ");

/** `[low, high]` widened by a share of its length, in log₁₀ on a log axis; a single value gets room around it. */
export function padded(
  extent: readonly [number, number] | undefined,
  log: boolean,
  share = 0.035,
): [number, number] {
  if (!extent) return log ? [0.5, 20] : [0, 1];
  const [low, high] = log ? [Math.log10(extent[0]), Math.log10(extent[1])] : extent;
  const pad = (high - low) * share || (log ? 0.3 : Math.abs(low) * 0.05 || 0.5);
  return log ? [10 ** (low - pad), 10 ** (high + pad)] : [low - pad, high + pad];
}

/** A range given by the caller, checked: two different finite numbers, positive on a log axis. */
export function checkedRange(
  range: readonly [number, number],
  log: boolean,
  what: string,
): readonly [number, number] {
  const [a, b] = range;
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === b || (log && Math.min(a, b) <= 0)) {
    const need = log ? "two different positive numbers for a log axis" : "two different finite numbers";
    throw new EwaldError("bad-argument", `${what}: [${a}, ${b}] is no range; give ${need}.`);
  }
  return range;
}

export function checkedSize(size: number | undefined, fallback: number, what: string): number {
  if (size === undefined) return fallback;
  if (!(size >= 120 && size <= 4000)) {
    throw new EwaldError("bad-argument", `${what}: ${size} px is not a size of a figure; give 120 to 4000.`);
  }
  return Math.round(size);
}

export interface Ticks {
  readonly major: readonly number[];
  readonly minor: readonly number[];
  /** Labels of the major ticks; exponents are in Unicode superscripts. */
  readonly labels: readonly string[];
}

/** Ticks of an axis about `length` pixels long. */
export function ticksFor(axis: AxisSpec, length: number, spacing: number): Ticks {
  const low = Math.min(...axis.range);
  const high = Math.max(...axis.range);
  if (axis.scale === "category") {
    const names = axis.categories ?? [];
    return { major: names.map((_, i) => i), minor: [], labels: names };
  }
  const wanted = Math.max(2, Math.floor(length / spacing));
  return axis.scale === "log" ? logTicks(low, high, wanted) : linearTicks(low, high, wanted);
}

/** A step of 1, 2 or 5 times a power of ten that divides `span` into about `wanted` parts. */
export function niceStep(span: number, wanted: number): number {
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

function linearTicks(low: number, high: number, wanted: number): Ticks {
  const step = niceStep(high - low, wanted);
  const major: number[] = [];
  const slack = (high - low) * 1e-9;
  for (let k = Math.ceil((low - slack) / step); k * step <= high + slack; k++)
    major.push(Number((k * step).toPrecision(14)));
  const format = numberFormat(Math.max(Math.abs(low), Math.abs(high)), step);
  return { major, minor: [], labels: major.map(format) };
}

function logTicks(low: number, high: number, wanted: number): Ticks {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const inside = (v: number) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9);
  const decades: number[] = [];
  const between: number[] = [];
  const every = Math.ceil((Math.log10(high) - Math.log10(low)) / wanted);
  for (let e = from; e <= to; e++) {
    const power = Number(`1e${e}`);
    if (inside(power)) (e % every === 0 ? decades : between).push(power);
    if (every === 1) for (let m = 2; m < 10; m++) if (inside(m * power)) between.push(m * power);
  }
  if (decades.length >= 2) return { major: decades, minor: between, labels: decades.map(powerOfTen) };
  // Less than two decades: label 1, 2 and 5 as plain numbers.
  const leads = [...decades, ...between]
    .filter((v) => "125".includes(v.toExponential()[0]!))
    .sort((a, b) => a - b);
  const format = numberFormat(high, leads[0] ?? low);
  return { major: leads, minor: between.filter((v) => !leads.includes(v)), labels: leads.map(format) };
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
export const superscript = (n: number): string =>
  String(n).replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : SUPERSCRIPTS[Number(c)]!));

/** 1, 10, 10², 10⁻³: the same rule as Plotly's `exponentformat: "power"`. */
function powerOfTen(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return exponent === 0 ? "1" : exponent === 1 ? "10" : `10${superscript(exponent)}`;
}

/** Plain digits with thousands separators; from a million on with k, M, G as Plotly's "SI" exponents. */
function numberFormat(largest: number, step: number): (value: number) => string {
  // As many decimals as tell neighbouring ticks apart.
  const decimals = (unit: number) => Math.min(20, Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9)));
  const scaled = (value: number, unit: number) =>
    minus(String(Number((value / unit).toFixed(decimals(unit)))));
  if (largest >= 1e6) {
    const [unit, letter] = largest >= 1e9 ? [1e9, "G"] : [1e6, "M"];
    return (value) => (value === 0 ? "0" : `${scaled(value, unit)}${letter}`);
  }
  if (largest > 0 && largest < 1e-3) {
    const exponent = Math.floor(Math.log10(largest));
    return (value) => (value === 0 ? "0" : `${scaled(value, 10 ** exponent)}×10${superscript(exponent)}`);
  }
  const digits = decimals(1);
  return (value) =>
    minus(
      value.toLocaleString("en-US", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
    );
}

const minus = (text: string): string => text.replace(/^-/, "−");
