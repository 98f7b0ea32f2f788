// Symbols in every spelling beside live cctbx and gemmi; notations of operators; bad input.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { FlexMillerIndex } from "../array/integerTuples.js";
import type { Mat3 } from "../array/vectors.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { settingSymbol, spaceGroupSettings } from "./settings.js";
import { SpaceGroup } from "./spaceGroup.js";
import { SymOp } from "./symOp.js";
import { UnitCell } from "./unitCell.js";

/** Spellings people write. */
const spellings = [
  ...spaceGroupSettings().flatMap((s) => {
    const symbol = settingSymbol(s);
    return [
      symbol,
      symbol.replaceAll(" ", ""),
      symbol.toLowerCase(),
      s.hermannMauguin,
      s.hermannMauguin.replaceAll(" ", ""),
    ];
  }),
  ...Array.from({ length: 230 }, (_, i) => `${i + 1}`),
  ..."P21,C2,I2,A2,P21/c,P21/n,P21/a,C2/c,I2/a,A2/n,P 2/m,Pm,Pc,Pn,Cm,Cc,R3,R32,H3,H32,H 3 2,R -3 m h,R3:r,R 3 R,146:r,146:H,48:1,48:2,P 4/n S,P 4/n Z,Pm3m,Fd3m,Ia3d,Fm3c,Pa3,Im3,Cmce,Aem2,P2(1)2(1)2(1),P 2_1 2_1 2_1,P 6(3),  P 4 ,P 3 1,Hall: P 2ac 2ab,hall:  -P 2ybc (x-z\\,y\\,z),P 1 2 1 (b\\,c\\,a),C 1 2 1 (x\\,y\\,-x+z),P 21 21 2 (b\\,c\\,a)"
    .split(/(?<!\\),/)
    .map((text) => text.replaceAll("\\,", ",")),
];
const wrong = [
  "",
  "Q 1",
  "P 21 21 21 1",
  "A1",
  "I -1",
  "P5",
  "P 7",
  "225:1",
  "19:3",
  "B 2",
  "hello",
  "P 4 5 6",
  "0",
  "231",
  "-5",
  "3.5",
  "Hall: X 2",
  "Hall: P 7",
  "Hall: P 2 (",
  "Hall: ",
  "Hall: P 4 3 5",
];

describe("symbols", () => {
  it("lead back to themselves", () => {
    for (const s of spaceGroupSettings()) {
      const group = SpaceGroup.of(settingSymbol(s));
      // C c c b, A c a a … are second names of the same operators.
      const first = spaceGroupSettings().find(
        (other) => other.number === s.number && SpaceGroup.fromHall(other.hall).equals(group),
      )!;
      expect(group.symbol()).toBe(settingSymbol(first));
      expect(group.hallSymbol()).toBe(first.hall);
      expect(first.number).toBe(s.number);
    }
    expect(SpaceGroup.of("P43 3 2").symbolAndNumber()).toBe("P 43 3 2 (No. 212)");
  });

  it("that are none are refused with the nearest, never P 1", () => {
    for (const text of wrong) expect(() => SpaceGroup.of(text), text).toThrow(/.{20}/);
    expect(() => SpaceGroup.of("P 21 21 22")).toThrow(/nearest: .*P 21 21 21|nearest: .*P 21 21 2/);
    expect(() => SpaceGroup.of(231)).toThrow(/1 to 230/);
    expect(() => SpaceGroup.fromHall("P 2 (1 2)")).toThrow(/neither/);
    expect(() => SpaceGroup.fromOperators(["-y,x-z,z+1/5"])).toThrow(/24ths/);
    expect(() => SpaceGroup.fromOperators(["-x,-y+1/2,z+1/4", "x-y,x,z", "y,-x,z"])).toThrow(
      /no crystallographic group/,
    );
  });
});

needs.dials().it(`${spellings.length} spellings mean the same to cctbx`, async () => {
  const theirs = await runDials<(string | null)[]>(
    `
from cctbx import sgtbx
def hall(s):
    try:
        g = sgtbx.space_group_info(s).group()
    except Exception:
        return None
    return ";".join(sorted(x.mod_positive().as_xyz() for x in g))
output([hall(s) for s in input])
`,
    [...spellings, ...wrong],
  );
  const normal = (list: string) =>
    list
      .split(";")
      .map((op) => `${SymOp.parse(op).modulo()}`)
      .sort()
      .join(";");
  spellings.forEach((text, i) => {
    if (theirs[i] === null) return;
    expect(normal(SpaceGroup.of(text).allOps().join(";")), text).toBe(normal(theirs[i]!));
  });
  // What cctbx does not know among them we may; the full list shows which.
  expect(spellings.filter((_, i) => theirs[i] === null)).toEqual([]);
  expect(theirs.slice(spellings.length)).toEqual(wrong.map(() => null));
});

