import { readFileSync, statSync } from "node:fs";
import { EwaldError } from "../../error.js";
import { interpretArgument } from "../../parameters/commandLine.js";
import { didYouMean } from "../../parameters/nearest.js";
import { parsePhil } from "../../parameters/parse.js";
import { type PhilScope, rootScope } from "../../parameters/tree.js";
import { bareWord } from "../../parameters/words.js";
import { fileInputKind, inputKind } from "./inputs.js";

/** A program's arguments, sorted. */
export interface CommandLine {
  readonly showConfig: boolean;
  /** How often `-h` was given. */
  readonly help: number;
  readonly verbosity: number;
  readonly attributesLevel: number | undefined;
  readonly expertLevel: number | undefined;
  /** Parameters in the order given: files, `key=value`, and names of input files. */
  readonly sources: readonly PhilScope[];
  /** Other files and folders, where the program takes them. */
  readonly files: readonly string[];
}

/** Short name → long name; the second: it takes a value. */
const options: Readonly<Record<string, readonly [name: string, takesValue: boolean]>> = {
  c: ["show-config", false],
  a: ["attributes-level", true],
  e: ["expert-level", true],
  h: ["help", false],
  v: ["verbose", false],
};
const longNames = new Map<string, boolean>([...Object.values(options), ["phil", true]]);

interface Given {
  readonly name: string;
  readonly value: string;
}

/** Cuts `-ca2`, `-a 2`, `--phil=x`; undefined where the argument is no option. */
function cutOptions(
  argument: string,
  switched: readonly string[],
  next: () => string | undefined,
): Given[] | undefined {
  if (!argument.startsWith("-") || argument === "-") return undefined;
  const needed = (name: string, inside: string | undefined): string => {
    const value = inside ?? next();
    if (value === undefined) throw new EwaldError("bad-argument", `The option ${name} needs a value.`);
    return value;
  };
  if (argument.startsWith("--")) {
    const [name, value] = split(argument.slice(2));
    const takesValue = longNames.get(name);
    if (takesValue === undefined) throw unknownOption(`--${name}`, switched);
    if (!takesValue && value !== undefined)
      throw new EwaldError("bad-argument", `The option --${name} takes no value.`);
    return [{ name, value: takesValue ? needed(`--${name}`, value) : "" }];
  }
  const found: Given[] = [];
  for (let i = 1; i < argument.length; i++) {
    const option = options[argument[i]!];
    if (option === undefined) throw unknownOption(argument, switched);
    const [name, takesValue] = option;
    if (takesValue) {
      found.push({ name, value: needed(`-${argument[i]}`, argument.slice(i + 1) || undefined) });
      break;
    }
    found.push({ name, value: "" });
  }
  return found;
}

/** The parameters at the top that are true or false: each is an option too, `--json` for `json=True`. */
export function switches(master: PhilScope): string[] {
  return master.objects.flatMap((object) =>
    object.kind === "definition" && !object.disabled && object.type?.name === "bool" ? [object.name] : [],
  );
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function unknownOption(option: string, switched: readonly string[]): EwaldError {
  const hint = didYouMean(
    option,
    [...longNames.keys(), ...switched].map((name) => `--${name}`),
  );
  return new EwaldError("bad-argument", `There is no option ${option}${hint || "; -h lists them"}.`);
}

function level(name: string, value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new EwaldError("bad-argument", `--${name} ${value}: an integer is needed.`);
}

function inputSource(kind: "experiments" | "reflections", file: string): PhilScope {
  const place = { source: `argument ${file}` };
  const base = { attributes: {}, disabled: false, place };
  const definition = {
    ...base,
    kind: "definition" as const,
    name: kind,
    words: [bareWord(file)],
    type: undefined,
  };
  return rootScope([{ ...rootScope([definition], place), name: "input", joined: true }], place);
}

/** An argument as parameters; undefined where it is another file of a program that takes those. */
function argumentSource(argument: string, master: PhilScope, takesFiles: boolean): PhilScope | undefined {
  const there = statSync(argument, { throwIfNoEntry: false });
  if (takesFiles && there?.isDirectory()) return undefined;
  if (there?.isFile()) {
    const kind = takesFiles ? fileInputKind(argument) : inputKind(argument);
    if (kind === "file") return undefined;
    return kind === "phil"
      ? parsePhil(readFileSync(argument, "utf8"), argument)
      : inputSource(kind, argument);
  }
  if (argument.includes("=")) return interpretArgument(master, argument);
  throw new EwaldError(
    "file-not-found",
    `${argument} is neither a file nor a parameter; name=value or the name of an existing file would work.`,
  );
}

interface TakesFiles {
  readonly takesFiles?: boolean | undefined;
  /** Words that count as files. */
  readonly words?: readonly string[] | undefined;
}

/** Sorts arguments. @throws EwaldError for unknown options, names and files */
export function readCommandLine(
  args: readonly string[],
  master: PhilScope,
  { takesFiles = false, words = [] }: TakesFiles = {},
): CommandLine {
  const given: Given[] = [];
  const sources: PhilScope[] = [];
  const files: string[] = [];
  const philFiles = new Set<string>();
  const switched = switches(master);
  let i = 0;
  let onlyNames = false;
  while (i < args.length) {
    const argument = args[i++]!;
    if (argument === "--" && !onlyNames) {
      onlyNames = true;
      continue;
    }
    if (!onlyNames && argument.startsWith("--") && switched.includes(argument.slice(2))) {
      sources.push(interpretArgument(master, `${argument.slice(2)}=True`));
      continue;
    }
    const cut = onlyNames ? undefined : cutOptions(argument, switched, () => args[i++]);
    if (cut === undefined) {
      const source = words.includes(argument) ? undefined : argumentSource(argument, master, takesFiles);
      if (source) sources.push(source);
      else files.push(argument);
    }
    for (const option of cut ?? []) {
      given.push(option);
      if (option.name !== "phil" || philFiles.has(option.value)) continue;
      philFiles.add(option.value);
      sources.push(philFile(option.value));
    }
  }
  const count = (name: string) => given.filter((option) => option.name === name).length;
  const last = (name: string) => given.findLast((option) => option.name === name)?.value;
  const number = (name: string) => (last(name) === undefined ? undefined : level(name, last(name)!));
  return {
    showConfig: count("show-config") > 0,
    help: count("help"),
    verbosity: count("verbose"),
    attributesLevel: number("attributes-level"),
    expertLevel: number("expert-level"),
    sources,
    files,
  };
}

function philFile(path: string): PhilScope {
  if (path === "-") return parsePhil(readFileSync(0, "utf8"), "standard input");
  try {
    return parsePhil(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof EwaldError) throw error;
    throw new EwaldError(
      "file-not-found",
      `The parameter file ${path} cannot be read: ${(error as Error).message}.`,
    );
  }
}
