// What is painted beside a naive twin that goes through all pixels for each of the screen's.
import { describe, expect, it } from "vitest";
import type { Affine } from "../../shared/imageViewer.js";
import { plainGrey } from "./colours.js";
import { type Contrast, colourOf, limits, paletteOf, percentile, shade } from "./contrast.js";
import { paintPanel } from "./paint.js";
import { PanelPixels, type Pooling, panelsOf } from "./pixels.js";
import { apply } from "./viewport.js";

/** A generator of numbers in 0 … 1 (Park & Miller 1988). */
let state = 7;
const next = () => (state = (48271 * state) % 0x7fffffff) / 0x7fffffff;

const [fast, slow] = [37, 29];
const offset = -2;
/** Stored: 0 and 1 are gaps. */
const stored = Uint16Array.from({ length: fast * slow }, () => Math.floor(60 * next() ** 3));
const contrast: Contrast = {
  low: 0,
  high: 50,
  transfer: "linear",
  gamma: 1,
  invert: false,
  scheme: plainGrey,
};
const palette = paletteOf(contrast, offset, [0, 1000], true);

/** Values of a level that begins with pixels: blocks are 2^n on each side, of any pooling. */
function naive(matrix: Affine, width: number, height: number, pooling: Pooling): Uint32Array {
  const panel = new PanelPixels(stored, [slow, fast], 1, offset, 2);
  const scale = Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
  const level = panel.level(1 / scale, pooling);
  const reach = 0.5 / (scale * level.size);
  const out = new Uint32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let painted: number | undefined;
      const values: number[] = [];
      for (let j = 0; j < level.slow; j++)
        for (let i = 0; i < level.fast; i++) {
          // The screen's pixel in blocks.
          const determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
          const [dx, dy] = [x + 0.5 - matrix[4], y + 0.5 - matrix[5]];
          const u = (matrix[3] * dx - matrix[2] * dy) / determinant / level.size;
          const v = (matrix[0] * dy - matrix[1] * dx) / determinant / level.size;
          if (u < 0 || v < 0 || u >= fast / level.size || v >= slow / level.size) continue;
          const value = level.values[j * level.fast + i]!;
          if (Math.floor(u) === i && Math.floor(v) === j) painted = value;
          if (reach <= 0.5) continue;
          if (i + 1 > u - reach && i < u + reach && j + 1 > v - reach && j < v + reach) values.push(value);
        }
      if (painted === undefined) continue;
      const good = values.filter((value) => value >= 2);
      if (pooling === "max" && values.length > 0) painted = Math.max(...values);
      else if (good.length > 0) painted = good.reduce((a, b) => a + b) / good.length;
      out[y * width + x] = colourOf(Math.fround(painted), palette);
    }
  return out;
}

describe("a panel is painted", () => {
  const [width, height] = [50, 44];
  const quarter = 0.37;
  const turned = (s: number): Affine => [
    s * Math.cos(quarter),
    s * Math.sin(quarter),
    -s * Math.sin(quarter),
    s * Math.cos(quarter),
    11,
    3,
  ];
  const cases: [string, Affine][] = [
    ["larger than it is", [3.3, 0, 0, 3.3, -20.2, -11.7]],
    ["as large as it is", [1, 0, 0, 1, 3, 5]],
    ["smaller", [0.61, 0, 0, 0.61, 4.3, 2.2]],
    ["much smaller", [0.13, 0, 0, 0.13, 4.3, 2.2]],
    ["mirrored", [-1.4, 0, 0, 1.4, 49, -3]],
    ["turned and larger", turned(2.1)],
    ["turned and smaller", turned(0.7)],
  ];
  it.each(cases)("%s, as one by one", (_, matrix) => {
    for (const pooling of ["max", "mean"] as const) {
      const rgba = new Uint32Array(width * height);
      const panel = new PanelPixels(stored, [slow, fast], 1, offset, 2);
      paintPanel({ width, height, rgba }, panel, matrix, palette, pooling);
      const wanted = naive(matrix, width, height, pooling);
      // Means are rounded to colours: by one of 255 either way.
      const far = pooling === "max" ? 0 : 1;
      const different = rgba.filter(
        (colour, i) =>
          colour >>> 24 !== wanted[i]! >>> 24 || Math.abs((colour & 255) - (wanted[i]! & 255)) > far,
      );
      expect([pooling, different.length]).toEqual([pooling, 0]);
      expect(rgba.some((colour) => colour !== 0)).toBe(true);
    }
  });

  it("from its overview in the same place", () => {
    const whole = new Uint32Array(64 * 64);
    const small = new Uint32Array(64 * 64);
    const flat = new Uint16Array(48 * 48).fill(9);
    const matrix: Affine = [1.2, 0, 0, 1.2, 2, 3];
    paintPanel(
      { width: 64, height: 64, rgba: whole },
      new PanelPixels(flat, [48, 48], 1, 0, 0),
      matrix,
      palette,
      "max",
    );
    const overview = new PanelPixels(flat.slice(0, 16 * 16), [16, 16], 3, 0, 0);
    paintPanel({ width: 64, height: 64, rgba: small }, overview, matrix, palette, "max");
    expect(small).toEqual(whole);
  });
});

