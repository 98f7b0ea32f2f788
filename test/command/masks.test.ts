// `ewald generate_mask` and `apply_mask` beside DIALS' programs on real images: the masks are the same pixel for pixel, DIALS reads
// ours, and leaves their pixels out when it looks for spots.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ExperimentList, FlexBool, loadMask, masks, saveMask } from "ewald";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-masks-"));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const images: Record<string, string[]> = {
  pilatus: ["pilatus_300k/in16c_010001.cbf"],
  barrel: ["image_examples/DLS_I23_P12M_thau_00001.cbf.gz"],
  timepix: ["image_examples/TIMEPIX_SU_512-stdgoni_0001.img"],
  cspad: ["thermolysin_cspad/idx-20130301060858401.cbf"],
  // two imagesets
  both: ["pilatus_300k/in16c_010001.cbf", "image_examples/TIMEPIX_SU_512-stdgoni_0001.img"],
};
const options = [
  "border=2",
  "d_min=2.2",
  "d_max=12",
  "resolution_range=4 3.5",
  "untrusted.circle=90,100,60",
  "ice_rings.filter=True",
  "ice_rings.d_min=1.9",
];

const generate = `
import os
from dxtbx.model.experiment_list import ExperimentListFactory
from dials.command_line import generate_mask, apply_mask
os.chdir(input["folder"])
for name, files in input["images"].items():
    ExperimentListFactory.from_filenames(files).as_file(name + ".expt")
    generate_mask.run([name + ".expt", "output.mask=%s.dials.mask" % name, "output.experiments=%s.dials.expt" % name,
                       "output.log=None"] + input["options"])
output(sorted(os.listdir(".")))
`;

const compare = `
import os, pickle
from dials.array_family import flex
from dials.command_line.find_spots import phil_scope
from dxtbx.model.experiment_list import ExperimentListFactory
os.chdir(input["folder"])

def equal(a, b):
    return len(a) == len(b) and all(x.all() == y.all() and (x == y).count(False) == 0 for x, y in zip(a, b))

def mask(path):
    with open(path, "rb") as f:
        return pickle.load(f)

answer = {}
for ours, theirs in input["masks"]:
    answer[ours] = equal(mask(ours), mask(theirs))
for ours, theirs in input["experiments"]:
    a, b = [ExperimentListFactory.from_json_file(p) for p in (ours, theirs)]
    answer[ours] = [equal(x.imageset.get_mask(0), y.imageset.get_mask(0)) and os.path.isabs(x.imageset.external_lookup.mask.filename) for x, y in zip(a, b)]
def together(name):
    # the trusted range of the first image and a mask made before, which dials.generate_mask knows nothing of
    imageset = ExperimentListFactory.from_json_file(name + ".expt")[0].imageset
    raw = imageset.get_raw_data(0)
    return tuple(p.get_trusted_range_mask(r) & m for p, r, m in zip(imageset.get_detector(), raw, mask(name + ".dials.mask")))

for name in input["together"]:
    answer["together.%s.mask" % name] = equal(mask("together.%s.mask" % name), together(name))
params = phil_scope.fetch().extract()
params.spotfinder.mp.nproc = 1
counts = []
for path in input["spots"]:
    found = flex.reflection_table.from_observations(ExperimentListFactory.from_json_file(path), params)
    counts.append([len(found), min(b[2] for b in found["bbox"])])
answer["spots"] = counts
output(answer)
`;

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "the masks DIALS makes of the same images, and DIALS uses ours",
  async () => {
    const names = Object.keys(images);
    const there = await runDials<string[]>(generate, {
      folder,
      options,
      images: Object.fromEntries(
        names.map((name) => [name, images[name]!.map((path) => shared("data", path))]),
      ),
    });
    const dialsMasks = there.filter((name) => name.endsWith(".mask"));
    expect(dialsMasks).toContain("both.dials_1.mask");
    expect(dialsMasks).toContain("both.dials_2.mask");
    for (const name of names) {
      const { code, out, err } = await ewald([
        "generate_mask",
        file(`${name}.expt`),
        `output.mask=${file(`${name}.ours.mask`)}`,
        `output.experiments=${file(`${name}.ours.expt`)}`,
        ...options,
      ]);
      expect(code, err).toBe(0);
      expect(err).toContain("resolution_range 4 3.5 is taken as 3.5 to 4 Å.");
      expect(out).toMatch(/\.mask: \d+ of \d+ px masked/);
    }
    const applied = await ewald([
      "apply_mask",
      file("both.expt"),
      file("both.ours_1.mask"),
      `input.mask=${file("both.ours_2.mask")}`,
      `output.experiments=${file("applied.expt")}`,
    ]);
    expect(applied.code).toBe(2);
    expect(applied.err).toContain("so that their order is unclear; one way for all would work.");
    const ordered = await ewald([
      "apply_mask",
      file("both.expt"),
      file("both.ours_1.mask"),
      file("both.ours_2.mask"),
      `output.experiments=${file("applied.expt")}`,
    ]);
    expect(ordered.err).toContain("Saved");
    const half = ["untrusted.rectangle=0,487,0,300", `output.mask=${file("half.mask")}`];
    await ewald(["generate_mask", file("pilatus.expt"), ...half, `output.experiments=${file("half.expt")}`]);
    for (const name of ["pilatus", "barrel"]) {
      const { code, err } = await ewald([
        "generate_mask",
        file(`${name}.expt`),
        "use_trusted_range=True",
        `input.mask=${file(`${name}.dials.mask`)}`,
        `output.mask=${file(`together.${name}.mask`)}`,
      ]);
      expect(code, err).toBe(0);
    }
    const answer = await runDials<Record<string, unknown>>(compare, {
      folder,
      masks: dialsMasks.map((name) => [name.replace("dials", "ours"), name]),
      experiments: [
        ...names.map((name) => [`${name}.ours.expt`, `${name}.dials.expt`]),
        ["applied.expt", "both.dials.expt"],
      ],
      together: ["pilatus", "barrel"],
      spots: ["pilatus.expt", "half.expt"],
    });
    const { spots, ...equal } = answer as { spots: [number, number][] };
    for (const [name, verdict] of Object.entries(equal))
      expect(Array.isArray(verdict) ? verdict.every(Boolean) : verdict, name).toBe(true);
    expect(Object.keys(equal).length).toBe(14);
    const [all, masked] = spots;
    expect(all![0]).toBeGreaterThan(masked![0]);
    expect(masked![0]).toBeGreaterThan(20);
    expect(all![1]).toBeLessThan(300);
    expect(masked![1]).toBeGreaterThanOrEqual(300);
    expect(masks.count(loadMask(file("barrel.dials.mask"))).total).toBe(24 * 2463 * 195);
  },
  300_000,
);

