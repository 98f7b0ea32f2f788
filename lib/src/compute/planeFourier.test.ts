import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fourierRadices,
  type PlaneFourier,
  planeFourierPlain,
  planeFourierSimd,
  smoothLength,
} from "./planeFourier.js";

/** Power at each [v][u] of numbers that are all zero but for some. */
function naivePower(n: number, points: readonly [j: number, k: number, re: number, im: number][]): number[] {
  const power: number[] = [];
  for (let v = 0; v < n; v++)
    for (let u = 0; u < n; u++) {
      let [re, im] = [0, 0];
      for (const [j, k, a, b] of points) {
        const angle = (-2 * Math.PI * ((j * u + k * v) % n)) / n;
        re += a * Math.cos(angle) - b * Math.sin(angle);
        im += a * Math.sin(angle) + b * Math.cos(angle);
      }
      power.push(re * re + im * im);
    }
  return power;
}

function powerOf(plane: PlaneFourier, points: readonly [number, number, number, number][]): number[] {
  const { n, stride, real, imaginary, power } = plane;
  real.fill(0);
  imaginary.fill(0);
  for (const [j, k, a, b] of points) {
    real[j * stride + k]! += a;
    imaginary[j * stride + k]! += b;
  }
  plane.run();
  return Array.from({ length: n * n }, (_, i) => power[Math.floor(i / n) * stride + (i % n)]!);
}

/** The largest difference, as a part of the largest value. */
const difference = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...b.map(Math.abs), 1e-30);

const numbers = fc.float({ min: -100, max: 100, noNaN: true });
const planes = fc
  .constantFrom(1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 25, 27, 30, 32, 45, 60)
  .chain((n) => {
    const place = fc.integer({ min: 0, max: n - 1 });
    const points = fc.array(fc.tuple(place, place, numbers, numbers), { minLength: 1, maxLength: 9 });
    return fc.tuple(fc.constant(n), points);
  });

describe("the Fourier transform of a plane", () => {
  it.each([
    ["plain", planeFourierPlain],
    ["SIMD", planeFourierSimd],
  ])("%s: equals the sum by definition, for every radix", (_, make) => {
    fc.assert(
      fc.property(planes, ([n, points]) => {
        const used = points.filter(([, , a, b]) => a !== 0 || b !== 0);
        fc.pre(used.length > 0);
        expect(difference(powerOf(make(n)!, used), naivePower(n, used))).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it("of 256, 360 and 512: both ways agree, and Parseval's sum holds", () => {
    for (const n of [256, 360, 512]) {
      const points = Array.from({ length: 400 }, (_, i): [number, number, number, number] => [
        (i * 37) % n,
        (i * i * 11) % n,
        Math.sin(i),
        Math.cos(3 * i),
      ]);
      const [plain, simd] = [planeFourierPlain(n), planeFourierSimd(n)!].map((plane) =>
        powerOf(plane, points),
      ) as [number[], number[]];
      const [largest, off] = plain.reduce(
        ([l, o], p, i) => [Math.max(l, p), Math.max(o, Math.abs(p - simd[i]!))],
        [0, 0],
      );
      expect(off / largest).toBeLessThan(1e-5);
      const sums = new Map<string, [number, number]>();
      for (const [j, k, a, b] of points) {
        const [re, im] = sums.get(`${j} ${k}`) ?? [0, 0];
        sums.set(`${j} ${k}`, [re + a, im + b]);
      }
      const energy = [...sums.values()].reduce((sum, [re, im]) => sum + re * re + im * im, 0);
      expect(plain.reduce((sum, p) => sum + p, 0) / (n * n)).toBeCloseTo(energy, 3);
    }
  });

  it("takes lengths of small prime factors, and finds the next", () => {
    expect(fourierRadices(240)).toEqual([4, 4, 3, 5]);
    expect(fourierRadices(14)).toBeUndefined();
    expect([1, 7, 121, 256, 257].map(smoothLength)).toEqual([1, 8, 125, 256, 270]);
    expect(planeFourierSimd(14)).toBeUndefined();
    expect(planeFourierSimd(540)).toBeUndefined();
  });
});
