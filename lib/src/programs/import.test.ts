// dials.import and ours on the same images with the same parameters: the same experiments, value by value.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import "../node/main.js";
import { ExperimentList } from "../models/experimentList.js";
import type { JsonObject, JsonValue } from "../models/json.js";
import type { Panel } from "../models/panel.js";
import { interpretArgument } from "../parameters/commandLine.js";
import { extractPhil } from "../parameters/extract.js";
import { fetchPhil } from "../parameters/fetch.js";
import { importImages } from "./import.js";

const image = (...names: string[]) => shared("data", ...names);
const lcys = (n: string) => image("l_cysteine_images", `l-cyst_01_0000${n}.cbf.gz`);
const smargon = image("image_examples", "DLS_I03_smargon_0001.cbf.gz");
const barrel = image("image_examples", "DLS_I23_P12M_thau_00001.cbf.gz");
const plate = image("image_examples", "dlsnxs2cbf_therm_0001.cbf.gz");
const grid = image("thaumatin_grid");
const still = image("kapton_test_data", "rayonix340", "hit-20181213155134902.cbf");

const four = [lcys("1"), lcys("2"), lcys("3"), lcys("4")];
/** Files, then parameters. */
const cases: Readonly<Record<string, readonly [files: readonly string[], parameters: readonly string[]]>> = {
  "a sweep": [four, []],
  "a folder of four sweeps": [[image("l_cysteine_images")], []],
  "a gap": [[lcys("1"), lcys("2"), lcys("4")], []],
  "a template": [[], [`template=${image("l_cysteine_images", "l-cyst_01_#####.cbf.gz")}`]],
  "stills of a sequence": [[grid], []],
  "a grid": [[grid], ["as_grid_scan=True", "grid_size=2,2"]],
  "a still": [[still], []],
  "a barrel": [[barrel], []],
  "a barrel of modules": [[barrel], ["multi_panel=True"]],
  "two formats": [[smargon, plate], []],
  "a beam": [
    [smargon],
    ["wavelength=1.1", "beam.direction=0.01,0,1", "polarization_fraction=0.5", "polarization_normal=1,0,0"],
  ],
  "a beam centre in pixels": [[smargon], ["fast_slow_beam_centre=1200.5,1300.25"]],
  "a beam centre, slow first": [[smargon], ["slow_fast_beam_centre=1300,1200"]],
  "a beam centre of MOSFLM": [[smargon], ["mosflm_beam_centre=210.5,212.25"]],
  "a beam centre of a panel of a barrel": [[barrel], ["fast_slow_beam_centre=1100,90,11"]],
  "a distance": [[plate], ["geometry.detector.distance=333"]],
  "a detector swung out": [
    [plate],
    [
      "panel.fast_axis=0.8,0,0.6",
      "panel.slow_axis=0,-1,0",
      "panel.origin=-100,200,-300",
      "fast_slow_beam_centre=1000,900",
    ],
  ],
  "a panel": [
    [plate],
    [
      "panel.gain=2",
      "panel.pedestal=3",
      "panel.trusted_range=-5,1000",
      "panel.name=x",
      "panel.type=y",
      "panel.pixel_size=0.2,0.21",
      "panel.thickness=0.5",
      "panel.material=CdTe",
      "panel.parallax_correction=False",
    ],
  ],
  "the hierarchy": [[barrel], ["hierarchy.origin=1,2,3", "hierarchy.name=root"]],
  "an axis": [[grid], ["goniometer.axis=0,0,1", "fixed_rotation=0,-1,0,1,0,0,0,0,1"]],
  "an inverted axis": [[grid], ["invert_rotation_axis=True", "setting_rotation=0,-1,0,1,0,0,0,0,1"]],
  "several axes": [four, ["goniometer.angles=10,20", "goniometer.axes=0,1,0,0,0,1"]],
  "an image range": [four, ["image_range=2,3"]],
  "an oscillation": [four, ["oscillation=10,0.5", "batch_offset=100"]],
  "a sequence as stills": [four, ["convert_sequences_to_stills=True"]],
  "a map of gains": [[grid], ["lookup.gain=FOLDER/gain.pickle"]],
};

