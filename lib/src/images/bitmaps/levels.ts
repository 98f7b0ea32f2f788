import type { RawPanel } from "../imageFormat.js";
import { maskedLevel, saturatedLevel } from "./colours.js";

/** Counts that readers give to pixels which are masked for good. */
const masked = -(2 ** 31);
/** Which part of the range the 90th percentile of counts takes at brightness 1. */
const level90 = 0.4;

/** What DIALS' image viewer multiplies counts by: the 90th percentile is 0.4 of the way to black at brightness 1. */
export function scaleOfPanel({ values }: RawPanel, brightness: number): number {
  if (values.length === 0) return brightness / 5;
  const sorted = values.slice().sort();
  const percentile = sorted[Math.min(values.length - 1, Math.trunc(0.9 * values.length))]!;
  return percentile > 0 ? (brightness * level90) / percentile : brightness / 5;
}

/**
 * The same for panels together, from a histogram of a hundredth of twice the mean, as it does there: it stacks panels on sides that are
 * multiples of 8 px, and counts what that adds as pixels of 0.
 */
export function scaleOfPanels(panels: readonly RawPanel[], brightness: number): number {
  const side = (i: 0 | 1) => 8 * Math.ceil(Math.max(...panels.map(({ shape }) => shape[i])) / 8);
  const stacked = panels.length * side(0) * side(1);
  const added = panels.reduce((rest, { values }) => rest - values.length, stacked);
  let sum = 0;
  let good = added;
  for (const { values } of panels)
    for (const value of values)
      if (value !== masked) {
        sum += value;
        good++;
      }
  const mean = good > 0 ? sum / good : 0;
  const slots = new Float64Array(100);
  slots[0] = added;
  const perCount = 50 / mean;
  for (const { values } of panels)
    for (const value of values)
      if (value !== masked) slots[Math.min(99, Math.max(0, Math.trunc(perCount * value) || 0))]!++;
  let below = 0;
  const slot = slots.findIndex((n) => (below += n) > 0.9 * good);
  const percentile = slot < 0 ? 0 : (slot * mean) / 50;
  return percentile > 0 ? (brightness * level90) / percentile : brightness / 5;
}

/** Levels of a panel (`colours.ts`), `shape` [slow, fast]. */
export interface Levels {
  readonly shape: readonly [slow: number, fast: number];
  readonly values: Uint16Array;
}

/**
 * A panel's counts times `scale` as levels, of `binning` × `binning` pixels the greatest; pixels at the ends that make no whole bin are
 * left out.
 */
export function levelsOf(
  { shape: [slow, fast], values }: RawPanel,
  { scale, saturation, binning }: { scale: number; saturation: number; binning: number },
): Levels {
  const shape = [Math.floor(slow / binning), Math.floor(fast / binning)] as const;
  const levels = new Uint16Array(shape[0] * shape[1]);
  for (let y = 0, k = 0; y < shape[0]; y++)
    for (let x = 0; x < shape[1]; x++, k++) {
      let most = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < binning; j++)
        for (let i = 0, at = (binning * y + j) * fast + binning * x; i < binning; i++, at++)
          if (values[at]! > most) most = values[at]!;
      const level = 256 * (1 - most * scale);
      levels[k] =
        most === masked
          ? maskedLevel
          : most > saturation
            ? saturatedLevel
            : level < 0
              ? 0
              : level >= 256
                ? 255
                : Math.trunc(level);
    }
  return { shape, values: levels };
}
