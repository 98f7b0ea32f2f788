import { describe, expect, it } from "vitest";
import { keyOf, Pcg32 } from "./random.js";

describe("Pcg32", () => {
  it("gives the numbers of O'Neill's pcg32-demo (seed 42, stream 54)", () => {
    const random = new Pcg32(42, 54);
    expect(Array.from({ length: 6 }, () => random.nextUint32())).toEqual([
      0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e,
    ]);
  });

  it("is uniform in [0, 1)", () => {
    const { next } = new Pcg32(7);
    const slots = new Int32Array(64);
    for (let n = 0; n < 64_000; n++) slots[Math.floor(64 * next())]!++;
    const chi2 = slots.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(63 + 5 * Math.sqrt(2 * 63));
  });
});

describe("keyOf", () => {
  it("differs with every part and their order", () => {
    const keys = new Set<number>();
    for (let a = 0; a < 50; a++) for (let b = 0; b < 50; b++) keys.add(keyOf(a, b)).add(keyOf(a, b, 0));
    expect(keys.size).toBe(5000);
  });
});
