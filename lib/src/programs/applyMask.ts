import { EwaldError } from "../error.js";
import { loadMask } from "../files/maskFile.js";
import { checkMask, count, type MaskCount } from "../images/masks/panelMasks.js";
import type { ExperimentList } from "../models/experimentList.js";
import { multiple, path, scope, str } from "../parameters/declare.js";
import { defineProgram } from "./defineProgram.js";
import { countText, firstOfImageSets, flattened, withMasks } from "./masks/maskedImageSets.js";

const parameters = scope({
  input: scope({
    mask: multiple(str({ default: null, help: "A mask file: one for each imageset, in their order." })),
  }),
  output: scope({
    experiments: path({ default: "masked.expt", help: "Name of the experiment file written." }),
  }),
});

export interface AppliedMasks {
  /** The list with its masks named. */
  readonly experiments: ExperimentList;
  readonly masks: readonly { readonly path: string; readonly panels: number; readonly count: MaskCount }[];
  toString(): string;
}

/** `dials.apply_mask`: names mask files in an experiment list, so that whatever reads its images leaves those pixels out. */
export const applyMask = defineProgram({
  name: "apply_mask",
  summary: "Name mask files in an experiment list",
  usage: "[options] models.expt pixels.mask",
  examples: [
    "ewald apply_mask models.expt pixels.mask",
    "ewald apply_mask models.expt input.mask=pixels_1.mask input.mask=pixels_2.mask",
  ],
  parameters,
  takesFiles: true,
  run({ experiments, files }, { input }, { log }): AppliedMasks {
    const list = flattened(experiments);
    const named = input.mask.filter((given) => given !== null);
    if (named.length > 0 && files.length > 0)
      throw new EwaldError(
        "bad-argument",
        `Masks were given by input.mask and without (${files[0]}), so that their order is unclear; one way for all would work.`,
      );
    const paths = [...named, ...files];
    const firsts = firstOfImageSets(list);
    if (list.length === 0 || paths.length !== firsts.length)
      throw new EwaldError(
        "bad-argument",
        `apply_mask needs one mask for each imageset: ${paths.length} given for ${firsts.length}.`,
      );
    const masks = paths.map((path, i) => {
      const mask = loadMask(path);
      const { detector } = firsts[i]!;
      if (detector) checkMask(mask, detector, path);
      if (/\.(gz|bz2)$/.test(path)) log(`${path} is packed: Ewald reads it, DIALS only plain pickles.`);
      return { path, panels: mask.length, count: count(mask) };
    });
    return {
      experiments: withMasks(list, paths),
      masks,
      toString: () => masks.map((each) => countText(each.path, each.panels, each.count)).join("\n"),
    };
  },
  text: String,
  *outputs({ experiments }, { output }) {
    yield { path: output.experiments, content: experiments };
  },
});
