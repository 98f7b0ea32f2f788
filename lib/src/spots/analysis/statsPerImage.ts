import type { Experiment } from "../../models/experiment.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { inIceRings, type SpotStatistics, type StatisticsOptions, statisticsOf } from "./spotStatistics.js";
import { selectSpots, spotsOfTable } from "./spots.js";

/** {@link SpotStatistics} of one image. */
export interface ImageSpotStatistics extends SpotStatistics {
  /** Number of the image: of the scan; 1 without one. */
  readonly image: number;
}

/**
 * Statistics of the strong spots of each image of an experiment, in order, from a table of its spots mapped to reciprocal
 * space (`rlp`); a spot is on the image that `xyzobs.px.value` puts its centre on. DIALS' stats_per_image. An experiment without scan
 * is one image, z from 0 to 1. Throws EwaldError `"missing-column"`.
 */
export function statsPerImage(
  experiment: Experiment,
  table: ReflectionTable,
  options: StatisticsOptions = {},
): ImageSpotStatistics[] {
  const [start, end] = experiment.scan?.getArrayRange() ?? [0, 1];
  const spots = spotsOfTable(table);
  const ice = inIceRings(spots, options);
  const images: number[][] = Array.from({ length: Math.max(0, end - start) }, () => []);
  const centres = table.column("xyzobs.px.value").data;
  for (let i = 0; i < spots.length; i++)
    images[Math.floor(centres[3 * spots.rows[i]! + 2]!) - start]?.push(i);
  return images.map((places, i) => {
    const onImage = selectSpots(spots, places);
    const iceOnImage = Uint8Array.from(places, (place) => ice[place]!);
    return { image: start + i + 1, ...statisticsOf(onImage, iceOnImage, options) };
  });
}
