import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError, evaluateExpression } from "./expression.js";

describe("numeric expressions", () => {
  // right-hand sides as Python evaluates them
  it.each([
    ["1/3", 1 / 3],
    ["-2**2", -4],
    ["2**-1", 0.5],
    ["2**3**2", 512],
    ["-7//2", -4],
    ["-7%3", 2],
    ["7%-3", -2],
    ["1+2*3-4/2", 5],
    ["(1+2)*3", 9],
    ["1e-3", 0.001],
    ["-.5", -0.5],
    ["1_000", 1000],
    ["0x10", 16],
    ["0b101", 5],
    ["pi/2", Math.PI / 2],
    ["sqrt(2)", Math.SQRT2],
    ["min(1,2)", 1],
    ["round(2.5)", 2],
    ["round(3.5)", 4],
    ["~1", -2],
    ["1<<2", 4],
    ["7&3|8", 11],
    ["1e400", Infinity],
    ["--1", 1],
  ])("%s is %d", (text, value) => expect(evaluateExpression(text)).toBe(value));

  it.each([
    "",
    "1 2",
    "1,",
    "5deg",
    "1e",
    "x",
    "process",
    "sqrt",
    "sqrt()",
    "sqrt(1,2)",
    "(1",
    "1/0",
    "1//0",
    "*1",
    "1==1",
    "constructor(1)",
    "[1]",
    "1j",
    "a.b",
    "'1'",
    `${"(".repeat(400)}1`,
    `1${"+1".repeat(600)}`,
  ])("%j is refused", (text) => expect(() => evaluateExpression(text)).toThrow(ExpressionError));

  it("reads every double back from its shortest digits", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (x) => evaluateExpression(String(x)) === x,
      ),
    );
  });
});
