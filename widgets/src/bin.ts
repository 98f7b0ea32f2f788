/** Counts of values in [min, max), and how many fell outside or were not numbers. */
export interface Binned {
  readonly min: number;
  readonly max: number;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  readonly notNumbers: number;
  /** Left out on either side, when no more is known. */
  readonly outside?: number;
}

/**
 * Histogram over the half-open range [min, max) in `bins` equal slots, slot = ⌊(v − min)/width⌋ as cctbx's
 * `histogram` counts. With `log` the slots are equal in log₁₀ v, and values ≤ 0 count as below.
 */
export function binValues(
  values: ArrayLike<number>,
  min: number,
  max: number,
  bins: number,
  log = false,
): Binned {
  const counts = new Float64Array(bins);
  const low = log ? Math.log10(min) : min;
  const width = ((log ? Math.log10(max) : max) - low) / bins;
  let below = 0;
  let above = 0;
  let notNumbers = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v >= min && v < max) {
      const slot = Math.floor(((log ? Math.log10(v) : v) - low) / width);
      // Rounding can carry a value just under max into the slot after the last.
      counts[slot < bins ? slot : bins - 1]!++;
    } else if (v < min) below++;
    else if (v >= max) above++;
    else notNumbers++;
  }
  return { min, max, counts, below, above, notNumbers };
}

/** A monotonic map of data onto a line, for gridding: value ↦ (f(value) − from)/(to − from). */
export interface GridAxis {
  readonly range: readonly [number, number];
  readonly log: boolean;
}

/** Counts of points on an nx × ny grid over both ranges, rows from the first y on; points outside are skipped. */
export function binPoints(
  x: Float64Array,
  y: Float64Array,
  xAxis: GridAxis,
  yAxis: GridAxis,
  nx: number,
  ny: number,
): Uint32Array {
  const counts = new Uint32Array(nx * ny);
  const xs = slotter(xAxis, nx);
  const ys = slotter(yAxis, ny);
  for (let i = 0; i < x.length; i++) {
    const column = xs(x[i]!);
    const row = ys(y[i]!);
    if (column >= 0 && row >= 0) counts[row * nx + column]!++;
  }
  return counts;
}

/** Slot of a value, or −1 outside; the far edge belongs to the last slot. */
function slotter({ range, log }: GridAxis, slots: number): (value: number) => number {
  const from = log ? Math.log10(range[0]) : range[0];
  const to = log ? Math.log10(range[1]) : range[1];
  const scale = slots / (to - from);
  return (value) => {
    const t = ((log ? Math.log10(value) : value) - from) * scale;
    return t >= 0 && t < slots ? Math.floor(t) : t === slots ? slots - 1 : -1;
  };
}

/** Smallest and largest of the finite values (greater than 0 with `positive`); undefined when there is none. */
export function extent(values: ArrayLike<number>, positive = false): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (!Number.isFinite(v) || (positive && v <= 0)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : undefined;
}

/** Decades a log axis may stretch below all but a thousandth of its values. */
const STRAY_DECADES = 3;

/**
 * Extent of positive values for a log axis. A sum that cancels to 10⁻¹⁵ instead of 0 would squeeze all the others
 * into a line: where the least value lies more than three decades below the lowest thousandth, the extent starts at
 * that thousandth's decade, and the stray values fall off the axis.
 */
export function logExtent(lists: readonly Float64Array[]): [number, number] | undefined {
  const found = lists.map((values) => extent(values)).filter((e) => e !== undefined);
  if (found.length === 0) return undefined;
  const low = Math.min(...found.map((e) => e[0]));
  const high = Math.max(...found.map((e) => e[1]));
  const total = lists.reduce((n, values) => n + values.length, 0);
  const strays = Math.floor(total / 1000);
  if (strays === 0) return [low, high];
  const all = new Float64Array(total);
  let at = 0;
  for (const values of lists) {
    all.set(values, at);
    at += values.length;
  }
  const lowest = all.sort()[strays]!;
  return [low < lowest / 10 ** STRAY_DECADES ? 10 ** Math.floor(Math.log10(lowest)) : low, high];
}
