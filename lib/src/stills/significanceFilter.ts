import type { FlexMillerIndex } from "../array/integerTuples.js";
import type { UnitCell } from "../crystal/unitCell.js";
import { EwaldError } from "../error.js";

/** Reflections of one crystal. */
export interface IntensitiesOfCrystal {
  readonly unitCell: UnitCell;
  readonly millerIndex: FlexMillerIndex;
  /** Intensities; any unit. */
  readonly value: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

export interface SignificanceOptions {
  /** The end of the last bin, Å. Null: the highest resolution there is; then bins begin at the lowest there is, not at infinity. */
  readonly dMin: number | null;
  readonly bins: number;
  /** The mean I/σ(I) below which a bin, and all beyond it, is left out. */
  readonly cutoff: number;
}

/** A shell of reciprocal space. */
export interface SignificanceBin {
  /** Å, included; Infinity for the first of bins whose end was given. */
  readonly dMax: number;
  /** Å, not included. */
  readonly dMin: number;
  /** Reflections of positive intensity. */
  readonly count: number;
  /** Of those; 0 when there are none. */
  readonly meanIntensity: number;
  readonly meanIOverSigma: number;
}

export interface Significance {
  /** From low resolution. */
  readonly bins: readonly SignificanceBin[];
  /** Reflections of at least this d are kept, Å; undefined when the first bin falls below the cutoff already. */
  readonly dMin: number | undefined;
  /** Rows that are kept, rising. */
  readonly kept: Uint32Array;
}

/** Part of the range of d*² by which its ends are moved out, so that the outermost reflections are inside. */
const play = 1e-6;

/** Ends of bins of equal volume in reciprocal space, d*², Å⁻². */
function limits(dStarSq: ArrayLike<number>, { dMin, bins }: SignificanceOptions): number[] {
  let low = 0;
  let high = dMin ? 1 / dMin ** 2 : 0;
  if (!dMin) {
    low = Infinity;
    for (let i = 0; i < dStarSq.length; i++) {
      low = Math.min(low, dStarSq[i]!);
      high = Math.max(high, dStarSq[i]!);
    }
  }
  const span = high - low;
  low = Math.max(0, low - span * play);
  high += span * play;
  const [inner, outer] = [low ** 1.5, high ** 1.5];
  return Array.from({ length: bins + 1 }, (_, i) => {
    if (i === 0) return low;
    return i === bins ? high : (inner + ((outer - inner) * i) / bins) ** (2 / 3);
  });
}

/**
 * How far a crystal's reflections are significant: in shells of equal volume from low resolution, up to the last before the mean I/σ(I)
 * of positive intensities first falls below the cutoff. Stands in for
 * `dials.algorithms.integration.stills_significance_filter`, its shells being those of cctbx's `setup_binner`.
 *
 * Throws EwaldError `"bad-argument"` for no bin or a dMin that is not positive.
 */
export function significance(crystal: IntensitiesOfCrystal, options: SignificanceOptions): Significance {
  const { dMin, bins, cutoff } = options;
  if (!(Number.isInteger(bins) && bins > 0))
    throw new EwaldError("bad-argument", `There cannot be ${bins} bins; 1 or more can be.`);
  if (dMin !== null && !(dMin > 0))
    throw new EwaldError("bad-argument", `A d_min of ${dMin} Å cannot be; it must be positive.`);
  const { value, variance, unitCell, millerIndex } = crystal;
  if (millerIndex.length === 0) return { bins: [], dMin: undefined, kept: new Uint32Array() };
  const d = unitCell.d(millerIndex).data;
  const ends = limits(
    d.map((x) => 1 / x ** 2),
    options,
  ).map((x) => (x > 0 ? 1 / Math.sqrt(x) : Infinity));
  const shells = Array.from({ length: bins }, (_, i) => ({ count: 0, intensity: 0, ratio: 0, i }));
  for (let row = 0; row < d.length; row++) {
    if (!(value[row]! > 0)) continue;
    const shell = shells[shellOf(d[row]!, ends)];
    if (!shell) continue;
    shell.count++;
    shell.intensity += value[row]!;
    shell.ratio += value[row]! / Math.sqrt(variance[row]!);
  }
  const found = shells.map(({ count, intensity, ratio, i }) => ({
    dMax: ends[i]!,
    dMin: ends[i + 1]!,
    count,
    meanIntensity: count > 0 ? intensity / count : 0,
    meanIOverSigma: count > 0 ? ratio / count : 0,
  }));
  const failing = found.findIndex(({ meanIOverSigma }) => !(meanIOverSigma >= cutoff));
  const last = failing < 0 ? found.at(-1) : found[failing - 1];
  const kept = last ? [...d.keys()].filter((row) => d[row]! >= last.dMin) : [];
  return { bins: found, dMin: last?.dMin, kept: Uint32Array.from(kept) };
}

/** The shell i with ends[i] ≥ d > ends[i + 1]; −1 or beyond the last when there is none. */
function shellOf(d: number, ends: readonly number[]): number {
  let [below, above] = [0, ends.length];
  while (below < above) {
    const middle = (below + above) >> 1;
    if (ends[middle]! >= d) below = middle + 1;
    else above = middle;
  }
  return below - 1;
}
