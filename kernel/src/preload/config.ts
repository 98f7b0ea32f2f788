import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Checking } from "../language/magics.js";

/** What becomes global in every cell. */
export interface PreloadPlan {
  /** Modules whose every export is a global. */
  spread: string[];
  /** Global → the module it stands for. */
  whole: Record<string, string>;
  /** Global, and the export of that name → its module. */
  named: Record<string, string>;
}

/** What `ewald.config.json` beside the notebook may say. */
export interface KernelConfig {
  preload: PreloadPlan;
  /** What type errors do: stop the cell ("on"), are only printed ("warn"), are not looked for ("off"). */
  types: Checking;
  /** What was wrong with the file, in sentences. Where something was, the default holds. */
  problems: string[];
}

export const CONFIG_FILE = "ewald.config.json";

const DEFAULT: PreloadPlan = {
  spread: ["ewald", "ewald-widgets"],
  whole: { ewald: "ewald", aq: "arquero" },
  // `op`, as Arquero's expressions want it.
  named: { op: "arquero" },
};

export const NOTHING: PreloadPlan = { spread: [], whole: {}, named: {} };

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const areTexts = (values: unknown[]): values is string[] =>
  values.every((value) => typeof value === "string" && value !== "");
const isNaming = (value: unknown): value is Record<string, string> =>
  isFields(value) &&
  areTexts(Object.values(value)) &&
  Object.keys(value).every((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));

function readPlan(
  value: unknown,
  wrong: (field: string, value: unknown, wanted: string) => void,
): PreloadPlan {
  if (value === undefined || value === true) return DEFAULT;
  if (value === false) return NOTHING;
  if (!isFields(value)) {
    wrong("preload", value, "true, false or an object with spread, whole and named");
    return DEFAULT;
  }
  const { spread = [], whole = {}, named = {}, ...unknown } = value;
  for (const [name, one] of Object.entries(unknown)) wrong(`preload.${name}`, one, "spread, whole or named");
  const naming = (field: string, one: unknown): Record<string, string> => {
    if (isNaming(one)) return one;
    wrong(`preload.${field}`, one, `an object of names and modules, as {"aq": "arquero"}`);
    return {};
  };
  const isList = Array.isArray(spread) && areTexts(spread);
  if (!isList) wrong("preload.spread", spread, `a list of modules, as ["ewald"]`);
  return {
    spread: isList ? spread : DEFAULT.spread,
    whole: naming("whole", whole),
    named: naming("named", named),
  };
}

/** Reads `ewald.config.json` of a directory; the defaults where there is none. */
export function readConfig(directory: string): KernelConfig {
  const config: KernelConfig = { preload: DEFAULT, types: "on", problems: [] };
  const path = join(directory, CONFIG_FILE);
  let fields: unknown;
  try {
    fields = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      config.problems.push(`Cannot read ${path}: ${(error as Error).message}`);
    return config;
  }
  const wrong = (field: string, value: unknown, wanted: string) =>
    config.problems.push(`${path}: ${field} is ${JSON.stringify(value)}; ${wanted} would work.`);
  if (!isFields(fields)) {
    wrong("the whole", fields, "an object with preload and types");
    return config;
  }
  const { preload, types = "on", ...unknown } = fields;
  for (const [name, value] of Object.entries(unknown)) wrong(name, value, "preload or types");
  if (types === "on" || types === "warn" || types === "off") config.types = types;
  else wrong("types", types, `"on", "warn" or "off"`);
  config.preload = readPlan(preload, wrong);
  return config;
}
