import { clusterExecutor } from "../compute/cluster.js";
import type { Executor } from "../compute/executor.js";
import { writeMask } from "../files/lookupPickle.js";
import { loadMask } from "../files/maskFile.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import type { PanelMask } from "../models/imageAccess.js";
import { ImageSetData } from "../models/imageSetData.js";
import type { Extracted } from "../parameters/declare.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { type ImageSpotStatistics, statsPerImage } from "../spots/analysis/statsPerImage.js";
import { type FoundSpots, findSpots as find, type ImageCount } from "../spots/findSpots.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "../spots/reciprocalSpace.js";
import type { SpotFinderParameters } from "../spots/spotFinderParameters.js";
import { defineProgram, type ProgramOutput } from "./defineProgram.js";
import { experimentsOfInputs } from "./images/imageInputs.js";
import { slurmOptions } from "./slurmParameters.js";
import { imageTable } from "./spotCounts/table.js";
import { foundSpotsHtml } from "./spots/foundSpotsHtml.js";
import { findSpotsParameters } from "./spots/spotFinderParameters.js";
import { spotsPerImage } from "./spots/spotsPerImage.js";

type Parameters = Extracted<typeof findSpotsParameters>;

/** By it a notebook asks a value how it is shown. */
const jupyterDisplay = Symbol.for("Jupyter.display");

/** What `find_spots` found. */
export interface FindSpotsResult {
  /** The strong spots. */
  readonly reflections: ReflectionTable;
  /** Those given, or made of images; with identifiers and hot masks when `output.experiments` asks for them. */
  readonly experiments: ExperimentList;
  /** Each image that was searched, in order, and how many spots have their centroid on it. */
  readonly images: readonly (ImageCount & { readonly spots: number })[];
  /** Masks of hot pixels, one for each imageset, and the files for them. */
  readonly hotMasks: readonly { readonly path: string; readonly mask: readonly PanelMask[] }[];
  /** Of the images of each experiment, when `per_image_statistics` asks for them. */
  readonly statistics: readonly (readonly ImageSpotStatistics[])[];
  /** What was said on the way. */
  readonly log: readonly string[];
  toString(): string;
}

/** `dials.find_spots`: strong spots on images. */
export const findSpots = defineProgram({
  name: "find_spots",
  summary: "Find strong spots on images",
  usage: "[options] models.expt | image.cbf",
  examples: [
    "ewald find_spots imported.expt",
    "ewald find_spots image_*.cbf",
    "ewald find_spots imported.expt filter.d_min=2 filter.ice_rings.filter=True",
    "ewald find_spots imported.expt threshold.algorithm=radial_profile output.reflections=spots.refl",
  ],
  parameters: findSpotsParameters,
  takesFiles: true,
  async run(inputs, params, { log: say, progress, signal }): Promise<FindSpotsResult> {
    const log: string[] = [];
    const tell = (message: string) => {
      log.push(message);
      say(message);
    };
    const given = experimentsOfInputs(inputs);
    const keepsNames =
      params.output.experiments !== null || given.every(({ identifier }) => identifier !== "");
    const experiments = keepsNames ? named(given) : given.map((each) => withIdentifier(each, ""));
    const executor = clusterOf(params, tell);
    const found = await find(experiments, stageParameters(params), { log: tell, progress, signal, executor });
    const hotMasks = (found.hotMasks ?? []).map((mask, i) => ({
      path: `${params.spotfinder.hot_mask_prefix}_${i}.pickle`,
      mask,
    }));
    const { reflections } = found;
    const statistics = params.per_image_statistics ? imageStatistics(experiments, reflections) : [];
    const list = ExperimentList.fromExperiments(withHotMasks(experiments, hotMasks));
    const spots = spotsPerImage(found.images, reflections, list);
    const images = found.images.map((image, i) => ({ ...image, spots: spots[i]! }));
    const said = () => text(found, statistics);
    const result = { reflections, statistics, experiments: list, images, hotMasks, log, toString: said };
    return Object.defineProperty(result, jupyterDisplay, {
      value: () => ({
        "text/plain": said(),
        "text/html": foundSpotsHtml(text(found, []), images, reflections),
      }),
    });
  },
  text: (result) => result.toString(),
  *outputs({ reflections, experiments, hotMasks, log, statistics }, { output }): Generator<ProgramOutput> {
    for (const { path, mask } of hotMasks) yield { path, content: writeMask(mask) };
    const saved = `Saved ${reflections.nrows} reflections to ${output.reflections}`;
    yield { path: output.reflections, content: reflections, message: saved };
    if (output.experiments !== null) yield { path: output.experiments, content: experiments };
    const lines = [...log, saved, ...statistics.map(statisticsText)];
    if (output.log !== null)
      yield { path: output.log, content: new TextEncoder().encode(`${lines.join("\n")}\n`) };
  },
});

