import fc from "fast-check";
import { expect, it } from "vitest";
import { randomImage } from "../../../test/support/countImages.js";
import { type CountedImage, findStrongPlain, findStrongSimd, type StrongRule } from "./strongPixels.js";

/** As the rule is written down: each window gone through pixel by pixel. */
function naive({ shape: [slow, fast], values, mask, trusted }: CountedImage, rule: StrongRule): number[] {
  const [low, high] = trusted ?? [-Infinity, Infinity];
  const [ky, kx] = rule.kernel;
  const g = rule.gain ?? 1;
  const isGood = (k: number) => mask[k] !== 0 && values[k]! >= low && values[k]! <= high;
  const around = (k: number, hy: number, hx: number) => {
    const [j, i] = [Math.floor(k / fast), k % fast];
    const places: number[] = [];
    for (let y = j - hy; y <= j + hy; y++)
      for (let x = i - hx; x <= i + hx; x++)
        if (y >= 0 && x >= 0 && y < slow && x < fast) places.push(y * fast + x);
    return places;
  };
  const counted = (places: number[]) =>
    places.filter((k) => isGood(k) && values[k]! < 2 ** 24).map((k) => values[k]!);
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const isDispersed = (k: number) => {
    if (!isGood(k)) return false;
    const seen = counted(around(k, ky, kx));
    const [n, x, y] = [seen.length, sum(seen), sum(seen.map((v) => v * v))];
    if (n < rule.minLocal || x < 0) return false;
    const likely = rule.sigmaBackground * Math.sqrt(2 * (n - 1));
    // In DIALS' forms, which part in the last bit.
    if (rule.gain === undefined)
      return n * y - x * x - x * (n - 1) > x * rule.sigmaBackground * Math.sqrt(2 * (n - 1));
    return n * y - x * x > g * x * (n - 1 + likely);
  };
  const all = Array.from(values, (_, k) => k);
  const dispersed = all.map(isDispersed);
  const reach = Math.min(ky, kx) - 1;
  const inside = all.map((k) => around(k, reach, reach).every((p) => dispersed[p]));
  return all.filter((k) => {
    const value = values[k]!;
    if (!isGood(k) || !(value > rule.threshold)) return false;
    if (!rule.extended) {
      const seen = counted(around(k, ky, kx));
      const x = sum(seen);
      return dispersed[k] && seen.length * value - x > rule.sigmaStrong * Math.sqrt(g * x * seen.length);
    }
    if (!inside[k]) return false;
    const seen = counted(around(k, ky + 2, kx + 2).filter((p) => !inside[p]));
    const mean = seen.length < 2 ? 0 : sum(seen) / seen.length;
    return sum(seen) >= 0 && value >= mean + rule.sigmaStrong * Math.sqrt(g * mean);
  });
}

const counts = (...extremes: number[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60, max: -1 }) },
    { weight: 1, arbitrary: fc.constantFrom(2 ** 24, 2 ** 31 - 1, 65535, ...extremes) },
  );
const images = (...extremes: number[]): fc.Arbitrary<CountedImage> =>
  fc
    .record({
      shape: fc.tuple(
        fc.integer({ min: 1, max: 14 }),
        fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 60, max: 70 })),
      ),
      trusted: fc.constantFrom(
        undefined,
        undefined,
        [0, 100] as const,
        [-5.5, 1e9] as const,
        [-1, 65534] as const,
      ),
      bad: fc.constantFrom(0, 0.02, 0.3, 1),
    })
    .chain(({ shape, trusted, bad }) => {
      const length = shape[0] * shape[1];
      const exactly = { minLength: length, maxLength: length };
      return fc.record({
        shape: fc.constant(shape),
        trusted: fc.constant(trusted),
        values: fc.array(counts(...extremes), exactly).map((values) => Int32Array.from(values)),
        mask: fc
          .array(fc.double({ min: 0, max: 1, noNaN: true }), exactly)
          .map((p) => Uint8Array.from(p, (v) => (v < bad ? 0 : 1))),
      });
    });
const rule: fc.Arbitrary<StrongRule> = fc
  .record({
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    sigmaBackground: fc.constantFrom(6, 6, 2, 0),
    sigmaStrong: fc.constantFrom(3, 3, 1, 0),
    local: fc.constantFrom(2, 2, 5, 0),
    gain: fc.constantFrom(undefined, undefined, 0.4, 2.5),
    threshold: fc.constantFrom(0, 0, 3),
    extended: fc.boolean(),
  })
  .map(({ local, ...rest }) => ({
    ...rest,
    minLocal: local || (2 * rest.kernel[0] + 1) * (2 * rest.kernel[1] + 1),
  }));

it("the plain twin finds what the rule says, whatever the image", () => {
  let found = 0;
  fc.assert(
    fc.property(images(), rule, (one, by) => {
      const plain = [...findStrongPlain(one, by)];
      found += plain.length;
      expect(plain).toEqual(naive(one, by));
      const real = { ...one, values: Float64Array.from(one.values) };
      expect([...findStrongPlain(real, by)]).toEqual(plain);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(500);
});

it("the kernel finds the same, sums beyond double precision included", () => {
  fc.assert(
    fc.property(images(2 ** 24 - 1, -(2 ** 31)), rule, (one, by) => {
      const plain = findStrongPlain(one, by);
      expect(findStrongSimd()!(one, by) ?? plain).toEqual(plain);
      const real = { ...one, values: Float64Array.from(one.values) };
      expect(findStrongSimd()!(real, by)).toEqual(plain);
      real.values.forEach((value, k) => {
        real.values[k] = value / 1.7 - (k % 5) / 7;
      });
      if (real.values.length > 40) real.values.set([Number.NaN, Infinity, -Infinity, 1e-300], 30);
      expect(findStrongSimd()!(real, by)).toEqual(findStrongPlain(real, by));
    }),
    { numRuns: 600 },
  );
});

it("both agree on images with spots, one after another of other sizes", () => {
  const rules: Omit<StrongRule, "extended">[] = [
    { kernel: [3, 3], sigmaBackground: 6, sigmaStrong: 3, minLocal: 2, gain: undefined, threshold: 0 },
    { kernel: [7, 4], sigmaBackground: 3, sigmaStrong: 2, minLocal: 30, gain: 1.2, threshold: 5 },
  ];
  const sizes = [
    [150, 203],
    [140, 600],
    [200, 130],
    [3, 500],
    [70, 530],
  ] as const;
  sizes.forEach((shape, i) => {
    const one = randomImage(shape, i, { mean: [0.2, 4, 60, 3000, 0.01][i]!, huge: 1e-4, negative: 1e-4 });
    for (const by of rules)
      for (const extended of [false, true]) {
        const found = findStrongPlain(one, { ...by, extended });
        if (i < 3) expect(found.length).toBeGreaterThan(10);
        expect(findStrongSimd()!(one, { ...by, extended })).toEqual(found);
        const real = { ...one, values: Float64Array.from(one.values, (value) => value / 1.25) };
        expect(findStrongSimd()!(real, { ...by, extended })).toEqual(
          findStrongPlain(real, { ...by, extended }),
        );
      }
  });
});
