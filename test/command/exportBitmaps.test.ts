// `ewald export_bitmaps` beside dials.export_bitmaps: the same pixels, by Python's own reader of pictures.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-bitmaps-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = (name: string) => shared("data", name);
const pilatus = data("pilatus_300k/in16c_010001.cbf");

/** Parameters of the displays of the threshold, in turn. */
const displayed = [
  [],
  ["kernel_size=2,5", "show_mask=True", "brightness=20"],
  ["colour_scheme=heatmap", "min_local=30", "binning=2"],
  ["nsigma_b=3"],
  ["nsigma_s=2", "gain=1.5", "colour_scheme=rainbow"],
  ["global_threshold=25"],
  ["gain=0.7", "kernel_size=4,4"],
];

const runs: Record<string, string[]> = {
  plain: [pilatus],
  dim: [pilatus, "brightness=12.5", "prefix=dim_", "padding=2"],
  rainbow: [pilatus, "colour_scheme=rainbow", "binning=2"],
  heatmap: [pilatus, "colour_scheme=heatmap", "binning=4", "brightness=250"],
  inverse: [pilatus, "colour_scheme=inverse_greyscale", "saturation=60", "png.compress_level=9"],
  masked: [pilatus, "show_mask=True", "brightness=30"],
  tiff: [pilatus, "format=tiff", "saturation=200", "colour_scheme=rainbow"],
  jpeg: [pilatus, "format=jpeg", "quality=95"],
  ...Object.fromEntries(
    ["mean", "variance", "dispersion", "sigma_b", "sigma_s", "global_threshold", "threshold"].map(
      (display, i) => [display, [pilatus, `display=${display}`, ...displayed[i]!]],
    ),
  ),
  sequence: [
    ...[1, 2, 3].map((i) => data(`l_cysteine_images/l-cyst_02_0000${i}.cbf.gz`)),
    "imageset_index=2",
    "binning=8",
  ],
};

const script = `
import os
import numpy as np
from PIL import Image
from dials.command_line import export_bitmaps
answer = {}
for name, args in input["runs"].items():
    os.makedirs(os.path.join(input["folder"], name, "dials"))
    os.chdir(os.path.join(input["folder"], name, "dials"))
    export_bitmaps.run(args)
    one = {"names": sorted(os.listdir(".")), "same": []}
    for n in one["names"]:
        a, b = [np.asarray(Image.open(os.path.join(input["folder"], name, who, n)).convert("RGB")).astype(int) for who in ("ours", "dials")]
        one["same"].append([list(a.shape), list(b.shape), int(np.abs(a - b).max()) if a.shape == b.shape else -1,
                            float(np.abs(a - b).mean()) if a.shape == b.shape else -1, len(np.unique(a.reshape(-1, 3), axis=0))])
    answer[name] = one

# Of several panels DIALS draws what lies right of and below the middle, at the top left of a picture that is too large
answer["panels"] = {}
for name, args in input["panels"].items():
    os.makedirs(os.path.join(input["folder"], name, "dials"))
    os.chdir(os.path.join(input["folder"], name, "dials"))
    export_bitmaps.run(args)
    a, b = [np.asarray(Image.open(os.path.join(input["folder"], name, who, "image0001.png")).convert("RGB")).astype(int) for who in ("ours", "dials")]
    best = None
    for row in range(a.shape[0] // 2 - 25, a.shape[0] // 2 + 26):
        for column in range(a.shape[1] // 2 - 25, a.shape[1] // 2 + 26):
            x = a[row:, column:]
            h, w = min(x.shape[0], b.shape[0]), min(x.shape[1], b.shape[1])
            n = int((x[:h:29, :w:29] != b[:h:29, :w:29]).sum())
            if best is None or n < best[0]:
                best = (n, row, column, h, w)
    n, row, column, h, w = best
    answer["panels"][name] = [int((a[row:row + h, column:column + w] != b[:h, :w]).any(axis=2).sum()), h * w, list(a.shape)]
output(answer)
`;

const timepix = data("image_examples/TIMEPIX_SU_512-stdgoni_0001.img");
const cspad = data("thermolysin_cspad/idx-20130301060858401.cbf");
const panels: Record<string, string[]> = {
  timepixLab: [timepix, "projection=lab", "brightness=60"],
  timepixImage: [timepix, "brightness=60"],
  cspadLab: [cspad, "projection=lab", "brightness=80"],
  cspadImage: [cspad, "colour_scheme=heatmap"],
  timepixThreshold: [timepix, "display=sigma_b", "nsigma_b=2"],
  timepixMean: [timepix, "display=mean", "kernel_size=1,2"],
};

