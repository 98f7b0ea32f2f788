import { expect, it } from "vitest";
import { keyOf } from "../array/random.js";
import { poisson } from "./poisson.js";

it.each([0.05, 0.7, 3, 9.99, 10, 25, 150, 4000])("has the Poisson distribution of mean %d", (mean) => {
  const n = 40_000;
  const counts = new Map<number, number>();
  for (let k = 0; k < n; k++) {
    const value = poisson(mean, keyOf(3, k));
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  // Cells of 20 or more expected, from ln p by summing logarithms: nothing of the sampler's own.
  let chi2 = 0;
  let cells = 0;
  let logP = -mean;
  let expected = 0;
  let seen = 0;
  for (let k = 0; k < mean + 12 * Math.sqrt(mean) + 20; k++) {
    if (k > 0) logP += Math.log(mean / k);
    expected += n * Math.exp(logP);
    seen += counts.get(k) ?? 0;
    if (expected < 20) continue;
    chi2 += (seen - expected) ** 2 / expected;
    cells++;
    expected = seen = 0;
  }
  expect(Math.abs(chi2 - cells)).toBeLessThan(5 * Math.sqrt(2 * cells) + 5);
});

it("is decided by the key", () => {
  expect(poisson(12.5, 99)).toBe(poisson(12.5, 99));
  expect(poisson(0, 5)).toBe(0);
});
