import { type SlotRule, slotOf } from "../compute/pixelHistogram.js";
import { EwaldError } from "../error.js";
import { FlexDouble, FlexInt, type NumericFlex } from "./scalars.js";
import { checkInt } from "./typedColumn.js";

/** Range and number of slots of a histogram. */
export interface HistogramOptions {
  /** Lower edge of the first slot; default: the least value. */
  readonly dataMin?: number;
  /** Upper edge of the last slot; default: the greatest value. */
  readonly dataMax?: number;
  /** Default 1000, as in DIALS. */
  readonly nSlots?: number;
}

/** One slot: values in [low, high), its centre, its count. */
export interface SlotInfo {
  readonly low: number;
  readonly high: number;
  readonly center: number;
  readonly n: number;
}

/** How far beyond the range values still count, in slot widths (scitbx's relative_tolerance). */
const tolerance = 1e-4;

/**
 * Counts of values in slots of equal width, with the rules of scitbx::histogram (DIALS' `flex.histogram`): a value at
 * a slot's lower edge belongs to that slot, dataMax to the last; values up to 10⁻⁴ slot widths outside count in the
 * first and last slot; others only in nOutOfSlotRange(). NaN is out of range (scitbx counts it in some slot).
 */
export class Histogram {
  readonly dataMin: number;
  readonly dataMax: number;
  readonly nSlots: number;
  readonly #rule: SlotRule;
  readonly #slots: Float64Array;
  #outside = 0;

  /** An empty histogram. Throws unless dataMin ≤ dataMax, both finite, and nSlots is a whole number above 0. */
  constructor(dataMin: number, dataMax: number, nSlots = 1000) {
    if (!(Number.isFinite(dataMin) && Number.isFinite(dataMax) && dataMin <= dataMax))
      throw new EwaldError(
        "bad-argument",
        `A histogram cannot range from ${dataMin} to ${dataMax}; give dataMin < dataMax.`,
      );
    if (!(Number.isInteger(nSlots) && nSlots > 0 && nSlots <= 2 ** 28))
      throw new EwaldError(
        "bad-argument",
        `A histogram cannot have ${nSlots} slots; give a whole number from 1 to 2^28.`,
      );
    this.dataMin = dataMin;
    this.dataMax = dataMax;
    this.nSlots = nSlots;
    const slotWidth = (dataMax - dataMin) / nSlots;
    const margin = slotWidth * tolerance;
    this.#rule = { dataMin, slotWidth, nSlots, low: dataMin - margin, high: dataMax + margin };
    this.#slots = new Float64Array(nSlots);
  }

  /** The histogram of these values. A given range must have dataMin < dataMax; without one, NaN is not looked at. */
  static of(values: NumericFlex | Iterable<number>, options: HistogramOptions = {}): Histogram {
    const numbers = "data" in values ? values.data : Float64Array.from(values);
    const histogram = Histogram.empty(options, () => extent(numbers));
    histogram.updateAll(numbers);
    return histogram;
  }

  /** An empty histogram; what options leave open of the range is taken from `extentOf`. */
  static empty(
    options: HistogramOptions,
    extentOf: () => readonly [least: number, greatest: number],
  ): Histogram {
    let { dataMin, dataMax } = options;
    const given = dataMin !== undefined && dataMax !== undefined;
    if (dataMin === undefined || dataMax === undefined) {
      const [least, greatest] = extentOf();
      dataMin ??= least;
      dataMax ??= greatest;
    }
    if (given && !(dataMin < dataMax))
      throw new EwaldError(
        "bad-argument",
        `A histogram cannot range from ${dataMin} to ${dataMax}; give dataMin < dataMax.`,
      );
    return new Histogram(dataMin, dataMax, options.nSlots);
  }

  /** Width of a slot, in units of the values. */
  slotWidth(): number {
    return this.#rule.slotWidth;
  }

  /** Counts, slot by slot: a copy. Throws when one is beyond 2³¹−1. */
  slots(): FlexInt {
    return new FlexInt(Int32Array.from(this.#slots, (count) => checkInt(count)));
  }

  /** Middles of the slots: dataMin + (i + ½)·slotWidth. */
  slotCenters(): FlexDouble {
    const width = this.slotWidth();
    return new FlexDouble(Float64Array.from(this.#slots, (_, i) => this.dataMin + width * (i + 0.5)));
  }

  /** Edges, centre and count of every slot. */
  slotInfos(): SlotInfo[] {
    const width = this.slotWidth();
    return Array.from(this.#slots, (n, i) => ({
      low: this.dataMin + width * i,
      high: this.dataMin + width * (i + 1),
      center: this.dataMin + width * (i + 0.5),
      n,
    }));
  }

  /** Values seen that belong to no slot. */
  nOutOfSlotRange(): number {
    return this.#outside;
  }

  /** Slot of a value; beyond the range: the first or the last. */
  getISlot(value: number): number {
    const { low, high } = this.#rule;
    return slotOf(Math.min(Math.max(value, low), high), this.#rule);
  }

  /** Adds one value, or all counts of a histogram of the same slots. */
  update(other: Histogram | number): void {
    if (typeof other === "number") {
      this.updateAll([other]);
      return;
    }
    if (other.dataMin !== this.dataMin || other.dataMax !== this.dataMax || other.nSlots !== this.nSlots)
      throw new EwaldError(
        "bad-argument",
        `A histogram of ${other.nSlots} slots from ${other.dataMin} to ${other.dataMax} cannot be added to one of ` +
          `${this.nSlots} from ${this.dataMin} to ${this.dataMax}.`,
      );
    for (let i = 0; i < this.nSlots; i++) this.#slots[i]! += other.#slots[i]!;
    this.#outside += other.#outside;
  }

  /** Adds many values. */
  updateAll(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) {
      const slot = slotOf(values[i]!, this.#rule);
      if (slot < 0) this.#outside++;
      else this.#slots[slot]! += 1;
    }
  }

  /** Adds what `count` counts into the slots it is given; it returns how many values were out of range. */
  updateWith(count: (rule: SlotRule, slots: Float64Array) => number): void {
    this.#outside += count(this.#rule, this.#slots);
  }

  /** The lowest slot edge (plus the tolerance) with at most `maxPoints` values above it. */
  getCutoff(maxPoints: number): number {
    let i = this.nSlots;
    for (let sum = 0; i > 0; i--) {
      sum += this.#slots[i - 1]!;
      if (sum > maxPoints) break;
    }
    return this.dataMin + i * this.slotWidth() + this.slotWidth() * tolerance;
  }
}

/** Least and greatest value but for NaN; [0, 0] when there is none. */
export function extent(values: ArrayLike<number>): [least: number, greatest: number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? [least, greatest] : [0, 0];
}
