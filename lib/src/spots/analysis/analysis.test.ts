import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pcg32 } from "../../array/random.js";
import { FlexDouble, FlexInt, FlexSizeT } from "../../array/scalars.js";
import { FlexVec3Double } from "../../array/vectors.js";
import { SpaceGroup } from "../../crystal/spaceGroup.js";
import { UnitCell } from "../../crystal/unitCell.js";
import { Experiment } from "../../models/experiment.js";
import { Scan } from "../../models/scan.js";
import { ReflectionTable } from "../../reflections/reflectionTable.js";
import { distlMethod1, distlMethod2 } from "./distl.js";
import { linearRegression } from "./linearRegression.js";
import { iceRingFilter, powderRingFilter } from "./powderRingFilter.js";
import { estimateResolutionLimit } from "./resolutionLimit.js";
import { shellsOfEqualPopulation, shellsOfEqualVolume } from "./resolutionShells.js";
import { statsForReflectionTable } from "./spotStatistics.js";
import { spotsOfTable } from "./spots.js";
import { statsPerImage } from "./statsPerImage.js";
import { wilsonOutliers } from "./wilsonOutliers.js";

/** Uniform numbers in (0, 1), the same for the same seed. */
function uniform(seed: number): () => number {
  const random = new Pcg32(Math.abs(seed));
  return () => (random.nextUint32() + 0.5) / 2 ** 32;
}

/** A table of spots with these |rlp|, one image, intensities falling with 1/d² by a B factor (Å²). */
function tableOf(dStar: readonly number[], { seed = 1, B = 10, image = 0 } = {}): ReflectionTable {
  const next = uniform(seed);
  const n = dStar.length;
  const rlp = new Float64Array(3 * n);
  const px = new Float64Array(3 * n);
  const intensity = new Float64Array(n);
  for (const [i, length] of dStar.entries()) {
    const [z, phi] = [2 * next() - 1, 2 * Math.PI * next()];
    const flat = Math.sqrt(1 - z * z);
    rlp.set([length * flat * Math.cos(phi), length * flat * Math.sin(phi), length * z], 3 * i);
    px.set([100, 100, image + 0.5], 3 * i);
    intensity[i] = 1000 * -Math.log(next()) * Math.exp((-B * length * length) / 2) + 10;
  }
  return new ReflectionTable({
    id: new FlexInt(new Int32Array(n)),
    flags: new FlexSizeT(new Uint32Array(n).fill(32)),
    rlp: new FlexVec3Double(rlp),
    "xyzobs.px.value": new FlexVec3Double(px),
    "intensity.sum.value": new FlexDouble(intensity),
    "intensity.sum.variance": new FlexDouble(intensity.slice()),
  });
}

/** n spots that fill reciprocal space evenly down to d (Å), and a few strays beyond, down to half of it. */
function filled(n: number, d: number, seed: number, strays = 0.02): number[] {
  const next = uniform(seed);
  const volume = (share: number) => Math.cbrt(share) / d;
  return [
    ...Array.from({ length: n }, () => volume(0.002 + 0.998 * next())),
    ...Array.from({ length: Math.round(n * strays) }, () => volume(1 + 7 * next())),
  ];
}

