import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { Flag } from "./flag.js";
import { ReflectionTable } from "./reflectionTable.js";

const doubles = (...values: number[]) => FlexDouble.from(values);
const ints = (...values: number[]) => FlexInt.from(values);

/** All values, as the recorded DIALS answers have them. */
function contents(table: ReflectionTable) {
  return {
    nrows: table.nrows,
    columns: Object.fromEntries(table.keys().map((name) => [name, [...table.peek(name)]])),
    identifiers: Object.fromEntries(table.experimentIdentifiers()),
  };
}

const a = () =>
  new ReflectionTable({ x: doubles(1, 2, 3), id: ints(0, 1, 0) }, { identifiers: { 0: "A", 1: "B" } });
const b = () =>
  new ReflectionTable(
    { x: doubles(4, 5), id: ints(1, 2), y: ints(7, 8) },
    { identifiers: { 1: "B", 2: "C" } },
  );

function code(run: () => unknown): [code: string, message: string] {
  try {
    run();
  } catch (error) {
    if (error instanceof EwaldError) return [error.code, error.message];
    throw error;
  }
  return ["none", ""];
}

describe("columns", () => {
  it("are listed as DIALS lists them", () => {
    const table = new ReflectionTable({ b: ints(1), B: ints(1), "a.b": ints(1), a_b: ints(1), A: ints(1) });
    expect(table.keys()).toEqual(["A", "B", "a.b", "a_b", "b"]);
    expect([table.nrows, table.length, table.size(), table.ncols]).toEqual([1, 1, 1, 5]);
  });

  it("are kept, not copied", () => {
    const column = doubles(1, 2);
    const table = new ReflectionTable({ d: column });
    expect(table.column("d")).toBe(column);
  });

  it("are typed by the catalogue and checked against it", () => {
    const table = new ReflectionTable({
      "xyzcal.px": FlexVec3Double.from([[1, 2, 3]]),
      d: ints(2),
      q: ints(4),
    });
    const z: FlexDouble = table.column("xyzcal.px").z;
    expect(z.at(0)).toBe(3);
    expect(code(() => table.column("d"))).toEqual([
      "wrong-type",
      'Column "d" is of type int, not double; column("d", "int") gives it as it is.',
    ]);
    expect(table.column("d", "int").at(0)).toBe(2);
    expect(code(() => table.column("q", "double"))[0]).toBe("wrong-type");
    const size = new ReflectionTable({ id: FlexSizeT.from([3]) });
    expect(size.column("id").type).toBe("std::size_t");
  });

  it("missing: the error lists those there are, nearest name first", () => {
    const table = new ReflectionTable({
      "intensity.sum.value": doubles(1),
      "intensity.prf.value": doubles(1),
      id: ints(0),
    });
    expect(code(() => table.column("intensity.sum.valeu"))).toEqual([
      "missing-column",
      'The table has no column "intensity.sum.valeu"; it has intensity.sum.value, intensity.prf.value, id.',
    ]);
    expect(code(() => table.columnType("I"))[1]).toMatch(/it has id, /);
    for (const run of [() => table.delete("z"), () => table.rename("z", "y"), () => table.sort("z")])
      expect(code(run)[0]).toBe("missing-column");
    expect(code(() => new ReflectionTable().column("d"))[1]).toContain("it has no columns");
  });

  it("must have the table's length, unless it has no columns yet", () => {
    expect(code(() => new ReflectionTable({ x: doubles(1, 2), y: doubles(1) }))[0]).toBe("wrong-length");
    expect(code(() => new ReflectionTable({ x: doubles(1) }, { nrows: 2 }))[0]).toBe("wrong-length");
    const table = new ReflectionTable({}, { nrows: 4 });
    expect(table.nrows).toBe(4);
    expect(table.set("x", ints(1)).nrows).toBe(1);
    expect(code(() => table.set("y", ints(1, 2)))[0]).toBe("wrong-length");
  });

  it("can be set, renamed and deleted", () => {
    const table = a()
      .set("y", ints(1, 2, 3))
      .rename("x", "z")
      .delete("id");
    expect(contents(table).columns).toEqual({ y: [1, 2, 3], z: [1, 2, 3] });
  });

  it("with names that objects have already", () => {
    const table = new ReflectionTable({ constructor: ints(1), toString: ints(2) }).set("__proto__", ints(3));
    expect(table.keys()).toEqual(["__proto__", "constructor", "toString"]);
    expect(Object.keys(table.row(0))).toEqual(["__proto__", "constructor", "toString"]);
    expect(table.select([0]).column("__proto__").at(0)).toBe(3);
    expect(code(() => a().column("hasOwnProperty"))[0]).toBe("missing-column");
  });
});

