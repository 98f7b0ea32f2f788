import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EwaldError } from "../../error.js";
import { parseCif } from "./cif.js";

const parse = (text: string) => parseCif("x.cbf", text);

describe("CIF", () => {
  it("reads items, loops, every kind of value, and stops at the second block", () => {
    const cif = parse(`###CBF
# a comment _with.name
data_one
_A.plain word#1  # this is one
_a.quoted 'it's one'
_a.double "say "x"y too"
_a.text
;first
 second
;
_a.none .
_a.unknown ?
_a.dot '.'
loop_
_b.id _b.v[1]
x 1.5(3) y
-2e3
LOOP_ _c.id 'loop_' "data_x" ;semi
data_two
_a.plain other
`);
    const a = cif.category("_a");
    expect(a.length).toBe(1);
    expect(a.text(0, "plain")).toBe("word#1");
    expect(a.text(0, "quoted")).toBe("it's one");
    expect(a.text(0, "double")).toBe('say "x"y too');
    expect(a.text(0, "text")).toBe("first\n second");
    expect(a.text(0, "none")).toBeUndefined();
    expect(a.text(0, "unknown")).toBeUndefined();
    expect(a.text(0, "dot")).toBe(".");
    const b = cif.category("_b");
    expect(b.length).toBe(2);
    expect(b.number(b.row("id", "x"), "v[1]")).toBe(1.5);
    expect(b.number(b.row("id", "y"), "v[1]")).toBe(-2000);
    expect(b.row("id", "z")).toBeUndefined();
    expect(cif.category("_c").column("id")).toEqual(["loop_", "data_x", ";semi"]);
    expect(cif.category("_none").length).toBe(0);
  });

  it("knows arrays by their numbers", () => {
    const data = parse(
      "data_x\nloop_ _array_data.array_id _array_data.data\nA\n;\n\x000\r\n;\nB\n;\x001\0\n;\n".replace(
        "\x000",
        "\x000\0",
      ),
    ).category("_array_data");
    expect([data.section(0, "data"), data.section(1, "data")]).toEqual([0, 1]);
  });

  it("refuses what is none, in one sentence with the file's name", () => {
    for (const [text, message] of [
      ["data_x\n_a.b", /"_a\.b" has no value/],
      ["data_x\n_a.b _c.d 1", /"_a\.b" has no value/],
      ["data_x\nloop_ 1 2", /a loop_ has no names/],
      ["data_x\nstray", /the value "stray" has no name/],
      ["data_x\n_a.b\n;never closed\n", /in line 3 of its header, a text field is not closed/],
    ] as const)
      expect(() => parse(text)).toThrow(message);
  });

  it("reads or refuses any text, however long its tokens", () => {
    const piece = fc.constantFrom(
      "data_x",
      "loop_",
      "_a.b",
      "_c.d",
      "'",
      '"',
      ";",
      "\n",
      " ",
      "#",
      "1",
      "\x000\0",
      "?",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          parse(pieces.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(EwaldError);
        }
      }),
    );
    const long = "x".repeat(5_000_000);
    expect(parse(`data_y _a.b ${long}`).category("_a").text(0, "b")!.length).toBe(long.length);
    expect(
      parse(`data_y\n${"#\n".repeat(1_000_000)}_a.b '${long}'`)
        .category("_a")
        .text(0, "b")!.length,
    ).toBe(long.length);
  });
});
