import { FlexBool } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { Flag, type FlagName } from "./flag.js";
import { byNearness, editDistance } from "./nearestName.js";
import type { ReflectionTable } from "./reflectionTable.js";

/** Whether a value of the `flags` column is as an expression wants it. */
export type FlagTest = (flags: number) => boolean;

/** More parentheses and ~ within each other than this are a mistake. */
const deepest = 500;

/** What people write for & | ~ elsewhere. */
const otherSigns: ReadonlyMap<string, string> = new Map([
  ["and", "&"],
  ["or", "|"],
  ["not", "~"],
  ["AND", "&"],
  ["OR", "|"],
  ["NOT", "~"],
  ["&&", "&"],
  ["||", "|"],
  ["!", "~"],
]);

interface Token {
  /** A name, one of & | ~ ( ), or "" at the end. */
  readonly text: string;
  /** Counted from 1. */
  readonly position: number;
}

/**
 * The test that an expression of flags means: names of flags, & (and), | (or), ~ (not) and parentheses; ~ binds strongest, then &,
 * then |, as in Python, whose syntax dials.filter_reflections takes. A composite flag such as `integrated` is set when all its bits
 * are. Throws EwaldError `"bad-argument"` that says where the expression is wrong.
 */
export function parseFlagExpression(expression: string): FlagTest {
  const shown = JSON.stringify(expression.length > 120 ? `${expression.slice(0, 117)}…` : expression);
  const fail = (position: number, what: string): EwaldError =>
    new EwaldError(
      "bad-argument",
      `Flag expression ${shown}, position ${position}: ${what}${what.endsWith("?") ? "" : "."}`,
    );
  const tokens = tokensOf(expression, fail);
  let next = 0;
  let depth = 0;
  const take = (sign: string): boolean => {
    if (tokens[next]!.text !== sign) return false;
    next++;
    return true;
  };

  function any(): FlagTest {
    let test = all();
    while (take("|")) {
      const [left, right] = [test, all()];
      test = (flags) => left(flags) || right(flags);
    }
    return test;
  }
  function all(): FlagTest {
    let test = one();
    while (take("&")) {
      const [left, right] = [test, one()];
      test = (flags) => left(flags) && right(flags);
    }
    return test;
  }
  function one(): FlagTest {
    const { text, position } = tokens[next]!;
    if (++depth > deepest)
      throw fail(position, `more than ${deepest} parentheses and ~ are within each other`);
    try {
      if (take("~")) {
        const test = one();
        return (flags) => !test(flags);
      }
      if (take("(")) {
        const test = any();
        if (!take(")")) throw fail(position, `this "(" is not closed${unexpected(tokens[next]!)}`);
        return test;
      }
      if (!isName(text)) throw fail(position, `a flag is missing${unexpected(tokens[next]!)}`);
      next++;
      const bits = bitsOf(text);
      if (bits === undefined) throw fail(position, noFlag(text));
      return (flags) => (flags & bits) === bits;
    } finally {
      depth--;
    }
  }

  const test = any();
  const rest = tokens[next]!;
  if (rest.text === ")") throw fail(rest.position, 'there is no "(" for this ")"');
  if (rest.text !== "")
    throw fail(
      rest.position,
      otherSigns.has(rest.text)
        ? noOperator(rest.text)
        : `an & or | is missing before ${JSON.stringify(rest.text)}`,
    );
  return test;
}

/** Which rows of a table are as a flag expression wants them. Throws also "missing-column" without `flags`. */
export function flagSelection(table: ReflectionTable, expression: string): FlexBool {
  const test = parseFlagExpression(expression);
  return new FlexBool(Uint8Array.from(table.column("flags").data, (flags) => (test(flags) ? 1 : 0)));
}

const isName = (text: string) => /^\w/.test(text);

const bitsOf = (name: string): number | undefined =>
  Object.hasOwn(Flag, name) ? Flag[name as FlagName] : undefined;

function tokensOf(expression: string, fail: (position: number, what: string) => EwaldError): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(\w+|&&|\|\||[&|~()])|(.)/gsu;
  for (const { index, 1: text, 2: other } of expression.matchAll(pattern)) {
    const position = index + 1;
    if (other !== undefined || text === "&&" || text === "||") {
      const sign = text ?? other!;
      throw fail(
        position,
        otherSigns.has(sign)
          ? noOperator(sign)
          : `${JSON.stringify(sign)} has no meaning here; flags, &, |, ~ and parentheses have`,
      );
    }
    if (text !== undefined) tokens.push({ text, position });
  }
  return [...tokens, { text: "", position: expression.length + 1 }];
}

const unexpected = ({ text }: Token) => (text === "" ? "" : ` before ${JSON.stringify(text)}`);

const noOperator = (sign: string) => `${sign} is no operator here; ${otherSigns.get(sign)} is meant`;

function noFlag(name: string): string {
  if (otherSigns.has(name)) return noOperator(name);
  const [nearest = ""] = byNearness(name, Object.keys(Flag));
  const isNear = editDistance(name.toLowerCase(), nearest) <= Math.max(2, name.length / 3);
  return isNear || nearest.includes(name)
    ? `there is no flag ${name}; did you mean ${nearest}?`
    : `there is no flag ${name}; there are ${Object.keys(Flag).join(", ")}`;
}
