import type { SpotFilter } from "./spotFilter.js";

/**
 * Spots whose brightest pixel's centre lies further than `most` from the centroid, in px and images alike
 * (`PeakCentroidDistanceFilter` of DIALS).
 */
export function peakCentroidDistance(most: number): SpotFilter {
  return {
    name: "peak-centroid distance",
    run(spots, flags) {
      const peak = spots.column("shoebox").peakCoordinates().data;
      const centroid = spots.column("xyzobs.px.value").data;
      for (let i = 0, k = 0; i < flags.length; i++, k += 3) {
        const dx = peak[k]! - centroid[k]!;
        const dy = peak[k + 1]! - centroid[k + 1]!;
        const dz = peak[k + 2]! - centroid[k + 2]!;
        if (!(Math.sqrt(dx * dx + dy * dy + dz * dz) <= most)) flags[i] = 0;
      }
    },
  };
}
