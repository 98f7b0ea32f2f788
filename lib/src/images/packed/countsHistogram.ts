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

/** Slots either side of 0. */
const half = even + perDoubling * 64;

/**
 * A histogram for any range of values: slots of one unit up to 1024 units either side of 0, beyond that each 2.2 % wider than the one
 * before, so that percentiles are right to that or better. The unit is 1 for whole numbers.
 */
export class CountsCollector {
  readonly #unit: number;
  readonly #slots = new Uint32Array(2 * half);

  constructor(unit = 1) {
    this.#unit = unit;
  }

  /** Counts a value `times`; what is not finite is left out. */
  add(value: number, times = 1): void {
    const slot = half + slotOf(value / this.#unit);
    if (slot >= 0 && slot < this.#slots.length) this.#slots[slot]! += times;
  }

  /** The slots from the first to the last that have counts. */
  histogram(): CountsHistogram {
    const first = this.#slots.findIndex((count) => count > 0);
    if (first < 0) return { edges: [0, this.#unit], counts: [0] };
    const last = this.#slots.findLastIndex((count) => count > 0);
    const edges = Array.from({ length: last - first + 2 }, (_, i) => this.#unit * edgeOf(first + i - half));
    return { edges, counts: Array.from(this.#slots.subarray(first, last + 1)) };
  }
}

/** Slot of a value in units, 0 for [0, 1); not a number for what is none. */
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

/** A unit for values that are not whole: the median of their magnitudes / 64, as a power of 2. `arrays`: a sample is taken of them. */
export function unitOf(arrays: readonly ArrayLike<number>[]): number {
  const total = arrays.reduce((sum, { length }) => sum + length, 0);
  const step = Math.max(1, Math.floor(total / 20_000));
  const sample: number[] = [];
  for (const values of arrays)
    for (let i = 0; i < values.length; i += step) {
      const magnitude = Math.abs(values[i]!);
      if (magnitude > 0 && magnitude < Number.POSITIVE_INFINITY) sample.push(magnitude);
    }
  if (sample.length === 0) return 1;
  sample.sort((a, b) => a - b);
  return 2 ** Math.floor(Math.log2(sample[sample.length >> 1]! / 64));
}
