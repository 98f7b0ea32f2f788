import * as aq from "arquero";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { MaskCode } from "../array/maskCode.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import type { Shoebox } from "../array/shoebox.js";
import { ShoeboxPools } from "../array/shoeboxPools.js";
import { FlexStdString } from "../array/strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double, type Mat3 } from "../array/vectors.js";
import { Flag, flagNames, isFlag } from "./flag.js";
import { ReflectionTable } from "./reflectionTable.js";

/** Columns, types, values and identifiers of a table, for comparison. */
function contents(table: ReflectionTable) {
  return {
    nrows: table.nrows,
    columns: table.keys().map((name) => [name, table.columnType(name), [...table.peek(name)]]),
    identifiers: [...table.experimentIdentifiers()],
  };
}

const reflections = () =>
  new ReflectionTable(
    {
      miller_index: FlexMillerIndex.from([
        [1, 2, 3],
        [0, 0, 1],
        [-4, 5, 6],
      ]),
      "xyzcal.px": FlexVec3Double.from([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, Number.NaN],
      ]),
      d: FlexDouble.from([3, 1, 2]),
      flags: FlexSizeT.from([Flag.indexed | Flag.strong, Flag.strong, Flag.integrated]),
      id: FlexInt.from([0, -1, 1]),
      entering: FlexBool.from([true, false, true]),
      bbox: FlexInt6.from([
        [0, 2, 0, 1, 0, 1],
        [1, 2, 3, 4, 5, 6],
        [0, 1, 0, 1, 0, 1],
      ]),
      mate: FlexMillerIndex.from([
        [-1, -2, -3],
        [0, 0, -1],
        [4, -5, -6],
      ]),
    },
    { identifiers: { 0: "first", 1: "second" } },
  );

