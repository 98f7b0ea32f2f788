import { EwaldError } from "../error.js";
import { unknownName } from "./fetch.js";
import { parsePhil } from "./parse.js";
import { joinPath, type PhilDefinition, type PhilObject, type PhilScope, rootScope } from "./tree.js";
import { wordsText } from "./words.js";

/** How well a shorthand fits a full name; 0: not at all. libtbx's order, found by trying all pairs. */
function fit(shorthand: string, path: string): number {
  if (shorthand === path) return 4;
  if (path.endsWith(`.${shorthand}`)) return 3;
  if (path.endsWith(shorthand)) return 2;
  return path.includes(shorthand) ? 1 : 0;
}

/** Full names of all definitions, each with its expert level: its own, else that of the nearest scope around it that has one. */
function expertLevels(
  scope: PhilScope,
  parent = "",
  level = 0,
  into = new Map<string, number>(),
): Map<string, number> {
  for (const object of scope.objects) {
    if (object.disabled) continue;
    const path = joinPath(parent, object.name);
    const said = object.attributes.expert_level;
    const own = typeof said === "number" ? said : level;
    if (object.kind === "scope") expertLevels(object, path, own, into);
    else if (!into.has(path)) into.set(path, own);
  }
  return into;
}

/** The one full name a shorthand means. @throws EwaldError if none or several fit equally well */
function completeName(
  given: PhilDefinition,
  path: string,
  names: ReadonlyMap<string, number>,
  source: string,
): string {
  let best = 0;
  let found: string[] = [];
  for (const name of names.keys()) {
    const score = fit(path, name);
    if (score === 0 || score < best) continue;
    if (score > best) found = [];
    best = score;
    found.push(name);
  }
  if (found.length > 1) {
    // Of several that fit alike the least expert one is meant.
    const least = Math.min(...found.map((name) => names.get(name)!));
    const plainest = found.filter((name) => names.get(name) === least);
    if (plainest.length === 1) found = plainest;
  }
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw unknownName(path, names.keys(), source);
  throw new EwaldError(
    "bad-argument",
    `Ambiguous parameter definition: ${path} = ${wordsText(given.words)}\nBest matches:\n${found.map((name) => `  ${name}`).join("\n")}`,
  );
}

function definitions(
  scope: PhilScope,
  parent: string,
  into: [string, PhilDefinition][],
): [string, PhilDefinition][] {
  for (const object of scope.objects) {
    if (object.disabled) continue;
    const path = joinPath(parent, object.name);
    if (object.kind === "definition") into.push([path, object]);
    else definitions(object, path, into);
  }
  return into;
}

/**
 * A command-line argument `key=value` as PHIL with full names. The key may be any part of a full name that
 * fits only one parameter, or one better than all others: whole name, last names, end of the name, anything; of those that fit
 * alike, the one of the lowest expert level (libtbx).
 */
export function interpretArgument(
  master: PhilScope,
  argument: string,
  source = "command line argument",
): PhilScope {
  const names = expertLevels(master);
  const given = parsePhil(argument, source);
  const objects = definitions(given, "", []).map(([path, definition]) => {
    const parts = completeName(
      definition,
      path,
      names,
      `${source} ${JSON.stringify(argument.slice(0, 80))}`,
    ).split(".");
    let object: PhilObject = {
      ...definition,
      name: parts.at(-1)!,
      place: { source: `${source} ${argument.slice(0, 80)}` },
    };
    for (const name of parts.slice(0, -1).reverse())
      object = { ...rootScope([object], object.place), name, joined: true };
    return object;
  });
  return rootScope(objects, { source });
}
