import type { Word } from "./tree.js";

/** What a conversion knows of the parameter it works for; `fail` builds the error with name and place. */
export interface ValueSite {
  /** The dotted name of the parameter. */
  readonly path: string;
  /** A wrong-value error: `problem` completes "spotfinder.filter.d_min=… : ". */
  fail(shown: string, problem: string): Error;
}

/** How the words of a definition become a value and back: one record per `.type`. */
export interface PhilType {
  readonly name: string;
  /** As printed after `.type =`. */
  readonly text: string;
  /** What values look like, completing "… would work", for messages and help. */
  readonly expects: string;
  /** The value of the words (None → null, Auto → "Auto"). */
  parse(words: readonly Word[], site: ValueSite): unknown;
  /** Words giving the value. @throws what `site.fail` builds if the value is not of this type. */
  format(value: unknown, site: ValueSite): Word[];
  /** Words of the working parameter, from the master's and the user's (choices only). */
  combine?(master: readonly Word[], user: readonly Word[], optional: boolean, site: ValueSite): Word[];
  /** The alternatives among which a choice chooses. */
  alternatives?(words: readonly Word[]): string[];
}

/** A value as a person would write it, for messages. */
export function shownValue(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "string")
    return value.length > 80 ? `"${value.slice(0, 77)}…"` : JSON.stringify(value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (Array.isArray(value)) {
    const head = value.slice(0, 10).map(shownValue).join(", ");
    return `[${head}${value.length > 10 ? ", …" : ""}]`;
  }
  return value === undefined ? "undefined" : typeof value === "function" ? "a function" : "an object";
}
