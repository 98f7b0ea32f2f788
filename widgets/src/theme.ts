import { rgb } from "d3-color";
import { EwaldError } from "ewald";
import { scheme } from "vega";

/** Okabe & Ito (2008), ordered so that the first few differ most on white; told apart by colour-blind readers. */
export const PALETTE = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#7F7F7F",
  "#4B3C8C",
] as const;

export const FONT = "Helvetica Neue, Helvetica, Arial, sans-serif";
export const INK = "#262626";
export const QUIET_INK = "#6b6b6b";
export const GRID = "#e9e9e9";
export const AXIS_LINE = "#8a8a8a";
export const PAPER = "#ffffff";

export const TITLE_SIZE = 15;
export const LABEL_SIZE = 13;
export const TICK_SIZE = 11.5;
export const NOTE_SIZE = 11;

/** Colour of the n-th series. */
export const seriesColor = (n: number): string => PALETTE[n % PALETTE.length]!;

export type Rgb = readonly [r: number, g: number, b: number];

/** A CSS colour ("#0072B2", "tomato", "rgb(1, 2, 3)") as numbers 0…255; an EwaldError when it is none. */
export function parseColor(color: string): Rgb {
  const { r, g, b } = rgb(color);
  if (!Number.isFinite(r + g + b)) {
    throw new EwaldError("bad-argument", `"${color}" is not a CSS colour; give a name or #rrggbb.`);
  }
  return [Math.round(r), Math.round(g), Math.round(b)];
}

const viridis = scheme("viridis") as (t: number) => string;

/** The common sequential colour scale (viridis: even steps in lightness, safe for colour-blind readers). */
export const sequential = (t: number): Rgb => parseColor(viridis(Math.min(1, Math.max(0, t))));

/** From a pale tint of `color` to a dark shade of it: the scale of one series among several densities. */
export function tint(color: string, t: number): Rgb {
  const from = parseColor(color);
  return [0, 1, 2].map((k) =>
    Math.round(from[k]! + (255 - from[k]!) * 0.6 * (1 - t) - from[k]! * 0.35 * t),
  ) as unknown as Rgb;
}

export const hex = ([r, g, b]: Rgb): string =>
  "#" + [r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("");
