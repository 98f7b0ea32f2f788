import { describe, expect, it } from "vitest";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { SpaceGroup } from "../crystal/spaceGroup.js";
import { UnitCell } from "../crystal/unitCell.js";
import { EwaldError } from "../error.js";
import { listedCrystal, wilsonCrystal } from "./crystalIntensities.js";
import { atomicCrystal, structureFactors } from "./structureFactors.js";
import { proteinWilsonCurve } from "./wilson.js";

const cell = new UnitCell([60, 70, 80, 90, 90, 90]);
function indicesTo(reach: number): FlexMillerIndex {
  const found: MillerIndex[] = [];
  for (let h = -reach; h <= reach; h++)
    for (let k = -reach; k <= reach; k++)
      for (let l = -reach; l <= reach; l++) if (h || k || l) found.push([h, k, l]);
  return FlexMillerIndex.from(found);
}
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("Wilson intensities", () => {
  const options = { seed: 4, bFactor: 18, scale: 100 };

  it.each(["P 1", "C 1 2 1", "P 21 21 21", "P 43 21 2", "R 3 :H", "P 61 2 2", "I 21 3", "P -1"])(
    "are equal over equivalents and absent where the group %s forbids",
    (symbol) => {
      const group = SpaceGroup.of(symbol);
      const indices = indicesTo(5);
      const d = new Float64Array(indices.length).fill(3);
      const values = wilsonCrystal(group, options)(indices, d);
      const byIndex = new Map(
        Array.from({ length: values.length }, (_, i) => [indices.at(i).join(), values[i]!]),
      );
      for (let i = 0; i < values.length; i += 7) {
        const index = indices.at(i);
        expect(values[i] === 0).toBe(group.isSysAbsent(index));
        for (const other of group.equivalents(index))
          if (byIndex.has(other.join())) expect(byIndex.get(other.join())).toBe(values[i]);
      }
    },
  );

  it("have the moments of Wilson's distributions about the mean curve, acentric 2, centric 3", () => {
    const group = SpaceGroup.of("P 21 21 21");
    const unique: MillerIndex[] = [];
    for (let h = 0; h <= 22; h++)
      for (let k = 0; k <= 22; k++) for (let l = 0; l <= 22; l++) if (h + k + l > 0) unique.push([h, k, l]);
    const indices = FlexMillerIndex.from(unique.filter((index) => !group.isSysAbsent(index)));
    const d = cell.d(indices).data;
    const values = wilsonCrystal(group, options)(indices, d);
    const lists = { acentric: [] as number[], centric: [] as number[] };
    for (let i = 0; i < values.length; i++) {
      const index = indices.at(i);
      const mean = 100 * proteinWilsonCurve(d[i]!, 18) * group.epsilon(index);
      lists[group.isCentricReflection(index) ? "centric" : "acentric"].push(values[i]! / mean);
    }
    const { acentric, centric } = lists;
    const moment = (list: number[]) => average(list.map((value) => value ** 2)) / average(list) ** 2;
    expect(Math.abs(average(acentric) - 1)).toBeLessThan(4 / Math.sqrt(acentric.length));
    expect(Math.abs(moment(acentric) - 2)).toBeLessThan(0.12);
    expect(Math.abs(average(centric) - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(centric.length));
    expect(Math.abs(moment(centric) - 3)).toBeLessThan(0.6);
  });
});

describe("listed intensities", () => {
  const group = SpaceGroup.of("P 2 2 2");
  const list = FlexMillerIndex.from([
    [1, 2, 3],
    [-1, -2, 3],
    [2, 0, 0],
  ]);

  it("are found by symmetry, averaged, 0 when not listed", () => {
    const asked = FlexMillerIndex.from([
      [-1, 2, -3],
      [-1, -2, -3],
      [-2, 0, 0],
      [4, 4, 4],
    ]);
    const values = listedCrystal(group, list, [10, 20, 5], { scale: 2 })(asked, new Float64Array(4));
    expect([...values]).toEqual([30, 30, 10, 0]);
  });

  it("refuses what is no intensity", () => {
    expect(() => listedCrystal(group, list, [1, Number.NaN, 2])).toThrow(EwaldError);
    expect(() => listedCrystal(group, list, [1, 2])).toThrow("2 intensities were given for 3 indices");
  });
});

describe("intensities of atoms", () => {
  it("of caesium chloride are f(Cs) ± f(Cl)", () => {
    const group = SpaceGroup.of("P m -3 m");
    const atoms = [
      { element: "Cs", site: [0, 0, 0], b: 0 },
      { element: "Cl", site: [0.5, 0.5, 0.5], b: 0 },
    ] as const;
    const indices = FlexMillerIndex.from([
      [1, 1, 0],
      [1, 0, 0],
    ]);
    const d = Float64Array.from([4.12 / Math.SQRT2, 4.12]);
    const one = (n: number) => structureFactors(group, [{ ...atoms[n]!, site: [0, 0, 0] }], indices, d);
    const F = structureFactors(group, atoms, indices, d);
    const [caesium, chlorine] = [one(0), one(1)];
    expect(F[0]).toBeCloseTo(caesium[0]! + chlorine[0]!, 9);
    expect(F[2]).toBeCloseTo(caesium[2]! - chlorine[2]!, 9);
    expect(Math.abs(F[1]!)).toBeLessThan(1e-9);
  });

  it("have the symmetry of the group, and Friedel pairs that differ by f″ only", () => {
    const group = SpaceGroup.of("P 43 21 2");
    const atoms = [
      { element: "S", site: [0.11, 0.23, 0.37] },
      { element: "Se", site: [0.4, 0.05, 0.61], b: 12 },
      { element: "O", site: [0.7, 0.33, 0.2], occupancy: 0.5 },
    ] as const;
    const indices = indicesTo(4);
    const d = new UnitCell([30, 30, 45, 90, 90, 90]).d(indices).data;
    for (const wavelength of [undefined, 0.9]) {
      const values = atomicCrystal(group, atoms, { scale: 1000, wavelength })(indices, d);
      const byIndex = new Map(
        Array.from({ length: values.length }, (_, i) => [indices.at(i).join(), values[i]!]),
      );
      let pairs = 0;
      for (const [i, value] of values.entries()) {
        const index = indices.at(i);
        if (group.isSysAbsent(index)) expect(value).toBeLessThan(1e-20);
        for (const other of group.equivalents(index, { anomalous: true })) {
          const same = byIndex.get(other.join());
          if (same !== undefined) expect(Math.abs(same - value)).toBeLessThan(1e-9 * (1 + value));
        }
        const mate = byIndex.get(index.map((n) => 0 - n).join())!;
        if (Math.abs(mate - value) > 1e-6 * value) pairs++;
      }
      expect(pairs > 50).toBe(wavelength !== undefined);
    }
  });
});
