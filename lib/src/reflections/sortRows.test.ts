import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import { FlexVec3Double } from "../array/vectors.js";
import { ReflectionTable } from "./reflectionTable.js";
import { sortedRows } from "./sortRows.js";

const hkl: MillerIndex[] = [
  [1, 2, 3],
  [0, 0, 1],
  [1, 2, 2],
  [-1, 0, 0],
  [0, 0, 1],
];

function order(name: string, options: Parameters<ReflectionTable["sort"]>[1] = {}): number[] {
  const table = new ReflectionTable({
    n: FlexInt.from([0, 1, 2, 3, 4]),
    x: FlexDouble.from([3, 1, 2, 1, 7]),
    h: FlexMillerIndex.from(hkl),
    v: FlexVec3Double.from(hkl),
    t: FlexStdString.from(["b", "a", "B", "a", ""]),
    e: FlexBool.from([1, 0, 1, 0, 1]),
  });
  return [...table.sort(name, options).column("n", "int").data];
}

describe("sort", () => {
  // Recorded from DIALS 3.12.1, but for text and truth values, which it does not sort.
  it("orders rows, stable in both directions", () => {
    expect(order("x")).toEqual([1, 3, 2, 0, 4]);
    expect(order("x", { reverse: true })).toEqual([4, 0, 2, 1, 3]);
    expect(order("h")).toEqual([3, 1, 4, 2, 0]);
    expect(order("v")).toEqual([3, 1, 4, 2, 0]);
    expect(order("h", { reverse: true })).toEqual([0, 2, 1, 4, 3]);
    expect(order("h", { order: [2, 1, 0] })).toEqual([3, 1, 4, 2, 0]);
    expect(order("t")).toEqual([4, 2, 1, 3, 0]);
    expect(order("e")).toEqual([1, 3, 0, 2, 4]);
  });

  it("refuses what has no order", () => {
    expect(() => order("h", { order: [3] })).toThrow(/element 3.*have 3/);
  });

  it("of tuples is that of arrays compared element by element", () => {
    const small = fc.integer({ min: -2, max: 2 });
    const elements = fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small, small)), elements, fc.boolean(), (rows, by, reverse) => {
        const expected = rows.map((_, i) => i);
        expected.sort((i, j) => {
          for (const k of by) {
            const difference = rows[i]![k]! - rows[j]![k]!;
            if (difference !== 0) return reverse ? -difference : difference;
          }
          return i - j;
        });
        expect([...sortedRows(FlexMillerIndex.from(rows), "h", { order: by, reverse })]).toEqual(expected);
      }),
      { seed: 8 },
    );
  });
});
