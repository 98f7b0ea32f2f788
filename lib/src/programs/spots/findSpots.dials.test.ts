// find_spots against dials.find_spots on real images: the same strong pixels, spots, boxes in the same order, and numbers.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DialsSpots, dialsSpots, spotsOf, tellingLines } from "../../../../test/support/dialsSpots.js";
import { needs } from "../../../../test/support/needs.js";
import { shared } from "../../../../test/support/paths.js";

import { FlexBool } from "../../array/scalars.js";
import type { ExperimentList } from "../../models/experimentList.js";
import "../../node/main.js";
import { writeMask } from "../../files/lookupPickle.js";
import { extractPhil } from "../../parameters/extract.js";
import { fetchPhil } from "../../parameters/fetch.js";
import { parsePhil } from "../../parameters/parse.js";
import { runProgram } from "../defineProgram.js";
import { type FindSpotsResult, findSpots } from "../findSpots.js";
import { importImages } from "../import.js";

interface Case {
  readonly name: string;
  /** Below shared/data. */
  readonly images: readonly string[];
  readonly phil: string;
}

const lcysteine = (sweep: number, images: readonly number[]) =>
  images.map((n) => `l_cysteine_images/l-cyst_0${sweep}_${String(n).padStart(5, "0")}.cbf.gz`);
const sweeps = [1, 2, 3, 4].flatMap((sweep) => lcysteine(sweep, [5, 6, 7]));
const wedge = lcysteine(1, [6, 7, 8, 9]);
const example = (name: string) => [`image_examples/${name}`];
const grid = [1, 2].map((n) => `thaumatin_grid/thau_3_2_000${n}.cbf.bz2`);
const p12m = example("DLS_I23_P12M_thau_00001.cbf.gz");
const p300k = ["pilatus_300k/in16c_010001.cbf"];
const both = ["dispersion", "dispersion_extended"].map((name) => `spotfinder.threshold.algorithm=${name}`);
const kapton = ["kapton_test_data/rayonix340/hit-20181213155134902.cbf"];
const cspad = ["401", "601"].map((n) => `thermolysin_cspad/idx-20130301060858${n}.cbf`);

/** Parameters that change something of the four images of one sweep. */
const options = [
  "spotfinder.scan_range=6,7\nspotfinder.scan_range=9,9",
  "spotfinder.region_of_interest=300,900,150,1000",
  "spotfinder.force_2d=True\noutput.shoeboxes=False",
  "spotfinder.filter {\nd_min=0.9\nd_max=8\nborder=3\nice_rings.filter=True\nresolution_range=2.1,2.3\nuntrusted.circle=700,800,90\n}",
  "spotfinder.lookup.mask=MASK",
  "spotfinder.threshold.dispersion {\nglobal_threshold=Auto\ngain=1.3\n}",
  "spotfinder.threshold.dispersion {\nkernel_size=4,2\nsigma_background=5\nsigma_strong=2.5\nmin_local=0\nglobal_threshold=2\n}",
  "maximum_trusted_value=60\nspotfinder.compute_mean_background=True",
  "spotfinder.filter {\nmin_spot_size=2\nmax_spot_size=25\nmax_separation=0.7\n}",
  "spotfinder.write_hot_mask=True\nspotfinder.filter.max_separation=None",
];

const cases: readonly Case[] = [
  ...both.flatMap((phil) => [
    { name: "four sweeps of a kappa goniometer", images: sweeps, phil },
    { name: "24 panels, shadows of a goniometer", images: p12m, phil },
    { name: "Pilatus 6M with shadows", images: example("DLS_I03_smargon_0001.cbf.gz"), phil },
    { name: "Pilatus 300K", images: p300k, phil },
    { name: "SMV", images: example("TIMEPIX_SU_512-stdgoni_0001.img"), phil },
  ]),
  { name: "a grid of stills", images: grid, phil: "" },
  { name: "64 panels", images: cspad, phil: both[0]! },
  {
    name: "64 panels, full of strong pixels",
    images: cspad.slice(0, 1),
    phil: "spotfinder.filter.max_strong_pixel_fraction=1",
  },
  { name: "Rayonix stills", images: kapton, phil: "" },
  { name: "Eiger CBF", images: example("dlsnxs2cbf_therm_0001.cbf.gz"), phil: "" },
  { name: "stills without shoeboxes", images: cspad, phil: `output.shoeboxes=False\n${both[0]}` },
  ...options.map((phil) => ({ name: "four images", images: wedge, phil })),
  { name: "gain and pedestal", images: wedge, phil: "spotfinder.filter.min_spot_size=2" },
];
const present = cases.filter(({ images }) => images.every((path) => existsSync(shared("data", path))));
const titleOf = ({ name, phil }: Case) => `${name}${phil ? `: ${phil.replace(/\n/g, " ")}` : ""}`;

