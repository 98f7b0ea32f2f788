import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { distlMethod1, distlMethod2 } from "./distl.js";
import { powderRingFilter } from "./powderRingFilter.js";
import { estimateResolutionLimit } from "./resolutionLimit.js";
import { type Spots, spotsOfTable } from "./spots.js";

/** What is said of the strong spots of an image, or of many: DIALS' StatsSingleImage. */
export interface SpotStatistics {
  readonly nSpotsTotal: number;
  /** Spots not in ice rings. */
  readonly nSpotsNoIce: number;
  /** Spots with d > 4 Å. */
  readonly nSpots4A: number;
  /** Sum of the intensities of the spots not in ice rings, counts. */
  readonly totalIntensity: number;
  /** Å, by {@link estimateResolutionLimit}. This and the four below are −1 where there are too few spots. */
  readonly estimatedDMin: number;
  /** Å, by {@link distlMethod1}. */
  readonly dMinDistlMethod1: number;
  /** Å, by {@link distlMethod2}. */
  readonly dMinDistlMethod2: number;
  readonly noisinessMethod1: number;
  readonly noisinessMethod2: number;
}

export interface StatisticsOptions {
  /** Whether resolution limits are estimated; default true. */
  readonly resolutionAnalysis?: boolean;
  /** Whether spots in the rings of hexagonal ice are told apart; default true. */
  readonly filterIce?: boolean;
  /** Width of an ice ring in 1/d², Å⁻²; default 0.004. */
  readonly iceRingsWidth?: number;
}

/** Fewer spots out of ice rings than this give no resolution. */
const fewestSpots = 11;

/**
 * Counts, intensity and resolution of the strong spots of a table that have been mapped to reciprocal space
 * (mapCentroidsToReciprocalSpace): DIALS' stats_for_reflection_table. Rows whose `rlp` is 0 do not count. Throws EwaldError
 * `"missing-column"` without `rlp` or `intensity.sum.value` and `.variance`.
 */
export function statsForReflectionTable(
  table: ReflectionTable,
  options: StatisticsOptions = {},
): SpotStatistics {
  const spots = spotsOfTable(table);
  return statisticsOf(spots, inIceRings(spots, options), options);
}

/** 1 for spots in ice rings. */
export function inIceRings(
  { d }: Spots,
  { filterIce = true, iceRingsWidth = 0.004 }: StatisticsOptions,
): Uint8Array {
  if (!filterIce || d.length === 0) return new Uint8Array(d.length);
  const least = d.reduce((a, b) => Math.min(a, b));
  return powderRingFilter(least, { width: iceRingsWidth })(d).data;
}

/** The same of spots of which it is known which are in ice rings. */
export function statisticsOf(
  spots: Spots,
  ice: Uint8Array,
  { resolutionAnalysis = true }: StatisticsOptions,
): SpotStatistics {
  let [noIce, to4, total] = [0, 0, 0];
  for (let i = 0; i < spots.length; i++) {
    if (spots.d[i]! > 4) to4++;
    if (ice[i]) continue;
    noIce++;
    total += spots.intensity[i]!;
  }
  const analyse = resolutionAnalysis && noIce >= fewestSpots;
  const one = analyse ? distlMethod1(spots) : undefined;
  const two = analyse ? distlMethod2(spots) : undefined;
  return {
    nSpotsTotal: spots.length,
    nSpotsNoIce: noIce,
    nSpots4A: to4,
    totalIntensity: total,
    estimatedDMin: analyse ? estimateResolutionLimit(spots, ice) : -1,
    dMinDistlMethod1: one?.dMin ?? -1,
    dMinDistlMethod2: two?.dMin ?? -1,
    noisinessMethod1: one?.noisiness ?? -1,
    noisinessMethod2: two?.noisiness ?? -1,
  };
}
