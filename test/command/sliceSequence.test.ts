// `ewald slice_sequence` beside dials.slice_sequence: the same files, by the same names.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";
import { differences, runProgramsOfDials } from "./sameFiles.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-slice-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = (name: string) => shared("data", name);

const runs: Record<string, string[]> = {
  // the crystal varies with the scan
  one: [data("quartz_processed/refined.expt"), data("quartz_processed/refined.refl"), "image_range=5 20"],
  // two sequences, and scaling models
  two: [
    data("l_cysteine_4_sweeps_scaled/scaled_20_25.expt"),
    data("l_cysteine_4_sweeps_scaled/scaled_20_25.refl"),
    "image_range=10 200",
    "image_range=1 100",
  ],
  reflections: [data("quartz_processed/strong.refl"), "image_range=3 4"],
  experiments: [
    data("insulin_processed/integrated.expt"),
    "image_range=2 3",
    "output.experiments_filename=a.expt",
  ],
  blocks: [data("quartz_processed/refined.expt"), data("quartz_processed/refined.refl"), "block_size=7"],
};

needs.all(needs.dials(), needs.sharedData("data", "quartz_processed")).it(
  "the files dials.slice_sequence makes",
  async () => {
    const names = Object.keys(runs);
    const made = await runProgramsOfDials(
      names.map((name) => ({
        program: "slice_sequence",
        folder: join(folder, name, "dials"),
        args: runs[name]!,
      })),
    );
    const pairs: Record<"same" | "new", [string, string][]> = { same: [], new: [] };
    for (const [i, name] of names.entries()) {
      const ours = join(folder, name, "ours");
      mkdirSync(ours);
      const { code, err, out } = await ewald(["slice_sequence", ...runs[name]!], { cwd: ours });
      expect(code, err).toBe(0);
      expect(out).not.toBe("");
      expect(readdirSync(ours).sort()).toEqual(made[i]!.files);
      for (const file of made[i]!.files)
        pairs[name === "blocks" ? "new" : "same"].push([join(ours, file), join(folder, name, "dials", file)]);
    }
    // DIALS forgets which images of a sliced scan are valid
    const options = { ignored: ["0", "1"], sharing: ["beam", "detector", "crystal"] };
    const found = {
      ...(await differences(pairs.same, options)),
      ...(await differences(pairs.new, { ...options, identifiers: false })),
    };
    expect(Object.keys(found).length).toBe(8);
    for (const [file, different] of Object.entries(found)) expect(different, file).toEqual([]);
  },
  120_000,
);

needs.sharedData("data", "quartz_processed").describe("slice_sequence on the command line", () => {
  it.each<[string, string[], string]>([
    ["a range beyond the scan", ["image_range=1 99999"], "is not within its scan; the scan has images"],
    ["too many ranges", ["image_range=1 2", "image_range=3 4"], "2 given for 1."],
    ["no range", [], "slice_sequence needs an image_range, or a block_size."],
    ["blocks of nothing", ["block_size=0"], "block_size is 0; blocks need more than 0 degrees."],
  ])("refuses %s, and writes nothing", async (_, args, message) => {
    const empty = join(folder, "refused");
    mkdirSync(empty, { recursive: true });
    const { code, err } = await ewald(["slice_sequence", data("quartz_processed/refined.expt"), ...args], {
      cwd: empty,
    });
    expect(err).toContain(message);
    expect(code).not.toBe(0);
    expect(readdirSync(empty)).toEqual([]);
  });
});
