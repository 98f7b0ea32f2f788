import { EwaldError } from "../error.js";
import { isObject, type JsonObject, type JsonValue } from "./json.js";

/** What a value must be: a test, and the words for it. */
export interface Kind {
  readonly words: string;
  fits(value: JsonValue): boolean;
}

const kind = (words: string, fits: (value: JsonValue) => boolean): Kind => ({ words, fits });

export const anything = kind("anything", () => true);
export const number = kind("a number", (value) => typeof value === "number");
export const integer = kind("a whole number", (value) => Number.isInteger(value));
export const text = kind("text", (value) => typeof value === "string");
export const object = kind("an object", isObject);
/** Text, or null: how old and new files say "none". */
export const textOrNull = kind("text or null", (value) => value === null || typeof value === "string");

/** A list of `count` (or, without, any number of) values of one kind. */
export function list(of: Kind, count?: number): Kind {
  return kind(
    `a list of ${count === undefined ? "" : `${count} `}values, each ${of.words}`,
    (value) =>
      Array.isArray(value) &&
      (count === undefined || value.length === count) &&
      value.every((x) => of.fits(x)),
  );
}

export const vec2 = list(number, 2);
export const vec3 = list(number, 3);
export const mat3 = list(number, 9);
export const numberOrList = kind(
  "a number or a list of numbers",
  (value) => number.fits(value) || list(number).fits(value),
);

export interface Schema {
  /** Name of the model in messages. */
  readonly name: string;
  readonly required: readonly string[];
  /** Keys that are understood. Others are kept and written as they came. */
  readonly keys: Readonly<Record<string, Kind>>;
}

/**
 * Throws EwaldError `"bad-format"` unless the known keys hold what they should and the required ones are there.
 * A null stands for an absent value.
 */
export function checkSchema(schema: Schema, data: JsonObject): void {
  for (const key of schema.required)
    if (data[key] === undefined || data[key] === null)
      throw new EwaldError(
        "bad-format",
        `The ${schema.name} has no ${JSON.stringify(key)}, which must be ${schema.keys[key]!.words}.`,
      );
  for (const [key, value] of Object.entries(data)) {
    const expected = Object.hasOwn(schema.keys, key) ? schema.keys[key]! : anything;
    if (value === undefined || value === null || expected.fits(value)) continue;
    throw new EwaldError(
      "bad-format",
      `The ${schema.name} has ${excerpt(value)} as its ${JSON.stringify(key)}, which must be ${expected.words}.`,
    );
  }
}

/** A value as an error message shows it. */
export function excerpt(value: JsonValue): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
