import { describe, expect, it } from "vitest";
import { randomImage } from "../../../../test/support/countImages.js";
import { EwaldError } from "../../error.js";
import { estimateGlobalThreshold } from "./globalThreshold.js";
import { thresholdAlgorithms, thresholdNamed } from "./index.js";
import type { DispersionParameters, PanelImage, ThresholdParameters, ThresholdPlace } from "./threshold.js";

const defaults: DispersionParameters = {
  gain: null,
  kernel_size: [3, 3],
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
const prepare = (name: string, set: Partial<DispersionParameters> = {}) =>
  thresholdNamed(name).prepare(
    { dispersion: { ...defaults, ...set } } as ThresholdParameters,
    {} as ThresholdPlace,
  );

describe.each(["dispersion", "dispersion_extended"])("%s", (name) => {
  it.each<[Partial<DispersionParameters>, RegExp]>([
    [{ kernel_size: [0, 3] }, /kernel_size=0,3/],
    [{ kernel_size: [3, 1.5] }, /kernel_size=3,1.5/],
    [{ sigma_background: -1 }, /sigma_background=-1/],
    [{ sigma_strong: Number.NaN }, /sigma_strong=NaN/],
    [{ min_local: 1 }, /min_local=1 .* from 2 to 49/],
    [{ min_local: 50 }, /min_local=50/],
    [{ gain: 0 }, /gain=0/],
    [{ gain: -2 }, /gain=-2/],
    [{ global_threshold: -0.5 }, /global_threshold=-0.5/],
  ])("refuses %o", (set, message) => {
    expect(() => prepare(name, set)).toThrow(message);
    expect(() => prepare(name, set)).toThrow(EwaldError);
  });

  it("finds nothing where all is bad, constant, or empty", () => {
    const shape = [100, 300] as const;
    const size = 30_000;
    const image = (value: number, good: number): PanelImage => ({
      shape,
      values: new Int32Array(size).fill(value),
      mask: new Uint8Array(size).fill(good),
    });
    const find = prepare(name);
    for (const one of [image(70, 0), image(7, 1), image(0, 1), image(-3, 1), image(2 ** 30, 1)]) {
      expect(find(one)).toEqual(new Uint32Array(0));
      expect(find({ ...one, values: Float64Array.from(one.values) })).toEqual(new Uint32Array(0));
    }
    expect(find({ ...image(7, 1), trusted: [8, 9] })).toEqual(new Uint32Array(0));
  });

  it("finds one spot at its place, and leaves what it found to the caller", () => {
    const image = randomImage([120, 400], 1, { mean: 2, bad: 0, perSpot: 1e9 });
    image.values.fill(2);
    for (let j = 60; j < 64; j++) for (let i = 253; i < 259; i++) image.values[j * 400 + i] = 300;
    const find = prepare(name);
    const first = find(image);
    const expected = [60, 61, 62, 63].flatMap((j) => [253, 254, 255, 256, 257, 258].map((i) => j * 400 + i));
    expect([...first]).toEqual(expected);
    find({ ...image, values: new Int32Array(48_000) });
    expect([...first]).toEqual(expected);
  });

  it("has a place in the list", () => {
    expect(thresholdAlgorithms.map((algorithm) => algorithm.name)).toContain(name);
  });
});

it("names the algorithms there are", () => {
  expect(() => thresholdNamed("disperson")).toThrow(/no threshold algorithm disperson; there are dispersion/);
});

// As DIALS' estimate_global_threshold answers for 10 × 10 pixels of one value (called by hand); real images in dials.test.ts.
it("global threshold of images without an elbow", () => {
  const levels = [0, 5, 1e6].map((value) =>
    estimateGlobalThreshold({ values: new Float64Array(100).fill(value) }),
  );
  expect(levels).toEqual([1477, 2, 1477]);
});
