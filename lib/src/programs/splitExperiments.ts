import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import { bool, int, ints, scope, str } from "../parameters/declare.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { defineProgram, type ProgramOutput } from "./defineProgram.js";
import { experimentRows, renumbered } from "./experiments/experimentRows.js";
import { formatName } from "./experiments/formatName.js";
import { joinedTables } from "./experiments/joinedTables.js";
import { withWholePaths } from "./experiments/wholePaths.js";
import { flattened } from "./masks/maskedImageSets.js";
import { nextTurn } from "./nextTurn.js";

const parameters = scope({
  by_detector: bool({
    default: false,
    help: "One pair of files for each detector, not for each experiment.",
  }),
  by_wavelength: bool({
    default: false,
    help: "One pair of files for each wavelength, from short to long; those within 1e-4 Å are one.",
  }),
  output: scope({
    experiments_prefix: str({ default: "split", help: "What names of experiment files begin with." }),
    reflections_prefix: str({ default: "split", help: "What names of reflection files begin with." }),
    template: str({
      default: "{prefix}_{index:0{maxindexlength:d}d}.{extension}",
      expertLevel: 2,
      help: "How file names are made, as Python formats text: of prefix, index (from 0), maxindexlength (digits of the last experiment's number) and extension.",
    }),
    chunk_size: int({
      default: null,
      min: 1,
      expertLevel: 2,
      help: "This many experiments to a file, the last having the rest.",
    }),
    chunk_sizes: ints({
      default: null,
      min: 1,
      expertLevel: 2,
      help: "How many experiments go into each file, one number a file.",
    }),
  }),
});

/** One of the lists that `split_experiments` made, and its reflections. */
export interface SplitPart {
  readonly experiments: ExperimentList;
  readonly reflections: ReflectionTable | undefined;
  /** Numbers of its experiments in the whole list. */
  readonly numbers: readonly number[];
  /** Names of its files. */
  readonly paths: { readonly experiments: string; readonly reflections: string };
}

export interface SplitExperiments {
  readonly parts: readonly SplitPart[];
  toString(): string;
}

/** `dials.split_experiments`: one experiment list as several, with their reflections. */
export const splitExperiments = defineProgram({
  name: "split_experiments",
  summary: "Split experiments and their reflections into several files",
  usage: "[options] combined.expt combined.refl",
  examples: [
    "ewald split_experiments combined.expt combined.refl",
    "ewald split_experiments combined.expt combined.refl by_wavelength=True",
    "ewald split_experiments combined.expt combined.refl output.chunk_size=100",
  ],
  parameters,
  async run({ experiments, reflections }, params, context): Promise<SplitExperiments> {
    const { by_detector, by_wavelength, output } = params;
    if (experiments.length === 0)
      throw new EwaldError("bad-argument", "split_experiments needs an experiment list.");
    const list = withWholePaths(flattened(experiments));
    const table = joinedTables(experiments, reflections);
    const groups = by_wavelength
      ? groupsByWavelength(list)
      : by_detector
        ? groupsByDetector(list)
        : chunks(list.length, output);
    if (by_detector && (by_wavelength || output.chunk_size || output.chunk_sizes))
      throw new EwaldError(
        "bad-argument",
        "by_detector cannot be had together with by_wavelength or with chunks; give one of them.",
      );
    const rows = table && experimentRows(table);
    const parts: SplitPart[] = [];
    for (const [index, numbers] of groups.entries()) {
      const name = (prefix: string, extension: string) =>
        formatName(output.template, {
          prefix,
          index,
          maxindexlength: String(list.length - 1).length,
          extension,
        });
      const chosen = numbers.map((number) => list[number]!);
      const paths = {
        experiments: name(output.experiments_prefix, "expt"),
        reflections: name(output.reflections_prefix, "refl"),
      };
      parts.push({
        experiments: ExperimentList.fromExperiments(chosen),
        reflections:
          table &&
          reflectionsOf(
            table,
            numbers.map((number) => rows!.of(list[number]!, number)),
            chosen,
          ),
        numbers,
        paths,
      });
      context.progress({ what: "files", done: index + 1, total: groups.length });
      if (index % 64 === 63) await nextTurn(context, "split_experiments");
    }
    checkPaths(parts);
    return { parts, toString: () => text(parts) };
  },
  text: String,
  async *outputs({ parts }): AsyncGenerator<ProgramOutput> {
    for (const [i, { experiments, reflections, paths }] of parts.entries()) {
      yield { path: paths.experiments, content: experiments };
      if (reflections) yield { path: paths.reflections, content: reflections };
      // so that Ctrl-C is heard
      if (i % 16 === 15) await new Promise((resolve) => setTimeout(resolve));
    }
  },
});