needs
  .all(needs.dials(), needs.sharedData("data", "l_cysteine_images"))
  .describe("as DIALS finds them", () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-spots-"));
    const lists = new Map<string, ExperimentList>();
    let theirs: DialsSpots[] = [];
    afterAll(() => rmSync(folder, { recursive: true }));

    beforeAll(async () => {
      const [ny, nx] = [1679, 1475];
      const values = new FlexBool(
        Uint8Array.from({ length: ny * nx }, (_, i) => (i % 7 > 0 || i > 1_500_000 ? 1 : 0)),
      );
      writeFileSync(join(folder, "mask.pickle"), writeMask([{ shape: [ny, nx], values }]));
      const runs = [];
      for (const each of present) {
        const path = join(folder, `${runs.length}.expt`);
        // DIALS on dxtbx 3.11 does not trust the ends of a trusted range; Ewald does.
        const { experiments } = await importOf(each, "exclusive");
        experiments.toFile(path);
        lists.set(titleOf(each), (await importOf(each, "inclusive")).experiments);
        runs.push({ experiments: path, phil: philOf(each) });
      }
      theirs = await dialsSpots(runs);
    }, 240_000);

    it.each(present.map((each, i) => [titleOf(each), each, i] as const))("%s", async (title, each, i) => {
      const lines: string[] = [];
      const result = (await runWith(philOf(each), lists.get(title)!, (line) =>
        lines.push(line),
      )) as FindSpotsResult;
      const dials = theirs[i]!;
      expect(dials.error).toBeUndefined();
      expect(tellingLines(lines.flatMap((line) => line.split("\n")))).toEqual(tellingLines(dials.lines));
      const ours = spotsOf(result.reflections);
      for (const key of ["keys", "id", "panel", "flags", "n_signal", "bbox", "data", "mask"] as const)
        expect(ours[key], key).toEqual(dials[key]);
      for (const key of ["xyz", "xyzVariance", "intensity", "intensityVariance"] as const)
        expect(worst(ours[key], dials[key]), key).toBeLessThan(1e-9);
      expect(Object.keys(ours.identifiers)).toEqual(Object.keys(dials.identifiers));
    });

    const philOf = ({ phil }: Case) => phil.replace("MASK", join(folder, "mask.pickle"));

    async function importOf({ name, images }: Case, trusted_range: "inclusive" | "exclusive") {
      const files = images.map((path) => shared("data", path));
      const made = await runProgram(importImages, { files }, { output: { trusted_range } });
      if (name === "gain and pedestal")
        for (const panel of made.experiments[0]!.detector!) {
          panel.setGain(1.7);
          panel.setPedestal(0.3);
        }
      return made;
    }
  });

/** The largest relative difference. */
function worst(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, x, i) => Math.max(most, x === b[i] ? 0 : Math.abs(x - b[i]!) / Math.abs(b[i]!)), 0);
}

/** A run with PHIL, as the command has it. */
function runWith(phil: string, experiments: ExperimentList, log: (line: string) => void) {
  const params = extractPhil(fetchPhil(findSpots.parameters, [parsePhil(phil, "test")]));
  const context = { log, progress: () => {}, signal: new AbortController().signal };
  return findSpots.run({ experiments: [experiments], reflections: [], files: [] }, params as never, context);
}