describe("masks on the command line", () => {
  const panel = (fast: number, slow: number) => ({
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-10, 10, -100],
    image_size: [fast, slow],
    pixel_size: [0.1, 0.1],
  });
  const models = () => ({
    __id__: "ExperimentList",
    experiment: [{ __id__: "Experiment", identifier: "a", detector: 0, beam: 0, imageset: 0 }],
    imageset: [{ __id__: "ImageSet", images: ["a.cbf"], mask: null, gain: null, pedestal: null, params: {} }],
    beam: [{ direction: [0, 0, 1], wavelength: 1 }],
    detector: [{ panels: [panel(30, 20), panel(30, 20)] }],
    goniometer: [],
    scan: [],
    crystal: [],
    profile: [],
    scaling_model: [],
  });
  beforeAll(() => {
    writeFileSync(file("models.expt"), JSON.stringify(models()));
    const bare = models();
    writeFileSync(
      file("bare.expt"),
      JSON.stringify({ ...bare, imageset: [], experiment: [{ ...bare.experiment[0], imageset: undefined }] }),
    );
    const one = { shape: [20, 30] as const, values: new FlexBool(new Uint8Array(600).fill(1)) };
    saveMask(file("one.mask"), [one]);
    saveMask(file("good.mask"), [one, one]);
    writeFileSync(file("good.mask.gz"), gzipSync(readFileSync(file("good.mask"))));
    writeFileSync(file("text.mask"), "no mask at all");
  });

  it("reads packed masks, says what DIALS does with them, and writes a report", async () => {
    const { code, err } = await ewald([
      "apply_mask",
      file("models.expt"),
      file("good.mask.gz"),
      `output.experiments=${file("a.expt")}`,
    ]);
    expect(code, err).toBe(0);
    expect(err).toContain("good.mask.gz is packed: Ewald reads it, DIALS only plain pickles.");
    const [experiment] = ExperimentList.fromFile(file("a.expt"));
    expect(experiment!.imageset!.data.mask).toBe(file("good.mask.gz"));
    const made = await ewald([
      "generate_mask",
      file("models.expt"),
      "untrusted.panel=1",
      `output.mask=${file("b.mask")}`,
      `output.log=${file("b.log")}`,
    ]);
    expect(made.out).toBe(`${file("b.mask")}: 600 of 1200 px masked (50.00 %) on 2 panels\n`);
    expect(readFileSync(file("b.log"), "utf8")).toBe(made.out);
    expect(loadMask(file("b.mask")).map(({ values }) => values.count())).toEqual([600, 0]);
  });

  it("leaves experiments in another folder able to find their images", async () => {
    mkdirSync(file("below"), { recursive: true });
    writeFileSync(file("a.cbf"), "there, that is enough");
    const target = join(folder, "below", "c.expt");
    const { code, err } = await ewald([
      "apply_mask",
      file("models.expt"),
      file("good.mask"),
      `output.experiments=${target}`,
    ]);
    expect(code, err).toBe(0);
    const [experiment] = ExperimentList.fromFile(target);
    expect(experiment!.imageset!.data).toMatchObject({
      images: [file("a.cbf")],
      mask: file("good.mask"),
      gain: null,
    });
    rmSync(file("a.cbf"));
  });

  it.each<[string, string[], number, string]>([
    [
      "a mask of too few panels",
      ["apply_mask", "models.expt", "one.mask"],
      1,
      "one.mask has 1 panels, but the detector has 2.",
    ],
    [
      "too many masks",
      ["apply_mask", "models.expt", "good.mask", "good.mask"],
      2,
      "apply_mask needs one mask for each imageset: 2 given for 1.",
    ],
    [
      "no mask",
      ["apply_mask", "models.expt"],
      2,
      "apply_mask needs one mask for each imageset: 0 given for 1.",
    ],
    ["a file that is no mask", ["apply_mask", "models.expt", "text.mask"], 1, "text.mask is"],
    ["a mask that is not there", ["apply_mask", "models.expt", "input.mask=gone.mask"], 1, "gone.mask"],
    [
      "experiments without imageset",
      ["generate_mask", "bare.expt", "border=1", "output.experiments=x.expt"],
      2,
      "Experiment 0 has no imageset that could name its mask",
    ],
    [
      "an existing mask of another detector",
      ["generate_mask", "models.expt", "input.mask=one.mask"],
      1,
      "one.mask has 1 panels, but the detector has 2.",
    ],
    ["images that are not there", ["generate_mask", "models.expt", "use_trusted_range=True"], 1, "a.cbf"],
    [
      "a panel that is not there",
      ["generate_mask", "models.expt", "untrusted.panel=7"],
      2,
      "An untrusted region is on panel 7, but the detector has panels 0 to 1.",
    ],
    [
      "a circle beside",
      ["generate_mask", "models.expt", "untrusted.circle=90,90,3"],
      2,
      "The circle 90, 90, 3 (xc, yc, r) lies beside panel 0 of 30 × 20 px.",
    ],
    [
      "a crossed polygon",
      ["generate_mask", "models.expt", "untrusted.polygon=1 1 9 9 9 1 1 9"],
      2,
      "cross; give its corners in their order",
    ],
    [
      "limits the wrong way round",
      ["generate_mask", "models.expt", "d_min=9", "d_max=3"],
      2,
      "leave no pixel; d_min must be the smaller.",
    ],
  ])("refuses %s, and writes nothing", async (_, args, code, message) => {
    const named = args.map((arg) =>
      arg.replace(/^(input\.mask=)?(\w+\.(expt|mask))$/, (_, key, name) => `${key ?? ""}${file(name)}`),
    );
    const target =
      args[0] === "apply_mask" ? `output.experiments=${file("none")}` : `output.mask=${file("none")}`;
    const outcome = await ewald([...named, target]);
    expect(outcome.err).toContain(message);
    expect(outcome.code).toBe(code);
    expect(() => readFileSync(file("none"))).toThrow();
  });
});
