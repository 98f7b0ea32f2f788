import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { Experiment } from "../models/experiment.js";
import type { ExperimentList } from "../models/experimentList.js";

/** More pixels than this on one image are refused. */
const mostPixels = 1e8;

/** Array indices of all images, and the half-open range of each experiment. */
export function imagesOfExperiments(experiments: ExperimentList): {
  images: number[];
  of: (readonly [number, number])[];
} {
  const sets = new Map<unknown, number>();
  const of = Array.from(experiments, (experiment) => {
    if (experiment.detector !== experiments[0]!.detector && !sameData(experiment, experiments[0]!))
      throw new EwaldError(
        "unsupported",
        "Images are simulated of experiments with one detector and one beam.",
      );
    if (experiment.scan) {
      const [from, to] = experiment.scan.getArrayRange();
      if (experiment.isStill() && to - from > 1)
        throw new EwaldError(
          "unsupported",
          "A still experiment of several images cannot be simulated; give one for each.",
        );
      return [from, to] as const;
    }
    const key = experiment.imageset ?? experiment;
    const z = sets.get(key) ?? sets.size;
    sets.set(key, z);
    return [z, z + 1] as const;
  });
  const images = new Set<number>();
  for (const [from, to] of of) for (let z = from; z < to; z++) images.add(z);
  return { images: [...images].sort((a, b) => a - b), of };
}

const sameData = (a: Experiment, b: Experiment) =>
  JSON.stringify([a.detector?.data, a.beam?.data]) === JSON.stringify([b.detector?.data, b.beam?.data]);

/** Throws EwaldError `"out-of-range"` for images that are too large. */
export function checkSizes(detector: Detector): void {
  let pixels = 0;
  for (const panel of detector) {
    const [nx, ny] = panel.getImageSize();
    if (!(nx > 0 && ny > 0 && nx < 65536 && ny < 65536))
      throw new EwaldError("out-of-range", `A panel of ${nx} × ${ny} pixels cannot be simulated.`);
    pixels += nx * ny;
  }
  if (pixels > mostPixels)
    throw new EwaldError(
      "out-of-range",
      `Images of ${pixels} pixels are more than the ${mostPixels} that are simulated.`,
    );
}
