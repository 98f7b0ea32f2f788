import { ExpressionError, evaluateExpression } from "./expression.js";
import { type PhilType, shownValue, type ValueSite } from "./philType.js";
import type { Word } from "./tree.js";
import { bareWord, isAuto, isNone, joinedValue } from "./words.js";

export interface NumberLimits {
  /** Least value allowed, itself included. */
  readonly min?: number | undefined;
  /** Greatest value allowed, itself included. */
  readonly max?: number | undefined;
}

export interface ListLimits extends NumberLimits {
  /** Exact number of elements; excludes sizeMin and sizeMax. */
  readonly size?: number | undefined;
  readonly sizeMin?: number | undefined;
  readonly sizeMax?: number | undefined;
  readonly allowNoneElements?: boolean | undefined;
  readonly allowAutoElements?: boolean | undefined;
}

/** As C's `%.10g`, which PHIL prints limits with. */
export function general10(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return "0";
  const [digits, power] = x.toExponential(9).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 10) {
    const mantissa = digits!.replace(/\.?0+$/, "");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const fixed = x.toFixed(9 - exponent);
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}

/** All digits of a number, so that reading it back gives the same; `1e-6` rather than `0.000001`. */
export function numberText(x: number): string {
  if (!Number.isFinite(x)) return general10(x);
  return x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential() : String(x).replace("e+", "e");
}

function limitsText(noun: string, { min, max }: NumberLimits): string {
  if (min !== undefined && max !== undefined) return `${noun} from ${general10(min)} to ${general10(max)}`;
  if (min !== undefined) return `${noun} not below ${general10(min)}`;
  return max !== undefined ? `${noun} not above ${general10(max)}` : noun;
}

function typeText(
  name: string,
  entries: readonly (readonly [string, number | boolean | undefined])[],
): string {
  const given = entries.filter(([, value]) => value !== undefined && value !== false);
  if (given.length === 0) return name;
  return `${name}(${given.map(([key, value]) => `${key}=${value === true ? "True" : general10(value as number)}`).join(", ")})`;
}

/** Reads and checks one number. */
function readNumber(
  text: string,
  isInteger: boolean,
  limits: NumberLimits,
  wanted: string,
  site: ValueSite,
): number {
  let value: number;
  try {
    value = evaluateExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw site.fail(text, `${error.message}; ${wanted} would work`);
  }
  checkNumber(value, text, isInteger, limits, wanted, site);
  return value;
}

function checkNumber(
  value: number,
  shown: string,
  isInteger: boolean,
  { min, max }: NumberLimits,
  wanted: string,
  site: ValueSite,
): void {
  if (isInteger && !Number.isInteger(value)) throw site.fail(shown, `${wanted} would work`);
  if (isInteger && !Number.isSafeInteger(value)) throw site.fail(shown, "integers up to 2^53 would work");
  if ((min !== undefined && value < min) || (max !== undefined && value > max))
    throw site.fail(shown, `${wanted} would work`);
}

/** `int` or `float`. `allowNone` is the type's own switch, true in DIALS unless said otherwise. */
export function numberType(name: "int" | "float", limits: NumberLimits = {}, allowNone = true): PhilType {
  const isInteger = name === "int";
  const expects = limitsText(isInteger ? "an integer" : "a number", limits);
  return {
    name,
    expects,
    text: typeText(name, [
      ["value_min", limits.min],
      ["value_max", limits.max],
      ["allow_none", allowNone],
    ]),
    parse(words, site) {
      if (isNone(words)) {
        if (!allowNone) throw site.fail("None", `${expects} would work`);
        return null;
      }
      if (isAuto(words)) return "Auto";
      return readNumber(joinedValue(words), isInteger, limits, expects, site);
    },
    format(value, site) {
      if (value === null) return [bareWord("None")];
      if (value === "Auto") return [bareWord("Auto")];
      if (typeof value !== "number") throw site.fail(shownValue(value), `${expects} would work`);
      checkNumber(value, numberText(value), isInteger, limits, expects, site);
      return [bareWord(numberText(value))];
    },
  };
}

/** Elements of a list: words cut at commas, one pair of enclosing brackets dropped. */
function elements(words: readonly Word[]): string[] {
  let text = joinedValue(words).trim();
  for (const [open, close] of ["()", "[]"] as unknown as [string, string][])
    if (text.startsWith(open) && text.endsWith(close)) {
      text = text.slice(1, -1);
      break;
    }
  return text.split(/[\s,]+/).filter((piece) => piece !== "");
}

/** `ints` or `floats`. */
export function numberListType(name: "ints" | "floats", limits: ListLimits = {}): PhilType {
  const isInteger = name === "ints";
  const one = limitsText(isInteger ? "an integer" : "a number", limits);
  const sizeMin = limits.size ?? limits.sizeMin;
  const sizeMax = limits.size ?? limits.sizeMax;
  const noun = limitsText(isInteger ? "integers" : "numbers", limits);
  const expects =
    limits.size !== undefined
      ? `${limits.size} ${noun}`
      : sizeMin !== undefined && sizeMax !== undefined
        ? `${sizeMin} to ${sizeMax} ${noun}`
        : sizeMin !== undefined
          ? `at least ${sizeMin} ${noun}`
          : sizeMax !== undefined
            ? `at most ${sizeMax} ${noun}`
            : noun;
  const checkSize = (n: number, shown: string, site: ValueSite) => {
    if ((sizeMin !== undefined && n < sizeMin) || (sizeMax !== undefined && n > sizeMax))
      throw site.fail(shown, `${n} given; ${expects} would work`);
  };
  return {
    name,
    expects,
    text: typeText(name, [
      ["size", limits.size],
      ["size_min", limits.sizeMin],
      ["size_max", limits.sizeMax],
      ["value_min", limits.min],
      ["value_max", limits.max],
      ["allow_none_elements", limits.allowNoneElements],
      ["allow_auto_elements", limits.allowAutoElements],
    ]),
    parse(words, site) {
      if (isNone(words)) return null;
      if (isAuto(words)) return "Auto";
      const shown = joinedValue(words);
      const values = elements(words).map((piece) => {
        const lower = piece.toLowerCase();
        if (lower === "none" && limits.allowNoneElements) return null;
        if (lower === "auto" && limits.allowAutoElements) return "Auto";
        return readNumber(piece, isInteger, limits, one, site);
      });
      checkSize(values.length, shown, site);
      return values;
    },
    format(value, site) {
      if (value === null) return [bareWord("None")];
      if (value === "Auto") return [bareWord("Auto")];
      const list = ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
      if (!Array.isArray(list)) throw site.fail(shownValue(value), `an array of ${expects} would work`);
      // PHIL has no text for an empty list
      if (list.length === 0) throw site.fail("[]", `null or ${expects} would work`);
      checkSize(list.length, shownValue(value), site);
      return list.map((element: unknown) => {
        if (element === null && limits.allowNoneElements) return bareWord("None");
        if (element === "Auto" && limits.allowAutoElements) return bareWord("Auto");
        if (typeof element !== "number")
          throw site.fail(shownValue(value), `an array of ${expects} would work`);
        checkNumber(element, shownValue(value), isInteger, limits, one, site);
        return bareWord(numberText(element));
      });
    },
  };
}