describe("the methods of DISTL", () => {
  it("find where spots that fill reciprocal space end", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.8, max: 5, noNaN: true }), (seed, d) => {
        // Method 1 sees a bend in the curve where the strays begin, and takes a few of them in. Method 2 sees shells that few share.
        const one = distlMethod1(spotsOfTable(tableOf(filled(600, d, seed, 0.15))));
        const two = distlMethod2(spotsOfTable(tableOf(filled(600, d, seed, 0.02))));
        expect(one.dMin / d).toBeGreaterThan(0.75);
        expect(one.dMin / d).toBeLessThan(1.05);
        // a shell is a 40th of the volume out to the farthest stray, at most 1/5 of that to d
        expect(two.dMin / d).toBeGreaterThan(0.85);
        expect(two.dMin / d).toBeLessThan(1.1);
        for (const { noisiness } of [one, two]) {
          expect(noisiness).toBeGreaterThanOrEqual(0);
          expect(noisiness).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("scale with the cell, and do not ask how spots are ordered", () => {
    const lengths = filled(300, 2, 7);
    const spots = spotsOfTable(tableOf(lengths));
    const doubled = spotsOfTable(tableOf(lengths.map((x) => x / 2)));
    const turned = spotsOfTable(tableOf([...lengths].reverse()));
    for (const method of [distlMethod1, distlMethod2]) {
      expect(method(doubled).dMin).toBeCloseTo(2 * method(spots).dMin, 10);
      expect(method(turned).dMin).toBeCloseTo(method(spots).dMin, 10);
    }
  });

  it("say nothing of too few spots, or of spots at one resolution", () => {
    const none = { dMin: -1, noisiness: -1 };
    expect(distlMethod1(spotsOfTable(tableOf(filled(9, 2, 1, 0))))).toEqual(none);
    expect(distlMethod2(spotsOfTable(tableOf([])))).toEqual(none);
    const rlp = new FlexVec3Double(new Float64Array(60).map((_, i) => (i % 3 === 0 ? 0.5 : 0)));
    expect(distlMethod2(spotsOfTable(tableOf(Array(20).fill(0.5)).set("rlp", rlp)))).toEqual(none);
  });
});

describe("the resolution limit of I/σ", () => {
  it("is that of one of the spots, not in ice", () => {
    const lengths = filled(500, 1.5, 3, 0);
    const table = tableOf(lengths);
    const spots = spotsOfTable(table);
    const limit = estimateResolutionLimit(spots);
    expect(limit).toBeGreaterThan(1.49);
    expect(limit).toBeLessThan(1.7);
    expect([...spots.d]).toContain(limit);
    const ice = Uint8Array.from(spots.d, (d) => (d < 2 ? 1 : 0));
    expect(estimateResolutionLimit(spots, ice)).toBeGreaterThanOrEqual(2);
  });

  it("is not asked of spots without variance", () => {
    const table = tableOf(filled(200, 2, 5, 0));
    table.column("intensity.sum.variance").data.fill(0, 100);
    const half = estimateResolutionLimit(spotsOfTable(table));
    expect(half).toBe(estimateResolutionLimit(spotsOfTable(table.slice(0, 100))));
    table.column("intensity.sum.variance").data.fill(0);
    expect(estimateResolutionLimit(spotsOfTable(table))).toBe(-1);
  });
});

it("every spot but that of lowest resolution is in one shell", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 12, max: 900 }), (seed, n) => {
      const { d, dStarSq } = spotsOfTable(tableOf(filled(n, 2, seed)));
      const inside = (shells: readonly { dMin: number; dMax: number }[]) =>
        Array.from(d, (one) => shells.filter(({ dMin, dMax }) => one < dMax && one >= dMin).length);
      const counts = inside(shellsOfEqualPopulation(dStarSq));
      expect(counts.filter((count) => count !== 1)).toEqual([0]);
      const shells = shellsOfEqualVolume(d)!;
      expect(shells.length).toBeGreaterThanOrEqual(20);
      expect(shells.length).toBeLessThanOrEqual(40);
      for (const [i, { dMin, dMax }] of shells.entries()) {
        expect(dMin ** -3 - dMax ** -3).toBeCloseTo(shells[0]!.dMin ** -3 - shells[0]!.dMax ** -3, 10);
        if (i > 0) expect(dMax).toBe(shells[i - 1]!.dMin);
      }
    }),
    { numRuns: 40 },
  );
});

it("Wilson outliers: found from the definition, one after another", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0.1, max: 1e4, noNaN: true }), fc.boolean()), {
        minLength: 3,
        maxLength: 40,
      }),
      (spots) => {
        const intensity = Float64Array.from(spots, ([value]) => value);
        const ice = Uint8Array.from(spots, ([, inIce], i) => (inIce && i > 0 ? 1 : 0));
        let left = [...intensity.keys()];
        for (let before = -1; before !== left.length; ) {
          before = left.length;
          const good = left.filter((i) => !ice[i]);
          const mean = good.reduce((sum, i) => sum + intensity[i]!, 0) / good.length;
          left = left.filter((i) => Math.exp(-intensity[i]! / mean) > 0.01);
        }
        const found = wilsonOutliers(intensity, ice);
        expect([...found.keys()].filter((i) => !found[i])).toEqual(left);
      },
    ),
  );
});

it("the line of least squares", () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (slope, intercept) => {
      const x = [0, 1, 2, 4, 8];
      const line = linearRegression(
        x,
        x.map((one) => slope * one + intercept),
      );
      expect(line.slope).toBeCloseTo(slope, 9);
      expect(line.intercept).toBeCloseTo(intercept, 9);
    }),
  );
  expect(linearRegression([1, 1], [2, 3])).toEqual({ slope: 0, intercept: 0 });
  expect(linearRegression([], [])).toEqual({ slope: 0, intercept: 0 });
});

