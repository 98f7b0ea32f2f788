import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { Pcg32 } from "../array/random.js";
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

needs.dials().it("as the seeds' recipe counts with cctbx", async () => {
  const { next } = new Pcg32(14);
  const index = () => Math.floor(next() * 7) - 3;
  const hkl = Array.from({ length: 600 }, (): MillerIndex => [index(), index(), index()]);
  const symbols = ["P 43 21 2", "R 3 :H", "C 1 2 1", "F d -3 m :2", "P 6 2 2"];
  type Row = [h: number, k: number, l: number, observed: number, multiplicity: number];
  const theirs = await runDials<Row[][]>(
    `
from collections import Counter
from cctbx import miller, sgtbx
from cctbx.array_family import flex
out = []
for symbol in input["symbols"]:
    group = sgtbx.space_group_info(symbol).group()
    indices = flex.miller_index([tuple(h) for h in input["hkl"]])
    miller.map_to_asu(group.type(), False, indices)
    out.append([(*h, n, group.multiplicity(h, False)) for h, n in Counter(indices).items()])
output(out)
`,
    { symbols, hkl },
  );
  symbols.forEach((symbol, i) => {
    const cover = asuCoverage(FlexMillerIndex.from(hkl), SpaceGroup.of(symbol));
    const rows = [...cover.unique].map((h, row) => [
      ...h,
      cover.observed.at(row),
      cover.multiplicity.at(row),
    ]);
    expect(rows, symbol).toEqual(theirs[i]);
    theirs[i]!.forEach(([, , , n, multiplicity], row) => {
      expect(cover.fraction.at(row)).toBe(n / multiplicity);
    });
    expect(cover.redundancy).toBe(hkl.length / theirs[i]!.length);
  });
});

it("nothing covers nothing; indices too large are named", () => {
  const group = SpaceGroup.of("P 1 2 1");
  expect(asuCoverage(new FlexMillerIndex(new Int32Array(0)), group)).toMatchObject({ redundancy: 0 });
  expect(() => asuCoverage(FlexMillerIndex.from([[1, 2, 70000]]), group)).toThrow(/70000.*row 0/);
});
