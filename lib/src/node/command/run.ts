import { readFileSync } from "node:fs";
import { EwaldError } from "../../error.js";
import { fetchDiff } from "../../parameters/diff.js";
import { extractPhil } from "../../parameters/extract.js";
import { fetchPhil } from "../../parameters/fetch.js";
import { formattedPhil } from "../../parameters/formatted.js";
import { didYouMean } from "../../parameters/nearest.js";
import { asText } from "../../parameters/print.js";
import type { Program } from "../../programs/defineProgram.js";
import { programs as everywhere } from "../../programs/index.js";
import { nodePrograms } from "../programs/index.js";
import { readCommandLine } from "./commandLine.js";
import { completionScript } from "./completion.js";
import { commandHelp, configText, programHelp } from "./help.js";
import { openInputs, withInputs } from "./inputs.js";
import { writeOutputs } from "./outputs.js";
import { terminalContext } from "./terminal.js";
import { version } from "./version.js";

const programs: readonly Program[] = [...everywhere, ...nodePrograms];

/** How the command ends. */
export const exitCode = { success: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** The streams of the command: results go to `out`; messages and modified parameters to `err`. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The `ewald` command. @returns its exit code */
export async function runCommand(args: readonly string[], { out, err }: Streams): Promise<number> {
  const print = (text: string) => out.write(text.endsWith("\n") ? text : `${text}\n`);
  const [first, ...rest] = args;
  try {
    if (first === undefined || first === "-h" || first === "--help") {
      print(commandHelp(programs));
      return first === undefined ? exitCode.usage : exitCode.success;
    }
    if (first === "--version") {
      print(`ewald ${version()}`);
      return exitCode.success;
    }
    if (first === "--completion") {
      print(completionScript(rest[0] ?? "bash", programs, (program) => withInputs(program.parameters)));
      return exitCode.success;
    }
    const program = programs.find(({ name }) => name === first);
    if (program === undefined) throw unknownProgram(first);
    return await runProgram(program, rest, print, err);
  } catch (error) {
    if (!(error instanceof EwaldError)) throw error;
    err.write(`ewald: ${error.message}\n`);
    if (error.code === "aborted") return exitCode.interrupted;
    return error.code === "bad-argument" ? exitCode.usage : exitCode.failure;
  }
}

function unknownProgram(name: string): EwaldError {
  const names = programs.map((program) => program.name);
  const hint = didYouMean(name.replaceAll("-", "_"), names) || `; programs are ${names.join(", ")}`;
  return new EwaldError("bad-argument", `There is no program ${name}${hint}`);
}

interface WithInput {
  readonly input: { readonly experiments: string[]; readonly reflections: string[] };
}

async function runProgram(
  program: Program,
  args: readonly string[],
  print: (text: string) => void,
  err: Streams["err"],
): Promise<number> {
  const master = withInputs(program.parameters);
  const line = readCommandLine(args, master, program);
  const working = fetchPhil(master, line.sources, { environment: process.env });
  const expertLevel = line.expertLevel ?? 0;
  if (line.help > 0) {
    print(programHelp(program, working, line.attributesLevel ?? line.help - 1, expertLevel));
    return exitCode.success;
  }
  if (line.showConfig) {
    print(configText(working, line.attributesLevel ?? 0, expertLevel));
    return exitCode.success;
  }
  const params = extractPhil(working) as WithInput;
  const files = [...line.files];
  const isEmpty = () =>
    params.input.experiments.length + params.input.reflections.length + files.length === 0;
  if (isEmpty() && (program.needsInput?.(params) ?? true)) {
    if (program.takesFiles) files.push(...namesOnStandardInput());
    if (isEmpty())
      throw new EwaldError("bad-argument", `ewald ${program.name} needs input files: ${program.usage}`);
  }
  const modified = asText(formattedPhil(fetchDiff(master, working)));
  if (modified !== "") err.write(`The following parameters have been modified:\n\n${modified}\n`);
  const { context, finish } = terminalContext(err);
  try {
    const pending = program.run(openInputs(params.input, files), params, context);
    const result = pending instanceof Promise ? await interruptible(pending, context.abort) : pending;
    if (program.outputs)
      await interruptible(writeOutputs(program.outputs(result, params), context), context.abort);
    finish();
    if (program.text !== undefined) print(program.text(result, params));
    return exitCode.success;
  } finally {
    finish();
  }
}

/** Names of files, a line each, that another program wrote to us; none from a terminal. */
function namesOnStandardInput(): string[] {
  if (process.stdin.isTTY) return [];
  return readFileSync(0, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * While a run waits for its workers the first Ctrl-C aborts it in order; a second one, and one that comes
 * while the main thread computes, ends the process at once.
 */
async function interruptible<R>(pending: Promise<R>, abort: () => void): Promise<R> {
  process.once("SIGINT", abort);
  try {
    return await pending;
  } finally {
    process.off("SIGINT", abort);
  }
}