describe("powder rings", () => {
  it("are those of all reflections that are not absent", () => {
    const cell = new UnitCell([4.498, 4.498, 7.338, 90, 90, 120]);
    const group = SpaceGroup.of(194);
    const centres: number[] = [];
    for (let h = -8; h <= 8; h++)
      for (let k = -8; k <= 8; k++)
        for (let l = -12; l <= 12; l++)
          if ((h || k || l) && !group.isSysAbsent([h, k, l])) centres.push(cell.dStarSquared([h, k, l]));
    const d = new FlexDouble(Float64Array.from({ length: 5000 }, (_, i) => 0.7 + i * 0.002));
    for (const width of [0.002, 0.004]) {
      const found = powderRingFilter(0.7, { width })(d);
      const naive = Array.from(d.data, (one) =>
        centres.some((centre) => Math.abs(1 / one ** 2 - centre) < width / 2) ? 1 : 0,
      );
      expect([...found.data]).toEqual(naive);
    }
    expect([...powderRingFilter(1)(Float64Array.of(0, -1, Number.NaN)).data]).toEqual([0, 0, 0]);
  });

  it("as seen on images lie about the first rings", () => {
    expect([...iceRingFilter(Float64Array.of(3.9, 3.67, 3.44, 3.0, 2.25)).data]).toEqual([1, 1, 1, 0, 1]);
  });

  it("need a width and a resolution", () => {
    expect(() => powderRingFilter(1, { width: 0 })).toThrow("0 Å⁻² wide");
    expect(() => powderRingFilter(0)).toThrow("above 0 Å, not 0");
    expect(() => powderRingFilter(0.001)).toThrow("are the most");
  });
});

describe("statistics of images", () => {
  const experiment = new Experiment({ scan: new Scan({ image_range: [5, 8], oscillation: [0, 1] }) });

  it("add up to those of all spots", () => {
    const table = [
      tableOf(filled(300, 2, 1), { seed: 1, image: 4 }),
      tableOf(filled(8, 2, 2), { seed: 2, image: 6 }),
      tableOf(filled(60, 1.6, 3), { seed: 3, image: 7 }),
    ].reduce((all, part) => all.extend(part));
    const images = statsPerImage(experiment, table);
    const overall = statsForReflectionTable(table);
    expect(images.map(({ image }) => image)).toEqual([5, 6, 7, 8]);
    expect(images.map(({ nSpotsTotal }) => nSpotsTotal)).toEqual([306, 0, 8, 61]);
    for (const name of ["nSpotsTotal", "nSpotsNoIce", "nSpots4A"] as const)
      expect(images.reduce((sum, one) => sum + one[name], 0)).toBe(overall[name]);
    expect(images.reduce((sum, one) => sum + one.totalIntensity, 0)).toBeCloseTo(overall.totalIntensity, 6);
    expect(images[0]!.estimatedDMin).toBeGreaterThan(0);
    expect(images[1]).toEqual({
      image: 6,
      nSpotsTotal: 0,
      nSpotsNoIce: 0,
      nSpots4A: 0,
      totalIntensity: 0,
      estimatedDMin: -1,
      dMinDistlMethod1: -1,
      dMinDistlMethod2: -1,
      noisinessMethod1: -1,
      noisinessMethod2: -1,
    });
    expect(images[2]!.estimatedDMin).toBe(-1);
    const counted = statsPerImage(experiment, table, { resolutionAnalysis: false });
    expect(counted.map(({ dMinDistlMethod1 }) => dMinDistlMethod1)).toEqual([-1, -1, -1, -1]);
  });

  it("pass over spots that no experiment has placed, and spots beyond the scan", () => {
    const table = tableOf(filled(40, 2, 1), { image: 4 });
    table.column("rlp").data.fill(0, 0, 30);
    table.column("rlp").data[30] = Number.NaN;
    table.column("xyzobs.px.value").data[3 * 20 + 2] = 99;
    const [first] = statsPerImage(experiment, table);
    expect(first!.nSpotsTotal).toBe(29);
    expect(statsForReflectionTable(table).nSpotsTotal).toBe(30);
  });

  it("need their columns", () => {
    const table = tableOf(filled(5, 2, 1));
    const without = (name: string) => table.slice().delete(name);
    expect(() => statsForReflectionTable(without("rlp"))).toThrow("mapCentroidsToReciprocalSpace");
    expect(() => statsForReflectionTable(without("intensity.sum.value"))).toThrow(
      'no column "intensity.sum.value"',
    );
    expect(() => statsPerImage(experiment, without("xyzobs.px.value"))).toThrow(
      'no column "xyzobs.px.value"',
    );
  });
});
