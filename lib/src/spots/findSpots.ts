import { concatColumns } from "../array/anyColumn.js";
import type { Executor } from "../compute/executor.js";
import { inOrder } from "../compute/inOrder.js";
import { EwaldError } from "../error.js";
import type { ImageSet } from "../images/imageSet.js";
import { and } from "../images/masks/algebra.js";
import { uniform } from "../images/masks/panelMasks.js";
import type { Experiment } from "../models/experiment.js";
import type { PanelMask } from "../models/imageAccess.js";
import type { ImageSetData } from "../models/imageSetData.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { experimentIds } from "./experimentIds.js";
import { markOverloads } from "./overloads.js";
import { cutOut, Region } from "./region.js";
import { type Search, SearchPlan } from "./searchPlan.js";
import { SpotCollector } from "./spotCollector.js";
import { spotCountsPerImagePlot } from "./spotCountsPerImagePlot.js";
import type { SpotFinderParameters } from "./spotFinderParameters.js";
import { stretchesOf } from "./stretches.js";
import { checkRegion, type StrongPixelsSettings } from "./strongPixelsJob.js";
import { imagesOf, strongPixelsTask } from "./strongPixelsTask.js";
import { estimateGlobalThreshold } from "./threshold/globalThreshold.js";

/** What surrounds spot finding. */
export interface SpotFinderContext {
  readonly log?: ((message: string) => void) | undefined;
  readonly progress?: ((progress: { what: string; done: number; total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Who looks for strong pixels; without one `mp.nproc` processors do, this thread and others. */
  readonly executor?: Executor | undefined;
}

/** What was found on one image. */
export interface ImageCount {
  /** Number of its imageset. */
  readonly imageset: number;
  /** Its array index: spots on it have z from it to it + 1. */
  readonly frame: number;
  readonly strongPixels: number;
  /** Mean of good pixels that are not strong, counts; NaN unless asked for. */
  readonly background: number;
  /** Why it could not be read, where that was to be ignored. */
  readonly unreadable: string | undefined;
}

export interface FoundSpots {
  /** The strong spots; see `spotTable`. */
  readonly reflections: ReflectionTable;
  readonly images: readonly ImageCount[];
  /** Of each imageset, bad where a pixel was strong on every image of a stretch, when asked for. */
  readonly hotMasks: readonly (readonly PanelMask[])[] | undefined;
}

/**
 * Spots on images: strong pixels by a threshold, joined to spots over x, y and (of images that turn) z, filtered
 * (`dials.find_spots`). Strong pixels are looked for on several images at a time; spots are made image by image, in memory that
 * does not grow with the number of images but with that of spots. Nothing depends on who worked on what.
 *
 * With `force_2d` spots are made of each image for itself (DIALS: only without shoeboxes). Throws EwaldError for images that cannot
 * be read, for parameters that do not go with them, for too many strong pixels; `"aborted"`.
 */
export async function findSpots(
  experiments: readonly Experiment[],
  params: SpotFinderParameters,
  { log = () => {}, progress, signal, executor }: SpotFinderContext = {},
): Promise<FoundSpots> {
  const { spotfinder } = params;
  const records = imageSetsOf(experiments);
  const searches = records.map((record) => {
    const set = record.open() as ImageSet;
    return { set, stretches: stretchesOf(set, spotfinder.scan_range) };
  });
  const options = {
    ...spotSizes(spotfinder.filter, searches[0]!.set, log),
    filter: spotfinder.filter,
    imageByImage:
      spotfinder.force_2d || (!params.output.shoeboxes && !searches.some(({ set }) => set.isSequence())),
    hotPixels: spotfinder.write_hot_mask,
    maximumTrusted: params.maximum_trusted_value,
    log,
  };
  log("Configuring spot finder from input parameters");
  const plan = new SearchPlan(searches, params, settingsOf(params, searches, log), executor);
  const images: ImageCount[] = [];
  const tables: ReflectionTable[] = [];
  const identifiers = new Map<number, string>();
  const hotMasks: (readonly PanelMask[])[] = [];
  const runs = inOrder(plan.executor, strongPixelsTask, plan.shards(), {
    signal,
    shared: plan.shared,
    total: plan.count,
  });
  try {
    for (const [number, { set, stretches }] of searches.entries()) {
      log(`${rule}\nFinding strong spots in imageset ${number}\n${rule}`);
      const found: ReflectionTable[] = [];
      const hot: Uint32Array[][] = [];
      const before = images.length;
      for (const stretch of stretches) {
        log(`\nFinding spots in image ${stretch.first} to ${stretch.last}...`);
        log("Extracting strong pixels from images");
        log(` Using multiprocessing with ${plan.workers} parallel job(s)\n`);
        const collector = new SpotCollector(set, stretch, options);
        const numPanels = set.getDetector(stretch.begin).length;
        for (let index = stretch.begin; index < stretch.end; ) {
          const { value: run } = await runs.next();
          for (const { panels, background, unreadable } of imagesOf(run!, numPanels)) {
            const frame = stretch.frameOf(index++);
            const strongPixels = panels.reduce((sum, { places }) => sum + places.length, 0);
            const image = { imageset: number, frame, strongPixels, background, unreadable };
            images.push(image);
            log(imageText(image));
            const table = await collector.add(frame, panels);
            if (table) found.push(table);
          }
          progress?.({ what: "images", done: images.length, total: plan.total });
        }
        const table = await collector.finish();
        if (table) found.push(table);
        hot.push(collector.hotPixels());
      }
      checkReadable(images.slice(before), set);
      const table = joined(found);
      experimentIds(table, experiments, records[number]!, number, identifiers);
      tables.push(table);
      if (spotfinder.write_hot_mask) hotMasks.push(hotMask(set, hot, log));
    }
  } finally {
    await runs.return(undefined);
  }
  const reflections = joined(tables);
  for (const [id, identifier] of identifiers) reflections.experimentIdentifiers().set(id, identifier);
  markOverloads(reflections, highestTrusted(experiments, records, params.maximum_trusted_value));
  logHistograms(reflections, experiments, records, log);
  if (!params.output.shoeboxes) reflections.delete("shoebox");
  return { reflections, images, hotMasks: spotfinder.write_hot_mask ? hotMasks : undefined };
}

const rule = "-".repeat(80);

function imageSetsOf(experiments: readonly Experiment[]): ImageSetData[] {
  const sets = new Set(experiments.map(({ imageset }) => imageset).filter((set) => set !== undefined));
  if (sets.size > 0) return [...sets];
  throw new EwaldError(
    "bad-argument",
    `Spots are found on images, but ${experiments.length > 0 ? "the experiments have no imageset" : "there are no experiments"}; ` +
      "images, or experiments as dials.import writes them, would work.",
  );
}

function spotSizes(
  { min_spot_size, max_spot_size }: SpotFinderParameters["spotfinder"]["filter"],
  set: ImageSet,
  log: (message: string) => void,
): { minSpotSize: number; maxSpotSize: number } {
  let least = min_spot_size;
  if (least === "Auto" || least === null) {
    least = set.getDetector().panel(0).getType() === "SENSOR_PAD" ? 3 : 6;
    log(`Setting spotfinder.filter.min_spot_size=${least}`);
  }
  if (least <= max_spot_size) return { minSpotSize: least, maxSpotSize: max_spot_size };
  throw new EwaldError(
    "bad-argument",
    `filter.min_spot_size = ${least} is above filter.max_spot_size = ${max_spot_size}; no spot is of such a size.`,
  );
}

function settingsOf(
  { spotfinder, maximum_trusted_value }: SpotFinderParameters,
  searches: readonly Search[],
  log: (message: string) => void,
): StrongPixelsSettings {
  const { algorithm, dispersion, radial_profile } = spotfinder.threshold;
  const region = spotfinder.region_of_interest as StrongPixelsSettings["region"];
  for (const { set, stretches } of searches) checkRegion(region, set.getDetector(stretches[0]!.begin));
  let { global_threshold } = dispersion;
  if (global_threshold === "Auto") {
    const [{ set, stretches }] = searches as [Search];
    const { shape, values } = set.getCorrectedData(stretches[0]!.begin)[0]!;
    const part = region
      ? cutOut(new Region(region), { shape, values, mask: new Uint8Array(values.length) })
      : { values };
    global_threshold = estimateGlobalThreshold(part);
    log(`Setting global_threshold: ${global_threshold}`);
  }
  return {
    algorithm,
    threshold: { dispersion: { ...dispersion, global_threshold }, radial_profile },
    region,
    maximumTrusted: maximum_trusted_value,
    maxStrongFraction: spotfinder.filter.max_strong_pixel_fraction,
    meanBackground: spotfinder.compute_mean_background,
    ignoreUnreadable: spotfinder.ignore_unreadable,
  };
}

function imageText({ frame, strongPixels, background, unreadable }: ImageCount): string {
  if (unreadable !== undefined) return `Image ${frame + 1} cannot be read: ${unreadable}`;
  const mean = Number.isNaN(background) ? "" : ` with average background ${background.toFixed(6)}`;
  return `Found ${strongPixels} strong pixels on image ${frame + 1}${mean}`;
}

function checkReadable(images: readonly ImageCount[], set: ImageSet): void {
  const [first] = images;
  if (!first || images.some(({ unreadable }) => unreadable === undefined)) return;
  throw new EwaldError(
    "file-unreadable",
    `None of ${images.length} images of ${set.getPath(0)}${set.length > 1 ? " …" : ""} can be read. ${first.unreadable}`,
  );
}

function hotMask(set: ImageSet, hot: readonly Uint32Array[][], log: (message: string) => void): PanelMask[] {
  const detector = set.getDetector();
  const mask = uniform(detector);
  let count = 0;
  for (const panels of hot)
    for (const [panel, places] of panels.entries()) {
      count += places.length;
      for (const place of places) mask[panel]!.values.data[place] = 0;
    }
  log(`Found ${count} possible hot pixel(s)`);
  const external = set.externalLookup.mask.data;
  return external ? and(mask, external) : mask;
}

/** For each experiment and panel. Spots without a scan are numbered by imagesets, of which there are not more. */
function highestTrusted(
  experiments: readonly Experiment[],
  records: readonly ImageSetData[],
  maximum: number | null,
): number[][] {
  return experiments.map(({ detector, imageset }) =>
    (detector ?? (imageset ?? records[0]!).getDetector()).panels.map(
      (panel) => maximum ?? panel.getTrustedRange()[1],
    ),
  );
}

function logHistograms(
  reflections: ReflectionTable,
  experiments: readonly Experiment[],
  records: readonly ImageSetData[],
  log: (message: string) => void,
): void {
  const id = reflections.column("id").data;
  const xyz = reflections.column("xyzobs.px.value").data;
  const setOf = experiments.map(({ imageset }) => records.indexOf(imageset!));
  const z: number[][] = records.map(() => []);
  for (let row = 0; row < id.length; row++) z[setOf[id[row]!]!]?.push(xyz[3 * row + 2]!);
  for (const [number, each] of z.entries()) {
    log(`\nHistogram of per-image spot count for imageset ${number}:`);
    log(spotCountsPerImagePlot(each));
  }
  log(`\n${rule}`);
}

/** Tables of the same columns below one another. */
function joined(tables: readonly ReflectionTable[]): ReflectionTable {
  const [first, ...others] = tables as readonly [ReflectionTable, ...ReflectionTable[]];
  if (others.length === 0) return first;
  return new ReflectionTable(
    Object.fromEntries(
      first.keys().map((name) => [name, concatColumns(tables.map((table) => table.column(name)))]),
    ),
  );
}