describe("colours", () => {
  it("go from the first to the last count by line, power and logarithm", () => {
    const of = (transfer: Contrast["transfer"]) => ({ low: 10, high: 110, transfer, gamma: 0.5 });
    expect([0, 10, 35, 110, 500].map((value) => shade(value, of("linear")))).toEqual([0, 0, 0.25, 1, 1]);
    expect(shade(35, of("gamma"))).toBeCloseTo(0.5, 12);
    expect(shade(35, of("log"))).toBeCloseTo(Math.log(26) / Math.log(101), 12);
    expect(shade(Number.NaN, of("log"))).toBe(0);
  });

  it("are the same from the table of two bytes and computed", () => {
    for (const transfer of ["linear", "log", "gamma"] as const) {
      const shown = { ...contrast, transfer, gamma: 0.5 };
      const table = paletteOf(shown, offset, [0, 40], true);
      const computed = paletteOf(shown, offset, [0, 40], false);
      for (let value = 0; value < 60; value++) {
        const [a, b] = [colourOf(value, table), colourOf(value, computed)];
        expect(Math.abs((a & 255) - (b & 255))).toBeLessThanOrEqual(1);
      }
      expect(colourOf(1, table)).toBe(table.gap);
      expect(colourOf(43, table)).toBe(table.saturated);
      expect(colourOf(42, table)).not.toBe(table.saturated);
    }
  });

  it("have their ends by percentile, of whole counts whole", () => {
    const histogram = { edges: [0, 1, 2, 3, 4], counts: [90, 8, 1, 1] };
    expect(percentile(histogram, 90)).toBe(1);
    expect(percentile(histogram, 94)).toBe(1.5);
    expect(limits(histogram, { low: null, high: null, percentiles: [1, 99] })).toEqual([0, 3]);
    expect(limits(histogram, { low: 2, high: 1, percentiles: [1, 99] })[1]).toBeGreaterThan(2);
    expect(limits({ edges: [0, 1], counts: [0] }, { low: null, high: null, percentiles: [1, 99] })).toEqual([
      0, 1,
    ]);
  });
});

describe("pixels that came as bytes", () => {
  const planes = (values: number[], count: number) =>
    Array.from({ length: count }, (_, k) => Uint8Array.from(values, (value) => value >>> (8 * k)).buffer);
  const info = { type: "bytes" as const, offset: -2, binning: 1, shapes: [[1, 2] as const, [1, 1] as const] };

  it("have their values in each panel", () => {
    for (const count of [1, 2, 3, 4]) {
      const values = [0, 2, 255].map((value) => value + 3 * 256 ** (count - 1) - (count === 1 ? 3 : 0));
      const panels = panelsOf(planes(values, count), info, [0, 0]);
      expect([panels[0]!.value(0, 0), panels[0]!.value(1, 0), panels[1]!.value(0, 0)]).toEqual(
        values.map((value) => value - 2),
      );
      expect(panels[0]!.value(2, 0)).toBeUndefined();
    }
  });

  it("of the wrong length are refused", () => {
    expect(() => panelsOf(planes([1, 2], 1), info, [0, 0])).toThrow("2 bytes for 3 pixels");
    expect(() => panelsOf([], info, [0, 0])).toThrow("for 3 pixels");
  });
});

it("a matrix and its inverse cancel", () => {
  expect(apply([2, 0, 0, 3, 5, 7], [1, 1])).toEqual([7, 10]);
});