/** The experiments' reflections one after another, with ids and imageset_ids of the new list. */
function reflectionsOf(
  table: ReflectionTable,
  rows: readonly Uint32Array[],
  experiments: readonly Experiment[],
): ReflectionTable {
  const imagesets = [...new Set(experiments.map(({ imageset }) => imageset))];
  return renumbered(
    table,
    experiments.map(({ identifier, imageset }, id) => ({
      rows: rows[id]!,
      id,
      identifier,
      imagesetId: imagesets.indexOf(imageset),
    })),
  );
}

interface ChunkParameters {
  readonly chunk_size: number | null;
  readonly chunk_sizes: readonly number[] | null;
}

/** Numbers of the experiments of each file: one, or so many to a chunk. */
function chunks(n: number, { chunk_size, chunk_sizes }: ChunkParameters): number[][] {
  const size = chunk_size ?? 1;
  const sizes =
    chunk_sizes ?? Array.from({ length: Math.ceil(n / size) }, (_, i) => Math.min(size, n - i * size));
  const sum = sizes.reduce((total, each) => total + each, 0);
  if (sum !== n)
    throw new EwaldError("bad-argument", `The chunk_sizes make ${sum}, but there are ${n} experiments.`);
  let from = 0;
  return sizes.map((each) => Array.from({ length: each }, () => from++));
}

/** Å: wavelengths that differ by no more are one. */
const sameWavelength = 1e-4;

function groupsByWavelength(list: readonly Experiment[]): number[][] {
  const groups: { wavelength: number; numbers: number[] }[] = [];
  for (const [number, { beam }] of list.entries()) {
    if (!beam)
      throw new EwaldError("bad-argument", `Experiment ${number} has no beam, and so no wavelength.`);
    const wavelength = beam.getWavelength();
    const known = groups.find((group) => Math.abs(group.wavelength - wavelength) <= sameWavelength);
    if (known) known.numbers.push(number);
    else groups.push({ wavelength, numbers: [number] });
  }
  return groups.sort((a, b) => a.wavelength - b.wavelength).map(({ numbers }) => numbers);
}

function groupsByDetector(list: readonly Experiment[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [number, { detector }] of list.entries())
    groups.set(detector, [...(groups.get(detector) ?? []), number]);
  return [...groups.values()];
}

function checkPaths(parts: readonly SplitPart[]): void {
  const seen = new Set<string>();
  for (const { paths, reflections } of parts)
    for (const path of reflections ? [paths.experiments, paths.reflections] : [paths.experiments]) {
      if (seen.has(path))
        throw new EwaldError(
          "bad-argument",
          `The template names two files ${path}; it needs {index} and {extension}.`,
        );
      seen.add(path);
    }
}

function text(parts: readonly SplitPart[]): string {
  return parts
    .map(({ experiments, reflections, numbers, paths }) => {
      const what = numbers.length === 1 ? `experiment ${numbers[0]}` : `${experiments.length} experiments`;
      return `${paths.experiments}: ${what}${reflections ? `; ${paths.reflections}: ${reflections.nrows} reflections` : ""}`;
    })
    .join("\n");
}
