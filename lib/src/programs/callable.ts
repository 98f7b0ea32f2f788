import { EwaldError } from "../error.js";
import { ExperimentList } from "../models/experimentList.js";
import type { Options } from "../parameters/declare.js";
import { shownValue } from "../parameters/philType.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { type Program, type ProgramContext, type ProgramInputs, runProgram } from "./defineProgram.js";
import { surrounded } from "./surroundings.js";

/** What a program may be given to work on: a table, an experiment list, or several of them. */
export type Input = OneOrMore<ReflectionTable | ExperimentList>;
type OneOrMore<T> = T | readonly T[];

/** The same of a program that takes files: paths too. */
export type InputWithFiles = OneOrMore<ReflectionTable | ExperimentList | string>;

/** A program as a function: `await dials.show(table, { show_flags: true })`. */
export type Call<P> =
  P extends Program<infer Parameters, infer Result>
    ? (
        inputs: P extends { takesFiles: true } ? InputWithFiles : Input,
        options?: Options<Parameters>,
        context?: Partial<ProgramContext>,
      ) => Promise<Result>
    : never;

function sorted(inputs: InputWithFiles, { name, takesFiles }: Program): ProgramInputs {
  // an experiment list is an array itself
  const list = inputs instanceof ExperimentList || !Array.isArray(inputs) ? [inputs] : inputs;
  const experiments: ExperimentList[] = [];
  const reflections: ReflectionTable[] = [];
  const files: string[] = [];
  for (const input of list as readonly unknown[]) {
    if (input instanceof ExperimentList) experiments.push(input);
    else if (input instanceof ReflectionTable) reflections.push(input);
    else if (takesFiles && typeof input === "string") files.push(input);
    else
      throw new EwaldError(
        "bad-argument",
        `${name} works on reflection tables${takesFiles ? ", paths" : ""} and experiment lists, not on ${shownValue(input)}.`,
      );
  }
  return { experiments, reflections, files };
}

/** The programs of a record as functions of the same names. */
export function callable<T extends Readonly<Record<string, Program>>>(
  programs: T,
): { readonly [K in keyof T]: Call<T[K]> } {
  const calls = Object.entries(programs).map(([key, program]) => [
    key,
    async (inputs: InputWithFiles, options: object = {}, context: Partial<ProgramContext> = {}) =>
      surrounded(program.name, context, (whole) =>
        runProgram(program, sorted(inputs, program), options as never, whole),
      ),
  ]);
  return Object.freeze(Object.fromEntries(calls));
}
