import { expect, it } from "vitest";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { asuCoverage } from "./asuCoverage.js";
import { SpaceGroup } from "./spaceGroup.js";

it("a full sphere covers every unique index as often as it has equivalents", () => {
  const sphere: MillerIndex[] = [];
  for (let h = -5; h <= 5; h++)
    for (let k = -5; k <= 5; k++) for (let l = -5; l <= 5; l++) if (h || k || l) sphere.push([h, k, l]);
  for (const symbol of ["P 1", "P 21 21 21", "P 43 3 2", "I 41/a :1", "C 1 2/c 1"]) {
    const group = SpaceGroup.of(symbol);
    const column = FlexMillerIndex.from(sphere);
    for (const anomalous of [false, true]) {
      const cover = asuCoverage(column, group, { anomalous });
      expect([...cover.observed]).toEqual([...cover.multiplicity]);
      expect([...cover.fraction].every((f) => f === 1)).toBe(true);
      expect(cover.redundancy).toBeCloseTo(sphere.length / cover.unique.length, 12);
      expect([...cover.absent]).toEqual([...group.isSysAbsent(cover.unique)]);
      const mapped = group.mapToAsu(column, { anomalous }).indices;
      sphere.forEach((_, i) => {
        expect(cover.unique.at(cover.group.at(i))).toEqual(mapped.at(i));
      });
    }
  }
});

it("nothing covers nothing; indices too large are named", () => {
  const group = SpaceGroup.of("P 1 2 1");
  expect(asuCoverage(new FlexMillerIndex(new Int32Array(0)), group)).toMatchObject({ redundancy: 0 });
  expect(() => asuCoverage(FlexMillerIndex.from([[1, 2, 70000]]), group)).toThrow(/70000.*row 0/);
});
