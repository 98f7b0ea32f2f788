import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedRange, padded, ticksFor } from "./axis.js";

const axis = (scale: "linear" | "log", low: number, high: number) => ({
  title: "",
  scale,
  range: [low, high] as const,
});

describe("ticksFor", () => {
  it("labels decades as powers of ten, with the digits between unlabelled", () => {
    const { major, minor, labels } = ticksFor(axis("log", 0.7, 2000), 300, 44);
    expect(major).toEqual([1, 10, 100, 1000]);
    expect(labels).toEqual(["1", "10", "10²", "10³"]);
    expect(minor).toContain(20);
    expect(minor).not.toContain(10);
  });

  it("labels 1, 2 and 5 on less than two decades", () => {
    expect(ticksFor(axis("log", 3, 60), 300, 44).labels).toEqual(["5", "10", "20", "50"]);
  });

  it("writes thousands with separators and millions with a letter", () => {
    expect(ticksFor(axis("linear", 0, 4000), 200, 50).labels).toEqual([
      "0",
      "1,000",
      "2,000",
      "3,000",
      "4,000",
    ]);
    expect(ticksFor(axis("linear", 0, 2e6), 200, 50).labels).toEqual(["0", "0.5M", "1M", "1.5M", "2M"]);
    expect(ticksFor(axis("linear", -1, 1), 200, 50).labels).toEqual(["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
  });

  it("keeps every tick inside the range, in order, not too many, each with a label", () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (low, span) => {
        const high = low + span;
        fc.pre(span > Math.abs(low) * 1e-6);
        const { major, labels } = ticksFor(axis("linear", low, high), 400, 40);
        const slack = span * 1e-6;
        for (const t of major) expect(t >= low - slack && t <= high + slack).toBe(true);
        expect(major.length).toBeLessThanOrEqual(11);
        expect(new Set(labels).size).toBe(major.length);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("ranges", () => {
  it("are padded evenly in the axis' own measure", () => {
    expect(padded([0, 100], false, 0.1)).toEqual([-10, 110]);
    const [low, high] = padded([1, 100], true, 0.5);
    expect(low).toBeCloseTo(0.1);
    expect(high).toBeCloseTo(1000);
    expect(padded([5, 5], false)[0]).toBeLessThan(5);
  });

  it("are refused when empty, or not positive on a log axis", () => {
    expect(() => checkedRange([1, 1], false, "xRange")).toThrow("xRange: [1, 1] is no range");
    expect(() => checkedRange([0, 1], true, "yRange")).toThrow("positive");
    expect(checkedRange([5, 1], false, "yRange")).toEqual([5, 1]);
  });
});
