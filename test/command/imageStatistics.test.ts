// `ewald estimate_gain` and `ewald show image_statistics…` beside DIALS on real images: the same lines.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLookup } from "ewald";
import { afterAll, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-statistics-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);
const data = (name: string) => shared("data", name);

const gains: Record<string, string[]> = {
  pilatus: [data("pilatus_300k/in16c_010001.cbf")],
  window: [data("pilatus_300k/in16c_010001.cbf"), "kernel_size=3,6"],
  several: [...[1, 2, 3].map((i) => data(`l_cysteine_images/l-cyst_04_0000${i}.cbf.gz`)), "max_images=3"],
  panels: [data("image_examples/TIMEPIX_SU_512-stdgoni_0001.img")],
};

const script = `
import contextlib, io, os, pickle
from dials.command_line import estimate_gain, show
from dxtbx.model.experiment_list import ExperimentListFactory
os.chdir(input["folder"])
answer = {}
for name, args in input["gains"].items():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            estimate_gain.run(args + ["output.gain_map=%s.dials" % name])
        except BaseException as e:
            print("failed", e)
    answer[name] = out.getvalue()
ExperimentListFactory.from_filenames(input["images"]).as_file("images.expt")
out = io.StringIO()
with contextlib.redirect_stdout(out):
    show.run(["images.expt", "image_statistics.show_raw=True", "image_statistics.show_corrected=True"])
answer["show"] = out.getvalue()
answer["maps"] = {}
with open("pilatus.ours", "rb") as ours, open("pilatus.dials", "rb") as theirs:
    a, b = pickle.load(ours), pickle.load(theirs)
    answer["map"] = a.all() == b.all() and a.all_eq(b)
output(answer)
`;

needs.all(needs.dials(), needs.sharedData("data", "l_cysteine_images")).it(
  "the gains and the five numbers that DIALS prints",
  async () => {
    const outs: Record<string, string> = {};
    for (const [name, args] of Object.entries(gains)) {
      const { code, out, err } = await ewald([
        "estimate_gain",
        ...args,
        `output.gain_map=${file(`${name}.ours`)}`,
      ]);
      outs[name] = code === 0 ? out : err;
    }
    const images = [1, 2].map((i) => data(`l_cysteine_images/l-cyst_01_0000${i}.cbf.gz`));
    const answer = await runDials<Record<string, string>>(script, { folder, gains, images });
    const gainLines = (text: string) => text.split("\n").filter((line) => /^(q1|Est|Ave|Unable)/.test(line));
    for (const name of Object.keys(gains)) {
      expect(gainLines(outs[name]!), name).toEqual(gainLines(answer[name]!));
      expect(gainLines(outs[name]!).length, outs[name]).toBe(name === "several" ? 7 : 2);
    }
    expect(answer.map).toBe(true);
    const { out } = await ewald(["show", file("images.expt"), "show_raw=True", "show_corrected=True"]);
    const lines = (text: string) => text.split("\n").filter((line) => /Five number|Min:/.test(line));
    expect(lines(out)).toEqual(lines(answer.show!));
    expect(lines(out).length).toBe(6);
    const [tile] = readLookup(readFileSync(file("pilatus.ours")), "gain map");
    expect(tile!.shape).toEqual([619, 487]);
  },
  120_000,
);

needs.sharedData("data", "pilatus_300k").describe("estimate_gain", () => {
  it.each<[string, string[], string]>([
    [
      "a window larger than the image",
      [data("pilatus_300k/in16c_010001.cbf"), "kernel_size=400,400"],
      "vary too little for a gain",
    ],
    [
      "two sequences",
      [data("pilatus_300k/in16c_010001.cbf"), data("image_examples/TIMEPIX_SU_512-stdgoni_0001.img")],
      "works on one imageset at a time; there are 2",
    ],
    [
      "images that are not there",
      [data("refinement_test_data/i23_as_24_panel_barrel/I23_24_panel.json")],
      "There is no file",
    ],
  ])("refuses %s", async (_, args, message) => {
    const { code, err } = await ewald(["estimate_gain", ...args]);
    expect(err).toContain(message);
    expect(code).not.toBe(0);
  });
});
