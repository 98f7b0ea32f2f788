// The radial profile's strong pixels beside DIALS' own, on real images, and beside a naive twin.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";
import { convolvePlain } from "../../compute/convolve.js";
import type { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import { Panel } from "../../models/panel.js";
import { ImageSetFactory } from "../../node/main.js";
import { radialProfile } from "./radialProfile.js";
import type { PanelImage, RadialProfileParameters, ThresholdPlace } from "./threshold.js";

type Region = readonly [x0: number, x1: number, y0: number, y1: number];
const defaults: RadialProfileParameters = { n_iqr: 6, blur: null, n_bins: 100 };
const prepare = (given: Partial<RadialProfileParameters>, place: ThresholdPlace) =>
  radialProfile.prepare(
    {
      dispersion: {
        gain: null,
        kernel_size: [3, 3],
        sigma_background: 6,
        sigma_strong: 3,
        min_local: 2,
        global_threshold: 0,
      },
      radial_profile: { ...defaults, ...given },
    },
    place,
  );

/** Rows [y0, y1) and columns [x0, x1). */
function cut<T extends Int32Array | Float64Array | Uint8Array>(
  values: T,
  width: number,
  [x0, x1, y0, y1]: Region,
): T {
  const out = values.slice(0, (x1 - x0) * (y1 - y0)) as T;
  for (let y = y0, at = 0; y < y1; y++, at += x1 - x0)
    out.set(values.subarray(y * width + x0, y * width + x1) as never, at);
  return out;
}

const folder = mkdtempSync(join(tmpdir(), "ewald-radial-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run extends Partial<RadialProfileParameters> {
  readonly region?: Region;
  /** A pattern of masked pixels beside the image's own. */
  readonly masked?: boolean;
  /** Gain of the panels, by which counts are divided. */
  readonly gain?: number;
}
const blurs: Run[] = [{}, { blur: "narrow" }, { blur: "wide" }];
const odd: Run[] = [
  ...blurs,
  { masked: true, n_iqr: 3, n_bins: 37 },
  { masked: true, blur: "wide", n_iqr: 2, n_bins: 1000 },
  { region: [100, 431, 57, 195], blur: "narrow" },
  { region: [3, 320, 10, 190], n_bins: 12, masked: true },
  { gain: 1.7 },
  { gain: 0.6, blur: "narrow", n_iqr: 4 },
  { n_bins: 1, n_iqr: 10 },
  { n_bins: 70_000 },
  { n_iqr: 0 },
];
const images: Record<string, readonly Run[]> = {
  "pilatus_300k/in16c_010001.cbf": odd,
  "image_examples/TIMEPIX_SU_512-stdgoni_0001.img": odd.map(({ region, ...run }) => run),
  "image_examples/simtbx_FormatSMVJHSim_001.img": odd,
  "image_examples/DLS_I23_P12M_thau_00001.cbf.gz": [{}, { blur: "wide" }],
  "thermolysin_cspad/idx-20130301060858401.cbf": blurs,
  "kapton_test_data/rayonix340/hit-20181213155134902.cbf": [...blurs, { masked: true, gain: 2.1 }],
  "l_cysteine_images/l-cyst_04_00003.cbf.gz": [...blurs, { region: [700, 1475, 900, 1679], blur: "wide" }],
  "image_examples/DLS_I03_smargon_0001.cbf.gz": [{}, { blur: "wide" }],
};

const script = `
import warnings
warnings.simplefilter("ignore")
import numpy as np
from dxtbx.model.experiment_list import ExperimentListFactory
from dxtbx import flumpy
from dials.array_family import flex
from iotbx.phil import parse
from dials.extensions.radial_profile_spotfinder_threshold_ext import RadialProfileSpotFinderThresholdExt, phil_str
scope = parse("spotfinder { threshold { radial_profile {" + phil_str + "} } }")
for path, runs in input:
    imageset = ExperimentListFactory.from_filenames([path])[0].imageset
    detector = imageset.get_detector()
    for out, run in runs:
        for panel in detector:
            panel.set_gain(run.get("gain", 1))
        params = scope.extract()
        for name in ("n_iqr", "n_bins", "blur"):
            if name in run:
                setattr(params.spotfinder.threshold.radial_profile, name, run[name])
        params.spotfinder.threshold.radial_profile.blur = run.get("blur")
        threshold = RadialProfileSpotFinderThresholdExt(params)
        with open(out, "wb") as f:
            for i, (image, mask) in enumerate(zip(imageset.get_corrected_data(0), imageset.get_mask(0))):
                ny, nx = image.all()
                if run.get("masked"):
                    y, x = np.mgrid[:ny, :nx]
                    mask = mask & flumpy.from_numpy(((7 * y + 13 * x) % 11 != 0) & (x >= 30))
                region = run.get("region")
                if region:
                    x0, x1, y0, y1 = region
                    image, mask = image[y0:y1, x0:x1], mask[y0:y1, x0:x1]
                strong = flumpy.to_numpy(threshold.compute_threshold(image, mask, imageset=imageset, i_panel=i, region_of_interest=region))
                places = np.flatnonzero(strong)
                f.write(np.array([len(places)], "<u4").tobytes() + places.astype("<u4").tobytes())
output(True)
`;

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "the strong pixels of DIALS' radial_profile, every one",
  async () => {
    const work = Object.entries(images).map(
      ([path, runs], i) =>
        [shared("data", path), runs.map((run, k) => [join(folder, `${i}_${k}`), run] as const)] as const,
    );
    await runDials(script, work);
    for (const [path, runs] of work) {
      const [set] = ImageSetFactory.new([path]);
      for (const [file, { region, masked, gain, ...given }] of runs) {
        const detector = set!.getDetector(0);
        for (const panel of detector.panels) panel.data.gain = gain ?? 1;
        const raw = set!.getRawData(0);
        const data = gain ? set!.getCorrectedData(0) : raw;
        const mask = set!.getMask(0);
        const theirs = readFileSync(file);
        const words = new Uint32Array(theirs.buffer, theirs.byteOffset, theirs.length / 4);
        let at = 0;
        let strong = 0;
        for (const [i, panel] of detector.panels.entries()) {
          const { shape, values } = data[i]!;
          const good = Uint8Array.from(mask[i]!.values.data, (ok, k) => {
            const [y, x] = [Math.floor(k / shape[1]), k % shape[1]];
            return ok && (!masked || ((7 * y + 13 * x) % 11 !== 0 && x >= 30)) ? 1 : 0;
          });
          const whole: Region = [0, shape[1], 0, shape[0]];
          const [x0, x1, y0, y1] = region ?? whole;
          const place = { panel, beam: set!.getBeam(0)!, shape: [y1 - y0, x1 - x0] as const, region };
          const image: PanelImage = {
            shape: place.shape,
            values: cut(values as Float64Array, shape[1], region ?? whole),
            mask: cut(good, shape[1], region ?? whole),
          };
          const n = words[at]!;
          const expected = words.slice(at + 1, at + 1 + n);
          at += 1 + n;
          strong += n;
          const ours = prepare(given, place)(image);
          const same = ours.length === n && ours.every((p, k) => p === expected[k]);
          expect(same, `${path} ${JSON.stringify({ region, masked, gain, ...given })} panel ${i}`).toBe(true);
        }
        expect(at).toBe(words.length);
        console.log(path, JSON.stringify({ region, masked, gain, ...given }), strong);
      }
    }
  },
  300_000,
);
