import { EwaldError } from "../../error.js";
import { type ImageFileAccess, resolvedPath } from "../../images/imageFiles.js";
import type { MaskCount } from "../../images/masks/panelMasks.js";
import { imagesInFolder, parseTemplate, splitPath } from "../../images/template.js";
import { experimentFileAccess } from "../../models/codec.js";
import type { Experiment } from "../../models/experiment.js";
import { ExperimentList } from "../../models/experimentList.js";
import type { ImageSetData, ImageSetRecord } from "../../models/imageSetData.js";
import { fixed } from "../text/printf.js";

/** All lists as one: the list itself where there is only one. */
export function flattened(lists: readonly ExperimentList[]): ExperimentList {
  return lists.length === 1 ? lists[0]! : ExperimentList.fromExperiments(lists.flatMap((list) => [...list]));
}

/** For each imageset, in order of first use, its first experiment. Experiments without one stand for themselves, one a detector. */
export function firstOfImageSets(list: ExperimentList): Experiment[] {
  const seen = new Set<object | undefined>();
  return [...list].filter(({ imageset, detector }) => {
    const key = imageset ?? detector;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * A copy of the list whose imagesets name these masks, in order of first use. Their paths are whole ones where there is something, as DIALS
 * writes them: the copy may be written to another folder.
 */
export function withMasks(list: ExperimentList, paths: readonly string[]): ExperimentList {
  const bare = [...list].findIndex(({ imageset }) => !imageset);
  if (bare >= 0)
    throw new EwaldError(
      "bad-argument",
      `Experiment ${bare} has no imageset that could name its mask; experiments as dials.import writes them would work.`,
    );
  const copy = ExperimentList.fromJson(list.toJson());
  const originals = list.models("imageset");
  copy.models("imageset").forEach((imageset, i) => {
    Object.assign(imageset.data, wholePaths(originals[i]!), { mask: absolute(paths[i]!) });
    imageset.file = originals[i]!.file;
  });
  return copy;
}

/** The paths of a record that lead somewhere, seen from the folder of its file. No image is opened. */
function wholePaths({ data, file }: ImageSetData): Partial<ImageSetRecord> {
  const whole: Partial<ImageSetRecord> = {};
  if (file === undefined) return whole;
  for (const key of ["gain", "pedestal", "dx", "dy"] as const)
    if (data[key]) whole[key] = resolvedPath(data[key], file);
  if (data.images) whole.images = data.images.map((path) => resolvedPath(path, file));
  if (data.template) whole.template = resolvedPath(data.template, file, hasImages);
  return whole;
}

/** Whether there is an image of a template, or the file of many. */
function hasImages(template: string, files: ImageFileAccess): boolean {
  const parsed = parseTemplate(template);
  if (!parsed) return files.exists(template);
  return imagesInFolder(parsed, files.list(splitPath(parsed.before)[0])).length > 0;
}

/** The whole path, which holds wherever the experiment file lies; as given where there are no files by path. */
function absolute(path: string): string {
  try {
    return experimentFileAccess().beside(".", path);
  } catch (error) {
    if (error instanceof EwaldError && error.code === "unsupported") return path;
    throw error;
  }
}

/** "pixels.mask: 1234 of 6224001 px masked (0.02 %) on 24 panels". */
export function countText(path: string, panels: number, { masked, total }: MaskCount): string {
  const part = total === 0 ? 0 : (100 * masked) / total;
  return `${path}: ${masked} of ${total} px masked (${fixed(part, 2)} %) on ${panels} ${panels === 1 ? "panel" : "panels"}`;
}
