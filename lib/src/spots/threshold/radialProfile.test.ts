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
  { masked: true, blur: "wide", n_iqr: 2, n_bins: 1000, region: [100, 431, 57, 195] },
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
  "image_examples/simtbx_FormatSMVJHSim_001.img": [
    {},
    { blur: "wide", masked: true },
    { gain: 0.6, blur: "narrow", n_iqr: 4 },
  ],
  "image_examples/DLS_I23_P12M_thau_00001.cbf.gz": [{ blur: "narrow" }],
  "thermolysin_cspad/idx-20130301060858401.cbf": [{ blur: "wide" }],
  "kapton_test_data/rayonix340/hit-20181213155134902.cbf": [{ blur: "wide", masked: true, gain: 2.1 }],
  "l_cysteine_images/l-cyst_04_00003.cbf.gz": [{}, { region: [700, 1475, 900, 1679], blur: "wide" }],
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
          const good = mask[i]!.values.data.slice();
          if (masked)
            for (let y = 0, k = 0; y < shape[0]; y++)
              for (let x = 0; x < shape[1]; x++, k++) if ((7 * y + 13 * x) % 11 === 0 || x < 30) good[k] = 0;
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
        expect(strong, path).toBeGreaterThan(0);
      }
    }
  },
  300_000,
);

const beam = new Beam({ direction: [0.01, -0.02, 1], wavelength: 0.98 } as never);
const panelOf = (nx: number, ny: number, gain = 1) =>
  new Panel({
    name: "p",
    type: "SENSOR_PAD",
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-1.1, 0.9, -20],
    raw_image_offset: [0, 0],
    image_size: [nx, ny],
    pixel_size: [0.2, 0.15],
    trusted_range: [-1, 1e6],
    thickness: 0,
    material: "",
    mu: 0,
    identifier: "",
    mask: [],
    gain,
    pedestal: 0,
    px_mm_strategy: { type: "SimplePxMmStrategy" },
  } as never);

/** The same by sorting all pixels of each shell, from the panel's own 2θ. */
function naive(
  { n_iqr, n_bins, blur }: RadialProfileParameters,
  { panel, region, shape: [slow, fast] }: ThresholdPlace,
  { values, mask, trusted = [-Infinity, Infinity] }: PanelImage,
): number[] {
  let image = Array.from(values);
  if (blur) {
    const rows =
      blur === "narrow"
        ? [1, 2, 1].flatMap((a) => [1, 2, 1].map((b) => (a * b) / 16))
        : [1, 4, 7, 4, 1, 4, 16, 26, 16, 4, 7, 26, 41, 26, 7, 4, 16, 26, 16, 4, 1, 4, 7, 4, 1].map(
            (w) => w / 273,
          );
    const out = new Float64Array(values.length);
    convolvePlain(
      values,
      [slow, fast],
      { size: Math.sqrt(rows.length), weights: Float64Array.from(rows) },
      out,
    );
    image = Array.from(out);
  }
  const at = (i: number) =>
    [(i % fast) + (region?.[0] ?? 0), Math.floor(i / fast) + (region?.[2] ?? 0)] as const;
  const angles = image.map((_, i) => panel.getTwoThetaAtPixel(beam.getS0(), [...at(i)]));
  const least = Math.min(...angles);
  const step = (Math.max(...angles) - least) * (1 + 1e-9) + 1e-10;
  const shell = angles.map((angle) => Math.floor((n_bins * (angle - least)) / step));
  const isGood = (i: number) => mask[i] === 1 && values[i]! >= trusted[0] && values[i]! <= trusted[1];
  const thresholds = Array.from({ length: n_bins }, (_, s) => {
    const sorted = image.filter((_, i) => isGood(i) && shell[i] === s).sort((a, b) => a - b);
    const quantile = (p: number) => {
      const rank = p * (sorted.length - 1);
      const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
      return (1 - (rank % 1)) * low + (rank % 1) * high;
    };
    const [adu, height] = [1 / panel.getGain(), n_iqr * (quantile(0.75) - quantile(0.25))];
    return quantile(0.5) + (height <= adu ? 2 * adu : height);
  });
  return image.flatMap((value, i) => (isGood(i) && value > thresholds[shell[i]!]! ? [i] : []));
}

