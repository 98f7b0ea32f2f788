import { EwaldError } from "../error.js";
import { ExperimentList } from "../models/experimentList.js";
import type { Options } from "../parameters/declare.js";
import { shownValue } from "../parameters/philType.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import { type Program, type ProgramContext, type ProgramInputs, runProgram } from "./defineProgram.js";

/** What a program may be given to work on: a table, an experiment list, or several of them. */
export type Input = ReflectionTable | ExperimentList | readonly (ReflectionTable | ExperimentList)[];

/** A program as a function: `await dials.show(table, { show_flags: true })`. */
export type Call<P> =
  P extends Program<infer Parameters, infer Result>
    ? (inputs: Input, options?: Options<Parameters>, context?: Partial<ProgramContext>) => Promise<Result>
    : never;

function sorted(inputs: Input, name: string): ProgramInputs {
  // an experiment list is an array itself
  const list = inputs instanceof ExperimentList || !Array.isArray(inputs) ? [inputs] : inputs;
  const experiments: ExperimentList[] = [];
  const reflections: ReflectionTable[] = [];
  for (const input of list as readonly unknown[]) {
    if (input instanceof ExperimentList) experiments.push(input);
    else if (input instanceof ReflectionTable) reflections.push(input);
    else
      throw new EwaldError(
        "bad-argument",
        `${name} works on reflection tables and experiment lists, not on ${shownValue(input)}.`,
      );
  }
  return { experiments, reflections };
}

/** The programs of a record as functions of the same names. */
export function callable<T extends Readonly<Record<string, Program>>>(
  programs: T,
): { readonly [K in keyof T]: Call<T[K]> } {
  const calls = Object.entries(programs).map(([key, program]) => [
    key,
    async (inputs: Input, options: object = {}, context: Partial<ProgramContext> = {}) =>
      runProgram(program, sorted(inputs, program.name), options as never, context),
  ]);
  return Object.freeze(Object.fromEntries(calls));
}
