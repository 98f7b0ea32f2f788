import { EwaldError } from "../error.js";
import { writeMask } from "../files/lookupPickle.js";
import { loadMask } from "../files/maskFile.js";
import { and } from "../images/masks/algebra.js";
import { generateMask as maskOf } from "../images/masks/generateMask.js";
import { checkMask, count, type MaskCount } from "../images/masks/panelMasks.js";
import { trustedRangeMasks } from "../images/masks/trustedRange.js";
import type { Detector } from "../models/detector.js";
import type { Experiment } from "../models/experiment.js";
import type { ExperimentList } from "../models/experimentList.js";
import type { PanelMask } from "../models/imageAccess.js";
import { bool, type Extracted, multiple, path, scope } from "../parameters/declare.js";
import { defineProgram, type ProgramOutput } from "./defineProgram.js";
import { countText, firstOfImageSets, flattened, withMasks } from "./masks/maskedImageSets.js";
import { maskParameters } from "./masks/maskParameters.js";

const parameters = scope({
  input: scope({
    mask: multiple(
      path({
        default: null,
        help: "A mask file whose bad pixels are masked too: one for all imagesets, or one for each in their order.",
      }),
    ),
  }),
  output: scope({
    mask: path({
      default: "pixels.mask",
      help: "Name of the mask file; of several imagesets each has its number added.",
    }),
    experiments: path({
      default: null,
      help: "If given, a copy of the experiments with the masks is written there.",
    }),
    log: path({ default: null, help: "If given, the report is written there too." }),
  }),
  use_trusted_range: bool({
    default: false,
    help: "Mask what is outside the trusted range in the first image of an imageset.",
  }),
  ...maskParameters,
});

/** One mask of `generate_mask`. */
export interface GeneratedMask {
  readonly path: string;
  readonly mask: readonly PanelMask[];
  readonly count: MaskCount;
}

export interface GeneratedMasks {
  /** One for each imageset. */
  readonly masks: readonly GeneratedMask[];
  /** With the masks applied, when `output.experiments` asks for it. */
  readonly experiments: ExperimentList | undefined;
  toString(): string;
}

/** `dials.generate_mask`: masks of detectors by border, resolution, shapes and ice rings. */
export const generateMask = defineProgram({
  name: "generate_mask",
  summary: "Make masks of pixels to be left out",
  usage: "[options] models.expt",
  examples: [
    "ewald generate_mask models.expt border=5",
    "ewald generate_mask models.expt untrusted.rectangle=50,100,50,100 untrusted.circle=200,200,100",
    "ewald generate_mask models.expt d_max=20 ice_rings.filter=True output.experiments=masked.expt",
  ],
  parameters,
  run({ experiments }, params, { progress, log, signal }): GeneratedMasks {
    const list = flattened(experiments);
    if (list.length === 0)
      throw new EwaldError("bad-argument", "generate_mask needs experiments; a models.expt would work.");
    for (const range of params.resolution_range)
      if (range && range[0] > range[1])
        log(`resolution_range ${range[0]} ${range[1]} is taken as ${range[1]} to ${range[0]} Å.`);
    const firsts = firstOfImageSets(list);
    const paths = maskPaths(params.output.mask, firsts.length);
    const existing = params.input.mask.filter((given) => given !== null);
    if (existing.length > 1 && existing.length !== firsts.length)
      throw new EwaldError(
        "bad-argument",
        `${existing.length} masks were given by input.mask for ${firsts.length} imagesets; one for each, or one for all would work.`,
      );
    const masks = firsts.map((experiment, i): GeneratedMask => {
      const { detector, beam } = experiment;
      if (signal.aborted) throw new EwaldError("aborted", "generate_mask was aborted.");
      if (!detector)
        throw new EwaldError("bad-argument", `The experiments of mask ${paths[i]} have no detector.`);
      const parts = [maskOf(detector, beam, params)];
      if (existing.length > 0) parts.push(existingMask(existing[existing.length > 1 ? i : 0]!, detector));
      if (params.use_trusted_range) parts.push(trustedPixels(experiment, detector));
      const mask = and(parts[0]!, ...parts.slice(1));
      progress({ what: "masks", done: i + 1, total: firsts.length });
      return { path: paths[i]!, mask, count: count(mask) };
    });
    return {
      masks,
      experiments: params.output.experiments === null ? undefined : withMasks(list, paths),
      toString: () => masks.map((each) => countText(each.path, each.mask.length, each.count)).join("\n"),
    };
  },
  text: String,
  outputs: maskOutputs,
});

function existingMask(path: string, detector: Detector): PanelMask[] {
  const mask = loadMask(path);
  checkMask(mask, detector, path);
  return mask;
}

function trustedPixels({ imageset }: Experiment, detector: Detector): PanelMask[] {
  if (imageset) return trustedRangeMasks(detector, imageset.getRawData(0));
  throw new EwaldError(
    "bad-argument",
    "use_trusted_range needs images, but an experiment has no imageset; experiments as dials.import writes them would work.",
  );
}

function* maskOutputs(
  result: GeneratedMasks,
  { output }: Extracted<typeof parameters>,
): Generator<ProgramOutput> {
  for (const { path, mask } of result.masks) yield { path, content: writeMask(mask) };
  if (output.experiments !== null && result.experiments)
    yield { path: output.experiments, content: result.experiments };
  if (output.log !== null) yield { path: output.log, content: new TextEncoder().encode(`${result}\n`) };
}

/** Names of n masks, as DIALS': `pixels.mask`, or `pixels_1.mask` … with as many digits as n has. */
function maskPaths(path: string, n: number): string[] {
  if (n === 1) return [path];
  const [, name, extension] = /^(.*?[^/\\]*?)(\.[^./\\]*)?$/s.exec(path)!;
  const digits = String(n).length;
  return Array.from(
    { length: n },
    (_, i) => `${name}_${String(i + 1).padStart(digits, "0")}${extension ?? ""}`,
  );
}
