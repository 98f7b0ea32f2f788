import type { UnitCellClusters } from "../crystal/clustering/clusterUnitCells.js";
import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { bool, choice, type Extracted, float, int, ints, scope, str } from "../parameters/declare.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { defineProgram, type ProgramContext, type ProgramOutput } from "./defineProgram.js";
import { cellClusters, clusterTable } from "./experiments/cellClusters.js";
import { dendrogramSvg } from "./experiments/dendrogramSvg.js";
import { experimentRows, type RenumberedRows, renumbered } from "./experiments/experimentRows.js";
import { unequalNumbers } from "./experiments/joinedTables.js";
import { referenceParameters, withReferenceModels } from "./experiments/referenceModels.js";
import { significances, significanceTable } from "./experiments/significances.js";
import { equalParts, largestNumbers, randomNumbers, reflectionCounts, subset } from "./experiments/subset.js";
import { withWholePaths } from "./experiments/wholePaths.js";
import { nextTurn } from "./nextTurn.js";
import { framedTable } from "./text/table.js";

const parameters = scope({
  reference_from_experiment: referenceParameters,
  clustering: scope({
    use: bool({
      default: false,
      help: "Separate the experiments by unit cell, and write files for each cluster.",
    }),
    dendrogram: bool({
      default: false,
      help: "Draw how the cells cluster, as a file beside the others that ends in _dendrogram.svg.",
    }),
    threshold: int({ default: 1000, allowNone: true, help: "Distance (Å²) at which clusters are apart." }),
    max_clusters: int({ default: null, help: "Write no more clusters than this, the largest." }),
    exclude_single_crystal_clusters: bool({ default: true, help: "Leave out clusters of one crystal." }),
  }),
  output: scope({
    experiments_filename: str({ default: "combined.expt", help: "Name of the experiment file." }),
    reflections_filename: str({ default: "combined.refl", help: "Name of the reflection file." }),
    n_subset: int({ default: null, min: 1, help: "Keep no more experiments than this." }),
    n_subset_method: choice(["random", "n_refl", "significance_filter"], {
      default: "random",
      help: "Which are kept: any (the same each time), those with the most reflections, or with the most that are significant.",
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
          help: "Implied by n_subset_method=significance_filter. Reflections are counted, none is left out of what is written.",
        }),
        d_min: float({
          default: null,
          help: "Highest resolution of the bins (Å); by default that of the reflections.",
        }),
        n_bins: int({ default: 20, allowNone: true, help: "Number of bins." }),
        isigi_cutoff: float({
          default: 1,
          allowNone: true,
          help: "I/σ(I) below which a bin, and all beyond it, is left out.",
        }),
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
  /** Of those experiments, by unit cell, when they were to be clustered and there are several. */
  readonly clusters?: UnitCellClusters;
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
    checkParameters(params, context);
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
    const clusters = await clustersOf([...chosen.experiments], params, context, lines);
    return { ...chosen, counts, ...(clusters && { clusters }), toString: () => lines.join("\n") };
  },
  text: String,
  async *outputs(
    { experiments, reflections, clusters },
    { output, clustering },
  ): AsyncGenerator<ProgramOutput> {
    const { experiments_filename, reflections_filename, max_batch_size } = output;
    const names = { experiments: experiments_filename, reflections: reflections_filename };
    if (!clusters) {
      yield* batches({ experiments, reflections }, names, max_batch_size);
      return;
    }
    if (clustering.dendrogram)
      yield {
        path: `${withoutEnding(experiments_filename)}_dendrogram.svg`,
        content: dendrogramSvg(clusters),
      };
    for (const { number, members } of writtenClusters(clusters, clustering)) {
      const named = {
        experiments: `${withoutEnding(experiments_filename)}_cluster${number}.expt`,
        reflections: `${withoutEnding(reflections_filename)}_cluster${number}.refl`,
      };
      yield* batches(subset(experiments, reflections, members), named, max_batch_size);
    }
  },
});

interface Names {
  readonly experiments: string;
  readonly reflections: string;
}

/** The two files, or several pairs of no more experiments than `most`. */
async function* batches(
  { experiments, reflections }: { experiments: ExperimentList; reflections: ReflectionTable },
  names: Names,
  most: number | null,
): AsyncGenerator<ProgramOutput> {
  if (most === null) {
    yield { path: names.experiments, content: experiments };
    yield { path: names.reflections, content: reflections };
    return;
  }
  for (const [i, numbers] of equalParts(experiments.length, most).entries()) {
    const number = String(i).padStart(3, "0");
    const part = subset(experiments, reflections, numbers);
    yield { path: `${withoutEnding(names.experiments)}_${number}.expt`, content: part.experiments };
    yield { path: `${withoutEnding(names.reflections)}_${number}.refl`, content: part.reflections };
    // so that Ctrl-C is heard
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function checkParameters({ clustering, output }: Parameters, { log }: ProgramContext): void {
  if (clustering.use && clustering.threshold === null)
    throw new EwaldError("bad-argument", "clustering.threshold is None; it must be a distance in Å².");
  if (clustering.use && clustering.max_clusters !== null && clustering.max_clusters < 1)
    throw new EwaldError(
      "bad-argument",
      `clustering.max_clusters is ${clustering.max_clusters}; it must be None or at least 1.`,
    );
  const selects = output.n_subset !== null && output.n_subset_method === "significance_filter";
  if (output.significance_filter.enable && !selects)
    log(
      "significance_filter.enable changes nothing here, as in DIALS: n_subset with n_subset_method=significance_filter makes use of it.",
    );
}

/** Clusters by unit cell where they are wanted, told in a table. */
async function clustersOf(
  experiments: readonly Experiment[],
  { clustering }: Parameters,
  context: ProgramContext,
  lines: string[],
): Promise<UnitCellClusters | undefined> {
  if (!clustering.use || experiments.length < 2) return undefined;
  const clusters = await cellClusters(experiments, clustering.threshold!, context);
  const { length } = clusters.clusters;
  lines.push(
    `${length} cluster${length === 1 ? "" : "s"} of unit cells that are less than ${clustering.threshold} Å² apart`,
    clusterTable(clusters.clusters),
  );
  const left = length - writtenClusters(clusters, clustering).length;
  if (left > 0) lines.push(`${left} of the clusters ${left === 1 ? "is" : "are"} not written`);
  return clusters;
}

/** Those that are written, with the number in their files' names: the largest has the highest, as DIALS counts. */
function writtenClusters(
  { clusters }: UnitCellClusters,
  { max_clusters, exclude_single_crystal_clusters }: Parameters["clustering"],
): { number: number; members: readonly number[] }[] {
  return clusters
    .map(({ members }, i) => ({ number: clusters.length - i, members }))
    .slice(0, max_clusters ?? clusters.length)
    .filter(({ members }) => members.length > 1 || !exclude_single_crystal_clusters);
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
  output: Parameters["output"],
  lines: string[],
): { experiments: ExperimentList; reflections: ReflectionTable } {
  const experiments = ExperimentList.fromExperiments(combined);
  const { n_subset, n_subset_method, n_refl_panel_list } = output;
  if (n_subset === null || combined.length <= n_subset) return { experiments, reflections };
  const tell = (numbers: readonly number[], which: string) => {
    lines.push(`Kept ${n_subset} of ${combined.length} experiments, ${which}: ${numbers.join(" ")}`);
    return subset(experiments, reflections, numbers);
  };
  if (n_subset_method === "random") return tell(randomNumbers(combined.length, n_subset), "chosen at random");
  if (n_subset_method === "n_refl") {
    const counts = reflectionCounts(
      reflections,
      combined.length,
      n_refl_panel_list as readonly number[] | null,
    );
    return tell(largestNumbers(counts, n_subset), "those with the most reflections");
  }
  const found = significances(combined, reflections, output.significance_filter);
  lines.push(significanceTable(found));
  const counts = found.map(({ kept }) => kept.length);
  return tell(largestNumbers(counts, n_subset), "those with the most significant reflections");
}

function noteDropped(all: readonly Experiment[], { log }: ProgramContext): void {
  if (all.some(({ profile, scalingModel }) => profile ?? scalingModel))
    log(
      "Profile and scaling models are left out, as DIALS leaves them: they were made for each experiment alone.",
    );
}

const withoutEnding = (path: string) => path.replace(/(?<=[^/\\])\.[^./\\]*$/, "");
