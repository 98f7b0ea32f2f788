// Means of cells and orientations, twin laws: beside hand calculation, identities and cctbx.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { identity, multiply, rotationAbout, transpose } from "../array/mat3.js";
import { Pcg32 } from "../array/random.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { averageUnitCells } from "./averageCells.js";
import { averageOrientations } from "./averageOrientations.js";
import { matrixOf, quaternionOf } from "./quaternion.js";
import { SpaceGroup } from "./spaceGroup.js";
import { twinLaws } from "./twinLaws.js";
import { UnitCell } from "./unitCell.js";

const { next } = new Pcg32(8);
const axis = (): Vec3 => [next() - 0.5, next() - 0.5, next() - 0.5];
const degree = Math.PI / 180;
const angleOf = (m: Mat3) =>
  (2 * Math.asin(Math.min(1, Math.hypot(...m.map((n, i) => n - identity[i]!)) / Math.sqrt(8)))) / degree;
const apart = (p: Mat3, q: Mat3) => angleOf(multiply(transpose(p), q));

describe("mean cells", () => {
  const cells = [10, 11, 12].map((a) => new UnitCell([a, 20, 30, 90, 90 + a / 10, 90]));
  it("are the weighted means, with sample statistics", () => {
    const { cell, parameters, volume } = averageUnitCells(cells);
    expect(cell.parameters[0]).toBeCloseTo(11, 12);
    expect(parameters[0]).toMatchObject({ min: 10, max: 12 });
    expect(parameters[0].standardDeviation).toBeCloseTo(1, 12);
    expect(parameters[4].mean).toBeCloseTo(91.1, 12);
    expect(volume.mean).toBeCloseTo(
      cells.reduce((sum, c) => sum + c.volume / 3, 0),
      9,
    );
    expect(averageUnitCells(cells, [0, 0, 2]).cell.parameters).toEqual(cells[2]!.parameters);
    // Weights of 1, 2, 1 have the mean of the values 10, 11, 11, 12.
    expect(averageUnitCells(cells, [1, 2, 1]).parameters[0].mean).toBeCloseTo(11, 12);
  });
  it("refuse nothing and bad weights", () => {
    expect(() => averageUnitCells([])).toThrow(/no cells/);
    expect(() => averageUnitCells(cells, [1, 2])).toThrow(/2 weights/);
    expect(() => averageUnitCells(cells, [1, -2, 1])).toThrow(/Weight 1 is -2/);
    expect(() => averageUnitCells(cells, [0, 0, 0])).toThrow(/All 3 weights/);
  });
});

describe("mean orientations", () => {
  it("quaternions go there and back", () => {
    fc.assert(
      fc.property(fc.float({ min: -180, max: 180, noNaN: true }), (angle) => {
        const U = rotationAbout(axis(), angle * degree);
        matrixOf(quaternionOf(U)).forEach((n, i) => {
          expect(n).toBeCloseTo(U[i]!, 12);
        });
      }),
      { seed: 1 },
    );
  });

  it("of two is half way; of ± the same turn nothing; weights pull", () => {
    const turn = (angle: number) => rotationAbout([1, 2, 3], angle * degree);
    expect(apart(averageOrientations([turn(0), turn(40)]).U, turn(20))).toBeLessThan(1e-9);
    expect(apart(averageOrientations([turn(170), turn(-170)]).U, turn(180))).toBeLessThan(1e-9);
    const { U, spread } = averageOrientations([turn(-10), turn(10)]);
    expect(angleOf(U)).toBeLessThan(1e-9);
    expect(spread.mean).toBeCloseTo(10, 9);
    expect(apart(averageOrientations([turn(0), turn(1)], { weights: [3, 1] }).U, turn(0.25))).toBeLessThan(
      1e-4,
    );
  });

  it("does not change when each is replaced by an equivalent one", () => {
    for (const [symbol, parameters] of [
      ["P 43 21 2", [78, 78, 37, 90, 90, 90]],
      ["P 6 2 2", [50, 50, 90, 90, 90, 120]],
      ["I 21 3", [78, 78, 78, 90, 90, 90]],
      ["C 1 2 1", [60, 40, 50, 90, 104, 90]],
      ["F 4 3 2", [78, 78, 78, 90, 90, 90]],
    ] as const) {
      const spaceGroup = SpaceGroup.of(symbol);
      const cell = new UnitCell(parameters);
      const truth = rotationAbout(axis(), 100 * next());
      const rotations = spaceGroup.representatives.map(({ r }) =>
        multiply(cell.orthogonalizationMatrix, r as readonly number[] as Mat3, cell.fractionalizationMatrix),
      );
      const near = Array.from({ length: 60 }, () =>
        multiply(rotationAbout(axis(), 4 * degree * (next() - 0.5)), truth),
      );
      const scrambled = near.map((U) => multiply(U, rotations[Math.floor(next() * rotations.length)]!));
      const plain = averageOrientations(near);
      const found = averageOrientations(scrambled, { symmetry: { spaceGroup, cell } });
      expect(apart(plain.U, truth)).toBeLessThan(1);
      expect(Math.min(...rotations.map((S) => apart(multiply(found.U, S), plain.U)))).toBeLessThan(1e-6);
      expect(found.spread.mean).toBeCloseTo(plain.spread.mean, 6);
      expect(found.spread.max).toBeLessThan(3);
    }
  });

  it("refuses what is no rotation", () => {
    expect(() => averageOrientations([[1, 0, 0, 0, 1, 0, 0, 0, -1]])).toThrow(/Orientation 0/);
    expect(() => averageOrientations([])).toThrow(/no orientations/);
    expect(() =>
      averageOrientations([identity], {
        symmetry: { spaceGroup: SpaceGroup.of(195), cell: new UnitCell([5, 6, 7, 90, 90, 90]) },
      }),
    ).toThrow(/symmetry/);
  });
});

