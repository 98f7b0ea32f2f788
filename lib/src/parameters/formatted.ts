import { joinPath, type PhilObject, type PhilScope } from "./tree.js";
import { definitionValue, siteOf } from "./values.js";
import { isAuto, isNone } from "./words.js";

/** Types of DIALS' own, which write a file's name as it came. */
const asGiven: ReadonlySet<string> = new Set(["experiment_list", "reflection_table"]);

/**
 * The scope with its values written as their types write them, as libtbx's `format`: `yes` becomes True, `0x10` becomes 16,
 * text is quoted. Choices stay as they are.
 * @throws EwaldError "bad-argument" for a value that is none of its type
 */
export function formattedPhil<T>(scope: PhilScope<T>): PhilScope<T> {
  return { ...scope, objects: scope.objects.map((object) => formatted(object, scope.name)) };
}

function formatted(object: PhilObject, parent: string): PhilObject {
  const path = joinPath(parent, object.name);
  if (object.kind === "scope")
    return { ...object, objects: object.objects.map((child) => formatted(child, path)) };
  const { type, words } = object;
  if (object.disabled || (type && (type.alternatives || asGiven.has(type.name)))) return object;
  if (type)
    return { ...object, words: type.format(definitionValue(object, path), siteOf(path, object.place)) };
  const isKept = isNone(words) || isAuto(words);
  return isKept ? object : { ...object, words: words.map(({ value }) => ({ value, quote: '"' })) };
}
