import { expect, it } from "vitest";
import { erf, normalCumulative } from "./erf.js";

it("gives erf as tabulated (Abramowitz & Stegun table 7.1, and mpmath)", () => {
  expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
  expect(erf(1)).toBeCloseTo(0.8427007929497149, 14);
  expect(erf(-2)).toBeCloseTo(-0.9953222650189527, 14);
  expect(erf(3.5)).toBeCloseTo(0.9999992569016276, 14);
});

it("interpolates the normal distribution to 1e-10", () => {
  for (let x = -9; x < 9; x += 0.00317)
    expect(Math.abs(normalCumulative(x) - 0.5 * (1 + erf(x / Math.SQRT2)))).toBeLessThan(1e-10);
});
