import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, writeJson } from "./jsonText.js";

const parse = (text: string) => parseJson(new TextEncoder().encode(text), "test");

describe("JSON as Python writes it", () => {
  it("parses what JSON.parse parses", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("writes what parses back", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (text) => {
        const written = writeJson(parse(text));
        expect(written).toMatch(/^[\n -~]*$/);
        expect(JSON.parse(written)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("keeps numbers as they were written, and takes NaN and Infinity", () => {
    const text =
      '{\n  "a": 1.0,\n  "b": [\n    1e-07,\n    12345678901234567890,\n    -0.0,\n    NaN,\n    -Infinity\n  ],\n  "c": {},\n  "d": []\n}';
    expect(writeJson(parse(text))).toBe(text);
  });

  it("writes a changed number anew", () => {
    const value = parse('{"a": 1.0, "b": [2.0]}') as { a: number; b: number[] };
    value.a = 3;
    value.b.push(1e-7);
    expect(writeJson(value)).toBe('{\n  "a": 3,\n  "b": [\n    2.0,\n    1e-07\n  ]\n}');
  });

  it("keeps the last of equal keys, and __proto__ as a key", () => {
    expect(writeJson(parse('{"a": 1.0, "a": 2}'))).toBe('{\n  "a": 2\n}');
    const value = parse('{"__proto__": {"x": 1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(writeJson(value)).toContain('"__proto__"');
  });

  it.each([
    ["", /line 1, column 1 \(the end\), a JSON value is expected/],
    ['{"a": 1,\n "b" 2}', /line 2, column 6 .*":" is expected/],
    ["[1 2]", /"," or "]" is expected/],
    ['"a\nb"', /a text in double quotes is expected/],
    ["1e999", /too large/],
    ["1 2", /more text follows/],
    ["[".repeat(100_000), /nested more than 500 deep/],
    ['{"a":'.repeat(100_000), /nested more than 500 deep/],
  ])("refuses %#", (text, message) => expect(() => parse(text)).toThrow(message));

  it("refuses to write what holds itself", () => {
    const value: Record<string, never> = {};
    Object.assign(value, { value });
    expect(() => writeJson(value)).toThrow(/nested more than 500 deep, or hold themselves/);
  });
});
