import { EwaldError } from "../error.js";
import {
  joinPath,
  type PhilDefinition,
  type PhilObject,
  type PhilScope,
  placeText,
  type Word,
} from "./tree.js";
import { joinedValue, quotedWord } from "./words.js";

/** Names that `$name` may stand for besides parameters given before: the environment, where there is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /(\\?)\$(?:\(([A-Za-z_][\w.]*)\)|([A-Za-z_]\w*))?/g;

/**
 * User's text with `$name` and `$(name)` replaced, in bare and double-quoted words, by the value of a
 * parameter given earlier in the same text or by the environment. `\$` and single quotes keep the sign.
 */
export function substituteVariables(source: PhilScope, environment: Environment = {}): PhilScope {
  const known = new Map<string, readonly Word[]>();
  const lookUp = (name: string, within: string): readonly Word[] | undefined => {
    for (let scope = within; ; scope = scope.slice(0, Math.max(0, scope.lastIndexOf(".")))) {
      const words = known.get(joinPath(scope, name));
      if (words !== undefined) return words;
      if (scope !== "") continue;
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      return value === undefined ? undefined : [quotedWord(value)];
    }
  };
  const replaced = (given: Word, definition: PhilDefinition, within: string): readonly Word[] => {
    if (given.quote.startsWith("'") || !given.value.includes("$")) return [given];
    let changed = false;
    let whole: readonly Word[] | undefined;
    const value = given.value.replace(
      reference,
      (match, backslash: string, inner?: string, plain?: string) => {
        if (backslash !== "") return match;
        const name = inner ?? plain;
        const at = placeText(definition.place);
        if (name === undefined)
          throw new EwaldError(
            "bad-argument",
            `"${given.value}": a name must follow $, or single quotes enclose it (${at})`,
          );
        const found = lookUp(name, within);
        if (found === undefined)
          throw new EwaldError(
            "bad-argument",
            `$${name} is not defined; single quotes keep a $ as it is (${at})`,
          );
        changed = true;
        if (given.quote === "" && match === given.value) whole = found;
        return joinedValue(found);
      },
    );
    return whole ?? (changed ? [quotedWord(value)] : [given]);
  };
  const object = (given: PhilObject, within: string): PhilObject => {
    const path = joinPath(within, given.name);
    if (given.kind === "scope")
      return { ...given, objects: given.objects.map((child) => object(child, path)) };
    if (given.disabled) return given;
    const words = given.words.flatMap((each) => replaced(each, given, within));
    known.set(path, words);
    return { ...given, words };
  };
  return { ...source, objects: source.objects.map((child) => object(child, "")) };
}