describe("twin laws", () => {
  it("of textbook cases", () => {
    const laws = (symbol: string, cell: number[], delta?: number) =>
      twinLaws(new UnitCell(cell), SpaceGroup.of(symbol), delta);
    expect(laws("P 43 21 2", [78, 78, 37, 90, 90, 90])).toEqual([]);
    expect(laws("P 43", [78, 78, 37, 90, 90, 90]).map((law) => [law.hkl, law.kind])).toEqual([
      ["k,h,-l", "merohedral"],
    ]);
    expect(laws("R 3 :H", [80, 80, 320, 90, 90, 120])).toHaveLength(1);
    expect(laws("I 21 3", [78, 78, 78, 90, 90, 90])).toHaveLength(1);
    expect(laws("P 31", [78, 78, 37, 90, 90, 120])).toHaveLength(3);
    const [beta90] = laws("P 1 21 1", [50, 60, 70, 90, 90.2, 90]);
    expect(beta90).toMatchObject({ kind: "pseudo-merohedral", order: 2 });
    expect(["h,-k,-l", "-h,-k,l"]).toContain(beta90!.hkl);
    expect(beta90!.latticeDelta).toBeCloseTo(0.2, 1);
    expect(laws("P 1 21 1", [50, 60, 70, 90, 98, 90])).toEqual([]);
    expect(() => laws("P 43", [50, 60, 70, 90, 90, 90])).toThrow(/does not have the symmetry of P 43/);
  });

  needs.dials().it("as many as mmtbx finds", async () => {
    const cases = [
      ["P 43", [78, 78, 37, 90, 90, 90]],
      ["P 31", [78, 78, 37, 90, 90, 120]],
      ["R 3 :H", [80, 80, 200, 90, 90, 120]],
      ["P 63", [80, 80, 200, 90, 90, 120]],
      ["I 21 3", [78, 78, 78, 90, 90, 90]],
      ["P 1 21 1", [50, 60, 70, 90, 90.2, 90]],
      ["C 1 2 1", [86.6, 50, 70, 90, 90.1, 90]],
      ["P 21 21 21", [60, 60.1, 60.2, 90, 90, 90]],
      ["P 1", [50, 50.1, 50, 90, 90.1, 90]],
      ["P 41 21 2", [50, 50, 50.2, 90, 90, 90]],
    ] as const;
    const theirs = await runDials<string[][]>(
      `
from cctbx import crystal, miller
from cctbx.array_family import flex
from mmtbx.scaling import twin_analyses
out = []
for symbol, cell in input:
    s = miller.build_set(crystal.symmetry(tuple(cell), symbol), False, d_min=15)
    s = s.array(data=flex.double(s.size(), 1.0))
    laws = twin_analyses.twin_laws(miller_array=s, lattice_symmetry_max_delta=3.0)
    out.append([law.operator.r().as_hkl() for law in laws.operators])
output(out)
`,
      cases,
    );
    cases.forEach(([symbol, cell], i) => {
      expect(twinLaws(new UnitCell(cell), SpaceGroup.of(symbol), 3), `${symbol} ${theirs[i]}`).toHaveLength(
        theirs[i]!.length,
      );
    });
  });
});
