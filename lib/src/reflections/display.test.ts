import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import "../files/install.js";
import { displayTable } from "./display.js";
import { Flag } from "./flag.js";
import { formatNumber } from "./formatNumber.js";
import { ReflectionTable } from "./reflectionTable.js";

/** The cells of a column's line in the text. */
function line(table: ReflectionTable, name: string): string[] {
  const lines = displayTable(table)["text/plain"].split("\n");
  return lines.find((text) => text.startsWith(`${name} `))!.split(/ {2,}/);
}

// What `dials.show indexed.refl` of DIALS 3.12.1 prints for quartz_processed: column, min, max, mean. Means of whole
// numbers it cuts to whole ones (here: the mean to a tenth, after "≈"), and n_signal it prints in full.
const shown = `
flags | 32 | 131108 | ≈13019
id | -1 | 0 | ≈0
imageset_id | 0 | 0 | 0
intensity.sum.value | 558.0 | 224062.0 | 9413.0
intensity.sum.variance | 558.0 | 224062.0 | 9413.0
miller_index | -7, -5, -9 | 7, 5, 9 | ≈0, 0, 0
n_signal | 10 | 569 | ≈44
panel | 0 | 0 | 0
rlp | -1.8578, -1.8618, -1.1059 | 1.8937, 1.5206, 1.0094 | 0.0079, -0.0729, -0.0048
s1 | -1.8427, -1.8906, -39.8719 | 1.9114, 1.7425, -39.7979 | 0.0233, -0.0850, -39.8559
shoebox | 10 | 2250 | 111.9
xyzcal.mm | 0.00, 0.00, -0.87 | 26.27, 24.04, 0.87 | 11.64, 11.54, -0.01
xyzcal.px | 0.00, 0.00, -0.07 | 1010.55, 924.75, 100.09 | 447.56, 443.98, 43.63
xyzobs.mm.value | 0.13, 0.91, -0.86 | 26.53, 26.45, 0.86 | 13.25, 13.75, -0.01
xyzobs.mm.variance | 5.6333e-05, 5.6333e-05, 2.5385e-05 | 5.7026e-05, 5.7482e-05, 3.8691e-05 | 5.6527e-05, 5.6608e-05, 2.6013e-05
xyzobs.px.value | 5.04, 34.87, 0.50 | 1020.50, 1017.50, 99.50 | 509.58, 528.94, 49.45
xyzobs.px.variance | 0.0833, 0.0833, 0.0833 | 0.0844, 0.0850, 0.1270 | 0.0836, 0.0837, 0.0854
`;

needs.sharedData("data", "quartz_processed", "indexed.refl").it("prints dials.show's numbers", () => {
  const path = shared("data", "quartz_processed", "indexed.refl");
  const table = ReflectionTable.fromBytes(new Uint8Array(readFileSync(path)), path);
  for (const row of shown.trim().split("\n")) {
    const [name, min, max, mean] = row.split(" | ") as [string, string, string, string];
    const cells = line(table, name);
    expect(cells.slice(-3, -1)).toEqual([min, max]);
    const last = cells.at(-1)!;
    if (!mean.startsWith("≈")) expect(last).toBe(mean);
    else
      expect(last.split(", ").map((text) => Math.trunc(Number(text)) + 0)).toEqual(
        mean.slice(1).split(", ").map(Number),
      );
  }
});

const small = () =>
  new ReflectionTable(
    {
      d: FlexDouble.from([2, Number.NaN, 4]),
      entering: FlexBool.from([true, false, false]),
      flags: FlexSizeT.from([Flag.strong, Flag.strong | Flag.indexed, 0]),
      miller_index: FlexMillerIndex.from([
        [1, 2, 3],
        [0, 0, 1],
        [-4, 5, 6],
      ]),
      "<b>&\"'": FlexStdString.from(["<script>alert(1)</script>", "a\nb", ""]),
    },
    { identifiers: { 0: "<img src=x onerror=alert(1)>" } },
  );

