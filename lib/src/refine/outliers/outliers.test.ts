import { randomNormal } from "d3-random";
import { describe, expect, it } from "vitest";
import { Pcg32 } from "../../array/random.js";
import { chiSquaredCdf, chiSquaredQuantile } from "./chiSquared.js";
import { consistency, fastMcd, type McdOptions, mcdTest } from "./mcd.js";
import { quartiles, tukeyTest } from "./tukey.js";

const options: McdOptions = {
  alpha: 0.5,
  maxGroups: 5,
  minGroupSize: 300,
  trials: 500,
  k1: 2,
  k2: 2,
  k3: 100,
  thresholdProbability: 0.975,
  seed: 42,
};

/** Correlated Gaussian columns of which the last `far` points were taken far away. */
function cloud(n: number, far: number, seed = 1): Float64Array[] {
  const normal = randomNormal.source(new Pcg32(seed).next)(0, 1);
  const columns = [0, 1, 2].map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const [a, b, c] = [normal(), normal(), normal()];
    columns[0]![i] = a;
    columns[1]![i] = 0.6 * a + 0.8 * b;
    columns[2]![i] = 0.1 * c + 2;
    if (i >= n - far) columns[i % 3]![i]! += 12 * (i % 2 === 0 ? 1 : -1);
  }
  return columns;
}

describe("χ²", () => {
  it("has the distribution of its closed forms for 2, 3 and 4 degrees of freedom", () => {
    for (const x of [0.01, 0.5, 1, 3, 7, 20, 60]) {
      expect(chiSquaredCdf(x, 2)).toBeCloseTo(1 - Math.exp(-x / 2), 13);
      expect(chiSquaredCdf(x, 4)).toBeCloseTo(1 - Math.exp(-x / 2) * (1 + x / 2), 13);
    }
    // tables, e.g. Abramowitz & Stegun 26.8
    expect(chiSquaredQuantile(0.975, 3)).toBeCloseTo(9.348404, 6);
    expect(chiSquaredQuantile(0.95, 1)).toBeCloseTo(3.841459, 6);
    expect(chiSquaredCdf(5000, 3)).toBe(1);
  });
});

describe("outliers by the minimum covariance determinant", () => {
  it.each([40, 500, 4000])(
    "of %i points: those taken far away, and about one part in 40 of the others",
    (n) => {
      const far = Math.floor(n / 5);
      const data = cloud(n, far);
      const found = mcdTest(options)(data);
      for (let i = n - far; i < n; i++) expect(found[i], `${i}`).toBe(1);
      const wrong = found.subarray(0, n - far).reduce((sum, one) => sum + one, 0);
      // 2.5 % are beyond the threshold of a perfect estimate; few points make it a poor one
      expect(wrong / (n - far)).toBeLessThan(n < 100 ? 0.25 : 0.07);
    },
  );

  it("the covariance of the inner points is that of all, by the factor of consistency", () => {
    const { covariance, centre } = fastMcd(cloud(4000, 400), options)!;
    const scale = consistency(0.5, 3);
    expect(covariance[0]! * scale).toBeCloseTo(1, 0);
    expect(covariance[8]! * scale * 100).toBeCloseTo(1, 0);
    expect(covariance[1]! / Math.sqrt(covariance[0]! * covariance[4]!)).toBeCloseTo(0.6, 1);
    expect(centre[2]).toBeCloseTo(2, 1);
  });

  it("are none where all residuals are alike, and the same for the same seed", () => {
    expect(mcdTest(options)([new Float64Array(30), new Float64Array(30)]).every((one) => one === 0)).toBe(
      true,
    );
    expect(mcdTest(options)(cloud(900, 60))).toEqual(mcdTest(options)(cloud(900, 60)));
  });
});

describe("outliers by Tukey's fences", () => {
  // of scitbx.math.five_number_summary(range(n))
  it.each([
    [5, 1, 2, 3],
    [6, 1, 2.5, 4],
    [7, 1.5, 3, 4.5],
    [8, 1.5, 3.5, 5.5],
    [11, 2.5, 5, 7.5],
    [1, 0, 0, 0],
  ])("quartiles of 0 to %i - 1 are those of scitbx", (n, ...expected) => {
    expect(quartiles(Float64Array.from({ length: n }, (_, i) => i))).toEqual(expected);
  });

  it("lie beyond so many interquartile ranges in any column", () => {
    const columns = [Float64Array.of(0, 1, 2, 3, 4, 5, 20), Float64Array.of(-30, 1, 2, 3, 4, 5, 6)];
    expect([...tukeyTest(1.5)(columns)]).toEqual([1, 0, 0, 0, 0, 0, 1]);
    expect([...tukeyTest(1000)(columns)]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
