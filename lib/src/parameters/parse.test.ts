import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EwaldError } from "../error.js";
import { parsePhil } from "./parse.js";
import { asText } from "./print.js";

/** What libtbx.phil (cctbx 2023) prints of each text, `as_str(attributes_level=2)`, written down from runs of it. */
const printed: readonly (readonly [text: string, expected: string])[] = [
  ["a=1;b=2", "a = 1\nb = 2\n"],
  ["a=1 b=2", "a = 1 b=2\n"],
  ["a = 'x'y", "a = 'x' y\n"],
  ["a = x'y'", "a = x'y'\n"],
  ['a="x\\"y"', 'a = "x\\"y"\n'],
  ["a = 1 \\\n 2\nb=3", "a = 1 2\nb = 3\n"],
  ["a = \"x\"\n 'y' z\n b=1", "a = \"x\" 'y' z\nb = 1\n"],
  ["a=1#c", "a = 1#c\n"],
  ["a=1 # c\nb=2", "a = 1\nb = 2\n"],
  ["a.b.c {\nd=1\n}", "a.b.c {\n  d = 1\n}\n"],
  ["a {b=1} c=3", "a {\n  b = 1\n}\nc = 3\n"],
  ["!a=1\na{!b=1\n}", "!a = 1\na {\n  !b = 1\n}\n"],
  ['a=1\n.help="x" "y"\n.type=int', 'a = 1\n  .help = "x y"\n  .type = int(allow_none=True)\n'],
  ["a=1\n.help=x\n!.type=int", "a = 1\n  .help = x\n"],
  ["a .help=x {b=1}", "a\n  .help = x\n{\n  b = 1\n}\n"],
  ["a=1\n.type=ints(3)", "a = 1\n  .type = ints(size=3)\n"],
  ["a=1\n.type=float(value_min=1/3)", "a = 1\n  .type = float(value_min=0.3333333333, allow_none=True)\n"],
  ["a=1\n.type=int(allow_none=False)", "a = 1\n  .type = int\n"],
  ["a=1\n.expert_level=1+1", "a = 1\n  .expert_level = 2\n"],
  ["a='x\\\ny'", "a = 'xy'\n"],
  ["a=1\n#phil __OFF__\nb=2\n#phil __ON__\nc=3\n#phil __END__\nd=4", "a = 1\nc = 3\n"],
  ["a=b = c", "a = b = c\n"],
  ["a=1\n;b=2", "a = 1\nb = 2\n"],
];

describe("PHIL text", () => {
  it.each(printed)("%j is read as libtbx reads it", (text, expected) => {
    expect(asText(parsePhil(text), { attributesLevel: 2 })).toBe(expected);
  });

  it.each([
    ["a=\n", "a has no value; a = None would work (f.phil, line 1)"],
    ["x\n{\na=1", '"{" has no matching "}" (f.phil, line 2)'],
    ["a=1\n}", '"}" has no matching "{" (f.phil, line 2)'],
    ["a = 'x\n", "A quote ' is not closed (f.phil, line 1)"],
    ["1a=1", '"1a" is no parameter name; letters, digits and _ would work (f.phil, line 1)'],
    ["a=1\n.hepl=x", "A definition has no attribute .hepl; did you mean help? (f.phil, line 2)"],
    ["a=1\n.type=flaot", ".type: flaot is no type known here; did you mean float? (f.phil, line 2)"],
    ["a=1\n.multiple=maybe", ".multiple: True or False was expected, not maybe (f.phil, line 2)"],
    ["a=1\n.type=int(value_min=5,value_max=1)", ".type: value_min 5 is above value_max 1 (f.phil, line 2)"],
    ["a { b", 'The text ends after "b"; name = value or name { … } would work (f.phil, line 1)'],
    ["__x__=1", 'The name "__x__" is reserved (f.phil, line 1)'],
  ])("%j is refused, with place and remedy", (text, message) => {
    expect(() => parsePhil(text, "f.phil")).toThrow(new EwaldError("bad-format", message));
  });

  it("has no includes", () => {
    expect(() => parsePhil("include file x", "f.phil")).toThrow(
      new EwaldError(
        "unsupported",
        "include is not supported in parameter files; put the included text in its place (f.phil, line 1)",
      ),
    );
  });

  it("nests only so deep", () => {
    expect(() => parsePhil("a{".repeat(5000))).toThrow("nested deeper than 100");
    expect(() => parsePhil(`${"a.".repeat(5000)}b=1`)).toThrow("nested deeper than 100");
  });
});

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/).filter((text) => text !== "include");
const bareWords = fc.stringMatching(/^[A-Za-z0-9_.,*+/:()-]{1,12}$/);
const word = fc.oneof(
  bareWords.map((value) => ({ value, quote: "" as const })),
  fc.record({
    value: fc.string({ unit: fc.constantFrom(..."ab \\\"'\n#{};=$é"), maxLength: 12 }),
    quote: fc.constantFrom("'" as const, '"' as const, "'''" as const, '"""' as const),
  }),
);
const written = ({ value, quote }: { value: string; quote: string }) =>
  quote +
  (quote === "" ? value : value.replaceAll("\\", "\\\\").replaceAll(quote[0]!, `\\${quote[0]}`)) +
  quote;
