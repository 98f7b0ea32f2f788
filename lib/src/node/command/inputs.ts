import { closeSync, openSync, readSync } from "node:fs";
import { extname } from "node:path";
import { sniff } from "../../bytes/sniff.js";
import { EwaldError } from "../../error.js";
import { imageFormatOf } from "../../images/openImage.js";
import { ExperimentList } from "../../models/experimentList.js";
import { parsePhil } from "../../parameters/parse.js";
import type { PhilScope } from "../../parameters/tree.js";
import type { ProgramInputs } from "../../programs/defineProgram.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";
import { FileSource } from "../fileSource.js";

export type InputKind = "experiments" | "reflections" | "phil";

const philExtensions = [".phil", ".params", ".def", ".eff"];

/** The same of a program that takes other files too: what is surely none of the three is a file of its own. */
export function fileInputKind(path: string): InputKind | "file" {
  if (philExtensions.includes(extname(path))) return "phil";
  const container = sniff(head(path));
  if (container === "messagepack" || extname(path) === ".refl") return "reflections";
  if (extname(path) === ".expt") return "experiments";
  // An SMV header begins as JSON does.
  if (container === "json") return isImage(path) ? "file" : "experiments";
  return "file";
}

/** The parameters every program has: its input files, with whatever the program itself has under `input`. */
export function withInputs(parameters: PhilScope): PhilScope {
  const every = inputParameters.objects[0] as PhilScope;
  const own = parameters.objects.find(({ kind, name }) => kind === "scope" && name === every.name);
  const input = own ? { ...own, objects: [...(own as PhilScope).objects, ...every.objects] } : every;
  return { ...parameters, objects: [...parameters.objects.filter((object) => object !== own), input] };
}

const inputParameters = parsePhil(
  `input {
  experiments = None
    .help = "An experiment file"
    .type = experiment_list
    .multiple = True
  reflections = None
    .help = "A reflection file"
    .type = reflection_table
    .multiple = True
}`,
  "input",
);

function isImage(path: string): boolean {
  const source = new FileSource(path);
  try {
    return imageFormatOf(source) !== undefined;
  } finally {
    source.close();
  }
}

function head(path: string): Uint8Array {
  const bytes = new Uint8Array(64);
  try {
    const file = openSync(path, "r");
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new EwaldError("file-unreadable", `${path} cannot be read: ${(error as Error).message}.`);
  }
}

/** What a file given as an argument is, told by its first bytes; of packed files by the name. */
export function inputKind(path: string): InputKind {
  switch (sniff(head(path))) {
    case "messagepack":
    case "hdf5":
      return "reflections";
    case "pickle":
      // text of parameters may begin with the same letters as an old pickle
      return philExtensions.includes(extname(path)) ? "phil" : "reflections";
    case "json":
      return "experiments";
    case "gzip":
    case "bzip2":
      return /\.(expt|json)\./.test(path) ? "experiments" : "reflections";
    default:
      return extname(path) === ".refl" ? "reflections" : extname(path) === ".expt" ? "experiments" : "phil";
  }
}

/** Opens the files named under `input`; `files` are handed on as they are. */
export function openInputs(
  input: { readonly experiments: string[]; readonly reflections: string[] },
  files: readonly string[],
): ProgramInputs {
  return {
    files,
    experiments: input.experiments.map((path) => ExperimentList.fromFile(path)),
    reflections: input.reflections.map((path) => ReflectionTable.fromFile(path)),
    reflectionPaths: input.reflections,
  };
}