const gemmi = spawnSync("gemmi", ["--version"], { stdio: "ignore" }).status === 0;
describe.skipIf(!gemmi)("gemmi's program (skipped where it is not installed)", () => {
  it("has the same operators for its settings", () => {
    let compared = 0;
    for (const s of spaceGroupSettings().filter((one) => one.number % 4 === 1)) {
      const symbol = s.extension ? `${s.hermannMauguin}:${s.extension}` : s.hermannMauguin;
      const { stdout, status } = spawnSync("gemmi", ["sg", "-v", symbol], { encoding: "utf8" });
      if (status !== 0) continue; // gemmi knows a few settings less
      const lines = stdout.matchAll(/^\s*([-+xyz\d/ ]+,[-+xyz\d/ ]+,[-+xyz\d/ ]+)\s*$/gm);
      const ops = new Set([...lines].map((m) => `${SymOp.parse(m[1]!).modulo()}`));
      expect([...ops].sort(), symbol).toEqual(SpaceGroup.of(symbol).allOps().map(String).sort());
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe("changes of basis", () => {
  it("in every notation", () => {
    const same = [
      ["z,x,y", "c,a,b", "l,h,k"],
      ["x-y,x,z", undefined, undefined],
      ["-x+1/2*y,-1/2*y,z", undefined, undefined],
    ] as const;
    for (const [xyz, abc, hkl] of same) {
      const change = ChangeOfBasis.parse(xyz);
      expect(change.asXyz()).toBe(xyz);
      if (abc) expect([change.asAbc(), change.asHkl()]).toEqual([abc, hkl]);
      expect(ChangeOfBasis.parse(change.asAbc()).equals(change)).toBe(true);
      expect(ChangeOfBasis.parse(change.asHkl()).equals(change)).toBe(true);
      expect(change.multiply(change.inverse()).isIdentity()).toBe(true);
    }
    expect(ChangeOfBasis.parse("l,h,k").applyToIndex([1, 2, 3])).toEqual([3, 1, 2]);
    expect(ChangeOfBasis.parse("b+c, a+c, a+b").applyToIndex([1, 2, 3])).toEqual([5, 4, 3]);
    expect(ChangeOfBasis.parse("x/2 - 0.25, 0.5*y, 2 Z").asXyz()).toBe("1/2*x-1/4,1/2*y,2*z");
    expect([...ChangeOfBasis.parse("x+y,-x+y,z").applyToIndices(FlexMillerIndex.from([[1, 1, 4]]))]).toEqual([
      [1, 0, 4],
    ]);
  });

  it("refuses what cannot be read or does not fit", () => {
    for (const text of [
      "",
      "x,y",
      "x,y,q",
      "x,y,a",
      "x,,z",
      "x,y,2",
      "x,y,x+y",
      "x y,y,z",
      "x/0,y,z",
      "x,y,z,",
      "h+1,k,l",
    ])
      expect(() => ChangeOfBasis.parse(text), text).toThrow(/Operator|operator|Indices/);
    expect(() =>
      ChangeOfBasis.parse("x+y,-x+y,z").applyToIndices(
        FlexMillerIndex.from([
          [0, 0, 2],
          [1, 0, 0],
        ]),
      ),
    ).toThrow(/row 1/);
    expect(() => SpaceGroup.of(1).changeBasis(ChangeOfBasis.parse("2*x,y,z"))).toThrow(/lattice/);
  });
});

needs.dials().it("notations of changes of basis as cctbx writes them", async () => {
  const ops = ["b+c,a+c,a+b", "l,h,k", "x-y,x,z", "-x+1/2*y,-1/2*y,z", "x+1/4,y-z,z+x+1/6", "a-b,a+b,c+a"];
  const theirs = await runDials<{ xyz: string; abc: string; hkl: string | null }[]>(
    `
from cctbx import sgtbx
out = []
for o in input:
    c = sgtbx.change_of_basis_op(o)
    out.append(dict(xyz=c.as_xyz(), abc=c.as_abc(), hkl=c.as_hkl() if c.c_inv().t().is_zero() else None))
output(out)
`,
    ops,
  );
  ops.forEach((text, i) => {
    const change = ChangeOfBasis.parse(text);
    const { xyz, abc, hkl } = theirs[i]!;
    expect([change.asXyz(), change.asAbc()]).toEqual([xyz, abc]);
    if (hkl !== null) expect(change.asHkl()).toBe(hkl);
  });
});

needs.dials().it("orientation matrices in another basis as dxtbx's Crystal.change_basis", async () => {
  const A: Mat3 = [0.011, 0.002, -0.003, -0.001, 0.014, 0.004, 0.002, -0.005, 0.017];
  const ops = ["b+c,a+c,a+b", "x-y,x,z", "-x+1/2*y,-1/2*y,z", "z,x,y"];
  const theirs = await runDials<{ A: number[]; cell: number[] }[]>(
    `
from cctbx import sgtbx
from dxtbx.model import Crystal
from scitbx import matrix
a, b, c = (matrix.sqr(input["A"]).inverse().elems[i:i + 3] for i in (0, 3, 6))
out = []
for o in input["ops"]:
    crystal = Crystal(a, b, c, space_group_symbol="P1").change_basis(sgtbx.change_of_basis_op(o))
    out.append(dict(A=crystal.get_A(), cell=crystal.get_unit_cell().parameters()))
output(out)
`,
    { A, ops },
  );
  ops.forEach((text, i) => {
    const changed = ChangeOfBasis.parse(text).applyToOrientation(A);
    changed.forEach((n, j) => {
      expect(n).toBeCloseTo(theirs[i]!.A[j]!, 12);
    });
    UnitCell.fromOrientation(changed).parameters.forEach((n, j) => {
      expect(n).toBeCloseTo(theirs[i]!.cell[j]!, 8);
    });
  });
});