const definition = fc
  .tuple(
    name,
    fc.array(word, { minLength: 1, maxLength: 6 }),
    fc.option(fc.string({ maxLength: 120 })),
    fc.boolean(),
  )
  .map(([key, words, help, disabled]) => {
    const head = `${disabled ? "!" : ""}${key} = ${words.map(written).join(" ")}`;
    return help === null ? head : `${head}\n.help = ${written({ value: help, quote: '"' })}`;
  });
const text: fc.Arbitrary<string> = fc.letrec<{ objects: string; scope: string }>((tie) => ({
  objects: fc
    .array(fc.oneof({ depthSize: "small" }, definition, tie("scope")), { minLength: 1, maxLength: 4 })
    .map((objects) => objects.join("\n")),
  scope: fc
    .tuple(name, fc.option(name), fc.option(fc.nat(5)), tie("objects"))
    .map(
      ([outer, inner, level, objects]) =>
        `${outer}${inner === null ? "" : `.${inner}`}${level === null ? "" : `\n.expert_level=${level}\n`} {\n${objects}\n}`,
    ),
})).objects;

describe("reading what was printed", () => {
  it("gives the same text again, at every level", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 2 }), (given, attributesLevel) => {
        const once = asText(parsePhil(given), { attributesLevel });
        expect(asText(parsePhil(once), { attributesLevel })).toBe(once);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("keeps every word, its value and its quotes", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
        const scope = parsePhil(`a = ${words.map(written).join(" ")}`);
        const again = parsePhil(asText(scope));
        const [object] = again.objects;
        // an unquoted # would begin a comment, and one \ continue the line: neither is among the words made here
        expect(object?.kind === "definition" && object.words).toEqual(words);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it("never fails but by an EwaldError, nor hangs, on 2000 mutations of good text", () => {
    const good = `${printed.map(([source]) => source.replace(/#phil.*/g, "")).join("\n")}\ns\n.multiple=True\n{ a = *x y\n.type=choice\n}`;
    const piece = fc.constantFrom(
      ..."ab=1{};.!\"'\\ \n#*+,()$é",
      "'''",
      '"""',
      "\n.type=",
      "\n.help=",
      "#phil __OFF__",
      "include ",
    );
    const edit = fc.tuple(fc.nat(good.length), fc.nat(20), fc.array(piece, { maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let source = good;
        for (const [at, cut, pieces] of edits)
          source = source.slice(0, at) + pieces.join("") + source.slice(at + cut);
        try {
          asText(parsePhil(source), { attributesLevel: 3 });
        } catch (error) {
          expect(error).toBeInstanceOf(EwaldError);
        }
      }),
      { seed: 3, numRuns: 2000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
    );
  });
});
