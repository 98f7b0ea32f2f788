import { Histogram } from "../../array/histogram.js";
import type { SpotFilter } from "./spotFilter.js";

/** How crowded places are told from others: DIALS' `SpotDensityFilter` and its defaults. */
export interface SpotDensityOptions {
  /** Bins along x and along y. */
  readonly nBins?: number;
  /** Slope of the cumulative distribution, per spot in a bin, that counts as flat. */
  readonly gradientCutoff?: number;
}

/** Most slots of the histogram of spots in a bin. */
const mostSlots = 30;

/**
 * Spots in places where there are too many, as ice and hot pixels make: all spots (flagged or not, of all panels together) are counted
 * in 50 × 50 bins over their centroids' range; from the first two steps at which the cumulative distribution of these counts is
 * flat on, bins are too full, and the spots strictly within them go. Where no step is flat, none goes (there DIALS stops with an error).
 */
export function spotDensity({ nBins = 50, gradientCutoff = 0.002 }: SpotDensityOptions = {}): SpotFilter {
  return {
    name: "spot density",
    run(spots, flags) {
      if (flags.length === 0) return;
      const centroids = spots.column("xyzobs.px.value");
      const [x, y] = [centroids.x.data, centroids.y.data];
      const [xEdges, yEdges] = [edgesOf(x, nBins), edgesOf(y, nBins)];
      const counts = new Float64Array(nBins * nBins);
      for (let i = 0; i < x.length; i++)
        counts[binOf(x[i]!, xEdges, nBins) * nBins + binOf(y[i]!, yEdges, nBins)]! += 1;
      const cutoff = fullFrom(counts, gradientCutoff);
      if (cutoff === undefined) return;
      for (let i = 0; i < x.length; i++) {
        const ix = binOf(x[i]!, xEdges, nBins);
        const iy = binOf(y[i]!, yEdges, nBins);
        const inside =
          x[i]! > xEdges[ix]! && x[i]! < xEdges[ix + 1]! && y[i]! > yEdges[iy]! && y[i]! < yEdges[iy + 1]!;
        if (inside && counts[ix * nBins + iy]! > cutoff) flags[i] = 0;
      }
    },
  };
}

/** Edges of equal bins from the least to the greatest value, as numpy.linspace; a single value is the middle of a range of 1. */
function edgesOf(values: Float64Array, bins: number): Float64Array {
  let low = values[0]!;
  let high = low;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) {
    low -= 0.5;
    high += 0.5;
  }
  const step = (high - low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low));
}

/** Bin of a value, edges as numpy.histogram2d has them: the lower belongs to the bin, and the last one's upper too. */
function binOf(value: number, edges: Float64Array, bins: number): number {
  const step = (edges[bins]! - edges[0]!) / bins;
  let bin = Math.min(Math.max(Math.floor((value - edges[0]!) / step), 0), bins - 1);
  while (bin > 0 && value < edges[bin]!) bin--;
  while (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
  return bin;
}

/** Spots in a bin above which it is too full; undefined when there is no such number. */
function fullFrom(counts: Float64Array, gradientCutoff: number): number | undefined {
  const most = counts.reduce((a, b) => Math.max(a, b));
  const histogram = Histogram.of(counts, { nSlots: Math.min(most, mostSlots) });
  const width = histogram.slotWidth();
  const slots = histogram.slots().data;
  const cumulative = new Float64Array(slots.length);
  for (let i = 0, sum = 0; i < slots.length; i++) cumulative[i] = sum += slots[i]!;
  const total = cumulative[slots.length - 1]!;
  const gradient = (i: number) => (cumulative[i + 1]! / total - cumulative[i]! / total) / width;
  for (let i = 1, low = histogram.dataMin; i < slots.length - 1; i++, low += width)
    if (gradient(i) < gradientCutoff && gradient(i - 1) < gradientCutoff)
      return (low + width + low) / 2 - 0.5 * width;
  return undefined;
}
