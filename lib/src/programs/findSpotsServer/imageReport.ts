import { EwaldError } from "../../error.js";
import type { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import { interpretArgument } from "../../parameters/commandLine.js";
import { bool, type Extracted, float, int, joinedScopes, scope } from "../../parameters/declare.js";
import { extractPhil } from "../../parameters/extract.js";
import { fetchPhil } from "../../parameters/fetch.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { type SpotStatistics, statsForReflectionTable } from "../../spots/analysis/spotStatistics.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "../../spots/reciprocalSpace.js";
import { findSpots } from "../findSpots.js";
import { experimentsOfInputs } from "../images/imageInputs.js";
import { findSpotsParameters } from "../spots/spotFinderParameters.js";

/** What may be asked of the server besides spot finding's own parameters. */
const serverParameters = scope({
  ice_rings: scope({
    filter: bool({ default: true, help: "Count spots in ice rings apart." }),
    width: float({ default: 0.004, min: 0, help: "Width of an ice ring in 1/d² (Å⁻²)." }),
  }),
  index: bool({ default: false, help: "Index the spots (not yet supported)." }),
  integrate: bool({ default: false, help: "Integrate after indexing (not yet supported)." }),
  indexing_min_spots: int({ default: 10, min: 1, help: "Fewest spots that are indexed." }),
});

/** Parameters of a request: the server's own and spot finding's. */
export const requestParameters = joinedScopes(serverParameters, findSpotsParameters);

type Parameters = Extracted<typeof requestParameters>;

/** The answer for one image, under the names of dials.find_spots_server. */
export interface ImageReport {
  /** As it was asked for. */
  readonly image: string;
  readonly n_spots_total: number;
  readonly n_spots_no_ice: number;
  readonly n_spots_4A: number;
  /** Of spots not in ice rings, counts. */
  readonly total_intensity: number;
  /** Å; this and those below are −1 for fewer than 11 spots. */
  readonly estimated_d_min: number;
  readonly d_min_distl_method_1: number;
  readonly d_min_distl_method_2: number;
  readonly noisiness_method_1: number;
  readonly noisiness_method_2: number;
}

/**
 * Finds the spots of an image and says how many there are and how far they go: what dials.find_spots_server does. `d_min` and `d_max`
 * are applied to the spots found, not to pixels. Throws EwaldError for parameters that are not known and images that cannot be read.
 * @param args `name=value`, as on the command line
 */
export async function imageReport(image: string, args: readonly string[]): Promise<ImageReport> {
  const sources = args.map((argument) => interpretArgument(requestParameters, argument));
  const params = extractPhil(fetchPhil(requestParameters, sources)) as Parameters;
  if (params.index || params.integrate)
    throw new EwaldError(
      "unsupported",
      "The server does not index or integrate yet; index=False and integrate=False would work.",
    );
  const { spotfinder } = params;
  const { d_min, d_max } = spotfinder.filter;
  const experiments = rangeOf(
    experimentsOfInputs({ experiments: [], reflections: [], files: [image] }),
    spotfinder.scan_range,
  );
  const found = await findSpots.run(
    { experiments: [ExperimentList.fromExperiments(experiments)], reflections: [], files: [] },
    {
      ...params,
      spotfinder: {
        ...spotfinder,
        write_hot_mask: false,
        filter: { ...spotfinder.filter, d_min: null, d_max: null },
        mp: { ...spotfinder.mp, method: "none", nproc: 1 },
      },
    },
    { log: () => {}, progress: () => {}, signal: new AbortController().signal },
  );
  const mapped = mapCentroidsToReciprocalSpace(
    centroidPxToMm(found.reflections, found.experiments),
    found.experiments,
  );
  const { filter, width } = params.ice_rings;
  const statistics = statsForReflectionTable(within(mapped, d_min, d_max), {
    filterIce: filter,
    ...(width !== null && { iceRingsWidth: width }),
  });
  return { image, ...named(statistics) };
}

/** Of a file of many stills those that are asked for, counted from 1. A scan is cut by find_spots itself. */
function rangeOf(experiments: readonly Experiment[], ranges: Parameters["spotfinder"]["scan_range"]) {
  const [range] = ranges.filter((each) => each !== null);
  return range && experiments.length > 1 ? experiments.slice(range[0]! - 1, range[1]!) : experiments;
}

function within(table: ReflectionTable, dMin: unknown, dMax: unknown): ReflectionTable {
  if (typeof dMin !== "number" && typeof dMax !== "number") return table;
  const rlp = table.column("rlp").data;
  const rows: number[] = [];
  for (let row = 0; row < table.nrows; row++) {
    const d = 1 / Math.hypot(rlp[3 * row]!, rlp[3 * row + 1]!, rlp[3 * row + 2]!);
    if ((typeof dMin !== "number" || d >= dMin) && (typeof dMax !== "number" || d <= dMax)) rows.push(row);
  }
  return table.select(rows);
}

const named = (one: SpotStatistics): Omit<ImageReport, "image"> => ({
  n_spots_total: one.nSpotsTotal,
  n_spots_no_ice: one.nSpotsNoIce,
  n_spots_4A: one.nSpots4A,
  total_intensity: one.totalIntensity,
  estimated_d_min: one.estimatedDMin,
  d_min_distl_method_1: one.dMinDistlMethod1,
  d_min_distl_method_2: one.dMinDistlMethod2,
  noisiness_method_1: one.noisinessMethod1,
  noisiness_method_2: one.noisinessMethod2,
});
