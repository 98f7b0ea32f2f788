// Columns of indices beside live cctbx in every kind of group and setting: asymmetric units, multiplicities, absences.
import { beforeAll, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { FlexMillerIndex } from "../array/integerTuples.js";
import { Pcg32 } from "../array/random.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { spaceGroupSettings } from "./settings.js";
import { SpaceGroup } from "./spaceGroup.js";

const { next } = new Pcg32(5);
const index = () => Math.floor(next() * 15) - 7;
const hkl = Array.from({ length: 400 }, () => [index(), index(), index()] as const).filter((h) =>
  h.some((n) => n !== 0),
);

needs.dials().describe("400 indices in all 530 settings as cctbx", () => {
  interface Theirs {
    asu: number[][];
    anomalous: number[][];
    multiplicity: number[];
    both: number[];
    absent: boolean[];
    centric: boolean[];
    epsilon: number[];
    asuText: string;
  }
  const column = FlexMillerIndex.from(hkl);
  let theirs: Theirs[] = [];
  beforeAll(async () => {
    theirs = await runDials(
      `
from cctbx import sgtbx, miller
from cctbx.array_family import flex
out = []
for s in input["settings"]:
    g = sgtbx.space_group(s)
    t = g.type()
    h = flex.miller_index([tuple(x) for x in input["hkl"]])
    a, b = h.deep_copy(), h.deep_copy()
    miller.map_to_asu(t, False, a)
    miller.map_to_asu(t, True, b)
    out.append(dict(asu=list(a), anomalous=list(b), multiplicity=list(g.multiplicity(h, False)), both=list(g.multiplicity(h, True)),
      absent=list(g.is_sys_absent(h)), centric=list(g.is_centric(h)), epsilon=list(g.epsilon(h)),
      asuText=sgtbx.reciprocal_space_asu(t).reference_as_string()))
output(out)
`,
      { settings: spaceGroupSettings().map((s) => s.hall), hkl },
    );
  }, 120_000);

  const groups = spaceGroupSettings().map((s) => SpaceGroup.fromHall(s.hall));
  it("asymmetric units, with and without Friedel mates", () => {
    groups.forEach((group, i) => {
      const where = group.hallSymbol();
      expect(group.reciprocalAsu().text, where).toBe(theirs[i]!.asuText);
      expect([...group.mapToAsu(column).indices], where).toEqual(theirs[i]!.asu);
      expect([...group.mapToAsu(column, { anomalous: true }).indices], where).toEqual(theirs[i]!.anomalous);
    });
  });

  it("multiplicities, absences, centric indices, epsilon", () => {
    groups.forEach((group, i) => {
      const where = group.hallSymbol();
      const them = theirs[i]!;
      expect([...group.multiplicity(column)], where).toEqual(them.multiplicity);
      expect([...group.multiplicity(column, { anomalous: true })], where).toEqual(them.both);
      expect([...group.isSysAbsent(column)], where).toEqual(them.absent);
      expect([...group.isCentricReflection(column)], where).toEqual(them.centric);
      expect([...group.epsilon(column)], where).toEqual(them.epsilon);
    });
  });
});

it("one index answers as a column of one", () => {
  const group = SpaceGroup.of("P 43 21 2");
  expect([group.isSysAbsent([0, 0, 2]), group.isSysAbsent([0, 0, 4]), group.isSysAbsent([3, 0, 0])]).toEqual([
    true,
    false,
    true,
  ]);
  expect([group.epsilon([0, 0, 4]), group.multiplicity([0, 0, 4]), group.multiplicity([1, 2, 3])]).toEqual([
    4, 2, 16,
  ]);
  expect(group.isCentricReflection([1, 1, 3])).toBe(true);
  expect(group.equivalentSites([0, 0, 0])).toHaveLength(4);
  expect(group.equivalentSites([0.11, 0.23, 0.37])).toHaveLength(8);
});

it("fractional indices go the way of whole ones, in all 530 settings", () => {
  const column = FlexMillerIndex.from(hkl);
  const tenths = FlexVec3Double.from(hkl.map(([h, k, l]): Vec3 => [h / 10, k / 10, l / 10]));
  for (const { hall } of spaceGroupSettings()) {
    const group = SpaceGroup.fromHall(hall);
    for (const anomalous of [false, true]) {
      const whole = group.mapToAsu(column, { anomalous });
      const part = SpaceGroup.fromHall(hall).mapToAsu(tenths, { anomalous });
      expect([...part.operator], hall).toEqual([...whole.operator]);
      expect([...part.friedel], hall).toEqual([...whole.friedel]);
      const off = part.indices.data.map((x, i) => Math.abs(10 * x - whole.indices.data[i]!));
      expect(Math.max(...off), hall).toBeLessThan(1e-12);
    }
  }
  expect(() => SpaceGroup.of("P 4").mapToAsu(FlexVec3Double.from([[0, Number.NaN, 1]]))).toThrow(/row 0/);
});

it("as many sites are equivalent as are listed", () => {
  const { next } = new Pcg32(41);
  const spot = () => Math.floor(24 * next()) / 24;
  const sites = FlexVec3Double.from(
    Array.from({ length: 20 }, (_, i): Vec3 => (i < 4 ? [next(), next(), next()] : [spot(), spot(), spot()])),
  );
  for (let number = 1; number <= 230; number += 3) {
    const group = SpaceGroup.of(number);
    expect([...group.siteMultiplicity(sites)]).toEqual(
      [...sites].map((site) => group.equivalentSites(site).length),
    );
  }
  expect(SpaceGroup.of("F d -3 m").siteMultiplicity([1 / 8, 1 / 8, 1 / 8])).toBe(8);
});
