import { ExpressionError, evaluateExpression } from "./expression.js";
import { didYouMean } from "./nearest.js";
import { numberListType, numberType } from "./numberTypes.js";
import type { PhilType } from "./philType.js";
import { choiceType, plainTypes } from "./textTypes.js";

type Argument = number | boolean | undefined;

/** Names of a type's arguments in order, for `ints(3)` as well as `ints(size=3)`. */
const parameterNames: Readonly<Record<string, readonly string[]>> = {
  int: ["value_min", "value_max", "allow_none"],
  float: ["value_min", "value_max", "allow_none"],
  ints: [
    "size",
    "size_min",
    "size_max",
    "value_min",
    "value_max",
    "allow_none_elements",
    "allow_auto_elements",
  ],
  floats: [
    "size",
    "size_min",
    "size_max",
    "value_min",
    "value_max",
    "allow_none_elements",
    "allow_auto_elements",
  ],
  choice: ["multi"],
};

const allNames = () => [...Object.keys(parameterNames), ...plainTypes.keys()];

function argumentValue(text: string): Argument {
  if (text === "True" || text === "False") return text === "True";
  return text === "None" ? undefined : evaluateExpression(text);
}

function readArguments(text: string, names: readonly string[]): Record<string, Argument> {
  const values: Record<string, Argument> = {};
  if (text.trim() === "") return values;
  for (const [i, piece] of text.split(",").entries()) {
    const [key, value] = piece.includes("=") ? piece.split("=", 2) : [names[i], piece];
    const name = key?.trim();
    if (name === undefined || !names.includes(name))
      throw new ExpressionError(
        `it takes ${names.length === 0 ? "no arguments" : names.join(", ")}, not ${piece.trim()}`,
      );
    values[name] = argumentValue(value!.trim());
  }
  return values;
}

const number = (value: Argument) => {
  if (typeof value === "boolean") throw new ExpressionError("a limit must be a number");
  return value;
};
const flag = (value: Argument) => value !== undefined && value !== false && value !== 0;

/** The type that `.type = text` names. @throws ExpressionError with the reason. */
export function parseTypeText(text: string): PhilType {
  const match = /^\s*([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*$/s.exec(text);
  if (match === null) throw new ExpressionError(`${text} names no type`);
  const name = match[1]!;
  const values = readArguments(match[2] ?? "", parameterNames[name] ?? []);
  const limits = { min: number(values.value_min), max: number(values.value_max) };
  if (limits.min !== undefined && limits.max !== undefined && limits.min > limits.max)
    throw new ExpressionError(`value_min ${limits.min} is above value_max ${limits.max}`);
  switch (name) {
    case "int":
    case "float":
      return numberType(name, limits, !("allow_none" in values) || flag(values.allow_none));
    case "ints":
    case "floats":
      return numberListType(name, { ...limits, ...listSizes(values) });
    case "choice":
      return choiceType(flag(values.multi));
  }
  const plain = plainTypes.get(name);
  if (plain === undefined)
    throw new ExpressionError(`${name} is no type known here${didYouMean(name, allNames())}`);
  return plain;
}

function listSizes(values: Record<string, Argument>) {
  const sizes = {
    size: number(values.size),
    sizeMin: number(values.size_min),
    sizeMax: number(values.size_max),
  };
  for (const n of Object.values(sizes))
    if (n !== undefined && !(Number.isInteger(n) && n > 0))
      throw new ExpressionError(`a size of ${n} is impossible`);
  if (sizes.size !== undefined && (sizes.sizeMin !== undefined || sizes.sizeMax !== undefined))
    throw new ExpressionError("size excludes size_min and size_max");
  if (sizes.sizeMin !== undefined && sizes.sizeMax !== undefined && sizes.sizeMin > sizes.sizeMax)
    throw new ExpressionError(`size_min ${sizes.sizeMin} is above size_max ${sizes.sizeMax}`);
  return {
    ...sizes,
    allowNoneElements: flag(values.allow_none_elements),
    allowAutoElements: flag(values.allow_auto_elements),
  };
}
