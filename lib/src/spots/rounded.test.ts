import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosAndSin, cube, thirdPower } from "./rounded.js";

// Whole numbers over 10⁶⁰ stand for exact values.
const one = 10n ** 60n;

function exact(x: number): bigint {
  // a double times 2¹¹⁰⁰ is whole
  let [mantissa, exponent] = [x, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1];
  return (BigInt(mantissa) * one) / 2n ** BigInt(exponent);
}

/** How far, in units of its last place, a double is from the exact value. */
function ulps(found: number, wanted: bigint): number {
  const last = 2 ** (Math.floor(Math.log2(Math.abs(found))) - 52);
  return Number(((exact(found) - wanted) * 10_000n) / exact(last)) / 10_000;
}

function exactCosAndSin(x: number): [bigint, bigint] {
  const at = exact(x);
  const sums: [bigint, bigint] = [0n, 0n];
  let term = one;
  for (let n = 0; n < 120 && term !== 0n; n++) {
    sums[n % 2]! += n % 4 < 2 ? term : -term;
    term = (term * at) / one / BigInt(n + 1);
  }
  return sums;
}

describe("functions rounded once", () => {
  const doubles = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

  it("x³", () => {
    fc.assert(
      fc.property(doubles, (x) => {
        const wanted = (exact(x) * exact(x) * exact(x)) / one / one;
        expect(Math.abs(ulps(cube(x), wanted))).toBeLessThanOrEqual(0.5001);
      }),
    );
  });

  it("x^(1/3), as the cube says", () => {
    // of y = x^(1/3) is y³ = x·x^(3·(1/3) − 1), the exponent short of 1 by 3 / 54043195528445952
    fc.assert(
      fc.property(doubles, (x) => {
        const found = thirdPower(x);
        const missing = (Math.log(x) * 3) / 54043195528445952;
        const y = exact(found);
        const excess =
          Number((((y * y * y) / one / one - exact(x)) * 10n ** 20n) / exact(x)) / 1e20 + missing;
        const ulp = 2 ** (Math.floor(Math.log2(found)) - 52) / found;
        expect(Math.abs(excess / 3 / ulp)).toBeLessThan(0.502);
      }),
    );
  });

  it("cosines and sines", () => {
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (x) => {
        const found = cosAndSin(x);
        const wanted = exactCosAndSin(x);
        for (const i of [0, 1] as const)
          if (Math.abs(found[i]) > 1e-6) expect(Math.abs(ulps(found[i], wanted[i]))).toBeLessThan(0.51);
      }),
    );
    expect(cosAndSin(0)).toEqual([1, 0]);
  });
});
