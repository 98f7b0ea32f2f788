import type { Shells } from "./shells.js";

/** Of each shell; 0 where it has no pixel. */
export interface ShellQuartiles {
  readonly medians: Float64Array;
  /** Third less first quartile. */
  readonly ranges: Float64Array;
}

/**
 * Median (mean of the middle two) and interquartile range (quartiles interpolated between ranks at (n − 1)/4 and 3(n − 1)/4: type 7 of
 * Hyndman & Fan 1996, Am. Stat. 50, 361) of the pixels of each shell, as DIALS' BinnedStatistics; pixels whose shell is `count` or
 * more are in none.
 *
 * Nothing is sorted but what shares a slot of a histogram with a quartile. A sample says where the middle of each shell lies, one pass
 * counts pixels into slots there, another collects the pixels of those few slots that may hold different values. A bad sample costs
 * time, it does not change the result.
 * @param quantum values are whole multiples of this power of 2, below 2⁵³ of them; 0 when nothing is known
 */
export function shellQuartiles(
  values: Int32Array | Float64Array,
  { count, of: shells }: Shells,
  quantum: number,
): ShellQuartiles {
  const slots = slotsFromSample(values, shells, count, quantum);
  const counts = countSlots(values, shells, slots);
  const ranks = findRanks(counts, slots, count);
  const collected = collect(values, shells, slots, counts, ranks);
  const medians = new Float64Array(count);
  const ranges = new Float64Array(count);
  for (let shell = 0, k = 0; shell < count; shell++, k += 6) {
    const n = ranks.sizes[shell]!;
    if (n === 0) continue;
    const at = (i: number) => valueAt(k + i, ranks, slots, collected);
    const between = (i: number, part: number) => {
      const h = part * (n - 1) - Math.floor(part * (n - 1));
      return (1 - h) * at(i) + h * at(i + 1);
    };
    medians[shell] = n % 2 ? at(2) : (at(2) + at(3)) / 2;
    ranges[shell] = between(4, 0.75) - between(0, 0.25);
  }
  return { medians, ranges };
}

/** Slots of the histograms, `size` to a shell: slot i begins at starts[shell] + i / perUnit[shell], the outer ones take what is beyond. */
interface Slots {
  readonly size: number;
  readonly starts: Float64Array;
  readonly perUnit: Float64Array;
  readonly quantum: number;
}

/** Slots of all histograms together, and the most of one. */
const slotsOfAll = 2 ** 18;
const slotsOfOne = 1024;
/** Pixels that tell where the histograms are to lie. */
const sampleSize = 2 ** 16;

function slotsFromSample(
  values: Int32Array | Float64Array,
  shells: Uint16Array | Uint32Array,
  count: number,
  quantum: number,
): Slots {
  const size = Math.max(8, Math.min(slotsOfOne, Math.floor(slotsOfAll / count)));
  const samples = Array.from({ length: count }, (): number[] => []);
  // odd, so that it does not keep to a few columns
  const step = Math.floor(values.length / sampleSize) | 1;
  for (let i = 0; i < values.length; i += step) samples[shells[i]!]?.push(values[i]!);
  // one more: for pixels of no shell, all in slot 0
  const starts = new Float64Array(count + 1);
  const perUnit = new Float64Array(count + 1);
  for (const [shell, sample] of samples.entries()) {
    sample.sort((a, b) => a - b);
    const part = (p: number) => sample[Math.trunc(p * (sample.length - 1))] ?? 0;
    const [low, high] = [part(0.15), part(0.85)];
    const width = Math.max((2 * (high - low)) / size, quantum);
    const single = width === quantum && quantum > 0;
    perUnit[shell] = width > 0 && Number.isFinite(1 / width) ? 1 / width : 1;
    const start = (low + high) / 2 - size / 2 / perUnit[shell];
    starts[shell] = single ? Math.floor(start / quantum) * quantum : start;
  }
  return { size, starts, perUnit, quantum };
}

/** Pixels in each slot, shell by shell, and in one more shell those of none. */
function countSlots(
  values: Int32Array | Float64Array,
  shells: Uint16Array | Uint32Array,
  { size, starts, perUnit }: Slots,
): Uint32Array {
  const none = starts.length - 1;
  const counts = new Uint32Array(starts.length * size);
  for (let i = 0; i < values.length; i++) {
    const shell = Math.min(shells[i]!, none);
    const slot = (values[i]! - starts[shell]!) * perUnit[shell]!;
    counts[shell * size + (slot < 0 ? 0 : slot >= size ? size - 1 : slot | 0)]!++;
  }
  return counts;
}

