import { expect, it } from "vitest";
import { flex } from "../array/flex.js";
import { Shoebox } from "../array/shoebox.js";
import { Flag } from "../reflections/flag.js";
import { hotMask } from "./hotPixels.js";
import { markOverloads } from "./overloads.js";
import { spotTable } from "./spotTable.js";

const box = (panel: number, ...counts: number[]) =>
  Shoebox.of(
    panel,
    [0, counts.length, 0, 1, 3, 4],
    Float32Array.from(counts),
    new Uint8Array(counts.length).fill(5),
  );

it("counts above the panel's highest trusted value make a spot overloaded and a pixel invalid", () => {
  const table = spotTable(flex.shoebox([box(0, 9, 10, 11), box(1, 9, 10, 11), box(1, 5, 6, 7)]), { id: 0 });
  const before = [...table.column("xyzobs.px.value")];
  expect([...markOverloads(table, [[11, 10]])]).toEqual([false, true, false]);
  expect([...table.column("flags")]).toEqual([Flag.strong, Flag.strong | Flag.overloaded, Flag.strong]);
  expect([...table.column("n_signal")]).toEqual([3, 2, 3]);
  expect([...table.column("shoebox").at(1).mask]).toEqual([5, 5, 4]);
  expect([...table.column("xyzobs.px.value")]).toEqual(before);
});

it("a spot of no known experiment or panel is an error", () => {
  expect(() => markOverloads(spotTable(flex.shoebox([box(0, 1)])), [[1]])).toThrow(/experiment -1/);
  expect(() => markOverloads(spotTable(flex.shoebox([box(2, 1)]), { id: 0 }), [[1]])).toThrow(/panel 2/);
});

it("a hot mask is 0 at hot pixels", () => {
  expect([...hotMask([2, 3], Uint32Array.of(1, 5))]).toEqual([1, 0, 1, 1, 1, 0]);
});
