import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EwaldError } from "../error.js";
import { type AnyColumn, concatColumns, zeroColumn } from "./anyColumn.js";
import type { ColumnType, Selection } from "./column.js";
import { flex } from "./flex.js";
import { Shoebox } from "./shoebox.js";

/** A column of each type whose row i is told apart from all others. */
const sample: { [T in ColumnType]: (n: number) => AnyColumn } = {
  bool: (n) => flex.bool(Array.from({ length: n }, (_, i) => i % 3 === 0)),
  int: (n) => flex.int(Array.from({ length: n }, (_, i) => i - 5)),
  "std::size_t": (n) => flex.sizeT(Array.from({ length: n }, (_, i) => 2 ** 32 - 1 - i)),
  double: (n) => flex.double(Array.from({ length: n }, (_, i) => i + 0.25)),
  "vec2<double>": (n) => flex.vec2Double(Array.from({ length: n }, (_, i) => [i, -i] as const)),
  "vec3<double>": (n) => flex.vec3Double(Array.from({ length: n }, (_, i) => [i, i + 0.5, -i] as const)),
  "mat3<double>": (n) =>
    flex.mat3Double(Array.from({ length: n }, (_, i) => [i, 1, 2, 3, 4, 5, 6, 7, -i] as const)),
  int6: (n) => flex.int6(Array.from({ length: n }, (_, i) => [i, i + 1, 0, 1, -1, 0] as const)),
  "cctbx::miller::index<>": (n) => flex.millerIndex(Array.from({ length: n }, (_, i) => [i, -i, 1] as const)),
  "std::string": (n) => flex.stdString(Array.from({ length: n }, (_, i) => `row ${i}`)),
  "Shoebox<>": (n) =>
    flex.shoebox(
      Array.from({ length: n }, (_, i) =>
        Shoebox.of(i, [0, i % 4, 0, 1, 0, 1], new Float32Array(i % 4).fill(i), new Uint8Array(i % 4).fill(5)),
      ),
    ),
};

/** What a row says, in plain values. */
function plain(row: unknown): unknown {
  if (!(row instanceof Shoebox)) return row;
  return [row.panel, row.bbox, [...row.data], [...row.mask], [...row.background]];
}
const rows = (column: AnyColumn): unknown[] => Array.from(column as Iterable<unknown>, plain);

describe.each(Object.keys(sample) as ColumnType[])("a column of type %s", (type) => {
  const make = sample[type];

  it("says its type, its length and its rows, negative ones from the end", () => {
    const column = make(7);
    expect([column.type, column.length]).toEqual([type, 7]);
    expect(plain(column.at(-1))).toEqual(plain(column.at(6)));
    expect(() => column.at(7)).toThrow(/no row 7 .* 7 rows/);
    expect(() => column.at(-8)).toThrow(EwaldError);
    expect(() => column.at(0.5)).toThrow(EwaldError);
    expect(zeroColumn[type](3)).toMatchObject({ type, length: 3 });
  });

  it("selects by mask as by the rows the mask holds, and by rows in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (truths) => {
        const column = make(truths.length);
        const mask = flex.bool(truths);
        const all = rows(column);
        const wanted = all.filter((_, i) => truths[i]);
        expect(rows(column.select(mask))).toEqual(wanted);
        expect(rows(column.select(mask.iselection()))).toEqual(wanted);
        const backwards = [...mask.iselection().data].reverse();
        expect(rows(column.select(backwards))).toEqual(wanted.reverse());
      }),
    );
  });

  it("is its slices concatenated", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: -25, max: 25 }), (n, cut) => {
        const column = make(n);
        const parts = [column.slice(0, cut), column.slice(cut)];
        expect(rows(parts[0]!)).toEqual(rows(column).slice(0, cut));
        expect(rows(concatColumns(parts))).toEqual(rows(column));
      }),
    );
  });

  it("copies deeply", () => {
    const column = make(5);
    const before = rows(column);
    const copy = column.copy();
    (copy.setSelected as (s: Selection, v: unknown) => void)([0, 1, 2], make(9).at(8));
    expect(rows(column)).toEqual(before);
    expect(plain(copy.at(1))).toEqual(plain(make(9).at(8)));
  });

  it("sets rows by mask (values of either length) and by row numbers, as DIALS", () => {
    const set = (selection: Selection, values: AnyColumn) => {
      const column = make(4);
      (column.setSelected as (s: Selection, v: unknown) => void)(selection, values);
      return rows(column);
    };
    const old = rows(make(4));
    const other = concatColumns([make(9).slice(5)]);
    const fresh = rows(other);
    const mask = flex.bool([true, false, true, false]);
    expect(set(mask, other)).toEqual([fresh[0], old[1], fresh[2], old[3]]);
    expect(set(mask, other.slice(0, 2))).toEqual([fresh[0], old[1], fresh[1], old[3]]);
    expect(set([3, 1], other.slice(0, 2))).toEqual([old[0], fresh[1], old[2], fresh[0]]);
    expect(() => set(mask, other.slice(0, 3))).toThrow(/2 rows but was given 3 values/);
    expect(() => set([3, 1], other)).toThrow(/2 rows but was given 4/);
    expect(() => set([4], other.slice(0, 1))).toThrow(/row 4, but there are 4/);
  });

  it("refuses a mask of another length, rows that are not there and columns of another type", () => {
    const column = make(3);
    expect(() => column.select(flex.bool([true]))).toThrow(/mask of 1 rows/);
    expect(() => column.select([0, -1])).toThrow(/row -1/);
    expect(() => column.select([3])).toThrow(EwaldError);
    const other = type === "int" ? flex.double([1]) : flex.int([1]);
    expect(() => concatColumns<AnyColumn>([column, other])).toThrow(/type/);
  });
});
