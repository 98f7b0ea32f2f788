// Asymmetric units of direct space: each holds one of every set of equivalent sites, whatever cctbx says; and beside cctbx.
import { beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { Pcg32 } from "../array/random.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { spaceGroupSettings } from "./settings.js";
import { SpaceGroup } from "./spaceGroup.js";

const groups = spaceGroupSettings().map((s) => SpaceGroup.fromHall(s.hall));

describe("the asymmetric unit of every number's reference setting", () => {
  const numbers = Array.from({ length: 230 }, (_, i) => SpaceGroup.of(i + 1));

  it("and its images fill a grid of 24³ points without gap or overlap, boundaries included", () => {
    const n = 24;
    for (const group of numbers) {
      const asu = group.directSpaceAsu();
      const ops = group.allOps();
      const { min, max } = asu.box();
      const [low, high] = [min, max].map((v) => v.map((x) => Math.round(n * x))) as [number[], number[]];
      const owner = new Int32Array(n ** 3).fill(-1);
      const index = (x: number, y: number, z: number) =>
        ((((x % n) + n) % n) * n + (((y % n) + n) % n)) * n + (((z % n) + n) % n);
      let inside = 0;
      const overlaps: string[] = [];
      for (let x = low[0]! - 1; x <= high[0]! + 1; x++)
        for (let y = low[1]! - 1; y <= high[1]! + 1; y++)
          for (let z = low[2]! - 1; z <= high[2]! + 1; z++) {
            if (!asu.isInside([x / n, y / n, z / n])) continue;
            for (const { r, t } of ops) {
              const at = index(
                r[0]! * x + r[1]! * y + r[2]! * z + t[0]!,
                r[3]! * x + r[4]! * y + r[5]! * z + t[1]!,
                r[6]! * x + r[7]! * y + r[8]! * z + t[2]!,
              );
              if (owner[at] !== -1 && owner[at] !== inside) overlaps.push(`${group}: ${x} ${y} ${z}`);
              owner[at] = inside;
            }
            inside++;
          }
      expect(overlaps).toEqual([]);
      expect(owner.filter((o) => o === -1).length, `${group}`).toBe(0);
    }
  });

  it("is as large as the cell through the number of operators", () => {
    for (const group of numbers) {
      const asu = group.directSpaceAsu();
      expect(asu.volume() * group.orderZ, `${group}`).toBeCloseTo(1, 9);
      expect(asu.vertices().length).toBeGreaterThanOrEqual(4);
    }
  });
});

describe("sites brought into the asymmetric unit, in all 530 settings", () => {
  const { next } = new Pcg32(19);
  // General places, special ones on a grid of 24ths, and those half as far from a plane as still counts.
  const sites = FlexVec3Double.from(
    Array.from({ length: 45 }, (_, i): Vec3 => {
      const spot = () => Math.floor(96 * next() - 48) / 24;
      if (i < 15) return [4 * next() - 2, 4 * next() - 2, 4 * next() - 2];
      const off = i < 30 ? 0 : 5e-7;
      return [spot() + off * (next() - 0.5), spot() + off * (next() - 0.5), spot() + off * (next() - 0.5)];
    }),
  );

  it("lie inside, are equivalent by the operator given, and are one for all equivalents", () => {
    groups.forEach((group) => {
      const asu = group.directSpaceAsu();
      const { sites: mapped, operator, operators } = asu.mapToAsu(sites);
      expect([...asu.isInside(mapped)].every(Boolean), `${group}`).toBe(true);
      const known = new Set(group.allOps().map(String));
      for (const op of operators) expect(known.has(`${op.modulo()}`), `${op}`).toBe(true);
      const ops = group.allOps();
      for (let i = 0; i < sites.length; i++) {
        const site = sites.at(i);
        expect(operators[operator.at(i)]!.apply(site)).toEqual(mapped.at(i));
        const other = ops[Math.floor(next() * ops.length)]!.apply(site);
        const again = asu.mapToAsu([other[0] + 2, other[1] - 1, other[2] + 1]).site;
        // On the planes, up to what counts as on them.
        for (let k = 0; k < 3; k++)
          expect(Math.abs(again[k]! - mapped.at(i)[k]!), `${group} (${site}) (${again})`).toBeLessThan(4e-6);
      }
      // Those inside stay where they are.
      const twice = asu.mapToAsu(mapped);
      expect(twice.operators.map(String)).toEqual(["x,y,z"]);
    });
  });

  it("exactly one of the equivalents of a site is inside", () => {
    groups.forEach((group) => {
      const asu = group.directSpaceAsu();
      const { min, max } = asu.box();
      for (const site of [sites.at(3), sites.at(20)]) {
        const inside: Vec3[] = [];
        for (const op of group.allOps()) {
          const [x, y, z] = op.apply(site);
          const shifts = (v: number, k: 0 | 1 | 2) => {
            const from = Math.ceil(min[k] - v - 1e-9);
            return Array.from({ length: Math.floor(max[k] - v + 1e-9) - from + 1 }, (_, m) => v + from + m);
          };
          for (const p of shifts(x, 0))
            for (const q of shifts(y, 1))
              for (const r of shifts(z, 2)) if (asu.isInside([p, q, r])) inside.push([p, q, r]);
        }
        const [first] = inside;
        expect(first, `${group}`).toBeDefined();
        for (const one of inside)
          for (const k of [0, 1, 2] as const) expect(one[k]).toBeCloseTo(first![k], 9);
      }
    });
  });

  it("one site answers as a column of one; what is no number is named", () => {
    const asu = SpaceGroup.of("P 43 21 2").directSpaceAsu();
    const { site, operator } = asu.mapToAsu([0.7, 0.8, 0.9]);
    expect(asu.isInside(site)).toBe(true);
    expect(operator.apply([0.7, 0.8, 0.9])).toEqual(site);
    const group = SpaceGroup.of("P 43 21 2");
    for (const ask of [
      () => asu.mapToAsu([0.1, Number.NaN, 0]),
      () => asu.isInside([0.1, Number.NaN, 0]),
      () => group.equivalentSites([0.1, Number.NaN, 0]),
      () => group.siteMultiplicity([0.1, Number.NaN, 0]),
    ])
      expect(ask).toThrow(/Site 0 is \(0.1, NaN, 0\)/);
    for (const epsilon of [-1, Number.NaN, 1]) expect(() => asu.mapToAsu(site, epsilon)).toThrow(/tolerance/);
    expect(asu.faces.map((face) => face.text)).toMatchInlineSnapshot(`
      [
        "x>=0",
        "-x+1>0",
        "y>=0",
        "-y+1>0",
        "z>=0 [on it: x-y>=0]",
        "-z+1/8>=0 [on it: x-1/2>=0]",
      ]
    `);
    expect(SpaceGroup.of("I 1 2 1").directSpaceAsu().vertices()).toHaveLength(8);
  });
});

needs.dials().describe("beside cctbx in all 530 settings", () => {
  const { next } = new Pcg32(23);
  const grid = Array.from(
    { length: 60 },
    () => [0, 0, 0].map(() => Math.floor(60 * next() - 24)) as number[],
  );
  let theirs: { inside: boolean[]; mapped: boolean; vertices: number[][] }[] = [];
  const sites = FlexVec3Double.from(grid.map(([x, y, z]): Vec3 => [x! / 24, y! / 24, z! / 24]));
  const ours = groups.map((group) => {
    const asu = group.directSpaceAsu();
    const mapped = asu.mapToAsu(sites).sites;
    return {
      inside: [...asu.isInside(sites)],
      mapped: [...mapped].map((v) => v.map((x) => Math.round(24 * x))),
      vertices: asu.vertices(),
    };
  });
  beforeAll(async () => {
    theirs = await runDials(
      `
from boost_adaptbx.boost import rational
from cctbx import sgtbx
r = lambda v: tuple(rational.int(x, 24) for x in v)
grid = [r(v) for v in input["grid"]]
out = []
for hall, mapped in zip(input["halls"], input["mapped"]):
    asu = sgtbx.space_group_info(group=sgtbx.space_group(hall)).direct_space_asu()
    out.append(dict(inside=[asu.is_inside(p) for p in grid], mapped=all(asu.is_inside(r(p)) for p in mapped),
      vertices=[[float(x) for x in v] for v in asu.shape_vertices()]))
output(out)
`,
      { grid, halls: spaceGroupSettings().map((s) => s.hall), mapped: ours.map((one) => one.mapped) },
    );
  }, 300_000);

  it("the same sites are inside, ours are mapped to sites inside theirs, and the corners are the same", () => {
    ours.forEach((mine, i) => {
      const them = theirs[i]!;
      expect(mine.inside, `${groups[i]}`).toEqual(them.inside);
      expect(them.mapped, `${groups[i]}`).toBe(true);
      const text = (list: readonly (readonly number[])[]) =>
        list.map((v) => v.map((x) => (Math.round(x * 1e6) / 1e6 + 0).toFixed(6)).join()).sort();
      expect(text(mine.vertices), `${groups[i]}`).toEqual(text(them.vertices));
    });
  });
});
