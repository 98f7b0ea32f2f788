import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { ReflectionTable } from "./reflectionTable.js";

/** A table of one column x = 0 … n−1 that counts how often it is loaded. */
function lazyTable(n: number) {
  const loads = { x: 0, y: 0 };
  const source = (name: "x" | "y") => ({
    type: "double" as const,
    length: n,
    load: () => {
      loads[name]++;
      return new FlexDouble(Float64Array.from({ length: n }, (_, i) => i));
    },
  });
  return { loads, table: new ReflectionTable({ x: source("x"), y: source("y") }) };
}

const x = (table: ReflectionTable) => [...table.column("x", "double").data];

describe("lazy columns", () => {
  it("load when first read, once, and not when selected, listed or typed", () => {
    const { table, loads } = lazyTable(6);
    const some = table.select([1, 3, 5]).slice(1).copy();
    some.extend(some);
    expect([table.keys(), table.columnType("x"), some.nrows]).toEqual([["x", "y"], "double", 4]);
    expect(loads).toEqual({ x: 0, y: 0 });
    expect(x(some)).toEqual([3, 5, 3, 5]);
    expect(x(table)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(loads).toEqual({ x: 1, y: 0 });
  });

  it("load again after a failure", () => {
    let attempts = 0;
    const load = () => {
      if (attempts++ === 0) throw new Error("disk");
      return new FlexInt(Int32Array.of(7));
    };
    const table = new ReflectionTable({ n: { type: "int", length: 1, load } });
    expect(() => table.column("n")).toThrow("disk");
    expect(table.column("n").at(0)).toBe(7);
  });

  it("a selection keeps the values it had, whoever reads and writes first", () => {
    const { table } = lazyTable(4);
    const before = table.select([2, 0]);
    table.column("x", "double").data.fill(-1);
    const after = table.select([2, 0]);
    table.column("x", "double").data.fill(-2);
    expect(x(before)).toEqual([2, 0]);
    expect(x(after)).toEqual([-1, -1]);
    before.column("x", "double").data.fill(9);
    expect(x(table)).toEqual([-2, -2, -2, -2]);
  });

  it("a selection does not follow later writes to its own selection", () => {
    const { table } = lazyTable(4);
    const rows = Uint32Array.of(3, 1);
    const chosen = table.select(rows);
    const numbers = FlexSizeT.from([3, 1]);
    const same = table.select(numbers);
    rows.fill(0);
    numbers.data.fill(0);
    expect(x(chosen)).toEqual([3, 1]);
    expect(x(same)).toEqual([3, 1]);
  });

  it("many dropped selections do not pile up", () => {
    const { table } = lazyTable(3);
    for (let i = 0; i < 2000; i++) table.select([i % 3]).column("x");
    expect(x(table.select([2]))).toEqual([2]);
  });
});

// Any sequence of operations against the plainest model: an array of arrays, copied at every step.
type Step =
  | { op: "select"; from: number; picks: number[] }
  | { op: "mask"; from: number; bits: boolean[] }
  | { op: "delete"; from: number; picks: number[] }
  | { op: "extend"; from: number; other: number }
  | { op: "copy"; from: number }
  | { op: "sort"; from: number; reverse: boolean }
  | { op: "write"; from: number; value: number }
  | { op: "read"; from: number };

const index = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant("select" as const), from: index, picks: fc.array(index, { maxLength: 8 }) }),
  fc.record({
    op: fc.constant("mask" as const),
    from: index,
    bits: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  }),
  fc.record({ op: fc.constant("delete" as const), from: index, picks: fc.array(index, { maxLength: 3 }) }),
  fc.record({ op: fc.constant("extend" as const), from: index, other: index }),
  fc.record({ op: fc.constant("copy" as const), from: index }),
  fc.record({ op: fc.constant("sort" as const), from: index, reverse: fc.boolean() }),
  fc.record({ op: fc.constant("write" as const), from: index, value: fc.integer({ min: -9, max: 9 }) }),
  fc.record({ op: fc.constant("read" as const), from: index }),
);

describe("sequences of operations", () => {
  it("give what immediate copies give", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const tables = [lazyTable(5).table];
        const model: number[][] = [[0, 1, 2, 3, 4]];
        for (const s of steps) {
          const k = s.from % tables.length;
          const table = tables[k]!;
          const rows = model[k]!;
          const add = (t: ReflectionTable, m: number[]) => {
            tables.push(t);
            model.push(m);
          };
          const valid = (picks: number[]) => (rows.length === 0 ? [] : picks.map((p) => p % rows.length));
          if (s.op === "select")
            add(
              table.select(valid(s.picks)),
              valid(s.picks).map((p) => rows[p]!),
            );
          else if (s.op === "mask") {
            const bits = Uint8Array.from(rows, (_, i) => (s.bits[i % 8] ? 1 : 0));
            add(
              table.select({ type: "bool", data: bits }),
              rows.filter((_, i) => bits[i] === 1),
            );
          } else if (s.op === "delete") {
            const gone = new Set(valid(s.picks));
            table.delSelected([...gone]);
            model[k] = rows.filter((_, i) => !gone.has(i));
          } else if (s.op === "extend") {
            const other = s.other % tables.length;
            if (rows.length + model[other]!.length > 60) continue;
            table.extend(tables[other]!);
            model[k] = [...rows, ...model[other]!];
          } else if (s.op === "copy") add(table.copy(), [...rows]);
          else if (s.op === "sort") {
            table.sort("x", { reverse: s.reverse });
            model[k] = [...rows].sort((a, b) => (s.reverse ? b - a : a - b));
          } else if (s.op === "write" && rows.length > 0) {
            const column = table.column("x", "double");
            column.set(0, s.value);
            rows[0] = s.value;
          } else if (s.op === "read") expect(x(table)).toEqual(rows);
        }
        expect(tables.map(x)).toEqual(model);
        expect(tables.map((t) => t.nrows)).toEqual(model.map((m) => m.length));
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it("a chain of selections is one gather", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), { maxLength: 6 }),
        (chain) => {
          let rows = Array.from({ length: 50 }, (_, i) => i);
          const base = lazyTable(50).table;
          let table = base;
          for (const link of chain) {
            const picks = link.map((pick) => pick % rows.length);
            table = table.select(picks);
            rows = picks.map((pick) => rows[pick]!);
          }
          expect(x(table)).toEqual([...base.column("x", "double").take(Uint32Array.from(rows)).data]);
        },
      ),
      { seed: 3 },
    );
  });
});
