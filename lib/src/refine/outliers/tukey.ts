import type { OutlierTest } from "./outlierTest.js";

/**
 * Outliers by Tukey's fences: beyond `iqrMultiplier` interquartile ranges from the quartiles in any of the residuals. Quartiles are the
 * medians of both halves, the middle value of an odd number in both.
 */
export function tukeyTest(iqrMultiplier: number): OutlierTest {
  return (residuals) => {
    const found = new Uint8Array(residuals[0]?.length ?? 0);
    for (const column of residuals) {
      const [lower, , upper] = quartiles(column);
      const reach = iqrMultiplier * (upper - lower);
      for (let i = 0; i < column.length; i++)
        if (column[i]! > upper + reach || column[i]! < lower - reach) found[i] = 1;
    }
    return found;
  };
}

/** Lower quartile, median, upper quartile; scitbx's five_number_summary without its ends. */
export function quartiles(values: Float64Array): readonly [number, number, number] {
  const sorted = values.slice().sort();
  const n = sorted.length;
  const median = (from: number, to: number) => {
    const middle = (from + to - 1) / 2;
    return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  };
  const half = Math.ceil(n / 2);
  return [median(0, half), median(0, n), median(n - half, n)];
}
