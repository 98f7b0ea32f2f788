import { EwaldError } from "../error.js";
import type { ExperimentList } from "../models/experimentList.js";
import type { Options } from "../parameters/declare.js";
import { extractPhil } from "../parameters/extract.js";
import { fetchPhil } from "../parameters/fetch.js";
import { optionsPhil } from "../parameters/options.js";
import type { PhilScope } from "../parameters/tree.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";

/** How far a run has come: `done` of `total` units of `what`. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** What surrounds a run: the terminal, a notebook or a Slurm task gives its own. */
export interface ProgramContext {
  readonly progress: (progress: Progress) => void;
  /** One message, without the final newline. */
  readonly log: (message: string) => void;
  /** Aborts the run. */
  readonly signal: AbortSignal;
}

/** What a program works on. The lists are in the order given. */
export interface ProgramInputs {
  readonly experiments: readonly ExperimentList[];
  readonly reflections: readonly ReflectionTable[];
  /** Paths that are no tables, experiment lists or parameters: images, folders, masks. Only a program with `takesFiles` has any. */
  readonly files: readonly string[];
  /** Paths of the tables, where they were read from files; names of outputs are made of them. */
  readonly reflectionPaths?: readonly string[];
}

/** A file a run leaves behind. */
export interface ProgramOutput {
  readonly path: string;
  readonly content: ExperimentList | ReflectionTable | Uint8Array | Iterable<Uint8Array>;
  /** What is said when it is written; "Saved" and its path when not given. */
  readonly message?: string;
}

/** One program: its parameters and one function that reads no file and prints nothing. */
export interface Program<P = unknown, R = unknown> {
  /** As DIALS names it: `find_spots`. */
  readonly name: string;
  /** One line for the list of programs. */
  readonly summary: string;
  /** Arguments after the options: `models.expt | observations.refl`. */
  readonly usage: string;
  readonly examples: readonly string[];
  readonly parameters: PhilScope<P>;
  /** Whether arguments that are no tables, experiment lists or parameters are its inputs (images of `import`). */
  readonly takesFiles?: boolean;
  /** Words that may stand in place of files: `stop`. They come among the files. */
  readonly words?: readonly string[];
  /** Whether these parameters leave it without anything to work on unless files are given. Without: always. */
  needsInput?(params: P): boolean;
  run(inputs: ProgramInputs, params: P, context: ProgramContext): R | Promise<R>;
  /** The result as the terminal prints it; what a result is `run` says, not `String`, which takes anything. */
  text?(result: NoInfer<R>, params: P): string;
  /**
   * The files it leaves behind where the parameters say, one by one as they are made. The command writes each beside its
   * target and renames it; a notebook takes the result and writes what it wants.
   */
  outputs?(result: R, params: P): Iterable<ProgramOutput> | AsyncIterable<ProgramOutput>;
}

/** A program of the given record, its types inferred from the parameters. */
export function defineProgram<P, R>(
  program: Program<P, R> & { readonly takesFiles: true },
): Program<P, R> & { readonly takesFiles: true };
export function defineProgram<P, R>(program: Program<P, R>): Program<P, R>;
export function defineProgram<P, R>(program: Program<P, R>): Program<P, R> {
  return Object.freeze(program);
}

const silent: ProgramContext = {
  progress: () => {},
  log: () => {},
  signal: new AbortController().signal,
};

/**
 * Runs a program with typed options, as a notebook does.
 * @throws EwaldError "bad-argument" for unknown or ill-typed options, before anything is computed; "aborted" by the signal
 */
export async function runProgram<P, R>(
  program: Program<P, R>,
  inputs: Partial<ProgramInputs>,
  options: Options<P> = {} as Options<P>,
  context: Partial<ProgramContext> = {},
): Promise<R> {
  const given = optionsPhil(program.parameters, options, `options of ${program.name}`);
  const params = extractPhil(fetchPhil(program.parameters, [given]));
  const whole = { ...silent, ...context };
  if (whole.signal.aborted) throw new EwaldError("aborted", `${program.name} was aborted before it began.`);
  const all = {
    experiments: inputs.experiments ?? [],
    reflections: inputs.reflections ?? [],
    files: inputs.files ?? [],
    ...(inputs.reflectionPaths && { reflectionPaths: inputs.reflectionPaths }),
  };
  try {
    return await program.run(all, params, whole);
  } catch (error) {
    if (error instanceof EwaldError && error.code === "aborted" && whole.signal.aborted)
      throw new EwaldError("aborted", `${program.name} was aborted.`);
    throw error;
  }
}
