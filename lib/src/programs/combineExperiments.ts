import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { bool, choice, type Extracted, float, int, ints, scope, str } from "../parameters/declare.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { defineProgram, type ProgramContext, type ProgramOutput } from "./defineProgram.js";
import { experimentRows, type RenumberedRows, renumbered } from "./experiments/experimentRows.js";
import { unequalNumbers } from "./experiments/joinedTables.js";
import { referenceParameters, withReferenceModels } from "./experiments/referenceModels.js";
import { equalParts, largestNumbers, randomNumbers, subset } from "./experiments/subset.js";
import { withWholePaths } from "./experiments/wholePaths.js";
import { nextTurn } from "./nextTurn.js";
import { framedTable } from "./text/table.js";

const parameters = scope({
  reference_from_experiment: referenceParameters,
  clustering: scope({
    use: bool({ default: false, help: "Separate the experiments by unit cell. (Not in Ewald yet.)" }),
    dendrogram: bool({ default: false, help: "Show how the cells cluster." }),
    threshold: int({ default: 1000, allowNone: true, help: "Distance at which clusters are apart." }),
    max_clusters: int({ default: null, help: "Write no more clusters than this." }),
    exclude_single_crystal_clusters: bool({ default: true, help: "Leave out clusters of one crystal." }),
  }),
  output: scope({
    experiments_filename: str({ default: "combined.expt", help: "Name of the experiment file." }),
    reflections_filename: str({ default: "combined.refl", help: "Name of the reflection file." }),
    n_subset: int({ default: null, min: 1, help: "Keep no more experiments than this." }),
    n_subset_method: choice(["random", "n_refl", "significance_filter"], {
      default: "random",
      help: "Which are kept: any (the same each time), or those with the most reflections. (significance_filter: not in Ewald yet.)",
    }),
    n_refl_panel_list: ints({
      default: null,
      help: "Panels whose reflections n_refl counts; all by default.",
    }),
    max_batch_size: int({
      default: null,
      min: 1,
      expertLevel: 2,
      help: "Write several files, near equally large, of no more experiments than this.",
    }),
    delete_shoeboxes: bool({
      default: false,
      expertLevel: 2,
      help: "Leave the shoeboxes out, which take most of the space.",
    }),
    min_reflections_per_experiment: int({
      default: null,
      expertLevel: 2,
      help: "Leave out experiments with fewer reflections.",
    }),
    max_reflections_per_experiment: int({
      default: null,
      expertLevel: 2,
      help: "Leave out experiments with more reflections.",
    }),
    significance_filter: scope(
      {
        enable: bool({
          default: false,
          help: "Cut reflections where I/σ(I) falls below the cutoff. (Not in Ewald yet.)",
        }),
        d_min: float({ default: null, help: "Highest resolution of the bins (Å)." }),
        n_bins: int({ default: 20, allowNone: true, help: "Number of bins." }),
        isigi_cutoff: float({ default: 1, allowNone: true, help: "I/σ(I) below which a bin is left out." }),
      },
      { expertLevel: 1 },
    ),
  }),
});

type Parameters = Extracted<typeof parameters>;

export interface CombinedExperiments {
  readonly experiments: ExperimentList;
  readonly reflections: ReflectionTable;
  /** Reflections of each experiment that was combined, before a subset was chosen. */
  readonly counts: readonly number[];
  toString(): string;
}

