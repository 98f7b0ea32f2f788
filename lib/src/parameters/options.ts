import { EwaldError } from "../error.js";
import type { Options } from "./declare.js";
import { unknownName } from "./fetch.js";
import { shownValue } from "./philType.js";
import { joinPath, type PhilObject, type PhilScope, type Place, placeText, rootScope } from "./tree.js";
import { isMultiple, siteOf } from "./values.js";
import { wordOf } from "./words.js";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/**
 * The options object of a call as user's PHIL, to be fetched over the master. `undefined` means not given.
 * @throws EwaldError for unknown names (with the nearest) and values of the wrong type
 */
export function optionsPhil<T>(master: PhilScope<T>, options: Options<T>, source = "options"): PhilScope {
  const place = { source };
  if (!isRecord(options))
    throw new EwaldError("bad-argument", `Options must be an object, not ${shownValue(options)} (${source})`);
  return rootScope(scopeObjects(master, options, "", place), place);
}

function scopeObjects(
  master: PhilScope,
  options: Record<string, unknown>,
  parent: string,
  place: Place,
): PhilObject[] {
  const result: PhilObject[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const path = joinPath(parent, name);
    const found = master.objects.filter((object) => object.name === name && !object.disabled);
    if (found.length === 0) {
      const names = master.objects
        .filter((object) => !object.disabled)
        .map((object) => joinPath(parent, object.name));
      throw unknownName(path, names, placeText(place));
    }
    const first = found[0]!;
    if (!isMultiple(first)) {
      // scopes of one name are parts of one: a value belongs to the part that knows it
      result.push(
        oneObject(first.kind === "scope" ? merged(found as PhilScope[]) : first, value, path, place),
      );
      continue;
    }
    if (!Array.isArray(value))
      throw siteOf(path, place).fail(
        shownValue(value),
        "an array of values would work, as there may be several",
      );
    for (const [i, element] of value.entries())
      result.push(oneObject(first, element, path, { source: `${place.source}, ${path}[${i}]` }));
  }
  return result;
}

const merged = (scopes: readonly PhilScope[]): PhilScope =>
  scopes.length === 1 ? scopes[0]! : { ...scopes[0]!, objects: scopes.flatMap((each) => each.objects) };

function oneObject(master: PhilObject, value: unknown, path: string, place: Place): PhilObject {
  const site = siteOf(path, place);
  if (master.kind === "scope") {
    if (!isRecord(value))
      throw site.fail(
        shownValue(value),
        `an object with some of ${master.objects.map((o) => o.name).join(", ")} would work`,
      );
    return { ...rootScope(scopeObjects(master, value, path, place), place), name: master.name };
  }
  const words =
    master.type !== undefined
      ? master.type.format(value, site)
      : (Array.isArray(value) ? value : [value]).map((text: unknown) => wordOf(String(text)));
  return { ...master, attributes: {}, words, place };
}