/** The executor of the cluster that is asked for. */
function clusterOf({ spotfinder: { mp } }: Parameters, log: (message: string) => void): Executor | undefined {
  const { method, njobs, nproc, slurm } = mp;
  if (method === null || method === "none") return undefined;
  const jobs = { njobs: njobs ?? 1, nproc: typeof nproc === "number" ? nproc : 1 };
  return clusterExecutor(method, { ...slurmOptions(slurm), ...jobs, log });
}

/** All with identifiers: their own if all have one, else new ones, as dials.find_spots. */
function named(experiments: readonly Experiment[]): Experiment[] {
  if (experiments.every(({ identifier }) => identifier !== "")) return [...experiments];
  return experiments.map((experiment) => withIdentifier(experiment, globalThis.crypto.randomUUID()));
}

/** The same experiment under another identifier. */
function withIdentifier(experiment: Experiment, identifier: string): Experiment {
  if (experiment.identifier === identifier) return experiment;
  const { data } = experiment;
  return new Experiment({ ...experiment, identifier }, { ...data });
}

/** Imagesets whose masks are those of hot pixels; the others' maps stay. */
function withHotMasks(experiments: readonly Experiment[], masks: readonly { path: string }[]): Experiment[] {
  if (masks.length === 0) return [...experiments];
  const sets = [...new Set(experiments.map(({ imageset }) => imageset))];
  const masked = sets.map((set, i) => {
    const copy = new ImageSetData({ ...set!.data, mask: masks[i]!.path });
    copy.file = set!.file;
    return copy;
  });
  return experiments.map(
    (experiment) =>
      new Experiment({ ...experiment, imageset: masked[sets.indexOf(experiment.imageset)] }, experiment.data),
  );
}

function stageParameters(params: Parameters): SpotFinderParameters {
  const { spotfinder } = params;
  const { lookup, threshold } = spotfinder;
  const { dispersion, radial_profile } = threshold;
  return {
    maximum_trusted_value: params.maximum_trusted_value,
    output: { shoeboxes: params.output.shoeboxes },
    spotfinder: {
      ...spotfinder,
      lookup: { mask: lookup.mask === null ? null : loadMask(lookup.mask) },
      threshold: {
        algorithm: threshold.algorithm,
        dispersion: {
          gain: dispersion.gain,
          kernel_size: dispersion.kernel_size,
          sigma_background: dispersion.sigma_background ?? 6,
          sigma_strong: dispersion.sigma_strong ?? 3,
          min_local: dispersion.min_local ?? 2,
          global_threshold: dispersion.global_threshold ?? 0,
        },
        radial_profile: {
          n_iqr: radial_profile.n_iqr ?? 6,
          blur: radial_profile.blur,
          n_bins: radial_profile.n_bins ?? 100,
        },
      },
    },
  } as SpotFinderParameters;
}

function imageStatistics(
  experiments: readonly Experiment[],
  reflections: ReflectionTable,
): FindSpotsResult["statistics"] {
  const list = ExperimentList.fromExperiments(experiments);
  const mapped = mapCentroidsToReciprocalSpace(centroidPxToMm(reflections, list), list);
  return experiments.map((experiment, i) =>
    statsPerImage(experiment, mapped.select(mapped.column("id").eq(i)), { resolutionAnalysis: false }),
  );
}

const statisticsText = (images: readonly ImageSpotStatistics[], i: number) =>
  `Number of centroids per image for imageset ${i}:\n${imageTable(images)}`;

function text({ reflections, images }: FoundSpots, statistics: FindSpotsResult["statistics"]): string {
  const { nrows } = reflections;
  const strong = images.reduce((sum, { strongPixels }) => sum + strongPixels, 0);
  const unreadable = images.filter((image) => image.unreadable !== undefined);
  const lines = [
    ...statistics.map(statisticsText),
    `${nrows} ${nrows === 1 ? "spot" : "spots"} on ${images.length} ${images.length === 1 ? "image" : "images"}, of ${strong} strong pixels`,
  ];
  if (unreadable.length > 0)
    lines.push(`${unreadable.length} of them could not be read: ${unreadable[0]!.unreadable}`);
  return lines.join("\n");
}