describe("toArquero", () => {
  it("copies nothing and names components", () => {
    const table = reflections();
    const frame = table.toArquero();
    expect(frame.column("d")).toBe(table.column("d").data);
    expect(frame.column("flags")).toBe(table.column("flags").data);
    expect(frame.columnNames()).toEqual([
      ..."bbox.x0 bbox.x1 bbox.y0 bbox.y1 bbox.z0 bbox.z1 d entering flags id mate.h mate.k mate.l h k l".split(
        " ",
      ),
      ..."xyzcal.px.x xyzcal.px.y xyzcal.px.z".split(" "),
    ]);
    table.column("xyzcal.px").set(0, [10, 20, 30]);
    expect(frame.object(0)).toMatchObject({
      "xyzcal.px.y": 20,
      h: 1,
      "mate.k": -2,
      entering: true,
      "bbox.x1": 2,
    });
  });

  it("gives the columns asked for, by either name", () => {
    const table = reflections();
    expect(table.toArquero({ columns: ["d", "miller_index", "xyzcal.px.z"] }).columnNames()).toEqual(
      "d h k l xyzcal.px.z".split(" "),
    );
    expect(() => table.toArquero({ columns: ["xyzcal.px.w"] })).toThrow(
      /no column "xyzcal.px.w"; it has xyzcal.px/,
    );
  });

  it("leaves h, k and l to columns that have these names", () => {
    const table = reflections().set("k", FlexDouble.from([1, 2, 3]));
    const frame = table.toArquero({ columns: ["k", "miller_index"] });
    expect(frame.columnNames()).toEqual(["k", "miller_index.h", "miller_index.k", "miller_index.l"]);
    expect(contents(ReflectionTable.fromArquero(table.toArquero()))).toEqual(contents(table));
  });

  it("flags are tested by name inside plain expressions", () => {
    const frame = reflections().toArquero();
    const rows = (expression: string) => [...frame.filter(expression).indices()];
    expect(rows("d => isFlag(d.flags, Flag.indexed)")).toEqual([0]);
    expect(rows("d => isFlag(d.flags, 'strong')")).toEqual([0, 1]);
    expect(rows("d => op.isFlag(d.flags, Flag.integrated) || d.d < 2")).toEqual([1, 2]);
    expect(rows("d => isFlag(d.flags, Flag.indexed | Flag.integrated_sum, { all: false })")).toEqual([0, 2]);
    expect(rows("d => isFlag(d['flags'], Flag.strong) && d['xyzcal.px.z'] > 3 && !d.entering")).toEqual([1]);
    const later = frame.filter("d => d.d > 1").derive({ strong: "d => isFlag(d.flags, Flag.strong)" });
    expect(later.array("strong")).toEqual([true, false]);
  });

  it("groups, joins and rolls up strided columns", () => {
    const frame = reflections().toArquero();
    const mean = frame.groupby("entering").rollup({ z: "d => op.mean(d['xyzcal.px.x'])" }).orderby("z");
    expect(mean.objects()).toEqual([
      { entering: true, z: 4 },
      { entering: false, z: 4 },
    ]);
    const joined = frame
      .select("h", "k", "l", "d")
      .join(frame.select("h", "k", "l", "id"), [["h", "k", "l"]]);
    expect(joined.array("id")).toEqual([0, -1, 1]);
  });

  it("shoeboxes read no pixel until asked", () => {
    let reads = 0;
    const pixels = () => {
      reads++;
      return Float32Array.of(5, 6);
    };
    const shoebox = new FlexShoebox({
      panel: Uint32Array.of(0, 3),
      bbox: Int32Array.of(0, 2, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
      start: Float64Array.of(0, -1),
      pools: { pixels: 2, data: pixels, background: pixels, mask: () => Uint8Array.of(5, 5) },
    });
    const frame = new ReflectionTable({ shoebox, id: FlexInt.from([0, 1]) })
      .toArquero()
      .filter("d => d.id == 0");
    const back = ReflectionTable.fromArquero(frame).column("shoebox");
    expect([reads, back.length, [...back.countMaskValues(MaskCode.Foreground).data]]).toEqual([0, 1, [2]]);
    expect([...(frame.get("shoebox", 0) as Shoebox).data]).toEqual([5, 6]);
    expect(back.pools).toBeInstanceOf(ShoeboxPools);
  });
});

describe("fromArquero", () => {
  it("keeps order, filter, types and identifiers", () => {
    const table = reflections();
    const frame = table.toArquero().filter("d => d.d > 1").orderby("d");
    expect(contents(ReflectionTable.fromArquero(frame))).toEqual(
      contents(table.select([2, 0]).set("d", FlexDouble.from([2, 3]))).valueOf(),
    );
    expect(contents(ReflectionTable.fromArquero(frame.reify()))).toEqual(
      contents(ReflectionTable.fromArquero(frame)),
    );
  });

  it("takes the catalogue's types for plain arrays, and double, bool and text for other names", () => {
    const frame = aq.table({
      flags: [4, 5],
      id: [0, -1],
      entering: [1, 0],
      d: [1, 2],
      other: [1, 2],
      yes: [true, false],
      label: ["a", "b"],
      counted: Int16Array.of(-1, 2),
      big: BigInt64Array.of(1n, -2n),
      h: [1, 2],
      k: [3, 4],
      l: [5, 6],
      "v.x": [1, 2],
      "v.y": Float32Array.of(3, 4),
      rlp: [[1, 2, 3], Float64Array.of(4, 5, 6)],
      "lone.x": [7, 8],
    });
    const table = ReflectionTable.fromArquero(frame);
    expect(Object.fromEntries(table.keys().map((name) => [name, table.columnType(name)]))).toEqual({
      flags: "std::size_t",
      id: "int",
      entering: "bool",
      d: "double",
      other: "double",
      yes: "bool",
      label: "std::string",
      counted: "int",
      big: "double",
      miller_index: "cctbx::miller::index<>",
      v: "vec2<double>",
      rlp: "vec3<double>",
      "lone.x": "double",
    });
    expect([...table.column("miller_index")]).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect([...table.column("v")]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect([...table.column("rlp")]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(ReflectionTable.fromArquero(aq.table({ x: [] })).nrows).toBe(0);
  });

  it("refuses what would be lost or made up", () => {
    const refuse = (columns: Record<string, unknown>, message: RegExp) =>
      expect(() => ReflectionTable.fromArquero(aq.table(columns))).toThrow(message);
    refuse({ x: [1, null] }, /Row 1 of column "x" is null/);
    refuse({ x: [1, undefined] }, /Row 1 of column "x" is undefined/);
    refuse({ flags: [1, -1] }, /"flags" cannot be of type std::size_t/);
    refuse({ h: [1.5], k: [0], l: [0] }, /h, k, l do not make/);
    refuse({ "v.x": [0, 1], "v.y": [1, null] }, /v.x, v.y do not make .* Row 1 of column "v.y" is null/);
    refuse({ x: [new Date(0)] }, /holds \[object Date\]/);
    refuse({ x: [2n ** 60n + 1n] }, /not a number/);
    refuse({ entering: [1, 2] }, /"entering" cannot be of type bool/);
    refuse(
      {
        rlp: [
          [1, 2, 3],
          [1, 2],
        ],
      },
      /row 1 of "rlp" is not 3 numbers/,
    );
  });

  it("undoes toArquero", () => {
    const d = fc.double();
    const i = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const row = fc.record({
      x: d,
      n: i,
      size: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      yes: fc.boolean(),
      text: fc.string(),
      two: fc.tuple(d, d),
      three: fc.tuple(d, d, d),
      nine: fc.array(d, { minLength: 9, maxLength: 9 }),
      hkl: fc.tuple(i, i, i),
      box: fc.tuple(i, i, i, i, i, i),
    });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.array(fc.nat(11), { maxLength: 20 }),
        (rows, picks) => {
          const table = new ReflectionTable(
            {
              x: FlexDouble.from(rows.map((r) => r.x)),
              n: FlexInt.from(rows.map((r) => r.n)),
              size: FlexSizeT.from(rows.map((r) => r.size)),
              yes: FlexBool.from(rows.map((r) => r.yes)),
              text: FlexStdString.from(rows.map((r) => r.text)),
              two: FlexVec2Double.from(rows.map((r) => r.two)),
              three: FlexVec3Double.from(rows.map((r) => r.three)),
              nine: FlexMat3Double.from(rows.map((r) => r.nine as unknown as Mat3)),
              miller_index: FlexMillerIndex.from(rows.map((r) => r.hkl)),
              bbox: FlexInt6.from(rows.map((r) => r.box)),
            },
            { identifiers: { 3: "c" } },
          );
          const frame = table.toArquero();
          expect(contents(ReflectionTable.fromArquero(frame))).toEqual(contents(table));
          expect(contents(ReflectionTable.fromArrowIPC(table.toArrowIPC()))).toEqual(contents(table));
          // Filtered: the same rows as selected.
          const keep = new Set(picks);
          const filtered = frame.params({ keep }).filter("(d, $) => op.has($.keep, op.row_number() - 1)");
          const selected = table.select(rows.flatMap((_, k) => (keep.has(k) ? [k] : [])));
          expect(contents(ReflectionTable.fromArquero(filtered)).columns).toEqual(contents(selected).columns);
        },
      ),
      { numRuns: 60, seed: 9 },
    );
  });
});

describe("isFlag", () => {
  it("tests numbers as getFlags tests columns", () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 28),
        fc.constantFrom(...Object.values(Flag)),
        fc.boolean(),
        (flags, flag, all) => {
          const table = new ReflectionTable({ flags: FlexSizeT.from([flags]) });
          expect(isFlag(flags, flag, { all })).toBe(table.getFlags(flag, { all }).at(0));
        },
      ),
      { seed: 10 },
    );
    expect(flagNames(44)).toEqual(["indexed", "used_in_refinement", "strong"]);
    expect(isFlag(2 ** 31, 2 ** 31)).toBe(true);
    expect(() => isFlag(4, "indexd" as "indexed")).toThrow(/no flag "indexd"/);
  });
});
