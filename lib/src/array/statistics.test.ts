import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flex } from "./flex.js";

describe("statistics", () => {
  const d = flex.double([3, 1, 2, 5]);

  it("has DIALS' numbers", () => {
    // d = flex.double([3,1,2,5]); flex.median(d); m = flex.mean_and_variance(d); m.mean(), m.unweighted_sample_variance(), …
    // w = flex.mean_and_variance(d, flex.double([1,2,3,.5])); w.mean(), w.gsl_stats_wvariance(), w.gsl_stats_wsd()
    const m = flex.meanAndVariance(d);
    expect([flex.median(d), flex.mean(d), flex.sum(d), flex.product(d), flex.min(d), flex.max(d)]).toEqual([
      2.5, 2.75, 11, 30, 1, 5,
    ]);
    expect(m.mean()).toBe(2.75);
    expect(m.unweightedSampleVariance()).toBeCloseTo(2.9166666666666665, 14);
    expect(m.unweightedSampleStandardDeviation()).toBeCloseTo(1.707825127659933, 14);
    expect(m.unweightedStandardErrorOfMean()).toBeCloseTo(0.8539125638299665, 14);
    const w = flex.meanAndVariance(d, flex.double([1, 2, 3, 0.5]));
    expect(w.mean()).toBeCloseTo(2.076923076923077, 14);
    expect(w.gslStatsWvariance()).toBeCloseTo(1.732142857142857, 14);
    expect(w.gslStatsWsd()).toBeCloseTo(1.3161089837634485, 14);
    expect(() => w.unweightedSampleVariance()).toThrow(/no weights/);
    expect(() => flex.meanAndVariance(flex.double([1])).unweightedSampleVariance()).toThrow(/at least 2/);
    expect([flex.maxIndex(flex.double([1, 2, 2])), flex.minIndex(flex.double([1, 1, 2]))]).toEqual([1, 0]);
    expect(flex.min(flex.double([1, Number.NaN, 0]))).toBe(0);
    expect([flex.sum(flex.double()), flex.product(flex.double())]).toEqual([0, 0]);
    expect(() => flex.mean(flex.double())).toThrow(/at least 1/);
    expect(() => flex.max(flex.int())).toThrow(/at least 1/);
  });

  it("rounds the mean as scitbx does, to the last digit", () => {
    // flex.mean(flex.double([0.2, 4.9, 8.8, 2.8, 5.5, 9.3, 0.4])); sum / 7 would be 4.557142857142858
    expect(flex.mean(flex.double([0.2, 4.9, 8.8, 2.8, 5.5, 9.3, 0.4]))).toBe(4.557142857142857);
  });

  it("has numpy's percentiles", () => {
    // numpy.percentile([3, 1, 2, 5], [0, 10, 25, 50, 90, 100])
    const expected = [1, 1.3, 1.75, 2.5, 4.4, 5];
    [0, 10, 25, 50, 90, 100].forEach((p, i) => {
      expect(flex.percentile(d, p)).toBeCloseTo(expected[i]!, 14);
    });
    expect(flex.percentile(flex.double([1, Number.NaN]), 10)).toBeNaN();
    expect(() => flex.percentile(d, 101)).toThrow(/101/);
  });
});

describe("functions", () => {
  it("apply row by row", () => {
    expect([...flex.sqrt(flex.int([4, 9]))]).toEqual([2, 3]);
    expect([...flex.log10(flex.double([1000, 0]))]).toEqual([Math.log10(1000), Number.NEGATIVE_INFINITY]);
    expect([...flex.abs(flex.int([-3, 3]))]).toEqual([3, 3]);
    expect(() => flex.abs(flex.int([-(2 ** 31)]))).toThrow(/2147483648/);
    expect([...flex.atan2(flex.double([1, -1]), flex.double([0, 0]))]).toEqual([Math.PI / 2, -Math.PI / 2]);
    expect([...flex.pow(flex.double([1, 2, 3]), 2)]).toEqual([1, 4, 9]);
    expect([...flex.doubleRange(2, 8, 2), ...flex.sizeTRange(3)]).toEqual([2, 4, 6, 0, 1, 2]);
    expect([...flex.linspace(0, 1, 5)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([
      flex.order(flex.int([1, 2]), flex.int([1, 3])),
      flex.order(flex.double([1, 2]), flex.double([1, 2])),
    ]).toEqual([-1, 0]);
  });
});

describe("sortPermutation", () => {
  it("sorts stably, either way, as DIALS", () => {
    // flex.sort_permutation(flex.int([1,1,0,0,1]), reverse=True, stable=True)
    expect([...flex.sortPermutation(flex.int([1, 1, 0, 0, 1]), { reverse: true })]).toEqual([0, 1, 4, 2, 3]);
    expect([...flex.sortPermutation(flex.int([1, 1, 0, 0, 1]))]).toEqual([2, 3, 0, 1, 4]);
    expect([...flex.sortPermutation(flex.stdString(["b", "a", "b"]), { reverse: true })]).toEqual([0, 2, 1]);
  });

  it("agrees with a comparing sort, few rows and many", () => {
    const compare = (a: number, b: number) =>
      (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0) || (a < b ? -1 : a > b ? 1 : 0);
    const check = (
      values: number[],
      reverse: boolean,
      make: (v: number[]) => Parameters<typeof flex.sortPermutation>[0],
    ) => {
      const sign = reverse ? -1 : 1;
      const expected = values
        .map((_, i) => i)
        .sort((a, b) => sign * compare(values[a]!, values[b]!) || a - b);
      expect([...flex.sortPermutation(make(values), { reverse })]).toEqual(expected);
    };
    const edge = fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, -1, 1, 5e-324, -5e-324);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), edge)), fc.boolean(), (v, r) =>
        check(v, r, (x) => flex.double(x)),
      ),
    );
    const many = { minLength: 2100, maxLength: 2200 } as const;
    const few = { numRuns: 20 };
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), edge), many), fc.boolean(), (v, r) =>
        check(v, r, (x) => flex.double(x)),
      ),
      few,
    );
    const integer = fc.integer({ min: -70000, max: 70000 });
    fc.assert(
      fc.property(fc.array(integer, many), fc.boolean(), (v, r) => check(v, r, (x) => flex.int(x))),
      few,
    );
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 32 - 1), many), fc.boolean(), (v, r) =>
        check(v, r, (x) => flex.sizeT(x)),
      ),
      few,
    );
  });
});
