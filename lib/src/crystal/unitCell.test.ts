// Cells beside live cctbx, its tables, and identities.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexMillerIndex } from "../array/integerTuples.js";
import { Pcg32 } from "../array/random.js";
import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { metricSubgroups } from "./metricSubgroups.js";
import { SpaceGroup } from "./spaceGroup.js";
import { type CellParameters, UnitCell } from "./unitCell.js";

const { next } = new Pcg32(31);

/** A cell that exists, angles 60 … 120. */
function randomCell(): CellParameters {
  for (;;) {
    const cell: number[] = [0, 0, 0]
      .map(() => 4 + 100 * next())
      .concat([0, 0, 0].map(() => 55 + 80 * next()));
    try {
      return new UnitCell(cell).parameters;
    } catch {
      // The angles did not close: another.
    }
  }
}
const cells = (n: number) => Array.from({ length: n }, randomCell);

function near(ours: ArrayLike<number>, theirs: ArrayLike<number>, relative = 1e-10) {
  expect(ours.length).toBe(theirs.length);
  const size = Math.max(...Array.from(theirs, Math.abs));
  for (let i = 0; i < ours.length; i++)
    expect(Math.abs(ours[i]! - theirs[i]!)).toBeLessThanOrEqual(relative * size);
}

describe("a cell", () => {
  it("of simple shapes, by hand", () => {
    const cell = new UnitCell([3, 4, 5, 90, 90, 120]);
    expect(cell.volume).toBeCloseTo(3 * 4 * 5 * Math.sin((120 * Math.PI) / 180), 12);
    expect(new UnitCell([10, 20, 40, 90, 90, 90]).d([1, 0, 0])).toBe(10);
    expect(new UnitCell([10, 20, 40, 90, 90, 90]).d([2, 4, 8])).toBeCloseTo(5 / Math.sqrt(3), 12);
    expect(new UnitCell([10, 20, 40, 90, 90, 90]).twoTheta([1, 0, 0], 10)).toBeCloseTo(Math.PI / 3, 12);
  });

  it("refuses what cannot be", () => {
    for (const [cell, why] of [
      [[10, 10, 10, 120, 120, 120], /close/],
      [[10, 10, 10, 30, 40, 80], /close/],
      [[10, 10, 10, 30, 40, 70], /close/],
      [[0, 10, 10, 90, 90, 90], /positive/],
      [[-1, 10, 10, 90, 90, 90], /positive/],
      [[Number.NaN, 10, 10, 90, 90, 90], /positive/],
      [[10, 10, 10, 90, 90, 180], /between 0 and 180/],
      [[10, 10, 10, 90, Number.NaN, 90], /between 0 and 180/],
      [[10, 10, 10], /3 numbers/],
    ] as const)
      expect(() => new UnitCell(cell)).toThrow(why);
    const cube = new UnitCell([10, 10, 10, 90, 90, 90]);
    expect(() => cube.twoTheta([1, 0, 0], 21)).toThrow(/less than λ\/2/);
    for (const d of [0, -1, Number.NaN]) expect(() => cube.maxMillerIndices(d)).toThrow(/positive length/);
    expect(() => cube.niggliCell(Number.NaN)).toThrow(/Epsilon/);
    expect(() => UnitCell.fromMetric([1, 2, 0, 2, 1, 0, 0, 0, 1])).toThrow(/cannot be/);
    expect(() => UnitCell.fromMetric([-1, 0, 0, 0, 1, 0, 0, 0, 1])).toThrow(/cannot be/);
    expect(() => UnitCell.fromOrientation([1, 0, 0, 2, 0, 0, 0, 0, 1])).toThrow(/cannot be/);
    expect(() => metricSubgroups(cube, { maxDelta: Number.NaN })).toThrow(/angle/);
  });

  it("is similar within the tolerances, borders included", () => {
    const cell = new UnitCell([100, 50, 60, 90, 100, 90]);
    expect(cell.isSimilarTo(new UnitCell([99.01, 50, 60, 90.9, 100.9, 89.1]))).toBe(true);
    expect(cell.isSimilarTo(new UnitCell([98.9, 50, 60, 90, 100, 90]))).toBe(false);
    expect(cell.isSimilarTo(new UnitCell([100, 50, 60, 90, 101.1, 90]))).toBe(false);
    expect(
      cell.isSimilarTo(new UnitCell([90, 50, 60, 90, 103, 90]), { relativeLength: 0.2, absoluteAngle: 5 }),
    ).toBe(true);
  });

  it("keeps d, volume and orthogonality whatever the basis", () => {
    const change = fc.constantFrom(
      "b+c,a+c,a+b",
      "y,z,x",
      "x-y,x,z",
      "x+y,y-z,2*x+z",
      "-l,-k,-h",
      "a-b,a+b,c",
    );
    const index = fc.tuple(
      ...([0, 0, 0].map(() => fc.integer({ min: -9, max: 9 })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
    );
    fc.assert(
      fc.property(fc.nat(999), change, index, (which, text, h) => {
        const cell = new UnitCell(many[which]!);
        const op = ChangeOfBasis.parse(text);
        const changed = cell.changeBasis(op);
        if (op.cInv.denominator === 1 && h.some((n) => n !== 0))
          near([changed.d(op.applyToIndex(h))], [cell.d(h)], 1e-9);
        near([changed.volume], [cell.volume * Math.abs(op.cInv.determinant())], 1e-9);
        const x = cell.fractionalize(cell.orthogonalize([0.1, -0.7, 2.5]));
        near(x, [0.1, -0.7, 2.5], 1e-12);
        for (const reduced of [cell.niggliCell(), cell.minimumCell()])
          near([reduced.volume], [cell.volume], 1e-8);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("has one Niggli cell, and Buerger cells of the same edges, whatever basis the lattice is given in", () => {
    const shear = fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(fc.nat(999), fc.array(shear, { maxLength: 4 }), (which, steps) => {
        const cell = new UnitCell(many[which]!);
        let op = AffineOp.identity;
        for (const [i, next, n] of steps) {
          const r = [1, 0, 0, 0, 1, 0, 0, 0, 1];
          r[3 * i + ((i + next) % 3)] = n;
          op = op.multiply(new AffineOp(r));
        }
        const other = cell.changeBasis(new ChangeOfBasis(op));
        near(other.niggliCell().parameters, cell.niggliCell().parameters, 1e-7);
        const [mine, theirs] = [other.minimumCell(), cell.minimumCell()];
        near(mine.parameters, theirs.parameters, 1e-7);
        expect(mine.changeBasis(mine.minimumReduction().change).parameters).toEqual(mine.parameters);
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it("has no shorter vectors than those of its minimum cell", () => {
    for (const parameters of many.slice(0, 200)) {
      const { metric: g, parameters: edges } = new UnitCell(parameters).minimumCell();
      const [a, b, c] = edges;
      for (let i = -2; i <= 2; i++)
        for (let j = -2; j <= 2; j++)
          for (let k = -2; k <= 2; k++) {
            const square =
              i * (i * g[0] + 2 * j * g[1] + 2 * k * g[2]) + j * (j * g[4] + 2 * k * g[5]) + k * k * g[8];
            const least = k !== 0 ? c : j !== 0 ? b : i !== 0 ? a : 0;
            expect(Math.sqrt(square)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
          }
    }
  });

  const many = cells(1000);
});

needs.dials().describe("cells beside cctbx", () => {
  const few = cells(200);
  // Random cells, and lattices that are exactly symmetric in skew bases, where equalities decide.
  const special = [
    "10 10 10 90 90 90",
    "8 8 12 90 90 90",
    "8 8 12 90 90 120",
    "7 9 11 90 90 90",
    "7 9 11 90 104 90",
  ];
  const skews = ["b+c,a+c,a+b", "-a+b+c,a-b+c,a+b-c", "a+2*b,b,c-a", "a,b+3*a,c-2*b", "-a,-b,c", "a+b,b,c+b"];
  const symmetric = special.flatMap((text) =>
    skews.map(
      (s) => new UnitCell(text.split(" ").map(Number)).changeBasis(ChangeOfBasis.parse(s)).parameters,
    ),
  );
  let theirs: {
    few: Record<"orth" | "frac" | "recip" | "metric" | "d" | "tt" | "changed" | "averaged", number[]>[];
    special: { niggli: number[]; minimum: number[] }[];
  };
  beforeAll(async () => {
    theirs = await runDials(
      `
from cctbx import uctbx, sgtbx, crystal
hkl = [tuple(h) for h in input["hkl"]]
few = []
group = sgtbx.space_group_info("R 3 2 :R").group()
op = sgtbx.change_of_basis_op("b+c,a+c,a+b")
for c in input["few"]:
    u = uctbx.unit_cell(c)
    few.append(dict(orth=u.orthogonalization_matrix(), frac=u.fractionalization_matrix(), recip=u.reciprocal_parameters(),
      metric=u.metrical_matrix(), d=[u.d(h) for h in hkl], tt=[u.two_theta(h, 0.5) for h in hkl],
      changed=u.change_basis(op).parameters(), averaged=group.average_unit_cell(u).parameters()))
special = [dict(niggli=uctbx.unit_cell(c).niggli_cell().parameters(), minimum=uctbx.unit_cell(c).minimum_cell().parameters()) for c in input["special"]]
output(dict(few=few, special=special))
`,
      { few, special: symmetric, hkl: indices },
    );
  }, 300_000);

  const indices = [
    [1, 2, 3],
    [-4, 0, 5],
    [0, 0, 7],
    [3, -3, 1],
  ] as const;

  it("matrices, reciprocal cell, d, 2θ, changed and averaged cells", () => {
    const column = FlexMillerIndex.from(indices);
    few.forEach((parameters, i) => {
      const cell = new UnitCell(parameters);
      const them = theirs.few[i]!;
      near(cell.orthogonalizationMatrix, them.orth);
      near(cell.fractionalizationMatrix, them.frac);
      near(cell.reciprocalParameters, them.recip);
      const g = cell.metric;
      near([g[0], g[4], g[8], g[1], g[2], g[5]], them.metric);
      near(cell.d(column).data, them.d);
      near(cell.twoTheta(column, 0.5).data, them.tt);
      near(cell.changeBasis(ChangeOfBasis.parse("b+c,a+c,a+b")).parameters, them.changed);
      near(cell.averagedOver(SpaceGroup.of("R 3 2 :R")).parameters, them.averaged);
    });
  });

  it("Niggli and minimum cells of exactly symmetric lattices in skew bases", () => {
    symmetric.forEach((parameters, i) => {
      const cell = new UnitCell(parameters);
      near(cell.niggliCell().parameters, theirs.special[i]!.niggli, 1e-8);
      near([cell.minimumCell().volume], [new UnitCell(theirs.special[i]!.minimum).volume], 1e-8);
      near(cell.minimumCell().parameters.slice(0, 3), theirs.special[i]!.minimum.slice(0, 3), 1e-8);
    });
  });
});

const table = ["fixtures", "cctbx_tables", "lattices.json"];
needs.sharedData(...table).it("cells as cctbx's table has them", () => {
  interface Lattice {
    cell: number[];
    niggli: number[];
    minimum: number[];
    volume: number;
    reciprocal: number[];
    orth: number[];
    frac: number[];
  }
  for (const lattice of JSON.parse(readFileSync(shared(...table), "utf8")) as Lattice[]) {
    const cell = new UnitCell(lattice.cell);
    near([cell.volume], [lattice.volume]);
    near(cell.reciprocalParameters, lattice.reciprocal);
    near(cell.orthogonalizationMatrix, lattice.orth);
    near(cell.fractionalizationMatrix, lattice.frac);
    near(cell.niggliCell().parameters, lattice.niggli, 1e-8);
    // Beside two right angles the third may be acute or obtuse; rounding decides in cctbx, ours is obtuse.
    const theirs = lattice.minimum.map((n, i) =>
      i > 2 && n < 89 && lattice.minimum.filter((angle) => angle === 90).length === 2 ? 180 - n : n,
    );
    near(cell.minimumCell().parameters, theirs, 1e-8);
  }
});