describe("rows", () => {
  it("come as objects of typed values", () => {
    const table = new ReflectionTable({
      miller_index: FlexMillerIndex.from([[1, -2, 3]]),
      entering: FlexBool.from([true]),
      bbox: FlexInt6.from([[0, 1, 2, 3, 4, 5]]),
      name: FlexStdString.from(["é"]),
    });
    const row = table.row(-1);
    expect(row).toEqual({ bbox: [0, 1, 2, 3, 4, 5], entering: true, miller_index: [1, -2, 3], name: "é" });
    const h: number | undefined = row.miller_index?.[0];
    expect(h).toBe(1);
    expect([...table.rows()]).toEqual([row]);
    expect(code(() => table.row(1))[0]).toBe("out-of-range");
    expect(code(() => table.row(0.5))[0]).toBe("out-of-range");
  });
});

// Answers of DIALS 3.12.1 (flex.reflection_table in Python), the same calls.
describe("as recorded from DIALS", () => {
  it("select keeps the identifiers of the experiments left", () => {
    expect(contents(a().select(FlexBool.from([true, false, true])))).toEqual({
      nrows: 2,
      columns: { id: [0, 0], x: [1, 3] },
      identifiers: { 0: "A" },
    });
    expect(contents(a().select(FlexSizeT.from([2, 2, 0])))).toEqual({
      nrows: 3,
      columns: { id: [0, 0, 0], x: [3, 3, 1] },
      identifiers: { 0: "A" },
    });
    expect(contents(a().select([])).identifiers).toEqual({});
  });

  it("extend takes the columns of both, zero where there were none", () => {
    expect(contents(a().extend(b()))).toEqual({
      nrows: 5,
      columns: { id: [0, 1, 0, 1, 2], x: [1, 2, 3, 4, 5], y: [0, 0, 0, 7, 8] },
      identifiers: { 0: "A", 1: "B", 2: "C" },
    });
    expect(contents(b().extend(a()))).toEqual({
      nrows: 5,
      columns: { id: [1, 2, 0, 1, 0], x: [4, 5, 1, 2, 3], y: [7, 8, 0, 0, 0] },
      identifiers: { 0: "A", 1: "B", 2: "C" },
    });
    expect(contents(new ReflectionTable().extend(a()))).toEqual(contents(a()));
    expect(contents(a().extend(new ReflectionTable()))).toEqual(contents(a()));
    const self = a();
    expect(contents(self.extend(self)).columns.x).toEqual([1, 2, 3, 1, 2, 3]);
    const same = new ReflectionTable({ x: doubles(9), id: ints(5) }, { identifiers: { 5: "A" } });
    expect(contents(a().extend(same)).identifiers).toEqual({ 0: "A", 1: "B", 5: "A" });
  });

  it("extend refuses other types and other identifiers, and leaves the table as it was", () => {
    const table = a();
    expect(code(() => table.extend(new ReflectionTable({ x: ints(4, 5) })))[0]).toBe("wrong-type");
    const other = new ReflectionTable({ z: ints(1) }, { identifiers: { 1: "Z" } });
    expect(code(() => table.extend(other))[0]).toBe("bad-argument");
    expect(contents(table)).toEqual(contents(a()));
  });

  it("delSelected keeps all identifiers and takes row numbers in any order", () => {
    for (const gone of [FlexBool.from([true, false, true]), FlexSizeT.from([2, 0]), [0, 2, 2]])
      expect(contents(a().delSelected(gone))).toEqual({
        nrows: 1,
        columns: { id: [1], x: [2] },
        identifiers: { 0: "A", 1: "B" },
      });
  });

  it("setSelected overwrites, column by column, and adds columns", () => {
    const other = new ReflectionTable({ x: doubles(100), id: ints(5) });
    expect(contents(a().setSelected(FlexBool.from([false, true, false]), other)).columns).toEqual({
      id: [0, 5, 0],
      x: [1, 100, 3],
    });
    const fresh = new ReflectionTable({ q: doubles(100) });
    expect(contents(a().setSelected([2], fresh)).columns).toEqual({
      id: [0, 1, 0],
      q: [0, 0, 100],
      x: [1, 2, 3],
    });
    expect(code(() => a().setSelected([0, 1], fresh))[0]).toBe("wrong-length");
    const table = a();
    const mixed = new ReflectionTable({ id: ints(9), x: ints(1) });
    expect(code(() => table.setSelected([0], mixed))[0]).toBe("wrong-type");
    expect(contents(table)).toEqual(contents(a()));
  });

  it("splitByExperimentId: rising numbers, identifiers where known", () => {
    const table = new ReflectionTable(
      { id: ints(2, 0, 2, 5), x: doubles(1, 3, 4, 5) },
      { identifiers: { 0: "A", 2: "C" } },
    );
    expect(table.splitByExperimentId().map(contents)).toEqual([
      { nrows: 1, columns: { id: [0], x: [3] }, identifiers: { 0: "A" } },
      { nrows: 2, columns: { id: [2, 2], x: [1, 4] }, identifiers: { 2: "C" } },
      { nrows: 1, columns: { id: [5], x: [5] }, identifiers: {} },
    ]);
    expect(table.slice(0, 0).splitByExperimentId()).toEqual([]);
    expect(code(() => new ReflectionTable({ id: ints(-1, 0) }).splitByExperimentId())[0]).toBe(
      "bad-argument",
    );
    expect(code(() => new ReflectionTable({ x: ints(0) }).splitByExperimentId())[0]).toBe("missing-column");
  });

  it("getFlags, setFlags, unsetFlags", () => {
    const table = new ReflectionTable({ flags: FlexSizeT.from([1, 4, 5, 36, 0]) });
    const truths = (mask: FlexBool) => [...mask];
    expect(truths(table.getFlags(5))).toEqual([false, false, true, false, false]);
    expect(truths(table.getFlags(5, { all: false }))).toEqual([true, true, true, true, false]);
    expect(table.getFlags(0).allTrue()).toBe(true);
    expect(table.getFlags(0, { all: false }).anyTrue()).toBe(false);
    table.setFlags(FlexBool.from([true, false, false, false, true]), Flag.used_in_refinement);
    expect([...table.column("flags").data]).toEqual([9, 4, 5, 36, 8]);
    table.unsetFlags(FlexBool.from([1, 1, 1, 1, 1]), 5).setFlags([1, 2], 16);
    expect([...table.column("flags").data]).toEqual([8, 16, 16, 32, 8]);
    expect(code(() => a().getFlags(4))[0]).toBe("missing-column");
    expect([...a().setFlags([0, 1], 4).column("flags").data]).toEqual([4, 4, 0]);
  });
});

