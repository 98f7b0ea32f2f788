/** Counts of pixels by value. Slot i holds edges[i] ≤ value < edges[i + 1]. */
export interface CountsHistogram {
  /** Ascending, one more than `counts`. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Slots as wide as the unit up to here … */
const even = 1024;
/** … and beyond it so many for each doubling. */
const perDoubling = 32;

/**
 * A histogram for any range of counts: slots of one unit up to 1024 units either side of 0, beyond that each 2.2 % wider than the one
 * before, so that percentiles are right to that or better. The unit is 1 for whole numbers; else the median of the magnitudes / 64,
 * as a power of 2.
 * @param arrays values, with `good[i]` (if given) 1 where a value counts; what is not finite does not
 */
export function countsHistogram(
  arrays: readonly ArrayLike<number>[],
  good: readonly Uint8Array[] | undefined,
  whole: boolean,
): CountsHistogram {
  const unit = whole ? 1 : unitOf(arrays, good);
  const doublings = 64;
  const half = even + perDoubling * doublings;
  const slots = new Uint32Array(2 * half);
  let first = slots.length;
  let last = -1;
  arrays.forEach((values, k) => {
    const mask = good?.[k];
    for (let i = 0; i < values.length; i++) {
      if (mask && mask[i] === 0) continue;
      const u = values[i]! / unit;
      if (Number.isNaN(u)) continue;
      const slot = half + slotOf(u);
      if (slot < 0 || slot >= slots.length) continue;
      slots[slot]!++;
      if (slot < first) first = slot;
      if (slot > last) last = slot;
    }
  });
  if (last < 0) return { edges: [0, unit], counts: [0] };
  const edges = Array.from({ length: last - first + 2 }, (_, i) => unit * edgeOf(first + i - half));
  return { edges, counts: Array.from(slots.subarray(first, last + 1)) };
}

/** Slot of a value in units, 0 for [0, 1). */
function slotOf(u: number): number {
  if (u >= -even && u < even) return Math.floor(u);
  if (u > 0) return even + Math.floor(perDoubling * Math.log2(u / even) + 1e-9);
  return -even - Math.ceil(perDoubling * Math.log2(-u / even) - 1e-9);
}

/** Lower end of a slot. */
function edgeOf(slot: number): number {
  if (slot >= -even && slot <= even) return slot;
  return Math.sign(slot) * even * 2 ** ((Math.abs(slot) - even) / perDoubling);
}

function unitOf(arrays: readonly ArrayLike<number>[], good: readonly Uint8Array[] | undefined): number {
  const total = arrays.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.floor(total / 20_000));
  const sample: number[] = [];
  arrays.forEach((values, k) => {
    for (let i = 0; i < values.length; i += step) {
      const magnitude = Math.abs(values[i]!);
      if ((!good || good[k]![i]) && magnitude > 0 && magnitude < Number.POSITIVE_INFINITY)
        sample.push(magnitude);
    }
  });
  if (sample.length === 0) return 1;
  sample.sort((a, b) => a - b);
  return 2 ** Math.floor(Math.log2(sample[sample.length >> 1]! / 64));
}
