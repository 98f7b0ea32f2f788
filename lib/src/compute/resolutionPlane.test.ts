import { describe, expect, it } from "vitest";
import {
  fillResolution,
  fillResolutionPlain,
  fillResolutionSimd,
  type ResolutionPlane,
} from "./resolutionPlane.js";

const flat: ResolutionPlane = {
  size: [101, 7],
  firstX: -50,
  firstY: -0.3,
  width: 0.1,
  height: 0.1,
  distance: 100,
  u: [0.1, 0, 0],
  v: [0, 1, 0],
  w: [0, 0, 100],
  wavelength: 1.5,
  table: undefined,
};

describe("fillResolution", () => {
  it("by hand: λ/(2 sin θ), Infinity in the beam", () => {
    const d = fillResolution(flat);
    const theta = Math.atan(5 / 100) / 2;
    expect(d[3 * 101]).toBeCloseTo(1.5 / (2 * Math.sin(theta)), 10);
    expect(d[3 * 101 + 50]).toBeGreaterThan(1e10);
  });

  it("gives the plain twin's bits, with and without a table, for odd rows", () => {
    const coefficients = Float64Array.from(
      { length: 6 * 41 },
      (_, i) => [1 - i * 1e-5, -1e-5, 2e-6, 1e-7, -3e-8, 1e-9][i % 6]!,
    );
    const table = { coefficients, start: 9999.9, perStep: 40 / 26 };
    for (const plane of [
      flat,
      { ...flat, table },
      { ...flat, size: [1, 1] as const, u: [0.1, 0.2, 3] as const },
    ])
      expect(fillResolutionSimd()!(plane)).toEqual(fillResolutionPlain(plane));
  });

  it("leaves what is too big for its buffers to the plain twin", () => {
    const wide = { ...flat, size: [20_000, 1] as const };
    expect(fillResolutionSimd()!(wide)).toBeUndefined();
    expect(fillResolution(wide)).toEqual(fillResolutionPlain(wide));
  });
});
