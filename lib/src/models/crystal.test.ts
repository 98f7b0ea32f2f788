// A crystal's cell, symmetry and basis beside live dxtbx; means of crystals; identities.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { identity, inverse, multiply, rotationAbout, transform, transpose } from "../array/mat3.js";
import { Pcg32 } from "../array/random.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { AffineOp } from "../crystal/affineOp.js";
import { ChangeOfBasis } from "../crystal/changeOfBasis.js";
import { spaceGroupSettings } from "../crystal/settings.js";
import { SpaceGroup } from "../crystal/spaceGroup.js";
import { type CellParameters, UnitCell } from "../crystal/unitCell.js";
import { averageCrystals } from "./averageCrystals.js";
import { bMatrix } from "./cellGeometry.js";
import { Crystal, type CrystalData } from "./crystal.js";

const degree = Math.PI / 180;
const crystalOf = (
  cell: CellParameters,
  symbol: string | SpaceGroup,
  axis: Vec3 = [1, 2, 3],
  angle = 33,
): Crystal =>
  Crystal.fromA(multiply(rotationAbout(axis, angle * degree), bMatrix(new UnitCell(cell))), symbol);

const near = (ours: readonly number[], theirs: readonly number[], relative = 1e-11) => {
  expect(ours.length).toBe(theirs.length);
  const size = Math.max(...theirs.map(Math.abs));
  ours.forEach((n, i) => {
    expect(Math.abs(n - theirs[i]!)).toBeLessThanOrEqual(relative * size);
  });
};

/** Varying along a scan, with errors and a recalculated cell. */
function full(cell: CellParameters, symbol: string): Crystal {
  const crystal = crystalOf(cell, symbol);
  const A = crystal.getA();
  crystal.setAAtScanPoints(
    [1, 1.01, 1.02].map((by) => A.map((n, i) => n * (i === 4 ? by : 1)) as readonly number[] as Mat3),
  );
  crystal.setBCovariance(Float64Array.from({ length: 81 }, (_, i) => (i % 10 === 0 ? 1e-12 : 0)));
  crystal.setRecalculatedUnitCell([30, 40, 50, 90, 101, 90]);
  return crystal;
}

