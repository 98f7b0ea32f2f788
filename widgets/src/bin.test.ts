import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binPoints, binValues, extent } from "./bin.js";

/** Bin by bin, by comparing with the edges. */
function naive(values: number[], min: number, max: number, bins: number): number[] {
  const width = (max - min) / bins;
  return Array.from(
    { length: bins },
    (_, k) => values.filter((v) => v >= min && v < max && Math.floor((v - min) / width) === k).length,
  );
}

describe("binValues", () => {
  it("agrees with a bin-by-bin count, and every value is told once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 150 })),
        fc.integer({ min: 1, max: 64 }),
        (values, bins) => {
          const b = binValues(values, 0, 100, bins);
          expect(Array.from(b.counts)).toEqual(naive(values, 0, 100, bins));
          expect(b.counts.reduce((a, c) => a + c, 0) + b.below + b.above + b.notNumbers).toBe(values.length);
        },
      ),
    );
  });

  it("is half-open: min is inside, max is outside", () => {
    const b = binValues([0, 9.999, 10, -1, Number.NaN, Infinity], 0, 10, 10);
    expect(Array.from(b.counts)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect([b.below, b.above, b.notNumbers]).toEqual([1, 2, 1]);
  });

  it("with log has bins of equal ratio, and leaves out what is not positive", () => {
    const b = binValues([1, 5, 20, 500, 0, -3], 1, 1000, 3, true);
    expect(Array.from(b.counts)).toEqual([2, 1, 1]);
    expect(b.below).toBe(2);
  });
});

describe("binPoints", () => {
  it("counts each point inside both ranges once, at the cell its coordinates say", () => {
    const x = Float64Array.of(0, 5, 10, 11, 2.5);
    const y = Float64Array.of(1, 10, 100, 10, 99);
    const counts = binPoints(x, y, { range: [0, 10], log: false }, { range: [1, 100], log: true }, 2, 2);
    // Rows run up: the lower decade first.
    expect(Array.from(counts)).toEqual([1, 0, 1, 2]);
  });

  it("follows a reversed range", () => {
    const counts = binPoints(
      Float64Array.of(1),
      Float64Array.of(1),
      { range: [10, 0], log: false },
      { range: [10, 0], log: false },
      2,
      2,
    );
    expect(Array.from(counts)).toEqual([0, 0, 0, 1]);
  });
});

describe("extent", () => {
  it("skips what is not finite, and on request what is not positive", () => {
    expect(extent([Number.NaN, -2, 7, Infinity])).toEqual([-2, 7]);
    expect(extent([0, -2, 7], true)).toEqual([7, 7]);
    expect(extent([Number.NaN])).toBeUndefined();
  });
});
