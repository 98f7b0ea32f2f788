import { quoted } from "../bytes/badFile.js";
import { EwaldError } from "../error.js";
import type { JsonObject, JsonValue } from "../models/json.js";

/** Deeper nesting can only be damage; Python itself gives up near 1000. */
const deepest = 500;

/**
 * How each number of a parsed text was written, where JavaScript would write it otherwise (1.0, 1e-07, whole numbers
 * beyond 2^53): by the array or object it stands in, and its index or key.
 */
type NumberTexts = Map<string | number, string>;
const numberTexts = new WeakMap<object, NumberTexts>();

/**
 * Parses JSON as Python does: besides the standard (RFC 8259), numbers may be NaN, Infinity and -Infinity; of equal
 * keys the last holds. How numbers were written is remembered, so that {@link writeJson} gives floats back as
 * floats and digits as they were, as long as the number is not changed.
 */
export function parseJson(bytes: Uint8Array, name: string): JsonValue {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new EwaldError("bad-format", `${name} is not UTF-8 text, which JSON is.`);
  }
  return new Parser(text, name).parse();
}

const blank = /[ \t\n\r]*/y;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them bare in strings
const stringToken = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const words: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

class Parser {
  readonly #text: string;
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  parse(): JsonValue {
    const holder: JsonValue[] = [];
    this.#blank();
    holder.push(this.#value(holder, 0, 0));
    this.#blank();
    if (this.#at < this.#text.length) throw this.#bad("more text follows the end of the JSON value");
    return holder[0]!;
  }

  #bad(what: string): EwaldError {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    const here = this.#at < this.#text.length ? quoted(this.#text.slice(this.#at, this.#at + 20)) : "the end";
    return new EwaldError(
      "bad-format",
      `${this.#name}: at line ${line}, column ${column} (${here}), ${what}.`,
    );
  }

  #blank(): void {
    blank.lastIndex = this.#at;
    blank.test(this.#text);
    this.#at = blank.lastIndex;
  }

  #value(holder: object, place: string | number, depth: number): JsonValue {
    const char = this.#text[this.#at];
    if (char === "{") return this.#object(depth);
    if (char === "[") return this.#array(depth);
    if (char === '"') return this.#string();
    for (const [word, value] of words)
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    return this.#number(holder, place);
  }

  #number(holder: object, place: string | number): number {
    numberToken.lastIndex = this.#at;
    const written = numberToken.exec(this.#text)?.[0];
    if (written === undefined) throw this.#bad("a JSON value is expected");
    this.#at += written.length;
    const value = Number(written);
    if (!Number.isFinite(value)) throw this.#bad(`the number ${written.slice(0, 30)} is too large`);
    if (String(value) !== written) {
      let texts = numberTexts.get(holder);
      if (!texts) numberTexts.set(holder, (texts = new Map()));
      texts.set(place, written);
    }
    return value;
  }

  #string(): string {
    stringToken.lastIndex = this.#at;
    const written = stringToken.exec(this.#text)?.[0];
    if (written === undefined) throw this.#bad("a text in double quotes is expected");
    this.#at += written.length;
    return written.includes("\\") ? (JSON.parse(written) as string) : written.slice(1, -1);
  }

  #array(depth: number): JsonValue[] {
    if (depth >= deepest) throw this.#bad(`the JSON is nested more than ${deepest} deep`);
    const array: JsonValue[] = [];
    this.#at++;
    this.#blank();
    if (this.#skip("]")) return array;
    do {
      this.#blank();
      array.push(this.#value(array, array.length, depth + 1));
      this.#blank();
    } while (this.#skip(","));
    if (!this.#skip("]")) throw this.#bad('"," or "]" is expected');
    return array;
  }

  #object(depth: number): JsonObject {
    if (depth >= deepest) throw this.#bad(`the JSON is nested more than ${deepest} deep`);
    const object: JsonObject = {};
    this.#at++;
    this.#blank();
    if (this.#skip("}")) return object;
    do {
      this.#blank();
      const key = this.#string();
      this.#blank();
      if (!this.#skip(":")) throw this.#bad('":" is expected');
      this.#blank();
      numberTexts.get(object)?.delete(key);
      const value = this.#value(object, key, depth + 1);
      // Plain assignment to this key would set the object's prototype.
      if (key === "__proto__")
        Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      else object[key] = value;
      this.#blank();
    } while (this.#skip(","));
    if (!this.#skip("}")) throw this.#bad('"," or "}" is expected');
    return object;
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }
}

/**
 * JSON as Python's `json.dump(value, indent=2)` writes it: each element on a line of its own, ASCII with \u escapes,
 * NaN and Infinity bare. Numbers that came from {@link parseJson} unchanged are written with the same characters.
 */
export function writeJson(value: JsonValue): string {
  const out: string[] = [];
  write(value, undefined, "\n", out);
  return out.join("");
}

function write(value: JsonValue, written: string | undefined, newline: string, out: string[]): void {
  if (typeof value === "number") {
    out.push(written !== undefined && Object.is(Number(written), value) ? written : numberText(value));
  } else if (typeof value === "string") {
    out.push(stringText(value));
  } else if (value === null || typeof value === "boolean") {
    out.push(String(value));
  } else {
    if (newline.length > 2 * deepest)
      throw new EwaldError(
        "bad-argument",
        `The models are nested more than ${deepest} deep, or hold themselves.`,
      );
    const texts = numberTexts.get(value);
    const inner = `${newline}  `;
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    let first = true;
    out.push(open!);
    const items = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, item] of items) {
      if (item === undefined) continue;
      out.push(first ? inner : `,${inner}`);
      if (typeof key === "string") out.push(stringText(key), ": ");
      write(item, texts?.get(key), inner, out);
      first = false;
    }
    out.push(first ? close! : newline + close!);
  }
}

/** As Python's repr, so that floats JavaScript writes 1e-7 and 1e+21 come out 1e-07 and 1e+21. */
function numberText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}

function stringText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
