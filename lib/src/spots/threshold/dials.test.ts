// The strong pixels of real images of many formats, one by one, beside DIALS' own thresholds (C++, called as its strategies do). The masks
// are ours for both: the readers of older dxtbx trust other counts.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { trustedRange } from "../../models/trustedRange.js";
import { ImageSetFactory } from "../../node/main.js";
import { estimateGlobalThreshold } from "./globalThreshold.js";
import { thresholdNamed } from "./index.js";
import type { DispersionParameters, PanelImage, ThresholdParameters } from "./threshold.js";

const images = [
  "pilatus_300k/in16c_010001.cbf",
  "l_cysteine_images/l-cyst_01_00001.cbf.gz",
  "l_cysteine_images/l-cyst_04_00009.cbf.gz",
  "image_examples/dlsnxs2cbf_therm_0001.cbf.gz",
  "image_examples/DLS_I03_smargon_0001.cbf.gz",
  "thaumatin_grid/thau_3_2_0002.cbf.bz2",
  "image_examples/DLS_I23_P12M_thau_00001.cbf.gz",
  "image_examples/TIMEPIX_SU_512-stdgoni_0001.img",
  "image_examples/TIMEPIX_SU_516-stdgoni_0001.img",
  "image_examples/simtbx_FormatSMVJHSim_001.img",
  "smv_mar/adsc_001.img.bz2",
  "thermolysin_cspad/idx-20130301060858401.cbf",
  "kapton_test_data/rayonix340/hit-20181213155134902.cbf",
];

const defaults: DispersionParameters = {
  gain: null,
  kernel_size: [3, 3],
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
const others: readonly Partial<DispersionParameters>[] = [
  { kernel_size: [2, 5], gain: 1.7, min_local: 20 },
  { kernel_size: [7, 4], sigma_background: 2.5, sigma_strong: 1.5, min_local: 0, global_threshold: 7.5 },
  { kernel_size: [1, 1], sigma_background: 0, sigma_strong: 0 },
];

// As dials.find_spots: corrected data in double precision.
const script = `
import base64, warnings
import numpy
warnings.simplefilter("ignore")
from dxtbx.imageset import ImageSetFactory
from dials.algorithms.image.threshold import DispersionThreshold, DispersionExtendedThreshold
from dials.array_family import flex
from dials.extensions.dispersion_extended_spotfinder_threshold_ext import estimate_global_threshold
def strong(image, mask, kind, p):
    kind = DispersionThreshold if kind == "dispersion" else DispersionExtendedThreshold
    algorithm = kind(image.all(), tuple(p["kernel_size"]), p["sigma_background"], p["sigma_strong"], p["global_threshold"], p["min_local"])
    result = flex.bool(flex.grid(image.all()))
    if p["gain"] is None:
        algorithm(image, mask, result)
    else:
        algorithm(image, mask, flex.double(image.accessor(), p["gain"]), result)
    places = result.as_1d().iselection()
    return base64.b64encode(places.as_numpy_array().astype("<u4").tobytes()).decode()
out = []
for path, good, sets in input:
    data, good, mask = ImageSetFactory.new([path])[0].get_corrected_data(0), numpy.fromfile(good, "u1") != 0, []
    for d in data:
        mask.append(flex.bool(good[: len(d)]))
        mask[-1].reshape(d.accessor())
        good = good[len(d) :]
    assert len(good) == 0
    panels = [[[strong(d, m, kind, p) for kind in ("dispersion", "dispersion_extended")] for p in sets] for d, m in zip(data, mask)]
    out.append(dict(panels=panels, levels=[int(estimate_global_threshold(d)) for d in data]))
output(out)
`;

const uint32 = (base64: string) => new Uint32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);

/** The panels of the first image, raw counts with the trusted range where nothing is to be corrected, and corrected ones. */
function panelImages(path: string): PanelImage[][] {
  const imageset = ImageSetFactory.new([path])[0]!;
  const detector = imageset.getDetector(0);
  const corrected = imageset.getCorrectedData(0);
  const masks = imageset.getMask(0);
  const statics = imageset.getStaticMask(0);
  return imageset.getRawData(0).map(({ shape, values }, i) => {
    const panel = detector.panel(i);
    const both: PanelImage[] = [{ shape, values: corrected[i]!.values, mask: masks[i]!.values.data }];
    const range = trustedRange(panel);
    if (
      panel.getGain() === 1 &&
      panel.getPedestal() === 0 &&
      values instanceof Int32Array &&
      range.lowIncluded
    )
      both.push({ shape, values, mask: statics[i]!.values.data, trusted: [range.low, range.high] });
    return both;
  });
}

needs.all(needs.dials(), needs.sharedData("data")).it(
  "strong pixels of real images are DIALS', by either algorithm and any parameters",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-threshold-"));
    try {
      // All parameters for small images, one set beside the defaults for large ones.
      const jobs = images.map((image, i) => {
        const some = /300k|TIMEPIX|simtbx|cspad/.test(image) ? others : [others[i % others.length]!];
        const path = shared("data", image);
        const panels = panelImages(path);
        const good = join(folder, `${i}.mask`);
        writeFileSync(good, Buffer.concat(panels.map(([corrected]) => corrected!.mask)));
        return { path, panels, good, sets: [{}, ...some].map((set) => ({ ...defaults, ...set })) };
      });
      const theirs = await runDials<{ panels: string[][][]; levels: number[] }[]>(
        script,
        jobs.map(({ path, good, sets }) => [path, good, sets]),
      );
      jobs.forEach(({ path, panels, sets }, job) => {
        const levels = panels.map(([corrected]) => estimateGlobalThreshold(corrected!));
        expect(levels, path).toEqual(theirs[job]!.levels);
        sets.forEach((set, i) => {
          for (const [k, name] of ["dispersion", "dispersion_extended"].entries()) {
            const threshold = thresholdNamed(name).prepare(
              { dispersion: set } as ThresholdParameters,
              undefined as never,
            );
            panels.forEach((kinds, panel) => {
              const expected = uint32(theirs[job]!.panels[panel]![i]![k]!);
              for (const image of kinds) {
                const found = threshold(image);
                const what = `${path}, panel ${panel}, ${name}, ${JSON.stringify(set)}`;
                expect(found.length, what).toBe(expected.length);
                expect(Buffer.from(found.buffer).equals(Buffer.from(expected.buffer)), what).toBe(true);
              }
            });
          }
        });
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  240_000,
);
