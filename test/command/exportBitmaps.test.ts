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

const runs: Record<string, string[]> = {
  plain: [pilatus],
  dim: [pilatus, "brightness=12.5", "prefix=dim_", "padding=2"],
  rainbow: [pilatus, "colour_scheme=rainbow", "binning=2"],
  heatmap: [pilatus, "colour_scheme=heatmap", "binning=4", "brightness=250"],
  inverse: [pilatus, "colour_scheme=inverse_greyscale", "saturation=60", "png.compress_level=9"],
  masked: [pilatus, "show_mask=True", "brightness=30"],
  tiff: [pilatus, "format=tiff", "saturation=200", "colour_scheme=rainbow"],
  jpeg: [pilatus, "format=jpeg", "quality=95"],
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
};

interface Verdict {
  readonly names: string[];
  readonly same: [ours: number[], theirs: number[], greatest: number, mean: number, colours: number][];
}

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "the pictures dials.export_bitmaps draws",
  async () => {
    for (const [name, args] of Object.entries({ ...runs, ...panels })) {
      const ours = join(folder, name, "ours");
      mkdirSync(ours, { recursive: true });
      const { code, err } = await ewald(["export_bitmaps", ...args], { cwd: ours });
      expect(code, err).toBe(0);
    }
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
        expect(colours, name).toBeGreaterThan(4);
      }
    }
  },
  120_000,
);

needs.sharedData("data", "pilatus_300k").describe("export_bitmaps", () => {
  it.each<[string, string[], string]>([
    [
      "a display that needs spot finding",
      ["display=variance"],
      "display=variance needs spot finding, which Ewald does not have yet",
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