/** The six ranks of each shell, ascending: on both sides of the first quartile, of the median, of the third quartile. */
interface Ranks {
  /** Pixels of each shell. */
  readonly sizes: Uint32Array;
  /** In `counts`: the slot each rank is in. */
  readonly slots: Uint32Array;
  /** Rank within it, from 0. */
  readonly within: Uint32Array;
}

function findRanks(counts: Uint32Array, { size }: Slots, count: number): Ranks {
  const sizes = new Uint32Array(count);
  const slots = new Uint32Array(6 * count);
  const within = new Uint32Array(6 * count);
  for (let shell = 0; shell < count; shell++) {
    const first = shell * size;
    let n = 0;
    for (let slot = first; slot < first + size; slot++) n += counts[slot]!;
    sizes[shell] = n;
    if (n === 0) continue;
    const [q1, middle, q3] = [0.25 * (n - 1), 0.5 * (n - 1), 0.75 * (n - 1)];
    const wanted = [q1, q1, middle, middle, q3, q3].map((rank, i) => (i % 2 ? Math.ceil(rank) : Math.floor(rank)));
    let slot = first;
    let below = 0;
    for (const [i, rank] of wanted.entries()) {
      while (below + counts[slot]! <= rank) below += counts[slot++]!;
      slots[6 * shell + i] = slot;
      within[6 * shell + i] = rank - below;
    }
  }
  return { sizes, slots, within };
}

/** Values of the slots that hold a wanted rank and may hold different values, each sorted. */
type Collected = ReadonlyMap<number, Float64Array>;

function collect(
  values: Int32Array | Float64Array,
  shells: Uint16Array | Uint32Array,
  slots: Slots,
  counts: Uint32Array,
  ranks: Ranks,
): Collected {
  const { size, starts, perUnit } = slots;
  const none = starts.length - 1;
  const lists = new Map<number, Float64Array>();
  for (const [k, slot] of ranks.slots.entries())
    if (ranks.sizes[Math.floor(k / 6)]! > 0 && !isSingle(slot, slots))
      lists.set(slot, lists.get(slot) ?? new Float64Array(counts[slot]!));
  if (lists.size === 0) return lists;
  const all = [...lists];
  const listOf = new Int32Array(counts.length).fill(-1);
  for (const [i, [slot]] of all.entries()) listOf[slot] = i;
  // one pool, so that the loop writes to one array
  const from = new Uint32Array(all.length + 1);
  for (const [i, [, list]] of all.entries()) from[i + 1] = from[i]! + list.length;
  const pool = new Float64Array(from[all.length]!);
  const next = from.slice();
  for (let i = 0; i < values.length; i++) {
    const shell = Math.min(shells[i]!, none);
    const slot = (values[i]! - starts[shell]!) * perUnit[shell]!;
    const list = listOf[shell * size + (slot < 0 ? 0 : slot >= size ? size - 1 : slot | 0)]!;
    if (list >= 0) pool[next[list]!++] = values[i]!;
  }
  for (const [i, [slot]] of all.entries()) lists.set(slot, sorted(pool.subarray(from[i]!, from[i + 1]!)));
  return lists;
}

/** Sorted in place, unless all are alike. */
function sorted(list: Float64Array): Float64Array {
  const [first] = list;
  return list.every((value) => value === first) ? list : list.sort();
}

/** Whether a slot can hold one value only. */
function isSingle(slot: number, { size, perUnit, quantum }: Slots): boolean {
  const shell = Math.floor(slot / size);
  const inShell = slot % size;
  return perUnit[shell]! * quantum === 1 && inShell > 0 && inShell < size - 1;
}

function valueAt(k: number, ranks: Ranks, slots: Slots, collected: Collected): number {
  const slot = ranks.slots[k]!;
  const list = collected.get(slot);
  if (list) return list[ranks.within[k]!]!;
  const shell = Math.floor(slot / slots.size);
  return slots.starts[shell]! + (slot % slots.size) / slots.perUnit[shell]!;
}