describe("text", () => {
  it("says what is there, NaN left out of the numbers but told", () => {
    expect(line(small(), "d")).toEqual(["d", "double", "Å", "2.00", "4.00", "3.00 (1 NaN)"]);
    expect(line(small(), "entering")).toEqual(["entering", "bool", "fraction", "0.333"]);
    expect(line(small(), "miller_index")).toEqual([
      "miller_index",
      "miller_index",
      "-4, 0, 1",
      "1, 5, 6",
      "-1, 2.3, 3.3",
    ]);
    const text = displayTable(small())["text/plain"];
    expect(text).toMatch(/^ReflectionTable: 3 reflections, 5 columns\n/);
    expect(text).toContain("Flags: indexed 1, strong 2\n");
    expect(text).toMatch(/\nd +2\.00 +NaN +4\.00\n/);
  });

  it("of empty tables, and of columns without a number", () => {
    expect(displayTable(new ReflectionTable())["text/plain"]).toBe(
      "ReflectionTable: 0 reflections, 0 columns",
    );
    expect(String(small().select([]))).toContain("0 reflections, 5 columns");
    expect(line(small().select([1]), "d")).toEqual(["d", "double", "Å", "(1 NaN)"]);
  });

  it("has as many digits as suit the column", () => {
    expect(formatNumber(1234.567, "intensity.sum.value")).toBe("1234.6");
    expect(formatNumber(-0.001, "xyzcal.px")).toBe("0.00");
    expect(formatNumber(1 / 3, "mine")).toBe("0.333333");
    expect(formatNumber(1.5e-7, "mine")).toBe("1.5000e-07");
    expect(formatNumber(1e300, "d")).toBe("1.0000e+300");
    expect(formatNumber(Number.POSITIVE_INFINITY, "d")).toBe("Infinity");
    expect(formatNumber(1.25, "constructor")).toBe("1.25");
  });
});

describe("HTML", () => {
  it("escapes all that comes from the table", () => {
    const html = displayTable(small())["text/html"];
    expect(html).not.toMatch(/<script|<img|<b>&"/);
    expect(html).toContain("&#60;script&#62;");
    expect(html).toContain("&#60;img src=x onerror=alert(1)&#62;");
  });

  it("needs no script and nothing from elsewhere, and its tags close", () => {
    const html = displayTable(small())["text/html"];
    expect(html).not.toMatch(/<[^>]*(?:src|href)=|url\(|@import|<script/);
    const open: string[] = [];
    for (const [, close, tag] of html.matchAll(/<(\/?)([a-z]+)[^>]*>/g))
      if (!close) open.push(tag!);
      else expect(open.pop()).toBe(tag);
    expect(open).toEqual([]);
  });

  it("is what a notebook asks a table for", () => {
    const shown = small()[Symbol.for("Jupyter.display") as unknown as keyof ReflectionTable] as unknown;
    expect(typeof shown).toBe("function");
  });
});

it("reads no pixel and, beside a bbox column, no shoebox", () => {
  const load = () => {
    throw new Error("decoded");
  };
  const bbox = FlexInt6.from([
    [0, 2, 0, 3, 0, 4],
    [0, 1, 0, 1, 0, 1],
  ]);
  const table = new ReflectionTable({ bbox, shoebox: { type: "Shoebox<>", length: 2, load } });
  expect(line(table, "shoebox")).toEqual(["shoebox", "shoebox", "px per box", "1", "24", "12.5"]);
  const pools = { pixels: 24, data: load, mask: load, background: load };
  const start = Float64Array.of(0, -1);
  const shoebox = new FlexShoebox({ panel: new Uint32Array(2), bbox: bbox.data, start, pools });
  const alone = new ReflectionTable({ shoebox, id: FlexInt.from([0, 0]) });
  expect(line(alone, "shoebox").slice(3)).toEqual(["1", "24", "12.5"]);
  expect(displayTable(alone)["text/html"]).toContain("2×3×4 px");
});
