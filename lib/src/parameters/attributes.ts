import { ExpressionError, evaluateExpression } from "./expression.js";
import type { PhilType } from "./philType.js";
import type { Attributes, Word } from "./tree.js";
import { parseTypeText } from "./typeText.js";
import { isAuto, isNone, joinedValue } from "./words.js";

/** The attributes each kind may carry, in the order libtbx prints them. */
export const attributeNames = {
  definition: [
    "help",
    "caption",
    "short_caption",
    "optional",
    "type",
    "multiple",
    "input_size",
    "style",
    "expert_level",
    "deprecated",
    "alias",
  ],
  scope: [
    "style",
    "help",
    "caption",
    "short_caption",
    "optional",
    "call",
    "multiple",
    "sequential_format",
    "disable_add",
    "disable_delete",
    "expert_level",
    "alias",
  ],
} as const satisfies Record<string, readonly string[]>;

const flags: ReadonlySet<string> = new Set([
  "optional",
  "multiple",
  "deprecated",
  "disable_add",
  "disable_delete",
]);
const numbers: ReadonlySet<string> = new Set(["input_size", "expert_level"]);
const truth: Readonly<Record<string, boolean>> = {
  false: false,
  no: false,
  off: false,
  "0": false,
  true: true,
  yes: true,
  on: true,
  "1": true,
};

/** What `.name = words` sets. @throws ExpressionError with the reason */
export function attributeSetter(
  name: string,
  words: readonly Word[],
): { type?: PhilType | undefined; attribute?: Attributes } {
  if (isNone(words)) return name === "type" ? {} : { attribute: { [name]: undefined } };
  const text = joinedValue(words);
  if (name === "type") return { type: parseTypeText(text) };
  if (flags.has(name)) {
    const value = isAuto(words) ? "Auto" : truth[text.toLowerCase()];
    if (value === undefined) throw new ExpressionError(`True or False was expected, not ${text}`);
    return { attribute: { [name]: value } };
  }
  if (numbers.has(name)) {
    const value = isAuto(words) ? "Auto" : evaluateExpression(text);
    if (value !== "Auto" && !Number.isInteger(value))
      throw new ExpressionError(`an integer was expected, not ${text}`);
    return { attribute: { [name]: value } };
  }
  return { attribute: { [name]: text } };
}