describe("wrong selections", () => {
  it("say what is wrong and change nothing", () => {
    const table = a();
    const short = FlexBool.from([true]);
    expect(code(() => table.select(short))).toEqual([
      "wrong-length",
      "A mask of 1 rows cannot select from 3 rows.",
    ]);
    for (const bad of [[7], [-1], [0.5], [Number.NaN]])
      expect(code(() => table.select(bad))[0]).toBe("out-of-range");
    for (const run of [
      () => table.delSelected(short),
      () => table.setFlags(short, 4),
      () => table.delSelected([9]),
    ])
      expect(code(run)[0]).toMatch(/wrong-length|out-of-range/);
    expect(contents(table)).toEqual(contents(a()));
    expect(code(() => table.setFlags([0], 2 ** 40))[0]).toBe("bad-argument");
    expect(code(() => table.getFlags(-1))[0]).toBe("bad-argument");
    expect(code(() => new ReflectionTable({}, { identifiers: { [-1]: "A" } }))[0]).toBe("bad-argument");
  });
});

describe("identities", () => {
  const tables = fc
    .array(fc.tuple(fc.double(), fc.integer({ min: 0, max: 3 }), fc.nat(2 ** 27)), { maxLength: 30 })
    .map((rows) => ({
      make: () =>
        new ReflectionTable({
          x: doubles(...rows.map(([x]) => x)),
          id: ints(...rows.map(([, id]) => id)),
          flags: FlexSizeT.from(rows.map(([, , flags]) => flags)),
        }),
      rows,
    }));

  it("what slice takes apart, extend joins", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: -40, max: 40 }), ({ make }, cut) => {
        const at = cut < 0 ? Math.max(0, make().nrows + cut) : cut;
        const table = make();
        expect(contents(table.slice(0, at).extend(table.slice(at)))).toEqual(contents(make()));
      }),
      { seed: 4 },
    );
  });

  it("split tables hold every row once, in order", () => {
    fc.assert(
      fc.property(tables, ({ make, rows }) => {
        const parts = make().splitByExperimentId();
        const numbers = [...new Set(rows.map(([, id]) => id))].sort();
        expect(parts.map((part) => [...part.column("x", "double").data])).toEqual(
          numbers.map((number) => rows.filter(([, id]) => id === number).map(([x]) => x)),
        );
      }),
      { seed: 5 },
    );
  });

  it("flags set are there, flags unset are not, others stay", () => {
    fc.assert(
      fc.property(tables, fc.nat(2 ** 28), fc.infiniteStream(fc.boolean()), ({ make, rows }, flag, bits) => {
        const mask = FlexBool.from(rows.map(() => bits.next().value));
        const table = make();
        const flags = () => [...table.column("flags").data];
        table.setFlags(mask, flag);
        expect(flags()).toEqual(rows.map(([, , f], i) => (mask.at(i) ? f | flag : f)));
        expect(table.getFlags(flag).and(mask).eq(mask).allTrue()).toBe(true);
        table.unsetFlags(mask, flag);
        expect(flags()).toEqual(rows.map(([, , f], i) => (mask.at(i) ? f & ~flag : f)));
      }),
      { seed: 6 },
    );
  });
});
