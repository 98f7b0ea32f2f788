import { EwaldError, Experiment, type ExperimentList, ImageSet, ImageSetData, type Scan } from "ewald";
import type { ImageAt, ViewerImages } from "./context.js";

/** What a viewer can be made of. */
export type ImagesInput =
  | ExperimentList
  | Experiment
  | ImageSet
  | ImageSetData
  | readonly (Experiment | ImageSet | ImageSetData)[];

/** A set, and where its images are among all. */
export interface SetOfImages {
  readonly set: ImageSet;
  /** The first one's number among all images. */
  readonly first: number;
  readonly experiments: readonly { readonly id: number; readonly experiment: Experiment }[];
}

/** The images of several sets, one after the other. */
export class Images implements ViewerImages {
  readonly sets: readonly SetOfImages[];
  readonly length: number;

  /** Throws EwaldError `"bad-argument"` where there are no images. */
  constructor(input: ImagesInput) {
    const given: readonly unknown[] = Array.isArray(input) ? input : [input];
    const found = new Map<ImageSet, { id: number; experiment: Experiment }[]>();
    given.forEach((each, id) => {
      if (each instanceof Experiment) {
        const set = each.imageset?.open();
        if (!set) return;
        const experiments = found.get(set as ImageSet) ?? [];
        found.set(set as ImageSet, [...experiments, { id, experiment: each }]);
      } else if (each instanceof ImageSetData) found.set(each.open() as ImageSet, []);
      else if (each instanceof ImageSet) found.set(each, []);
      else
        throw new EwaldError(
          "wrong-type",
          `imageViewer takes experiments or image sets; one of those given is ${Object.prototype.toString.call(each)}.`,
        );
    });
    let first = 0;
    this.sets = [...found].map(([set, experiments]) => {
      const at = { set, first, experiments };
      first += set.length;
      return at;
    });
    this.length = first;
    if (first === 0)
      throw new EwaldError(
        "bad-argument",
        `imageViewer needs images; ${given.length > 0 ? "the experiments have no imageset" : "nothing was given"}.`,
      );
  }

  /** The set that holds an image. Throws EwaldError `"out-of-range"`. */
  setOf(frame: number): SetOfImages {
    const found = this.sets.find(({ set, first }) => frame >= first && frame < first + set.length);
    if (found && Number.isInteger(frame)) return found;
    throw new EwaldError(
      "out-of-range",
      `There is no image ${frame} in a viewer of ${this.length}, counted from 0.`,
    );
  }

  at(frame: number): ImageAt {
    const { set, first, experiments } = this.setOf(frame);
    const index = frame - first;
    const scan = scanOf(set, index);
    const z = scan && set.isSequence() ? scan.getArrayRange()[0] : index;
    return {
      frame,
      set,
      index,
      detector: set.getDetector(index),
      beam: set.getBeam(index),
      goniometer: set.getGoniometer(index),
      scan: scan?.hasOscillation() && !scan.isStill() ? scan : undefined,
      z,
      experiments: experiments.filter(({ experiment }) => {
        const range = experiment.scan?.getArrayRange();
        return !range || !set.isSequence() || (z >= range[0] && z < range[1]);
      }),
    };
  }

  /** The image at z (array index) of an experiment; undefined where the viewer has none. */
  frameOf(experiment: number, z: number): number | undefined {
    const holder =
      this.sets.find(({ experiments }) => experiments.some(({ id }) => id === experiment)) ??
      (this.sets.length === 1 ? this.sets[0] : undefined);
    if (!holder) return undefined;
    const range = scanOf(holder.set, 0)?.getArrayRange();
    const index = Math.floor(z) - (range && holder.set.isSequence() ? range[0] : 0);
    return index >= 0 && index < holder.set.length ? holder.first + index : undefined;
  }
}

/** The scan of an image. A sequence whose headers cannot all be read has none: its other images can be looked at all the same. */
function scanOf(set: ImageSet, index: number): Scan | undefined {
  try {
    return set.getScan(index);
  } catch (error) {
    if (error instanceof EwaldError && error.code !== "out-of-range") return undefined;
    throw error;
  }
}
