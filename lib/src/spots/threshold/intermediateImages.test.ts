// The images for viewing beside DIALS' DispersionThresholdDebug and DispersionExtendedThresholdDebug, every number of every image.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { randomImage } from "../../../../test/support/countImages.js";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { dispersion } from "./dispersion.js";
import { dispersionExtended } from "./dispersionExtended.js";
import { intermediateImages } from "./intermediateImages.js";
import type { DispersionParameters, PanelImage, ThresholdParameters } from "./threshold.js";

const defaults: DispersionParameters = {
  gain: null,
  kernel_size: [3, 3],
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
const sets: DispersionParameters[] = [
  defaults,
  { ...defaults, kernel_size: [2, 5], gain: 1.7, min_local: 20, sigma_background: 2 },
  {
    ...defaults,
    kernel_size: [4, 3],
    sigma_background: 1,
    sigma_strong: 1,
    min_local: 0,
    global_threshold: 3,
  },
];
const names = ["dispersion", "dispersion_extended"] as const;

const script = `
import numpy
from dials.algorithms.image.threshold import DispersionThresholdDebug, DispersionExtendedThresholdDebug
from dials.array_family import flex
names = ["mean", "variance", "index_of_dispersion", "cv_mask", "value_mask", "global_mask", "final_mask"]
def grid(path, kind, shape, make):
    a = make(numpy.fromfile(path, kind))
    a.reshape(flex.grid(shape))
    return a
with open(input["out"], "wb") as out:
    for values, good, shape in input["images"]:
        image = grid(values, "<f8", shape, flex.double)
        mask = grid(good, "u1", shape, lambda a: flex.bool(a != 0))
        for p in input["sets"]:
            for kind in (DispersionThresholdDebug, DispersionExtendedThresholdDebug):
                gain = [] if p["gain"] is None else [flex.double(image.accessor(), p["gain"])]
                debug = kind(image, mask, *gain, tuple(p["kernel_size"]), p["sigma_background"], p["sigma_strong"], p["global_threshold"], p["min_local"])
                for name in names:
                    out.write(getattr(debug, name)().as_numpy_array().astype("<f8").tobytes())
output(0)
`;

const images: PanelImage[] = [
  randomImage([61, 47], 1, { mean: 0.3 }),
  randomImage([40, 70], 2, { mean: 12, huge: 0.002, negative: 0.02 }),
  randomImage([5, 9], 3, { mean: 400 }),
];

needs.dials().it("are DIALS', number by number", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ewald-threshold-"));
  try {
    const files = images.map(({ shape, values, mask }, i) => {
      const [numbers, good] = [join(folder, `${i}.values`), join(folder, `${i}.mask`)];
      writeFileSync(numbers, new Uint8Array(Float64Array.from(values).buffer));
      writeFileSync(good, mask);
      return [numbers, good, shape];
    });
    const out = join(folder, "out");
    await runDials(script, { out, images: files, sets });
    const bytes = readFileSync(out);
    const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    let at = 0;
    for (const image of images)
      for (const set of sets)
        for (const name of names) {
          const ours = intermediateImages(image, set, name);
          for (const [what, values] of Object.entries(ours)) {
            const theirs = numbers.subarray(at, at + image.values.length);
            at += image.values.length;
            expect(Float64Array.from(values), `${name} ${what} ${JSON.stringify(set)}`).toEqual(
              Float64Array.from(theirs),
            );
          }
        }
    expect(at).toBe(numbers.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("show what the thresholds find", () => {
  const image = randomImage([80, 90], 4, { mean: 6 });
  const parameters = { dispersion: defaults } as ThresholdParameters;
  for (const algorithm of [dispersion, dispersionExtended]) {
    const { threshold } = intermediateImages(image, defaults, algorithm.name as "dispersion");
    const places = [...threshold.keys()].filter((k) => threshold[k]);
    expect(places.length).toBeGreaterThan(3);
    expect([...algorithm.prepare(parameters, undefined as never)(image)]).toEqual(places);
  }
});
