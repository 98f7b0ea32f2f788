import { flex, ReflectionTable } from "ewald";
import { describe, expect, test } from "vitest";
import { Selection, selectionOf } from "./selection.js";

describe("a selection", () => {
  test("keeps rows in order, once each, and tells who chose them", () => {
    const selection = new Selection(6);
    const told: [number[], unknown][] = [];
    const stop = selection.observe(({ indices }, origin) => told.push([[...indices], origin]));
    selection.set([4, 1, 4], "a plot");
    expect([...selection.mask.data]).toEqual([0, 1, 0, 0, 1, 0]);
    selection.clear();
    stop();
    selection.set([5]);
    expect(told).toEqual([
      [[1, 4], "a plot"],
      [[], undefined],
    ]);
  });

  test("refuses rows that are not there, and keeps what it had", () => {
    const selection = new Selection(3);
    selection.set([2]);
    expect(() => selection.set([1, 3])).toThrow("Cannot select row 3 of a table of 3 rows.");
    expect([...selection.indices]).toEqual([2]);
  });

  test("is one for all views of a table", () => {
    const table = new ReflectionTable({ id: flex.int([0, 0, 1]) });
    selectionOf(table).set([1]);
    expect([...selectionOf(table).indices]).toEqual([1]);
    expect(table.select(selectionOf(table).mask).nrows).toBe(1);
    expect(selectionOf(new ReflectionTable({ id: flex.int([0, 0, 1]) })).indices.length).toBe(0);
  });
});
