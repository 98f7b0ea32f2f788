// Lattice symmetry beside cctbx: its table of known hard cases, and live with cells near and far from symmetry.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { Pcg32 } from "../array/random.js";
import { changeOfBasisToBestCell } from "./bestCell.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { latticeSymmetryGroup, reducedCellTwofolds, rotationSubgroups } from "./latticeSymmetry.js";
import { type BravaisSetting, metricSubgroups } from "./metricSubgroups.js";
import { spaceGroupSettings } from "./settings.js";
import { SpaceGroup } from "./spaceGroup.js";
import { UnitCell } from "./unitCell.js";

/** One of cctbx's metric subgroups. */
interface Theirs {
  bravais: string;
  sg: string;
  cell: number[];
  cb_op_inp_best: string;
  max_angular_difference: number;
}

/** The symmetry a setting means in the input basis, as text: what two ways to the same setting have in common. */
const inInput = (symbol: string, change: ChangeOfBasis, cell: UnitCell, input: UnitCell) => {
  const minimum = input.minimumReduction().change;
  return `${SpaceGroup.of(symbol).changeBasis(minimum.multiply(change.inverse())).key} ${cell.parameters.length}`;
};

function compare(input: UnitCell, ours: readonly BravaisSetting[], theirs: readonly Theirs[]) {
  expect(ours.map((s) => s.bravais).sort(), `${input}`).toEqual(theirs.map((s) => s.bravais).sort());
  const byGroup = new Map(ours.map((s) => [inInput(s.spaceGroup.symbol(), s.change, s.cell, input), s]));
  expect(byGroup.size).toBe(ours.length);
  for (const them of theirs) {
    const change = ChangeOfBasis.parse(them.cb_op_inp_best);
    const mine = byGroup.get(inInput(them.sg, change, new UnitCell(them.cell), input));
    const where = `${input} ${them.sg} ${them.cell} ${them.cb_op_inp_best}`;
    expect(mine, where).toBeDefined();
    expect(mine!.spaceGroup.symbol(), where).toBe(them.sg);
    expect(Math.abs(mine!.maxAngularDifference - them.max_angular_difference), where).toBeLessThan(1e-6);
    // A β nearly 90°, or alone beside right angles, is acute or obtuse in cctbx by the way it came; ours is obtuse.
    const [, , , alpha, beta, gamma] = them.cell as [number, number, number, number, number, number];
    const free = them.bravais[0] === "m" ? beta > 88.5 : alpha === 90 && gamma === 90;
    const expected = free && beta < 90 ? them.cell.with(4, 180 - beta) : them.cell;
    for (let i = 0; i < 6; i++)
      expect(Math.abs(mine!.cell.parameters[i]! - expected[i]!), where).toBeLessThan(2e-5);
  }
}

describe("lattice symmetry", () => {
  it("has the 81 twofolds of reduced cells", () => {
    expect(reducedCellTwofolds()).toHaveLength(81);
  });

  it("of lattices known by name", () => {
    const cases: [number[], string, string][] = [
      [[10, 10, 10, 90, 90, 90], "P", "cP"],
      [[10, 10, 10, 90, 90, 90], "I", "cI"],
      [[10, 10, 10, 90, 90, 90], "F", "cF"],
      [[10, 10, 14, 90, 90, 90], "I", "tI"],
      [[10, 10, 27, 90, 90, 120], "R", "hR"],
      [[10, 10, 27, 90, 90, 120], "P", "hP"],
      [[10, 12, 15, 90, 90, 90], "F", "oF"],
      [[10, 12, 15, 90, 90, 90], "C", "oC"],
      [[10, 12, 15, 90, 107, 90], "P", "mP"],
      [[10, 12, 15, 85, 83, 77], "P", "aP"],
    ];
    for (const [cell, lattice, bravais] of cases) {
      const [highest] = metricSubgroups(new UnitCell(cell), {
        spaceGroup: SpaceGroup.fromOperators([], lattice),
        maxDelta: 0.1,
      });
      expect(highest!.bravais).toBe(bravais);
      highest!.cell.parameters.forEach((n, i) => {
        expect(n, `${bravais} ${highest!.cell}`).toBeCloseTo(cell[i]!, 6);
      });
    }
  });

  it("finds all subgroups of 432: 30", () => {
    expect(rotationSubgroups(SpaceGroup.of("P 4 3 2"))).toHaveLength(30);
    expect(rotationSubgroups(SpaceGroup.of("P 6 2 2"))).toHaveLength(16);
    expect(latticeSymmetryGroup(new UnitCell([10, 10, 10, 90, 90, 90])).orderP).toBe(24);
    expect(() => latticeSymmetryGroup(new UnitCell([10, 10, 10, 90, 90, 90]), -1)).toThrow(/angle/);
  });
});

const table = ["fixtures", "cctbx_tables", "lattices.json"];
needs.sharedData(...table).it("metric subgroups as cctbx's table has them", () => {
  const all = JSON.parse(readFileSync(shared(...table), "utf8")) as { cell: number[]; subgroups: Theirs[] }[];
  for (const { cell, subgroups } of all) {
    const input = new UnitCell(cell);
    compare(input, metricSubgroups(input, { maxDelta: 5 }), subgroups);
  }
});