interface Verdict {
  readonly names: string[];
  readonly same: [ours: number[], theirs: number[], greatest: number, mean: number, colours: number][];
}

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "the pictures dials.export_bitmaps draws",
  async () => {
    const draw = async ([name, args]: [string, string[]]) => {
      const ours = join(folder, name, "ours");
      mkdirSync(ours, { recursive: true });
      const { code, err } = await ewald(["export_bitmaps", ...args], { cwd: ours });
      expect(code, err).toBe(0);
    };
    const all = Object.entries({ ...runs, ...panels });
    for (let i = 0; i < all.length; i += 2) await Promise.all(all.slice(i, i + 2).map(draw));
    const { panels: several, ...answer } = await runDials<
      Record<string, Verdict> & { panels: Record<string, [different: number, all: number, shape: number[]]> }
    >(script, { folder, runs, panels });
    for (const [name, [different, all, shape]] of Object.entries(several)) {
      expect(different, name).toBe(0);
      expect(all, name).toBeGreaterThan(60_000);
      expect(shape[0], name).toBeGreaterThan(500);
    }
    for (const [name, { names, same }] of Object.entries(answer)) {
      expect(readdirSync(join(folder, name, "ours")).sort(), name).toEqual(names);
      for (const [ours, theirs, greatest, mean, colours] of same) {
        expect(ours, name).toEqual(theirs);
        // JPEG keeps colours only nearly, and two writers differ
        if (name === "jpeg") expect(mean, name).toBeLessThan(3);
        else expect(greatest, name).toBe(0);
        expect(colours, name).toBeGreaterThan(/sigma|threshold/.test(name) ? 1 : 4);
      }
    }
  },
  300_000,
);

const ringScript = `
import math
import numpy as np
from PIL import Image
from dxtbx.model.experiment_list import ExperimentListFactory
experiment = ExperimentListFactory.from_filenames([input["image"]])[0]
panel, s0 = experiment.detector[0], experiment.beam.get_s0()
nx, ny = panel.get_image_size()
d = np.array([[panel.get_resolution_at_pixel(s0, (x + 0.5, y + 0.5)) for x in range(nx)] for y in range(ny)])
# how far each pixel is from a ring, px: by 1/d, which changes by so much from pixel to pixel
slope = np.hypot(*np.gradient(1 / d))
drawn = np.asarray(Image.open(input["rings"]).convert("RGB")).astype(int)
plain = np.asarray(Image.open(input["plain"]).convert("RGB")).astype(int)
changed = (drawn != plain).any(axis=2)
away = np.min([np.abs(1 / d - 1 / x) / slope for x in input["spacings"]], axis=0)
output([int(changed.sum()), float(away[changed].max()), int((~changed & (away < 0.9) & (plain != (255, 0, 0)).any(axis=2)).sum())])
`;

needs
  .all(needs.dials(), needs.sharedData("data", "pilatus_300k"))
  .it("rings are where dxtbx has their resolution, and nowhere else", async () => {
    const spacings = [3.67, 2.25, 1.9];
    const [plain, rings] = [join(folder, "plain.png"), join(folder, "rings.png")];
    const show = ["resolution_rings.show=True", `d_spacings=${spacings}`, "resolution_rings.fontsize=None"];
    for (const [file, args] of [
      [plain, []],
      [rings, show],
    ] as const) {
      const { code, err } = await ewald(["export_bitmaps", pilatus, ...args, `output.file=${file}`]);
      expect(code, err).toBe(0);
    }
    const [changed, farthest, missed] = await runDials<[number, number, number]>(ringScript, {
      image: pilatus,
      plain,
      rings,
      spacings,
    });
    expect(changed).toBeGreaterThan(5000);
    // lines are 2 px wide with edges of 1 px
    expect(farthest).toBeLessThan(1.55);
    expect(missed).toBe(0);
  });

needs.sharedData("data", "pilatus_300k").describe("export_bitmaps", () => {
  it.each<[string, string[], string]>([
    ["a gain of 0", ["display=variance", "gain=0"], "gain=0 is no gain"],
    [
      "a colour there is not",
      ["resolution_rings.show=True", "resolution_rings.fill=reddish"],
      '"reddish" is no colour',
    ],
    [
      "a ring no ray can have",
      ["resolution_rings.show=True", "d_spacings=2,0.4"],
      "There is no ring of 0.4 Å at a wavelength of",
    ],
    ["a binning that is no power of 2", ["binning=3"], "binning is 3; a power of 2"],
    ["an image that is not there", ["imageset_index=7"], "There is no image of the imageset_index 7."],
    ["a folder that is not there", ["output.directory=gone"], "cannot be written (ENOENT)"],
  ])("refuses %s, and writes nothing", async (_, args, message) => {
    const empty = join(folder, "refused");
    mkdirSync(empty, { recursive: true });
    const { code, err } = await ewald(["export_bitmaps", pilatus, ...args], { cwd: empty });
    expect(err).toContain(message);
    expect(code).not.toBe(0);
    expect(readdirSync(empty)).toEqual([]);
  });
});