/** Where the two differ by intention, beyond identifiers and trusted ranges. */
const intended: Readonly<Record<string, RegExp>> = {
  // Only the first header is read; DIALS gives the other images no time, we the first's.
  "a template": /\/scan\/0\/(exposure_time|epochs)\/\d+: 0 in DIALS/,
  // Of a detector swung out in 2θ dxtbx takes the distance over cos 2θ, and so moves it away; ours stays where it is, see below.
  "a detector swung out": /hierarchy/,
  "a beam centre of a panel of a barrel": /hierarchy/,
};

/** What dials.import writes, as records. */
async function ours(files: readonly string[], parameters: readonly string[]): Promise<JsonObject> {
  const given = parameters.map((text) => interpretArgument(importImages.parameters, text));
  const params = extractPhil(fetchPhil(importImages.parameters, given)) as never;
  const context = { progress: () => {}, log: () => {}, signal: new AbortController().signal };
  const { experiments } = await importImages.run(
    { experiments: [], reflections: [], files },
    params,
    context,
  );
  return JSON.parse(experiments.toJson()) as JsonObject;
}

/**
 * Where the two differ by intention: identifiers are random; Debian's dxtbx has trusted ranges of before 3.12; the rest stands in
 * the comparison below.
 */
function differences(theirs: JsonValue | undefined, ours: JsonValue | undefined, path = ""): string[] {
  if (/\/experiment\/\d+\/identifier$|\/trusted_range\/\d$/.test(path)) return [];
  if (typeof theirs === "number" && typeof ours === "number") {
    const size = Math.max(Math.abs(theirs), Math.abs(ours), 1e-6);
    return Math.abs(theirs - ours) <= 1e-10 * size ? [] : [`${path}: ${theirs} in DIALS, ${ours} here`];
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    if (theirs.length !== ours.length) return [`${path}: ${theirs.length} in DIALS, ${ours.length} here`];
    return theirs.flatMap((value, i) => differences(value, (ours as JsonValue[])[i], `${path}/${i}`));
  }
  if (theirs && ours && typeof theirs === "object" && typeof ours === "object") {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...keys].flatMap((key) =>
      differences((theirs as JsonObject)[key], (ours as JsonObject)[key], `${path}/${key}`),
    );
  }
  return theirs === ours ? [] : [`${path}: ${JSON.stringify(theirs)} in DIALS, ${JSON.stringify(ours)} here`];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ewald-import-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "dials.import makes the same experiments of the same images and parameters",
  async () => {
    const asked = Object.fromEntries(
      Object.entries(cases).map(([name, [files, parameters]]) => [
        name,
        [files, parameters.map((text) => text.replace("FOLDER", folder))] as const,
      ]),
    );
    const theirs = await runDials<Record<string, JsonObject | string>>(
      `
import os, json, sys, contextlib
os.chdir(input["folder"])
import bz2
open("gain.pickle", "wb").write(bz2.open(input["gain"]).read())
sys.stdout = open(os.devnull, "w")
from dials.command_line.dials_import import do_import, phil_scope
found = {}
for name, (files, parameters) in input["cases"].items():
    try:
        do_import(files + parameters + ["output.experiments=x.expt", "output.log=None"], phil=phil_scope)
        found[name] = json.load(open("x.expt"))
    except BaseException as error:
        found[name] = str(error)
output(found)`,
      { folder, cases: asked, gain: image("centroid_test_data", "lookup_gain.pickle.bz2") },
    );
    const found: Record<string, string[]> = {};
    for (const [name, [files, parameters]] of Object.entries(asked)) {
      const their = theirs[name];
      if (typeof their === "string" || their === undefined) found[name] = [`DIALS fails: ${their}`];
      else
        found[name] = differences(their, await ours(files, parameters)).filter(
          (line) => !intended[name]?.test(line),
        );
    }
    const some = Object.fromEntries(
      Object.entries(found)
        .filter(([, list]) => list.length > 0)
        .map(([name, list]) => [name, list.slice(0, 12)]),
    );
    expect(some).toEqual({});
  },
  240_000,
);

