// Numbers of tools against closed formulae.
import { expect, it } from "vitest";
import type { ShownFrame } from "../shown.js";
import { profileAlong } from "./profile.js";
import { regionStatistics } from "./regionStatistics.js";

const shown = {
  geometry: { panels: [{ trusted: [0, 1000] }] },
  value: (_: number, x: number, y: number) => (x === 3 && y === 3 ? -1 : 10 * y + x),
} as unknown as ShownFrame;

it("a region has the statistics of its good pixels", () => {
  const found = regionStatistics(shown, 0, [2, 5, 3, 4])!;
  expect(found).toMatchObject({ n: 2, bad: 1, sum: 66, mean: 33, min: 32, max: 34 });
  expect(found.sd).toBeCloseTo(Math.SQRT2, 12);
  expect(regionStatistics(shown, 0, [3, 4, 3, 4])!.mean).toBeNaN();
});

it("a profile has the pixels under its line", () => {
  expect([...profileAlong(shown, 0, [0.5, 2.5], [4.5, 2.5])]).toEqual([20, 21, 22, 23, 24]);
  expect([...profileAlong(shown, 0, [3.5, 1.5], [3.5, 4.5])]).toEqual([13, 23, Number.NaN, 43]);
});