needs.dials().describe("beside dxtbx", () => {
  const changes = ["a,b,c", "-c,b,a", "a,b,a+c", "1/2*a-1/2*b,b,c", "x+1/4,y,z", "x-y,x+y,z", "-l,k,h"];
  const source = full([30, 40, 50, 90, 100, 90], "C 1 2 1");
  // Space groups in every setting and in a basis that no table has.
  const written = spaceGroupSettings().flatMap(({ hall }) => {
    const group = SpaceGroup.fromHall(hall);
    return [group, group.changeBasis(ChangeOfBasis.parse("x+y+1/4,y-z,z+x+y"))].map((one) => {
      const crystal = new Crystal(structuredClone(source.data));
      crystal.setSpaceGroup(one);
      return { group: one, data: crystal.data };
    });
  });
  interface Theirs {
    read: boolean[];
    changed: (Record<"A" | "points" | "cell" | "recalculated", number[]> & { hall: string; same: boolean })[];
    setCell: Record<"A" | "U" | "cell" | "point", number[]> & { points: number; covariance: boolean };
    group: { hall: string; A: number[]; points: number };
    unitCellAtPoint: number[];
  }
  let theirs: Theirs;
  const ours = changes.map((text) => source.changeBasis(text));
  beforeAll(async () => {
    theirs = await runDials<Theirs>(
      `
from cctbx import sgtbx, uctbx
from dxtbx.model import Crystal
from dxtbx.model.crystal import CrystalFactory
make = lambda d: CrystalFactory.from_dict(d)
c = make(input["crystal"])
changed = []
for text, mine in zip(input["changes"], input["halls"]):
    n = c.change_basis(sgtbx.change_of_basis_op(text))
    changed.append(dict(A=n.get_A(), points=n.get_A_at_scan_point(2), cell=n.get_unit_cell().parameters(),
      recalculated=n.get_recalculated_unit_cell().parameters(), hall=n.to_dict()["space_group_hall_symbol"],
      same=n.get_space_group() == sgtbx.space_group(mine)))
s = make(input["crystal"])
s.set_unit_cell(uctbx.unit_cell((31, 41, 51, 90, 102, 90)))
g = make(input["crystal"])
g.set_space_group(sgtbx.space_group_info("P 1 2 1").group())
read = []
for one in input["written"]:
    ops = sgtbx.space_group("P 1")
    for op in one["operators"]:
        ops.expand_smx(op)
    read.append(make(dict(c.to_dict(), space_group_hall_symbol=one["hall"])).get_space_group() == ops)
output(dict(read=read, changed=changed, unitCellAtPoint=c.get_unit_cell_at_scan_point(1).parameters(),
  setCell=dict(A=s.get_A(), U=s.get_U(), cell=s.get_unit_cell().parameters(), point=s.get_A_at_scan_point(1), points=s.num_scan_points,
    covariance=len(s.get_B_covariance()) == 81),
  group=dict(hall=g.to_dict()["space_group_hall_symbol"], A=g.get_A(), points=g.num_scan_points)))
`,
      {
        crystal: source.data,
        changes,
        halls: ours.map((one) => one.data.space_group_hall_symbol),
        written: written.map(({ group, data }) => ({
          operators: group.allOps().map(String),
          hall: data.space_group_hall_symbol,
        })),
      },
    );
  });

  it("change_basis: A, scan points, cells, space group", () => {
    changes.forEach((text, i) => {
      const them = theirs.changed[i]!;
      const mine = ours[i]!;
      near(mine.getA(), them.A);
      near(mine.getAAtScanPoint(2), them.points);
      near(mine.getUnitCell().parameters, them.cell);
      near(mine.getRecalculatedUnitCell()!.parameters, them.recalculated);
      expect(them.same, text).toBe(true);
      expect(SpaceGroup.fromHall(them.hall).equals(mine.getSpaceGroup()), text).toBe(true);
      expect(mine.getBCovariance()).toBeUndefined();
    });
  });

  it("reads the space groups we write, operator by operator", () => {
    expect(written.filter((_, i) => !theirs.read[i]).map(({ data }) => data.space_group_hall_symbol)).toEqual(
      [],
    );
  });

  it("set_unit_cell, set_space_group, get_unit_cell_at_scan_point", () => {
    const crystal = new Crystal(structuredClone(source.data));
    near(crystal.getUnitCellAtScanPoint(1).parameters, theirs.unitCellAtPoint);
    crystal.setUnitCell([31, 41, 51, 90, 102, 90]);
    near(crystal.getA(), theirs.setCell.A);
    near(crystal.getU(), theirs.setCell.U);
    near(crystal.getUnitCell().parameters, theirs.setCell.cell);
    near(crystal.getAAtScanPoint(1), theirs.setCell.point);
    expect([crystal.getNumScanPoints(), crystal.getBCovariance()?.length === 81]).toEqual([
      theirs.setCell.points,
      theirs.setCell.covariance,
    ]);
    const other = new Crystal(structuredClone(source.data));
    other.setSpaceGroup("P 2");
    expect(other.data.space_group_hall_symbol).toBe(theirs.group.hall);
    near(other.getA(), theirs.group.A);
    expect(other.getNumScanPoints()).toBe(theirs.group.points);
  });
});

