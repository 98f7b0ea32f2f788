import { defineTask } from "../compute/executor.js";
import { LruCache } from "../images/lruCache.js";
import { openPortableSet } from "../images/portableSet.js";
import type { StrongPixels } from "./strongPixels.js";
import { type ImageStrongPixels, StrongPixelsFinder } from "./strongPixelsFinder.js";
import type { StrongPixelsJob } from "./strongPixelsJob.js";

/** A run of images of a job. */
export interface StrongPixelsShard {
  readonly job: StrongPixelsJob;
  /** Indices in the set, half-open. */
  readonly begin: number;
  readonly end: number;
}

/** The strong pixels of a run of images in few arrays, as they travel between threads. */
export interface StrongPixelsRun {
  /** Number of strong pixels of each panel of each image, panels within images. */
  readonly counts: Uint32Array;
  readonly places: Uint32Array;
  readonly values: Float32Array;
  /** Of each image. */
  readonly background: Float64Array;
  /** Why images could not be read, by place in the run. */
  readonly unreadable: readonly (readonly [image: number, why: string])[];
}

/** Jobs of a worker: with several imagesets shards of two may alternate. */
const finders = new LruCache<StrongPixelsFinder>(2, () => 1);

/** Keeps a finder of this thread for its job, whose images other threads may not be able to open. */
export function keepFinder(job: StrongPixelsJob, finder: StrongPixelsFinder): void {
  finders.set(job.id, finder);
}

/** Strong pixels of some images, on whatever machine sees the files. */
export const strongPixelsTask = defineTask(
  "spots.strongPixels",
  ({ job, begin, end }: StrongPixelsShard): StrongPixelsRun => {
    let finder = finders.get(job.id);
    if (!finder)
      finders.set(job.id, (finder = new StrongPixelsFinder(openPortableSet(job), job.settings, job.mask)));
    return runOf(finder, begin, end);
  },
);

/** The strong pixels of images `begin` to `end`, half-open. */
export function runOf(finder: StrongPixelsFinder, begin: number, end: number): StrongPixelsRun {
  const images: ImageStrongPixels[] = [];
  for (let index = begin; index < end; index++) images.push(finder.find(index));
  const panels = images.flatMap((image) => image.panels);
  const counts = Uint32Array.from(panels, ({ places }) => places.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const places = new Uint32Array(total);
  const values = new Float32Array(total);
  let at = 0;
  for (const panel of panels) {
    places.set(panel.places, at);
    values.set(panel.values, at);
    at += panel.places.length;
  }
  return {
    counts,
    places,
    values,
    background: Float64Array.from(images, ({ background }) => background),
    unreadable: images.flatMap(({ unreadable }, i) =>
      unreadable === undefined ? [] : [[i, unreadable] as const],
    ),
  };
}

/** The images of a run, one by one. */
export function* imagesOf(
  { counts, places, values, background, unreadable }: StrongPixelsRun,
  numPanels: number,
): Generator<ImageStrongPixels> {
  const why = new Map(unreadable);
  let at = 0;
  for (let image = 0; image < background.length; image++) {
    const panels: StrongPixels[] = [];
    for (let panel = 0; panel < numPanels; panel++) {
      const end = at + counts[image * numPanels + panel]!;
      panels.push({ places: places.subarray(at, end), values: values.subarray(at, end) });
      at = end;
    }
    yield { panels, background: background[image]!, unreadable: why.get(image) };
  }
}
