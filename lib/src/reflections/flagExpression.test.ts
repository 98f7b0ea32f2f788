import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexSizeT } from "../array/scalars.js";
import { Flag, type FlagName } from "./flag.js";
import { flagSelection, parseFlagExpression } from "./flagExpression.js";
import { ReflectionTable } from "./reflectionTable.js";

type Expression =
  | { readonly flag: FlagName }
  | { readonly not: Expression }
  | { readonly sign: "&" | "|"; readonly sides: readonly [Expression, Expression] };

const expressions = fc.letrec<{ one: Expression }>((tie) => ({
  one: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ flag: fc.constantFrom(...(Object.keys(Flag) as FlagName[])) }),
    fc.record({ not: tie("one") }),
    fc.record({ sign: fc.constantFrom("&" as const, "|" as const), sides: fc.tuple(tie("one"), tie("one")) }),
  ),
})).one;

/** How strongly the outermost sign binds. */
const strength = (one: Expression) => ("sign" in one ? (one.sign === "|" ? 0 : 1) : 2);

/** As one would write it, with no more parentheses than are needed, and spaces anywhere. */
function written(one: Expression, space: string): string {
  if ("flag" in one) return one.flag;
  const inside = (part: Expression, least: number) =>
    strength(part) < least ? `(${space}${written(part, space)}${space})` : written(part, space);
  if ("not" in one) return `~${space}${inside(one.not, 2)}`;
  return one.sides.map((side) => inside(side, strength(one))).join(`${space}${one.sign}${space}`);
}

/** What it means, flag by flag, without bits. */
function meant(one: Expression, set: ReadonlySet<number>): boolean {
  if ("flag" in one)
    return [...Flag[one.flag].toString(2)].reverse().every((bit, i) => bit === "0" || set.has(i));
  if ("not" in one) return !meant(one.not, set);
  const [left, right] = one.sides.map((side) => meant(side, set));
  return one.sign === "&" ? left! && right! : left! || right!;
}

describe("flag expressions", () => {
  it("mean what their parts mean", () => {
    fc.assert(
      fc.property(
        expressions,
        fc.constantFrom("", " ", "\n "),
        fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 27 })), { minLength: 1, maxLength: 8 }),
        (expression, space, rows) => {
          const flags = rows.map((bits) => bits.reduce((sum, bit) => sum + 2 ** bit, 0));
          const table = new ReflectionTable({ flags: new FlexSizeT(Uint32Array.from(flags)) });
          expect([...flagSelection(table, written(expression, space)).data]).toEqual(
            rows.map((bits) => (meant(expression, new Set(bits)) ? 1 : 0)),
          );
        },
      ),
    );
  });

  it("bind as in Python: ~ before & before |", () => {
    const test = parseFlagExpression("~indexed & strong | predicted");
    expect(test(Flag.strong)).toBe(true);
    expect(test(Flag.strong | Flag.indexed)).toBe(false);
    expect(test(Flag.indexed | Flag.predicted)).toBe(true);
    expect(parseFlagExpression("integrated")(Flag.integrated_sum)).toBe(false);
  });

  it.each<[expression: string, position: number, what: string]>([
    ["", 1, "a flag is missing."],
    ["  ", 3, "a flag is missing."],
    ["indexed &", 10, "a flag is missing."],
    ["indexed & | strong", 11, 'a flag is missing before "|".'],
    ["indexed strong", 9, 'an & or | is missing before "strong".'],
    ["indexed ~strong", 9, 'an & or | is missing before "~".'],
    ["(indexed", 1, 'this "(" is not closed.'],
    ["(indexed strong)", 1, 'this "(" is not closed before "strong".'],
    ["indexed)", 8, 'there is no "(" for this ")".'],
    ["()", 2, 'a flag is missing before ")".'],
    ["strong & idexed", 10, "there is no flag idexed; did you mean indexed?"],
    ["integrated_summ", 1, "there is no flag integrated_summ; did you mean integrated_sum?"],
    ["nonsense_here", 1, "there is no flag nonsense_here; there are predicted, observed, "],
    ["toString", 1, "there is no flag toString; there are "],
    ["strong and indexed", 8, "and is no operator here; & is meant."],
    ["not strong", 1, "not is no operator here; ~ is meant."],
    ["strong && indexed", 8, "&& is no operator here; & is meant."],
    ["!strong", 1, "! is no operator here; ~ is meant."],
    ["strong ^ indexed", 8, '"^" has no meaning here; flags, &, |, ~ and parentheses have.'],
    ["__import__('os')", 12, '"\'" has no meaning here; flags, &, |, ~ and parentheses have.'],
    ["__import__(os)", 1, "there is no flag __import__"],
  ])("%s is refused, and it is said where", (expression, position, what) => {
    expect(() => parseFlagExpression(expression)).toThrow(`position ${position}: ${what}`);
  });

  it("are not deeper than anybody writes them", () => {
    for (const deep of [`${"(".repeat(501)}strong${")".repeat(501)}`, "~".repeat(100_000)])
      expect(() => parseFlagExpression(deep)).toThrow(
        "position 501: more than 500 parentheses and ~ are within each other.",
      );
    expect(parseFlagExpression(`${"(".repeat(499)}strong${")".repeat(499)}`)(Flag.strong)).toBe(true);
  });

  it("need a column flags", () => {
    const table = new ReflectionTable({}, { nrows: 2 });
    expect(() => flagSelection(table, "strong")).toThrow('The table has no column "flags"');
  });
});
