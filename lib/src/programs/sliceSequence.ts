import { FlexInt } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { float, int, ints, multiple, scope, str } from "../parameters/declare.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { defineProgram } from "./defineProgram.js";
import { withWholePaths } from "./experiments/wholePaths.js";
import { flattened } from "./masks/maskedImageSets.js";
import { blocksBetweenMultiples, blocksOfSize } from "./slice/imageBlocks.js";
import { type ImageRange, sliceExperiments } from "./slice/sliceExperiments.js";
import { sliceReflections, withImageNumbers } from "./slice/sliceReflections.js";

const parameters = scope({
  output: scope({
    reflections_filename: str({
      default: null,
      help: "Name of the reflection file written; by default made of the input's name and the range.",
    }),
    experiments_filename: str({
      default: null,
      help: "Name of the experiment file written; by default made of the input's name and the range.",
    }),
  }),
  image_range: multiple(
    ints({
      default: null,
      size: 2,
      help: "First and last image to keep: one pair for each experiment, in order. A reflection is on image n if z of its centroid is from n - 1 up to, not including, n.",
    }),
  ),
  block_size: float({
    default: null,
    help: "Cut the one sequence into blocks of near this many degrees instead of keeping an image_range.",
  }),
  exclude_images_multiple: int({
    default: null,
    min: 2,
    expertLevel: 2,
    help: "Cut the one sequence at every image whose number is a multiple of this, leaving that image out.",
  }),
});

export interface SlicedSequence {
  readonly experiments: ExperimentList | undefined;
  readonly reflections: ReflectionTable | undefined;
  /** First and last image of each experiment; null where all are kept. */
  readonly imageRanges: readonly ImageRange[];
  /** Names of the input files without folder and ending: what output names begin with. */
  readonly names: { readonly experiments: string; readonly reflections: string };
  toString(): string;
}

/** `dials.slice_sequence`: some images of a sequence, and the reflections on them. */
export const sliceSequence = defineProgram({
  name: "slice_sequence",
  summary: "Cut a sequence to some of its images, or into blocks",
  usage: "[options] models.expt | observations.refl",
  examples: [
    'ewald slice_sequence models.expt observations.refl "image_range=1 20"',
    'ewald slice_sequence two.expt two.refl "image_range=1 20" "image_range=5 30"',
    "ewald slice_sequence models.expt observations.refl block_size=5",
  ],
  parameters,
  run({ experiments, reflections, reflectionPaths }, params, { log }): SlicedSequence {
    const list = flattened(experiments);
    if (reflections.length > 1)
      throw new EwaldError(
        "bad-argument",
        `slice_sequence works on one reflection table, not on ${reflections.length}; combine_experiments makes one of several.`,
      );
    const [given] = reflections;
    const table = given && withImageNumbers(given, list);
    const blocks = blocksOf(list, params);
    const ranges = blocks ?? params.image_range;
    if (ranges.length === 0)
      throw new EwaldError("bad-argument", "slice_sequence needs an image_range, or a block_size.");
    if (!blocks && list.length > 0 && ranges.length !== list.length)
      throw new EwaldError(
        "bad-argument",
        `slice_sequence needs an image_range for each experiment: ${ranges.length} given for ${list.length}.`,
      );
    const sliced = blocks
      ? inBlocks(list[0]!, table, blocks)
      : {
          experiments: list.length > 0 ? sliceExperiments(list, ranges) : [],
          reflections: table && sliceReflections(table, ranges),
        };
    if (table && !blocks) noteOthers(table, ranges.length, log);
    const parts = withWholePaths(sliced.experiments);
    const result = {
      experiments: parts.length > 0 ? ExperimentList.fromExperiments(parts) : undefined,
      reflections: sliced.reflections,
      imageRanges: ranges,
      names: {
        experiments: stem(experiments[0]?.path) || "experiments",
        reflections: stem(reflectionPaths?.[0]) || "reflections",
      },
    };
    return { ...result, toString: () => text(result, table) };
  },
  text: String,
  *outputs({ experiments, reflections, imageRanges, names }, { output }) {
    const [only] = imageRanges;
    const end = imageRanges.length === 1 && only ? `_${only[0]}_${only[1]}` : "_sliced";
    if (experiments)
      yield {
        path: output.experiments_filename ?? `${names.experiments}${end}.expt`,
        content: experiments,
      };
    if (reflections)
      yield {
        path: output.reflections_filename ?? `${names.reflections}${end}.refl`,
        content: reflections,
      };
  },
});

interface BlockParameters {
  readonly block_size: number | null;
  readonly exclude_images_multiple: number | null;
}

/** The ranges of blocks, where blocks are asked for. */
function blocksOf(
  list: readonly Experiment[],
  { block_size, exclude_images_multiple }: BlockParameters,
): ImageRange[] | undefined {
  if (block_size === null && exclude_images_multiple === null) return undefined;
  if (block_size !== null && exclude_images_multiple !== null)
    throw new EwaldError("bad-argument", "Give block_size or exclude_images_multiple, not both.");
  if (block_size !== null && !(block_size > 0))
    throw new EwaldError("bad-argument", `block_size is ${block_size}; blocks need more than 0 degrees.`);
  const [{ scan } = new Experiment()] = list;
  if (list.length !== 1 || !scan)
    throw new EwaldError(
      "bad-argument",
      `Cutting into blocks works on one experiment with a scan; there ${list.length === 1 ? "is one without" : `are ${list.length} experiments`}.`,
    );
  return block_size !== null
    ? blocksOfSize(scan, block_size)
    : blocksBetweenMultiples(scan, exclude_images_multiple!);
}

/** Each block an experiment of its own, with an identifier of its own, and its reflections. */
function inBlocks(
  experiment: Experiment,
  table: ReflectionTable | undefined,
  ranges: readonly ImageRange[],
): { experiments: Experiment[]; reflections: ReflectionTable | undefined } {
  const experiments = ranges.map((range) => {
    const [part] = sliceExperiments([experiment], [range]);
    part!.identifier = globalThis.crypto.randomUUID();
    return part!;
  });
  if (!table) return { experiments, reflections: undefined };
  const reflections = ranges.map((range, i) => {
    const part = sliceReflections(table, [range]);
    part.set("id", new FlexInt(new Int32Array(part.nrows).fill(i)));
    part.experimentIdentifiers().clear();
    part.experimentIdentifiers().set(i, experiments[i]!.identifier);
    return part;
  });
  return {
    experiments,
    reflections: reflections.reduce((all, part) => all.extend(part), new ReflectionTable()),
  };
}

function noteOthers(table: ReflectionTable, experiments: number, log: (message: string) => void): void {
  let others = 0;
  for (const id of table.column("id").data) if (id < 0 || id >= experiments) others++;
  if (others > 0) log(`${others} reflections of no experiment with an image_range are left out.`);
}

/** Name of a file without folder and last ending. */
function stem(path: string | undefined): string {
  return (path ?? "").replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]*$/, "");
}

function text(
  { experiments, reflections, imageRanges }: Omit<SlicedSequence, "toString">,
  table: ReflectionTable | undefined,
): string {
  const lines = imageRanges.map((range, i) =>
    range ? `Experiment ${i}: images ${range[0]} to ${range[1]}` : `Experiment ${i}: all images`,
  );
  if (!experiments) lines.length = 0;
  if (reflections && table) lines.push(`${reflections.nrows} of ${table.nrows} reflections kept`);
  return lines.join("\n");
}