needs.dials().describe("metric subgroups of 200 cells beside live cctbx", () => {
  const { next } = new Pcg32(77);
  const between = (low: number, high: number) => low + (high - low) * next();
  const shapes = [
    () => [
      between(5, 80),
      between(5, 80),
      between(5, 80),
      between(70, 110),
      between(70, 110),
      between(70, 110),
    ],
    () => [between(5, 80), between(5, 80), between(5, 80), 90, between(91, 130), 90],
    () => [between(5, 80), between(5, 80), between(5, 80), 90, 90, 90],
    () => [40, 40, between(5, 80), 90, 90, 90],
    () => [40, 40, between(5, 80), 90, 90, 120],
    () => [40, 40, 40, ...Array<number>(3).fill(between(50, 110))],
    () => [between(30, 50), 40, 40, 90, 90, 90],
    () => [40, 40, 40, 90, 90, 90],
  ];
  const exists = (cell: number[]) => {
    try {
      return new UnitCell(cell).volume > 0;
    } catch {
      return false;
    }
  };
  const lattices = ["a,b,c", "a,b,c", "b+c,a+c,a+b", "-a+b+c,a-b+c,a+b-c", "a+b,a-b,-c", "a+b,b,c-2*a"];
  const cells = Array.from({ length: 240 }, (_, i) => {
    const change = ChangeOfBasis.parse(lattices[i % lattices.length]!);
    const exact = new UnitCell(shapes[i % shapes.length]!()).changeBasis(change).parameters;
    const spread = [0.001, 0.3, 1][i % 3]!;
    for (;;) {
      const cell = exact.map((n, j) => n + between(-spread, spread) * (j < 3 ? 0.01 * n : 1));
      if (exists(cell)) return cell;
    }
  });
  let theirs: (Theirs[] | null)[] = [];
  beforeAll(async () => {
    theirs = await runDials(
      `
from cctbx import uctbx, crystal
from cctbx.sgtbx import lattice_symmetry
from cctbx.sgtbx.bravais_types import bravais_lattice
out = []
for c in input:
    l = []
    try:
        groups = lattice_symmetry.metric_subgroups(crystal.symmetry(uctbx.unit_cell(c), "P1"), 5.0, bravais_types_only=True).result_groups
    except RuntimeError:
        out.append(None)
        continue
    for g in groups:
        s = g["best_subsym"]
        l.append(dict(bravais=str(bravais_lattice(group=s.space_group())), sg=str(s.space_group_info()), cell=s.unit_cell().parameters(),
          cb_op_inp_best=g["cb_op_inp_best"].as_xyz(), max_angular_difference=g["max_angular_difference"]))
    out.append(l)
output(out)
`,
      cells,
    );
  }, 300_000);

  it("the same settings, cells, operators and deltas", () => {
    let compared = 0;
    cells.forEach((cell, i) => {
      // Of a few skew cells cctbx's own rationals give up.
      const them = theirs[i];
      if (!them) return;
      const input = new UnitCell(cell);
      compare(input, metricSubgroups(input, { maxDelta: 5 }), them);
      compared++;
    });
    expect(compared).toBeGreaterThanOrEqual(200);
    expect(theirs.filter((list) => list && list.length > 1).length).toBeGreaterThan(100);
  });
});

needs.dials().it("best cells of all monoclinic and orthorhombic settings as cctbx's", async () => {
  const { next } = new Pcg32(12);
  const cases = spaceGroupSettings()
    .filter(({ number }) => number >= 3 && number <= 74)
    .map(({ hall }) => {
      const any = Array.from({ length: 6 }, (_, i) => (i < 3 ? 20 + 20 * next() : 75 + 40 * next()));
      return { hall, cell: new UnitCell(any).averagedOver(SpaceGroup.fromHall(hall)).parameters };
    });
  const theirs = await runDials<{ cell: number[]; symbol: string }[]>(
    `
from cctbx import crystal, sgtbx, uctbx
out = []
for case in input:
    s = crystal.symmetry(unit_cell=uctbx.unit_cell(case["cell"]), space_group=sgtbx.space_group(case["hall"])).best_cell()
    out.append(dict(cell=s.unit_cell().parameters(), symbol=str(s.space_group_info())))
output(out)
`,
    cases,
  );
  // Where ours is another: C c c a and C c c b of origin choice 2 would need a shift of origin to have a and b exchanged; F d d d
  // of origin choice 2 is always put in rising order, in cctbx not always; with unique axis c or a ours goes to I centring, too.
  const known = new Set(["-C 2a 2ac", "-F 2uv 2vw", "A -2ab"]);
  const different = new Set<string>();
  cases.forEach(({ hall, cell }, i) => {
    const group = SpaceGroup.fromHall(hall);
    const change = changeOfBasisToBestCell(new UnitCell(cell), group);
    const best = new UnitCell(cell).changeBasis(change);
    const them = theirs[i]!;
    // An angle nearly 90° is obtuse here; in cctbx it may be acute.
    const expected = them.cell.map((n, k) => (k > 2 && n < 90 && n > 88.4 ? 180 - n : n));
    const off = Math.max(...best.parameters.map((n, k) => Math.abs(n - expected[k]!)));
    if (off > 1e-6 || group.changeBasis(change).symbol() !== them.symbol) different.add(hall);
  });
  expect(different).toEqual(known);
});
