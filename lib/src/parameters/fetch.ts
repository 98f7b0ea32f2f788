import { EwaldError } from "../error.js";
import { didYouMean } from "./nearest.js";
import { joinPath, type PhilDefinition, type PhilObject, type PhilScope, placeText } from "./tree.js";
import { combinedWords, isMultiple, valueKey } from "./values.js";
import { type Environment, substituteVariables } from "./variables.js";

export interface FetchOptions {
  /** What `$NAME` may stand for. */
  readonly environment?: Environment;
  /** Called for each name the master does not have; without it such a name is an error. */
  readonly onUnknown?: (path: string, definition: PhilDefinition) => void;
}

/**
 * The master with the users' values put in, as libtbx's `fetch`: later sources win; a `.multiple` object
 * collects its instances in order, those equal to the master's pattern and repeated ones dropped.
 * @throws EwaldError for unknown names (with the nearest ones) and impossible choices
 */
export function fetchPhil<T>(
  master: PhilScope<T>,
  sources: readonly PhilScope[],
  options: FetchOptions = {},
): PhilScope<T> {
  const resolved = sources.map((source) => substituteVariables(source, options.environment));
  const used = new Set<PhilObject>();
  const objects = fetchObjects(master, resolved, "", used);
  for (const source of resolved) reportUnknown(source, master, used, options);
  return { ...master, objects };
}

const named = (sources: readonly PhilScope[], name: string, alias: string | undefined) =>
  sources.flatMap((source) =>
    source.objects.filter((object) => !object.disabled && (object.name === name || object.name === alias)),
  );

function fetchObjects(
  master: PhilScope,
  sources: readonly PhilScope[],
  parent: string,
  used: Set<PhilObject>,
): PhilObject[] {
  const result: PhilObject[] = [];
  const seen = new Map<string, PhilObject>();
  for (const object of master.objects) {
    if (object.disabled) continue;
    const path = joinPath(parent, object.name);
    const first = seen.get(object.name);
    if (first !== undefined && isMultiple(first)) continue;
    if (first !== undefined && (object.kind === "definition" || first.kind === "definition"))
      throw new EwaldError(
        "bad-format",
        `${path} is declared twice (${placeText(first.place)} and ${placeText(object.place)}); .multiple = True on the first would allow it`,
      );
    seen.set(object.name, object);
    const given = named(sources, object.name, object.attributes.alias);
    for (const source of given) checkKind(object, source, path);
    for (const source of given) used.add(source);
    if (isMultiple(object)) result.push(...instances(master, object, given, path, used));
    else result.push(fetchOne(object, given, path, used));
  }
  return result;
}

function checkKind(master: PhilObject, source: PhilObject, path: string): void {
  if (master.kind === source.kind) return;
  const message =
    master.kind === "scope"
      ? `${path} is a group of parameters and takes no value; one of ${master.objects.map((child) => joinPath(path, child.name)).join(", ")} does`
      : `${path} is a single parameter, not a group; ${path} = … would work`;
  throw new EwaldError("bad-argument", `${message} (${placeText(source.place)})`);
}

function fetchOne(
  master: PhilObject,
  given: readonly PhilObject[],
  path: string,
  used: Set<PhilObject>,
): PhilObject {
  if (master.kind === "scope")
    return { ...master, objects: fetchObjects(master, given as PhilScope[], path, used) };
  let result = master;
  // every value is checked, so that an earlier wrong one is not hidden by a later right one
  for (const source of given as PhilDefinition[])
    result = { ...master, words: combinedWords(master, source, path), place: source.place };
  return result;
}

/** The instances of a `.multiple` object: further ones of the master, then the users'. */
function instances(
  scope: PhilScope,
  first: PhilObject,
  given: readonly PhilObject[],
  path: string,
  used: Set<PhilObject>,
): PhilObject[] {
  const further = scope.objects.filter(
    (object) => object !== first && object.name === first.name && !object.disabled,
  );
  for (const object of further) checkKind(first, object, path);
  const pattern = fetchOne(first, [], path, used);
  const patternKey = valueKey(pattern, path);
  const kept = new Map<string, PhilObject>();
  for (const source of [...further, ...given]) {
    const instance = fetchOne(first, [source], path, used);
    const key = valueKey(instance, path);
    if (key === patternKey) continue;
    kept.delete(key);
    kept.set(key, first.kind === "scope" ? ({ ...instance, patternScope: first } as PhilScope) : instance);
  }
  return [{ ...pattern, pattern: kept.size > 0 ? "first" : "alone" }, ...kept.values()];
}

/** Dotted names of all definitions, each once. */
export function definitionPaths(scope: PhilScope, parent = "", into = new Set<string>()): Set<string> {
  for (const object of scope.objects) {
    if (object.disabled) continue;
    const path = joinPath(parent, object.name);
    if (object.kind === "definition") into.add(path);
    else definitionPaths(object, path, into);
  }
  return into;
}

function reportUnknown(
  source: PhilScope,
  master: PhilScope,
  used: ReadonlySet<PhilObject>,
  options: FetchOptions,
) {
  const visit = (scope: PhilScope, parent: string): void => {
    for (const object of scope.objects) {
      if (object.disabled) continue;
      const path = joinPath(parent, object.name);
      if (object.kind === "scope") visit(object, path);
      else if (!used.has(object)) {
        if (options.onUnknown === undefined)
          throw unknownName(path, definitionPaths(master), placeText(object.place));
        options.onUnknown(path, object);
      }
    }
  };
  visit(source, "");
}

export function unknownName(path: string, names: Iterable<string>, place: string): EwaldError {
  const list = [...names];
  const hint = didYouMean(path, list);
  const all = hint === "" && list.length <= 12 ? `; known are ${list.join(", ")}` : hint;
  return new EwaldError("bad-argument", `There is no parameter ${path}${all} (${place})`);
}
