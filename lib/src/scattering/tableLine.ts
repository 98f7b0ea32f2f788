import { EwaldError } from "../error.js";

/**
 * The line of a table's text that begins with `key` and a space, without these, or undefined. Tables are parsed line by
 * line as they are asked for, so that what is not used costs nothing.
 */
export function tableLine(text: string, key: string): string | undefined {
  const at = text.indexOf(`\n${key} `);
  if (at < 0) return undefined;
  const start = at + key.length + 2;
  return text.slice(start, text.indexOf("\n", start));
}

/** The first words of all lines. */
export const tableKeys = (text: string): string[] =>
  Array.from(text.matchAll(/^(\S+) /gm), (found) => found[1]!);

/** The numbers of a text. Throws EwaldError `"bad-format"` for what is none. */
export function numbersOf(text: string): Float64Array {
  const words = text.trim();
  const found = Float64Array.from(words === "" ? [] : words.split(" "), Number);
  if (found.some(Number.isNaN))
    throw new EwaldError("bad-format", `A table has what is no number: ${words.slice(0, 60)}.`);
  return found;
}

/** `make` of a key, once for each key. */
export function remembered<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new Map<Key, Made>();
  return (key) => {
    const old = known.get(key);
    if (old !== undefined) return old;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
