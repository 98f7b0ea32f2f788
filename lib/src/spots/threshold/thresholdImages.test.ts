// Threshold images of an imageset: the whole of intermediateImages, cut out, with the defaults of dials.find_spots.
import { describe, expect, it } from "vitest";
import { randomImage } from "../../../../test/support/countImages.js";
import { FlexBool } from "../../array/scalars.js";
import { thresholdNamed } from "./index.js";
import { intermediateImages } from "./intermediateImages.js";
import { thresholdImages } from "./thresholdImages.js";

const image = randomImage([40, 60], 7, { mean: 4 });
const defaults = {
  gain: null,
  kernel_size: [3, 3] as const,
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
const imageset = {
  getCorrectedData: () => [{ shape: image.shape, values: Float64Array.from(image.values) }],
  getMask: () => [{ shape: image.shape, values: new FlexBool(image.mask) }],
  getDetector: () => ({ length: 1 }) as never,
};

describe("thresholdImages", () => {
  it.each(["dispersion", "dispersion_extended"] as const)(
    "of %s are those of the spot finder",
    (algorithm) => {
      const seen = thresholdImages(imageset, 0, { algorithm });
      const prepared = thresholdNamed(algorithm).prepare(
        {
          dispersion: defaults,
          radial_profile: { n_iqr: 6, blur: null, n_bins: 100 },
        },
        { shape: image.shape } as never,
      );
      const strong = [...seen.threshold.values.keys()].filter((k) => seen.threshold.values[k]);
      expect(strong.length).toBeGreaterThan(0);
      expect(strong).toEqual([...prepared({ shape: image.shape, values: image.values, mask: image.mask })]);
    },
  );

  it("cuts a region out of what the whole image gives", () => {
    const region = [10, 35, 5, 20] as const;
    const options = { kernel_size: [2, 4], sigma_background: 3 } as const;
    const part = thresholdImages(imageset, 0, { ...options, region });
    const whole = intermediateImages(image, { ...defaults, ...options }, "dispersion_extended");
    for (const name of ["mean", "variance", "dispersion", "sigma_b", "sigma_s", "threshold"] as const) {
      expect([part[name].shape, part[name].origin]).toEqual([
        [15, 25],
        [10, 5],
      ]);
      for (let y = 0; y < 15; y++)
        for (let x = 0; x < 25; x++)
          expect(part[name].values[y * 25 + x]).toBe(whole[name][(y + 5) * 60 + x + 10]);
    }
    expect(part.counts.values[26]).toBe(image.values[6 * 60 + 11]);
  });

  it("refuses a panel and a region that are not there", () => {
    expect(() => thresholdImages(imageset, 0, { panel: 1 })).toThrow(
      "There is no panel 1; the detector has 1.",
    );
    for (const region of [
      [0, 61, 0, 10],
      [5, 5, 0, 10],
      [-1, 5, 0, 10],
    ] as const)
      expect(() => thresholdImages(imageset, 0, { region })).toThrow(
        "is not in the panel, which has 60 × 40",
      );
  });
});