describe("radial_profile", () => {
  it("agrees with the naive twin: shells of any number, masks, trusted ranges, regions, blurs, gains", () => {
    const given = fc.record({
      size: fc.tuple(fc.integer({ min: 6, max: 40 }), fc.integer({ min: 6, max: 40 })),
      seed: fc.nat(2 ** 31),
      level: fc.constantFrom(0.1, 1, 5, 1000),
      n_iqr: fc.integer({ min: 0, max: 6 }),
      n_bins: fc.constantFrom(1, 2, 5, 30, 5000),
      blur: fc.constantFrom(null, "narrow", "wide"),
      gain: fc.constantFrom(1, 1.7),
      inside: fc.boolean(),
      trusted: fc.constantFrom(undefined, [0, 2000] as const),
    });
    let strong = 0;
    fc.assert(
      fc.property(given, ({ size: [nx, ny], seed, level, gain, inside, trusted, ...parameters }) => {
        const region: Region | undefined = inside ? [1, nx - 2, 2, ny - 1] : undefined;
        const shape = inside ? ([ny - 3, nx - 3] as const) : ([ny, nx] as const);
        const noise = (i: number) =>
          (Math.imul(Math.imul(i + seed, 2654435761) ^ 0x5bd1e995, 2246822519) >>> 8) / 2 ** 24;
        const counts = Int32Array.from({ length: shape[0] * shape[1] }, (_, i) =>
          noise(3 * i) < 0.02
            ? 40 * level
            : noise(3 * i) > 0.98
              ? -1
              : Math.floor(-level * Math.log(1 - noise(3 * i + 1))),
        );
        const values = gain === 1 ? counts : Float64Array.from(counts, (n) => n / gain);
        const mask = Uint8Array.from(counts, (_, i) => (noise(3 * i + 2) < 0.1 ? 0 : 1));
        const place = { panel: panelOf(nx, ny, gain), beam, shape, region };
        const image = { shape, values, mask, trusted };
        const expected = naive(parameters, place, image);
        expect([...prepare(parameters, place)(image)]).toEqual(expected);
        strong += expected.length;
      }),
    );
    expect(strong).toBeGreaterThan(500);
  });

  it("finds nothing on a constant or an all-masked image, and what stands out of one", () => {
    const place = { panel: panelOf(30, 20), beam, shape: [20, 30] as const };
    const find = prepare({}, place);
    const image = (value: number, good: number): PanelImage => ({
      shape: [20, 30],
      values: new Int32Array(600).fill(value),
      mask: new Uint8Array(600).fill(good),
    });
    expect(find(image(7, 1)).length).toBe(0);
    expect(find(image(7, 0)).length).toBe(0);
    const spot = image(7, 1);
    spot.values.set([9, 10, 9], 100);
    expect([...find(spot)]).toEqual([101]);
  });

  it.each<[string, Partial<RadialProfileParameters>, Partial<ThresholdPlace>, string]>([
    ["no shells", { n_bins: 0 }, {}, "radial_profile.n_bins is 0"],
    ["no range", { n_iqr: Number.NaN }, {}, "radial_profile.n_iqr is NaN"],
    ["an unknown blur", { blur: "broad" as never }, {}, "radial_profile.blur is broad"],
    ["a gain of 0", {}, { panel: panelOf(30, 20, 0) }, 'The gain of panel "p" is 0'],
    ["images of another shape", {}, { shape: [20, 31] }, "Images of 31 × 20 px are not of columns 0 to 30"],
    ["a region beyond the panel", {}, { region: [5, 35, 0, 20] }, "columns 5 to 35"],
  ])("refuses %s", (_, parameters, place, message) => {
    const usual = { panel: panelOf(30, 20), beam, shape: [20, 30] as const };
    let error: EwaldError | undefined;
    try {
      prepare(parameters, { ...usual, ...place });
    } catch (thrown) {
      error = thrown as EwaldError;
    }
    expect(error?.message).toContain(message);
    expect(error?.code).toBe("bad-argument");
  });
});
