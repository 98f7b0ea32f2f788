import {
  type ShellHistogram,
  type ShellPixels,
  type ShellSlots,
  shellPasses,
} from "../../compute/shellPixels.js";
import { selectRank } from "./selectRank.js";

/** Of each shell; 0 where it has no good pixel. */
export interface ShellQuartiles {
  readonly medians: Float64Array;
  /** Third less first quartile. */
  readonly ranges: Float64Array;
}

/**
 * Median (mean of the middle two) and interquartile range (quartiles interpolated between ranks at (n − 1)/4 and 3(n − 1)/4: type 7 of
 * Hyndman & Fan 1996, Am. Stat. 50, 361) of the good pixels of each of `count` shells, as DIALS' BinnedStatistics.
 *
 * Nothing is sorted. A sample says where the middle of each shell lies, one pass counts pixels into slots there. If the slots of the
 * quartiles hold pixels of different values, another pass collects these. A bad sample costs time, it does not change the result.
 */
export function shellQuartiles(pixels: ShellPixels, count: number): ShellQuartiles {
  const slots = slotsFromSample(pixels, count);
  const histogram = shellPasses().histogram(pixels, slots);
  const ranks = findRanks(histogram.counts, slots.size, count);
  const values = valuesAt(ranks, histogram, collect(pixels, slots, histogram, ranks));
  const medians = new Float64Array(count);
  const ranges = new Float64Array(count);
  for (let shell = 0; shell < count; shell++) {
    const n = ranks.pixels[shell]!;
    if (n === 0) continue;
    const [q1, beyondQ1, middle, beyondMiddle, q3, beyondQ3] = values.subarray(6 * shell) as unknown as Six;
    const between = (a: number, b: number, rank: number) => {
      const h = rank - Math.floor(rank);
      return (1 - h) * a + h * b;
    };
    medians[shell] = (middle + beyondMiddle) / 2;
    ranges[shell] = between(q3, beyondQ3, 0.75 * (n - 1)) - between(q1, beyondQ1, 0.25 * (n - 1));
  }
  return { medians, ranges };
}

type Six = [number, number, number, number, number, number];

/** Slots of all histograms together, and the most of one. */
const slotsOfAll = 2 ** 18;
const slotsOfOne = 1024;
/** Pixels that tell where the histograms are to lie. */
const sampleSize = 2 ** 16;

/** Slots over about twice the middle 70 % of each shell, their widths powers of 2: whole counts lie each in its own, if there is room. */
function slotsFromSample({ values, mask, shells }: ShellPixels, count: number): ShellSlots {
  const size = Math.max(8, Math.min(slotsOfOne, Math.floor(slotsOfAll / count)));
  const samples = Array.from({ length: count }, (): number[] => []);
  // odd, so that it does not keep to a few columns
  const step = Math.floor(values.length / sampleSize) | 1;
  for (let i = 0; i < values.length; i += step) if (mask[i] !== 0) samples[shells[i]!]!.push(values[i]!);
  const starts = new Float64Array(count);
  const perUnit = new Float64Array(count);
  for (const [shell, sample] of samples.entries()) {
    const sorted = Float64Array.from(sample).sort();
    const part = (p: number) => sorted[Math.trunc(p * (sorted.length - 1))] ?? 0;
    const [low, high] = [part(0.15), part(0.85)];
    const width = (2 * (high - low)) / size;
    perUnit[shell] = width > 0 && width < Number.POSITIVE_INFINITY ? 2 ** -Math.ceil(Math.log2(width)) : size;
    starts[shell] = Math.floor(((low + high) / 2) * perUnit[shell]! - size / 2) / perUnit[shell]!;
  }
  return { size, starts, perUnit };
}

/** The six ranks of each shell: on both sides of the first quartile, of the median, of the third quartile. */
interface Ranks {
  /** Good pixels of each shell. */
  readonly pixels: Uint32Array;
  /** The slot each rank is in, among those of all shells. */
  readonly slots: Uint32Array;
  /** Rank within it, from 0. */
  readonly within: Uint32Array;
}

function findRanks(counts: Uint32Array, size: number, count: number): Ranks {
  const pixels = new Uint32Array(count);
  const slots = new Uint32Array(6 * count);
  const within = new Uint32Array(6 * count);
  for (let shell = 0; shell < count; shell++) {
    let slot = shell * size;
    const n = counts.subarray(slot, slot + size).reduce((sum, pixelsOfSlot) => sum + pixelsOfSlot, 0);
    pixels[shell] = n;
    if (n === 0) continue;
    let below = 0;
    for (const [i, quartile] of [0.25, 0.5, 0.75].entries())
      for (const side of [0, 1]) {
        const rank = (side ? Math.ceil : Math.floor)(quartile * (n - 1));
        // of two pixels the second quartile begins below where the first ends
        if (rank < below) [slot, below] = [shell * size, 0];
        while (below + counts[slot]! <= rank) below += counts[slot++]!;
        slots[6 * shell + 2 * i + side] = slot;
        within[6 * shell + 2 * i + side] = rank - below;
      }
  }
  return { pixels, slots, within };
}

/** Values in each slot that holds a rank and different values. */
type Collected = ReadonlyMap<number, Float64Array>;

function collect(
  pixels: ShellPixels,
  slots: ShellSlots,
  { counts, mixed }: ShellHistogram,
  ranks: Ranks,
): Collected {
  const wanted = new Uint8Array(counts.length);
  const chosen: number[] = [];
  for (const [k, slot] of ranks.slots.entries()) {
    if (ranks.pixels[Math.floor(k / 6)] === 0 || mixed[slot] === 0 || wanted[slot] === 1) continue;
    wanted[slot] = 1;
    chosen.push(slot);
  }
  if (chosen.length === 0) return new Map();
  // one pool for all lists
  const next = new Uint32Array(counts.length);
  let sum = 0;
  for (const slot of chosen) {
    next[slot] = sum;
    sum += counts[slot]!;
  }
  const pool = new Float64Array(sum);
  shellPasses().collect(pixels, slots, wanted, next, pool);
  return new Map(chosen.map((slot) => [slot, pool.subarray(next[slot]! - counts[slot]!, next[slot])]));
}

/** The values at the ranks; lists are put in another order. */
function valuesAt(ranks: Ranks, { firsts }: ShellHistogram, collected: Collected): Float64Array {
  return Float64Array.from(ranks.slots, (slot, k) => {
    const list = collected.get(slot);
    return list ? selectRank(list, ranks.within[k]!) : firsts[slot]!;
  });
}
