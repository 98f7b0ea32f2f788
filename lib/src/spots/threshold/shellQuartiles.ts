import { type ShellPixels, type ShellSlots, shellPasses, slotOf } from "../../compute/shellPixels.js";

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
 * Nothing is sorted but what shares a slot of a histogram with a quartile. A sample says where the middle of each shell lies, one pass
 * counts pixels into slots there, another collects the pixels of those few slots that may hold different values. A bad sample costs
 * time, it does not change the result.
 * @param quantum values are whole multiples of this power of 2; 0 when nothing is known
 */
export function shellQuartiles(pixels: ShellPixels, count: number, quantum: number): ShellQuartiles {
  const slots = slotsFromSample(pixels, count, quantum);
  const counts = shellPasses().count(pixels, slots);
  const ranks = findRanks(counts, slots.size, count);
  const collected = collect(pixels, slots, counts, ranks, quantum);
  const medians = new Float64Array(count);
  const ranges = new Float64Array(count);
  for (let shell = 0, k = 0; shell < count; shell++, k += 6) {
    const n = ranks.pixels[shell]!;
    if (n === 0) continue;
    const at = (i: number) => valueAt(k + i, ranks, slots, collected);
    const between = (i: number, rank: number) => {
      const h = rank - Math.floor(rank);
      return (1 - h) * at(i) + h * at(i + 1);
    };
    medians[shell] = n % 2 ? at(2) : (at(2) + at(3)) / 2;
    ranges[shell] = between(4, 0.75 * (n - 1)) - between(0, 0.25 * (n - 1));
  }
  return { medians, ranges };
}

/** Slots of all histograms together, and the most of one. */
const slotsOfAll = 2 ** 18;
const slotsOfOne = 1024;
/** Pixels that tell where the histograms are to lie. */
const sampleSize = 2 ** 16;

/** Slots over about twice the middle 70 % of each shell; of the width of the quantum where that is wide enough. */
function slotsFromSample({ values, mask, shells }: ShellPixels, count: number, quantum: number): ShellSlots {
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
    const width = Math.max((2 * (high - low)) / size, quantum);
    perUnit[shell] = width > 0 && Number.isFinite(1 / width) ? 1 / width : 1;
    const start = (low + high) / 2 - size / 2 / perUnit[shell];
    starts[shell] = width === quantum ? Math.floor(start / quantum) * quantum : start;
  }
  return { size, starts, perUnit };
}

/** The six ranks of each shell, ascending: on both sides of the first quartile, of the median, of the third quartile. */
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
        while (below + counts[slot]! <= rank) below += counts[slot++]!;
        slots[6 * shell + 2 * i + side] = slot;
        within[6 * shell + 2 * i + side] = rank - below;
      }
  }
  return { pixels, slots, within };
}

/** Values, ascending, in each slot that holds a rank and may hold different values. */
type Collected = ReadonlyMap<number, Float64Array>;

function collect(
  pixels: ShellPixels,
  slots: ShellSlots,
  counts: Uint32Array,
  ranks: Ranks,
  quantum: number,
): Collected {
  const listOf = new Int32Array(counts.length).fill(-1);
  const wanted = new Uint8Array(counts.length);
  const ends: number[] = [];
  let sum = 0;
  for (const [k, slot] of ranks.slots.entries()) {
    if (ranks.pixels[Math.floor(k / 6)] === 0 || isSingle(slot, slots, quantum) || wanted[slot]) continue;
    wanted[slot] = 1;
    listOf[slot] = ends.length;
    sum += counts[slot]!;
    ends.push(sum);
  }
  if (ends.length === 0) return new Map();
  // one pool for all lists, each filled from its end
  const pool = new Float64Array(sum);
  const next = Uint32Array.from(ends);
  for (const place of shellPasses().find(pixels, slots, wanted)) {
    const value = pixels.values[place]!;
    const list = listOf[slotOf(value, pixels.shells[place]!, slots)]!;
    next[list]!--;
    pool[next[list]!] = value;
  }
  const lists = new Map<number, Float64Array>();
  for (const [slot, list] of listOf.entries())
    if (list >= 0) lists.set(slot, sorted(pool.subarray(next[list], ends[list])));
  return lists;
}

/** Sorted in place, unless all are alike. */
function sorted(list: Float64Array): Float64Array {
  const [first] = list;
  return list.every((value) => value === first) ? list : list.sort();
}

/** Whether a slot can hold one value only. */
function isSingle(slot: number, { size, perUnit }: ShellSlots, quantum: number): boolean {
  const inShell = slot % size;
  return perUnit[Math.floor(slot / size)]! * quantum === 1 && inShell > 0 && inShell < size - 1;
}

function valueAt(
  k: number,
  ranks: Ranks,
  { size, starts, perUnit }: ShellSlots,
  collected: Collected,
): number {
  const slot = ranks.slots[k]!;
  const list = collected.get(slot);
  if (list) return list[ranks.within[k]!]!;
  const shell = Math.floor(slot / size);
  return starts[shell]! + (slot % size) / perUnit[shell]!;
}
