import { describe, expect, it } from "vitest";
import { PanelReadout, perfectReadout, type ReadoutOptions } from "./readout.js";

const size = [200, 150] as const;
const flat = (mean: number) => new Float64Array(size[0] * size[1]).fill(mean);
const read = (options: Partial<ReadoutOptions>, mean: number, gaps: number[][] = [], z = 0) =>
  new PanelReadout({ ...perfectReadout, ...options }, 5, 0, size, gaps).read(flat(mean), z);
const moments = (values: Int32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};

describe("the readout of a panel", () => {
  it("turns photons into counts: gain, pedestal, noise", () => {
    const { mean, variance } = moments(read({ gain: 3, pedestal: 50, readNoise: 4 }, 20));
    expect(Math.abs(mean - 110)).toBeLessThan(0.3);
    // gain²·mean, the noise, and rounding
    expect(Math.abs(variance / (9 * 20 + 16 + 1 / 12) - 1)).toBeLessThan(0.03);
  });

  it("cuts overloads to one above saturation", () => {
    const values = read({ saturation: 90 }, 100);
    expect(Math.max(...values)).toBe(91);
    expect(values.filter((value) => value === 91).length).toBeGreaterThan(0.7 * values.length);
  });

  it("marks gaps −1 and bad pixels −2, the same on every image", () => {
    const options = { deadPixels: 0.01, hotPixels: 0.002, markBadPixels: true };
    const gaps = [[90, 0, 97, 150]];
    const bad = (z: number) => [...read(options, 5, gaps, z)].map((value) => Math.min(0, value));
    expect(bad(0)).toEqual(bad(1));
    const count = (of: number) => bad(0).filter((value) => value === of).length;
    expect(count(-1)).toBe(7 * 150);
    expect(count(-2) / 30_000).toBeGreaterThan(0.009);
    expect(count(-2) / 30_000).toBeLessThan(0.0145);
    const unmarked = read({ ...options, markBadPixels: false, deadPixels: 0 }, 0.5);
    expect(unmarked.filter((value) => value > 50).length).toBeGreaterThan(30);
    expect(read({ deadPixels: 0.02 }, 50).filter((value) => value === 0).length).toBeGreaterThan(450);
  });

  it("leaves the notch of a gain switch", () => {
    const response = { switchAt: 25, step: 6, fade: 6, fullWell: 1e5, fullWellSpread: 0 };
    const counts = new Int32Array(60);
    for (const value of read({ response }, 25)) if (value < 60) counts[value]!++;
    const usual = new Int32Array(60);
    for (const value of read({}, 25)) if (value < 60) usual[value]!++;
    expect(counts[23]).toBe(usual[23]);
    expect(counts[27]).toBeLessThan(0.1 * usual[27]!);
  });
});
