import { defaultExecutor, type Executor, executorOf, inlineExecutor } from "../compute/executor.js";
import type { ImageSet } from "../images/imageSet.js";
import { and } from "../images/masks/algebra.js";
import { generateMask } from "../images/masks/generateMask.js";
import { checkMask } from "../images/masks/panelMasks.js";
import type { Detector } from "../models/detector.js";
import type { PanelMask } from "../models/imageAccess.js";
import type { SpotFinderParameters } from "./spotFinderParameters.js";
import type { Stretch } from "./stretches.js";
import { StrongPixelsFinder } from "./strongPixelsFinder.js";
import { jobFor, opensElsewhere, type StrongPixelsSettings } from "./strongPixelsJob.js";
import { keepFinder, type StrongPixelsShard } from "./strongPixelsTask.js";

/**
 * Pixels of images for which it is worth to start another thread: loading the library, HDF5 and masks in it, and code that is slow while
 * it is new, take it half a second, in which this one looks at so many.
 */
const pixelsForThread = 2e8;
/** Pixels of a shard, at least and at most: handing one out should cost little, and waiting for the last not much. */
const leastPixels = 2e6;
const mostPixels = 1.6e7;

/** Who looks for strong pixels on which images, of all imagesets. */
export class SearchPlan {
  readonly executor: Executor;
  /** Whether this thread looks too. */
  readonly shared: boolean;
  /** Images of all stretches. */
  readonly total: number;
  /** Processors that work. */
  readonly workers: number;
  readonly #searches: readonly Search[];
  readonly #params: SpotFinderParameters;
  readonly #settings: StrongPixelsSettings;
  readonly #masks = new WeakMap<Detector, PanelMask[] | null>();
  readonly #portable: boolean;

  constructor(
    searches: readonly Search[],
    params: SpotFinderParameters,
    settings: StrongPixelsSettings,
    executor: Executor | undefined,
  ) {
    this.#searches = searches;
    this.#params = params;
    this.#settings = settings;
    this.total = sum(searches, ({ stretches }) => sum(stretches, ({ begin, end }) => end - begin));
    this.#portable = executor !== inlineExecutor && searches.every(({ set }) => opensElsewhere(set));
    const pixels = sum(searches, ({ set, stretches }) =>
      sum(stretches, ({ begin, end }) => (end - begin) * pixelsOf(set.getDetector(begin))),
    );
    this.executor = this.#portable ? (executor ?? this.#threads(pixels)) : inlineExecutor;
    this.shared = executor === undefined && this.executor !== inlineExecutor;
    this.workers = this.executor.workers + (this.shared ? 1 : 0);
  }

  /** The work in shards, in the order of the images. */
  *shards(): Generator<StrongPixelsShard> {
    const { sharesMemory: shared = false } = this.executor;
    for (const { set, stretches } of this.#searches) {
      const mask = this.mask(set, stretches[0]!.begin);
      const job = jobFor(set, this.#settings, mask, { shared, portable: this.#portable });
      if (this.executor === inlineExecutor || this.shared) {
        const values = mask?.map(({ values }) => values.data as Uint8Array) ?? null;
        keepFinder(job, new StrongPixelsFinder(set, this.#settings, values));
      }
      for (const stretch of stretches) {
        const size = this.#shardSize(set, stretch);
        for (let begin = stretch.begin; begin < stretch.end; begin += size)
          yield { job, begin, end: Math.min(begin + size, stretch.end) };
      }
    }
  }

  /** How many shards there are. */
  get count(): number {
    return sum(this.#searches, ({ set, stretches }) =>
      sum(stretches, (stretch) => Math.ceil((stretch.end - stretch.begin) / this.#shardSize(set, stretch))),
    );
  }

  /** Good pixels by the filters and the mask that was given; null where all are. */
  mask(set: ImageSet, index: number): PanelMask[] | null {
    const detector = set.getDetector(index);
    let mask = this.#masks.get(detector);
    if (mask !== undefined) return mask;
    const { filter, lookup } = this.#params.spotfinder;
    const given = lookup?.mask;
    if (given) checkMask(given, detector, "The mask given by lookup.mask");
    mask = masks(filter) ? generateMask(detector, set.getBeam(index), filter) : null;
    if (given) mask = mask ? and(mask, given) : [...given];
    this.#masks.set(detector, mask);
    return mask;
  }

  #threads(pixels: number): Executor {
    const { nproc, chunksize } = this.#params.spotfinder.mp;
    const asked = typeof nproc === "number" ? nproc : defaultExecutor().workers;
    // Who says how the images are to be divided has them divided.
    const worth = typeof chunksize === "number" ? asked : 1 + Math.floor(pixels / pixelsForThread);
    return executorOf(Math.min(asked, this.total, worth) - 1);
  }

  #shardSize(set: ImageSet, { begin, end }: Stretch): number {
    const pixels = pixelsOf(set.getDetector(begin));
    const { chunksize, min_chunksize } = this.#params.spotfinder.mp;
    if (typeof chunksize === "number") return chunksize;
    const images = end - begin;
    if (this.executor.stream) return Math.max(min_chunksize ?? 1, Math.ceil(images / this.executor.workers));
    const even = Math.ceil(images / (8 * this.workers));
    const least = Math.ceil(leastPixels / pixels);
    return Math.max(least, Math.min(even, Math.ceil(mostPixels / pixels)), 1);
  }
}

/** An imageset and the stretches of it that are searched. */
export interface Search {
  readonly set: ImageSet;
  readonly stretches: readonly Stretch[];
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((n, item) => n + of(item), 0);

const pixelsOf = (detector: Detector) =>
  sum(detector.panels, (panel) => {
    const [nx, ny] = panel.getImageSize();
    return nx * ny;
  });

/** Whether the filters mask any pixel at all. */
function masks({
  border,
  d_min,
  d_max,
  resolution_range = [],
  untrusted = [],
  ice_rings,
}: SpotFinderParameters["spotfinder"]["filter"]): boolean {
  return (
    !!border ||
    typeof d_min === "number" ||
    typeof d_max === "number" ||
    resolution_range.some((range) => range) ||
    untrusted.length > 0 ||
    !!ice_rings?.filter
  );
}