describe("identities", () => {
  const cells = fc
    .tuple(
      ...([5, 5, 5].map((min) => fc.double({ min, max: 200, noNaN: true })) as [
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
        fc.Arbitrary<number>,
      ]),
      fc.double({ min: 60, max: 115, noNaN: true }),
      fc.double({ min: 60, max: 115, noNaN: true }),
      fc.double({ min: 60, max: 115, noNaN: true }),
    )
    .map((cell): CellParameters => cell);
  const unit = fc.double({ min: -1, max: 1, noNaN: true });
  const axes = fc.tuple(unit, unit, unit).filter((v) => Math.hypot(...v) > 0.1);
  const index = fc.tuple(
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -40, max: 40 }),
  );
  const bases = fc.constantFrom(
    "b+c,a+c,a+b",
    "y,z,x",
    "x-y,x,z",
    "-h,-k,l",
    "a,b+2*a,c-b",
    "-a+b+c,a-b+c,a+b-c",
  );

  it("U is orthogonal, h = A⁻¹(A·h), |A·h| = 1/d, and all three outlast a change of basis", () => {
    fc.assert(
      fc.property(
        cells,
        axes,
        fc.integer({ min: -180, max: 180 }),
        index,
        bases,
        (cell, axis, angle, h, basis) => {
          const crystal = crystalOf(cell, "P 1", axis, angle);
          const change = ChangeOfBasis.parse(basis);
          const changed = crystal.changeBasis(change);
          const inNew = change.applyToIndex(h);
          const [old, now] = [transform(crystal.getA(), h), transform(changed.getA(), inNew)];
          near(
            now,
            old.map((n) => n || 1e-300),
            1e-9,
          );
          for (const [one, hkl] of [
            [crystal, h],
            [changed, inNew],
          ] as const) {
            const U = one.getU();
            near(multiply(U, transpose(U)), identity, 1e-9);
            const back = transform(inverse(one.getA()), transform(one.getA(), hkl));
            back.forEach((n, i) => {
              expect(Math.abs(n - hkl[i]!)).toBeLessThan(1e-8);
            });
            if (hkl.some((n) => n !== 0))
              expect(Math.hypot(...transform(one.getA(), hkl)) * one.getUnitCell().d(hkl)).toBeCloseTo(1, 9);
          }
          expect(changed.getVolume() / crystal.getVolume()).toBeCloseTo(
            Math.abs(change.cInv.determinant()),
            9,
          );
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });

  it("all 530 settings are written so that they read back as they were", () => {
    const crystal = crystalOf([30, 40, 50, 90, 90, 90], "P 1");
    for (const { hall } of spaceGroupSettings()) {
      const group = SpaceGroup.fromHall(hall);
      crystal.setSpaceGroup(group);
      expect(new Crystal(crystal.data).getSpaceGroup().equals(group), hall).toBe(true);
    }
  });
});

describe("means of crystals", () => {
  const { next } = new Pcg32(3);
  const crystals = Array.from({ length: 12 }, () => {
    const spaceGroup = SpaceGroup.of("P 43 21 2");
    const crystal = crystalOf([78 + next(), 78, 37, 90, 90, 90], spaceGroup, [next(), 1, next()], 3 * next());
    crystal.setUnitCell([78, 78, 37 + next() / 10, 90, 90, 90]);
    return crystal;
  });

  it("have the mean cell in the mean orientation", () => {
    const { crystal, cell, orientation } = averageCrystals(crystals);
    near(crystal.getUnitCell().parameters, cell.cell.parameters);
    near(crystal.getU(), orientation.U, 1e-9);
    expect(crystal.getSpaceGroup().symbol()).toBe("P 43 21 2");
    expect(cell.parameters[2].standardDeviation).toBeGreaterThan(0.01);
    expect(orientation.spread.max).toBeLessThan(4);
  });

  it("do not change when crystals are replaced by equivalent ones", () => {
    const rotations = SpaceGroup.of("P 43 21 2").representatives;
    const turned = crystals.map((crystal) => {
      const S = rotations[Math.floor(next() * rotations.length)]!;
      // Indices by the rotation are another description of the same crystal.
      const same = crystal.changeBasis(new ChangeOfBasis(S.toAffine()));
      same.setSpaceGroup("P 43 21 2");
      return same;
    });
    const [plain, found] = [averageCrystals(crystals), averageCrystals(turned)];
    near(found.cell.cell.parameters, plain.cell.cell.parameters, 1e-9);
    const apart = rotations.map(({ r }) => {
      const S = found.crystal.changeBasis(new ChangeOfBasis(new AffineOp(r)));
      return Math.max(...S.getA().map((n, i) => Math.abs(n - plain.crystal.getA()[i]!)));
    });
    expect(Math.min(...apart)).toBeLessThan(1e-8);
  });

  it("refuse none and space groups that differ", () => {
    expect(() => averageCrystals([])).toThrow(/no crystals/);
    expect(() => averageCrystals([...crystals, crystalOf([78, 78, 37, 90, 90, 90], "P 41 21 2")])).toThrow(
      /Crystal 12 is in P 41 21 2 \(No. 92\), crystal 0 in P 43 21 2/,
    );
  });
});

describe("what cannot be is said", () => {
  const data = (more: Partial<CrystalData>): CrystalData => ({
    real_space_a: [10, 0, 0],
    real_space_b: [0, 20, 0],
    real_space_c: [0, 0, 30],
    space_group_hall_symbol: " P 1",
    ...more,
  });

  it("unknown symbols are errors, never P 1", () => {
    for (const hall of ["Q 5", "P 2z2z9", "", "P 21 21 21", "P 5"])
      expect(() => new Crystal(data({ space_group_hall_symbol: hall })).getSpaceGroup(), hall).toThrow(
        /Hall symbol/,
      );
    const crystal = new Crystal(data({}));
    expect(() => crystal.setSpaceGroup("P 21 21 22")).toThrow(/nearest/);
    expect(crystal.data.space_group_hall_symbol).toBe(" P 1");
  });

  it("flat, empty and unreadable cells are errors, never NaN", () => {
    for (const real_space_b of [
      [20, 0, 0],
      [0, 0, 0],
      [Number.NaN, 20, 0],
      [Number.POSITIVE_INFINITY, 0, 0],
    ]) {
      const crystal = new Crystal(data({ real_space_b }));
      for (const ask of [
        () => crystal.getA(),
        () => crystal.getB(),
        () => crystal.getU(),
        () => crystal.getUnitCell(),
        () => crystal.getVolume(),
        () => crystal.changeBasis("b,c,a"),
      ])
        expect(ask, `${real_space_b}`).toThrow(/singular|cannot be|finite|number/);
    }
    expect(() => Crystal.fromA([0, 0, 0, 0, 0, 0, 0, 0, 0], "P 1")).toThrow(/singular/);
    expect(() => new Crystal(data({})).setA([1, 2, 3, 2, 4, 6, 0, 0, 1])).toThrow(/singular/);
    expect(() => new Crystal(data({})).setUnitCell([1, 2, 3, 90, 90, Number.NaN])).toThrow(/cannot be/);
  });

  it("scan points off the scan and bases off the lattice", () => {
    const crystal = full([30, 40, 50, 90, 100, 90], "C 1 2 1");
    for (const point of [-1, 3, 0.5, Number.NaN])
      for (const ask of [
        () => crystal.getAAtScanPoint(point),
        () => crystal.getUAtScanPoint(point),
        () => crystal.getBAtScanPoint(point),
        () => crystal.getUnitCellAtScanPoint(point),
      ])
        expect(ask).toThrow(`no scan point ${point}; it has 3`);
    expect(() => crystalOf([30, 40, 50, 90, 90, 90], "P 1").getUnitCellAtScanPoint(0)).toThrow(/it has 0/);
    // cctbx takes the second, adding translations that the lattice does not have.
    for (const basis of ["1/2*a,b,c", "a-1/2*c,b,c"])
      expect(() => crystal.changeBasis(basis), basis).toThrow(/lattice/);
    expect(() => crystal.changeBasis("a,a,c")).toThrow(/singular/);
    expect(() => crystal.changeBasis("a,b")).toThrow(/2 parts/);
  });
});
