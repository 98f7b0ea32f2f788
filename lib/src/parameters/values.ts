import { EwaldError } from "../error.js";
import type { ValueSite } from "./philType.js";
import {
  type Attributes,
  type PhilDefinition,
  type PhilObject,
  type Place,
  placeText,
  type Word,
} from "./tree.js";
import { isAuto, isNone } from "./words.js";

/** The site of a value, whose errors read "path = shown: problem (place)". */
export function siteOf(path: string, place: Place): ValueSite {
  return {
    path,
    fail: (shown, problem) => {
      const short = shown.length > 100 ? `${shown.slice(0, 97)}…` : shown;
      return new EwaldError(
        "bad-argument",
        `${path} = ${short} cannot be used: ${problem} (${placeText(place)})`,
      );
    },
  };
}

export function isMultiple(object: { readonly attributes: Attributes }): boolean {
  return object.attributes.multiple === true;
}

/** The value of a definition; one without `.type` gives its words as strings. */
export function definitionValue(definition: PhilDefinition, path: string): unknown {
  const { type, words, attributes } = definition;
  if (type === undefined)
    return isNone(words) ? null : isAuto(words) ? "Auto" : words.map((word) => word.value);
  const site = siteOf(path, definition.place);
  const value = type.parse(words, site);
  const choices = () => type.alternatives?.(words).join(", ");
  if (type.name === "choice" && attributes.optional === false && (value === null || emptyList(value)))
    throw site.fail("None", `one of ${choices()} must be chosen`);
  if (value === null && definition.allowNone === false)
    throw site.fail(
      "None",
      type.alternatives === undefined ? `${type.expects} would work` : `one of ${choices()} would work`,
    );
  if (value === "Auto" && definition.allowAuto === false && words[0]!.quote === "")
    throw site.fail("Auto", `${type.expects} would work`);
  return value;
}

const emptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

/** The master's words changed as the user's say. */
export function combinedWords(master: PhilDefinition, user: PhilDefinition, path: string): readonly Word[] {
  const combine = master.type?.combine;
  if (combine === undefined) return user.words;
  return combine(master.words, user.words, master.attributes.optional !== false, siteOf(path, user.place));
}

/** Values of one object as a text that is equal exactly where the values are. */
export function valueKey(object: PhilObject, path: string): string {
  return JSON.stringify(keyParts(object, path));
}

function keyParts(object: PhilObject, path: string): unknown {
  if (object.kind === "scope")
    return object.objects.map((child) => [child.name, keyParts(child, `${path}.${child.name}`)]);
  const value = definitionValue(object, path);
  return numbersAsText(value);
}

function numbersAsText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbersAsText);
  return typeof value === "number" ? `number ${value}` : value;
}