/** `dials.combine_experiments`: several experiment lists and their tables as one, with common models if wanted. */
export const combineExperiments = defineProgram({
  name: "combine_experiments",
  summary: "Combine several experiment files and their reflections into one",
  usage: "[options] experiments_0.expt experiments_1.expt reflections_0.refl reflections_1.refl …",
  examples: [
    "ewald combine_experiments a.expt b.expt a.refl b.refl",
    "ewald combine_experiments a.expt b.expt a.refl b.refl reference_from_experiment.beam=0 reference_from_experiment.detector=0",
  ],
  parameters,
  async run({ experiments, reflections }, params, context): Promise<CombinedExperiments> {
    const { output } = params;
    checkSupported(params);
    if (experiments.length === 0 || experiments.length !== reflections.length)
      throw unequalNumbers(experiments.length, reflections.length);
    const lists = experiments.map((list) => withWholePaths(list));
    const all = lists.flat();
    checkIdentifiers(all);
    const withReference = withReferenceModels(all, params.reference_from_experiment);
    const combined: Experiment[] = [];
    const imagesets: unknown[] = [];
    const counts: number[] = [];
    const left = { few: 0, many: 0, unindexed: 0 };
    const table = new ReflectionTable();
    for (const [k, list] of lists.entries()) {
      const given = reflections[k]!;
      const rows = experimentRows(given);
      const groups: RenumberedRows[] = [];
      // imageset_ids of this table, and what they become
      const own = [...new Set(list.map(({ imageset }) => imageset))];
      const renamed = new Map<number, number>();
      for (const [i, experiment] of list.entries()) {
        const its = rows.of(experiment, i);
        const { min_reflections_per_experiment: min, max_reflections_per_experiment: max } = output;
        if (min !== null && its.length < min) left.few++;
        else if (max !== null && its.length > max) left.many++;
        else {
          const where = experiments[k]!.path ?? `list ${k}`;
          const { imageset } = experiment;
          if (imageset && !imagesets.includes(imageset)) imagesets.push(imageset);
          const imagesetId = imageset && imagesets.indexOf(imageset);
          if (imagesetId !== undefined) renamed.set(own.indexOf(imageset), imagesetId);
          const { identifier } = experiment;
          groups.push({
            rows: its,
            id: combined.length,
            identifier,
            imagesetId: given.has("imageset_id") ? imagesetId : undefined,
          });
          combined.push(withReference(experiment, `experiment ${i} of ${where}`));
          counts.push(its.length);
        }
      }
      const others = given.has("imageset_id") ? unindexedGroups(given, rows.unindexed, renamed) : [];
      const kept = others.reduce((sum, group) => sum + group.rows.length, 0);
      left.unindexed += rows.unindexed.length - kept;
      const part = renumbered(given, [...groups, ...others]);
      if (output.delete_shoeboxes && part.has("shoebox")) part.delete("shoebox");
      table.extend(part);
      context.progress({ what: "files", done: k + 1, total: lists.length });
      if (k % 64 === 63) await nextTurn(context, "combine_experiments");
    }
    const lines = notes(left, output);
    lines.push(
      framedTable([["Experiment", "Number of reflections"], ...counts.map((n, i) => [`${i}`, `${n}`])]),
    );
    const chosen = chosenOf(table, combined, output, lines);
    noteDropped(all, context);
    return { ...chosen, counts, toString: () => lines.join("\n") };
  },
  text: String,
  async *outputs({ experiments, reflections }, { output }): AsyncGenerator<ProgramOutput> {
    const { experiments_filename, reflections_filename, max_batch_size } = output;
    if (max_batch_size === null) {
      yield { path: experiments_filename, content: experiments };
      yield { path: reflections_filename, content: reflections };
      return;
    }
    const parts = equalParts(experiments.length, max_batch_size);
    for (const [i, numbers] of parts.entries()) {
      const number = String(i).padStart(3, "0");
      const part = subset(experiments, reflections, numbers);
      yield { path: `${withoutEnding(experiments_filename)}_${number}.expt`, content: part.experiments };
      yield { path: `${withoutEnding(reflections_filename)}_${number}.refl`, content: part.reflections };
      // so that Ctrl-C is heard
      await new Promise((resolve) => setTimeout(resolve));
    }
  },
});

function checkSupported({ clustering, output }: Parameters): void {
  const wanted = clustering.use
    ? "clustering.use"
    : output.significance_filter.enable || output.n_subset_method === "significance_filter"
      ? "the significance_filter"
      : undefined;
  if (wanted)
    throw new EwaldError(
      "unsupported",
      `combine_experiments has no ${wanted === "clustering.use" ? "clustering by unit cell" : "significance filter"} yet; without ${wanted} it would work.`,
    );
}

function checkIdentifiers(all: readonly Experiment[]): void {
  const seen = new Set<string>();
  for (const { identifier } of all) {
    if (identifier !== "" && seen.has(identifier))
      throw new EwaldError(
        "bad-argument",
        `Two experiments have the identifier ${identifier}; each must have its own.`,
      );
    seen.add(identifier);
  }
}

/** Reflections of no experiment whose imageset is among the combined, by imageset. */
function unindexedGroups(
  table: ReflectionTable,
  rows: Uint32Array,
  renamed: ReadonlyMap<number, number>,
): RenumberedRows[] {
  const { data } = table.column("imageset_id");
  return [...renamed]
    .sort(([a], [b]) => a - b)
    .map(([old, imagesetId]) => ({
      rows: rows.filter((row) => data[row] === old),
      id: -1,
      identifier: "",
      imagesetId,
    }));
}

function notes(
  left: { few: number; many: number; unindexed: number },
  { min_reflections_per_experiment: min, max_reflections_per_experiment: max }: Parameters["output"],
): string[] {
  return [
    ...(left.few > 0 ? [`Left out ${left.few} experiments with fewer than ${min} reflections`] : []),
    ...(left.many > 0 ? [`Left out ${left.many} experiments with more than ${max} reflections`] : []),
    ...(left.unindexed > 0 ? [`Left out ${left.unindexed} reflections of no experiment`] : []),
  ];
}

/** All, or the subset that is asked for. */
function chosenOf(
  reflections: ReflectionTable,
  combined: readonly Experiment[],
  { n_subset, n_subset_method, n_refl_panel_list }: Parameters["output"],
  lines: string[],
): { experiments: ExperimentList; reflections: ReflectionTable } {
  const experiments = ExperimentList.fromExperiments(combined);
  if (n_subset === null || combined.length <= n_subset) return { experiments, reflections };
  const isRandom = n_subset_method === "random";
  const numbers = isRandom
    ? randomNumbers(combined.length, n_subset)
    : largestNumbers(reflections, combined.length, n_subset, n_refl_panel_list as readonly number[] | null);
  lines.push(
    `Kept ${n_subset} of ${combined.length} experiments, ${isRandom ? "chosen at random" : "those with the most reflections"}: ${numbers.join(" ")}`,
  );
  return subset(experiments, reflections, numbers);
}

function noteDropped(all: readonly Experiment[], { log }: ProgramContext): void {
  if (all.some(({ profile, scalingModel }) => profile ?? scalingModel))
    log(
      "Profile and scaling models are left out, as DIALS leaves them: they were made for each experiment alone.",
    );
}

const withoutEnding = (path: string) => path.replace(/(?<=[^/\\])\.[^./\\]*$/, "");
