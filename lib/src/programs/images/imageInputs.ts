import { EwaldError } from "../../error.js";
import type { HeaderSeries } from "../../images/imageFormat.js";
import { ImageGrouper } from "../../images/imageGroups.js";
import { readImageHeader } from "../../images/imageHeader.js";
import type { ImageSet } from "../../images/imageSet.js";
import type { Experiment } from "../../models/experiment.js";
import type { ImageSetData } from "../../models/imageSetData.js";
import type { JsonObject } from "../../models/json.js";
import { Auto, bool, scope } from "../../parameters/declare.js";
import type { ProgramInputs } from "../defineProgram.js";
import { experimentsOf } from "../import/experimentsOfGroups.js";
import { findImages } from "../import/findImages.js";

/** What readers of image formats are told: DIALS' `format`. */
export const formatParameters = scope(
  {
    dynamic_shadowing: bool({ default: Auto, help: "Mask what the goniometer shadows." }),
    multi_panel: bool({
      default: false,
      help: "Take each module of the detector for a panel, where the format can.",
    }),
  },
  { help: "What the reader of the format is told.", expertLevel: 2 },
);

/** Experiments given as such, and of images given as files, with the models of their headers. */
export function experimentsOfInputs(
  { experiments, files }: ProgramInputs,
  format: JsonObject = {},
): Experiment[] {
  const given = experiments.flatMap((list) => [...list]);
  if (files.length === 0) return given;
  const found = new ImageGrouper();
  const series: HeaderSeries = new Map();
  for (const path of findImages(files)) found.add(readImageHeader(path, { params: format, series }));
  return [
    ...given,
    ...found.groups().flatMap((group) => experimentsOf(group, { lookup: {}, params: format })),
  ];
}

/** The distinct imagesets of experiments, in order of first use. Throws EwaldError `"bad-argument"` where there is none. */
export function imageSetsOf(experiments: readonly Experiment[], program: string): ImageSetData[] {
  const sets = new Set(experiments.map(({ imageset }) => imageset).filter((set) => set !== undefined));
  if (sets.size > 0) return [...sets];
  throw new EwaldError(
    "bad-argument",
    `${program} needs images; ${experiments.length > 0 ? "the experiments have no imageset" : "files, or experiments as dials.import writes them, would work"}.`,
  );
}

/** The only imageset there is, open. Throws EwaldError `"bad-argument"` where there are several. */
export function oneImageSet(experiments: readonly Experiment[], program: string): ImageSet {
  const [set, ...others] = imageSetsOf(experiments, program);
  if (others.length === 0) return set!.open() as ImageSet;
  throw new EwaldError(
    "bad-argument",
    `${program} works on one imageset at a time; there are ${others.length + 1} (of ${set!.paths()[0]}, ${others[0]!.paths()[0]} …).`,
  );
}
