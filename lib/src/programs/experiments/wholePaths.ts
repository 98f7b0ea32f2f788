import { EwaldError } from "../../error.js";
import { imageFileAccess } from "../../images/imageFiles.js";
import { Experiment } from "../../models/experiment.js";
import { ImageSetData, type ImageSetRecord } from "../../models/imageSetData.js";

/**
 * The experiments, their imagesets naming images and maps by whole paths, as DIALS writes them, so that a list may lie in another
 * folder than the one it was read from. Other models stay the same objects; imagesets that were shared still are.
 */
export function withWholePaths(experiments: Iterable<Experiment>): Experiment[] {
  const whole = new Map<ImageSetData, ImageSetData>();
  return Array.from(experiments, (experiment) => {
    const { imageset } = experiment;
    if (!imageset) return experiment;
    if (!whole.has(imageset)) whole.set(imageset, wholePaths(imageset));
    return new Experiment({ ...experiment, imageset: whole.get(imageset) }, experiment.data);
  });
}

const maps = ["mask", "gain", "pedestal", "dx", "dy"] as const;

function wholePaths(imageset: ImageSetData): ImageSetData {
  const { file } = imageset;
  if (file === undefined) return imageset;
  const copy = new ImageSetData(structuredClone(imageset.data) as ImageSetRecord);
  const { data } = copy;
  if (data.template) data.template = whole(data.template, file);
  if (data.images) data.images = data.images.map((path) => whole(path, file));
  for (const map of maps) if (data[map]) data[map] = whole(data[map], file);
  return copy;
}

function whole(path: string, from: string): string {
  try {
    return imageFileAccess().resolve(path, from);
  } catch (error) {
    if (error instanceof EwaldError && error.code === "unsupported") return path;
    throw error;
  }
}