needs
  .sharedData("data", "image_examples")
  .it("a swung-out detector keeps its distance when its beam centre is set", async () => {
    for (const name of ["a detector swung out", "a beam centre of a panel of a barrel"]) {
      const [files, parameters] = cases[name]!;
      const before = ExperimentList.fromJson(JSON.stringify(await ours(files, parameters.slice(0, -1))));
      const after = ExperimentList.fromJson(JSON.stringify(await ours(files, parameters)));
      const [fast, slow, number = 0] = parameters.at(-1)!.split("=")[1]!.split(",").map(Number) as [
        number,
        number,
        number?,
      ];
      const [old, moved] = [before, after].map((list) => list[0]!.detector!.panel(number)) as [Panel, Panel];
      expect(moved.getDistance()).toBeCloseTo(old.getDistance(), 9);
      // Swung back, the beam would meet the panel along its normal.
      const [width, height] = moved.getPixelSize();
      const foot = moved.getNormalOrigin();
      expect(foot[0]).toBeCloseTo(fast * width, 9);
      expect(foot[1]).toBeCloseTo(slow * height, 9);
    }
  });

needs.sharedData("data", "kapton_test_data").it("stills become a sequence, or say why not", async () => {
  const copies = ["still_0007.cbf", "still_0008.cbf"].map((name) => join(folder, name));
  for (const copy of copies) await copyFile(still, copy);
  const made = await ours(copies, ["convert_stills_to_sequences=True", "oscillation=0,1"]);
  expect(made.scan).toMatchObject([{ image_range: [7, 8], oscillation: [0, 1] }]);
  expect(made.imageset).toMatchObject([{ template: join(folder, "still_####.cbf") }]);
  await expect(ours(copies, ["convert_stills_to_sequences=True"])).rejects.toThrow(
    "geometry.scan.oscillation is not given",
  );
  await expect(ours([still], ["convert_stills_to_sequences=True", "oscillation=0,1"])).rejects.toThrow(
    "its name holds no number",
  );
});

it("says what is not there, and what is no image", async () => {
  await expect(ours(["nothing.cbf"], [])).rejects.toThrow("There is no file or folder nothing.cbf.");
  await expect(ours(["nothing*.cbf"], [])).rejects.toThrow("No file matches nothing*.cbf.");
  await writeFile(join(folder, "a.log"), "no image");
  await expect(ours([join(folder, "a.log")], [])).rejects.toThrow(
    /None of 1 files is an image .*a\.log is no image of a known format/,
  );
  await mkdir(join(folder, "empty"));
  await expect(ours([join(folder, "empty")], [])).rejects.toThrow(/There are no images in .*empty/);
  await expect(ours([], ["template=nothing_####.cbf"])).rejects.toThrow("There are no files of the template");
});

needs
  .sharedData("data", "l_cysteine_images")
  .it(
    "leaves out what is no image, and tells gaps, several sequences and lookups that do not fit",
    async () => {
      await writeFile(join(folder, "b.log"), "no image");
      const params = extractPhil(fetchPhil(importImages.parameters, [])) as never;
      const context = { progress: () => {}, log: () => {}, signal: new AbortController().signal };
      const files = [...four, join(folder, "b.log")];
      const result = await importImages.run({ experiments: [], reflections: [], files }, params, context);
      expect(result.unhandled.map(([path]) => path)).toEqual([join(folder, "b.log")]);
      expect(String(result)).toContain("Left out 1 file that cannot be read as images");
      expect(String(result)).toContain("num images: 4");
      await expect(ours(files, ["ignore_unhandled=False"])).rejects.toThrow(
        "b.log is no image of a known format",
      );
      await expect(ours([lcys("1"), lcys("3")], ["allow_multiple_sequences=False"])).rejects.toThrow(
        "There are 2 sequences",
      );
      const template = image("l_cysteine_images", "l-cyst_01_#####.cbf.gz");
      await expect(ours([], [`template=${template}`, "image_range=10,20"])).rejects.toThrow(
        "has no images 16, 17, 18, 19, 20 of 10 to 20",
      );
      await expect(
        ours(four, [`lookup.gain=${image("centroid_test_data", "lookup_gain.pickle.bz2")}`]),
      ).rejects.toThrow(/is a map of 1 panel of 2463 × 2527 px, but the detector has 1 panel of/);
      await expect(ours(four, ["lookup.dx=x"])).rejects.toThrow("Offset maps come in pairs");
    },
  );
