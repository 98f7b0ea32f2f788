// `ewald merge_cbf` beside dials.merge_cbf: DIALS finds the same pixels and the same geometry in both, and Ctrl-C leaves whole files only.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { BytesSource, ImageSet } from "ewald";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { command, ewald } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-merge-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compare = `
import os
from dials.command_line import merge_cbf
from dxtbx.model.experiment_list import ExperimentListFactory
from scitbx.array_family import flex

def facts(paths):
    (e,) = ExperimentListFactory.from_filenames(paths)
    raw = [e.imageset.get_raw_data(i)[0] for i in range(len(e.imageset))]
    return raw, [e.beam.to_dict(), e.detector.to_dict(), e.goniometer.to_dict(), e.scan.to_dict()]

answer = {}
for name, args in input["runs"].items():
    os.makedirs(os.path.join(input["folder"], name, "dials"))
    os.chdir(os.path.join(input["folder"], name, "dials"))
    merge_cbf.run(input["images"] + args)
    names = sorted(os.listdir("."))
    a, b = [facts([os.path.join(input["folder"], name, who, n) for n in names]) for who in ("ours", "dials")]
    answer[name] = {"names": names, "models": a[1] == b[1] or [a[1], b[1]], "pixels": [x.all_eq(y) for x, y in zip(a[0], b[0])], "sums": [float(flex.sum(x.as_double())) for x in a[0]]}
output(answer)
`;

needs.sharedData("data", "l_cysteine_images").describe("merge_cbf", () => {
  const images: string[] = [];
  beforeAll(() => {
    // DIALS' program does not unpack
    for (let i = 1; i <= 7; i++) {
      const name = `l-cyst_01_0000${i}.cbf`;
      images.push(join(folder, name));
      writeFileSync(images.at(-1)!, gunzipSync(readFileSync(shared("data", `l_cysteine_images/${name}.gz`))));
    }
  });

  needs.dials().it(
    "sums as dials.merge_cbf does, in files that DIALS reads alike",
    async () => {
      const runs: Record<string, string[]> = {
        pairs: [],
        triples: ["merge_n_images=3", "image_prefix=three_", "get_raw_data_from_imageset=False"],
      };
      for (const [name, args] of Object.entries(runs)) {
        mkdirSync(join(folder, name, "ours"), { recursive: true });
        const { code, err } = await ewald(["merge_cbf", ...images, ...args], {
          cwd: join(folder, name, "ours"),
        });
        expect(code, err).toBe(0);
        expect(err).toContain("The last 1 of 7 images are left out");
      }
      const answer = await runDials<
        Record<string, { names: string[]; models: unknown; pixels: boolean[]; sums: number[] }>
      >(compare, { folder, images, runs });
      for (const [name, { names, models, pixels, sums }] of Object.entries(answer)) {
        expect(readdirSync(join(folder, name, "ours")).sort()).toEqual(names);
        expect(pixels.every(Boolean)).toBe(true);
        expect(models).toBe(true);
        expect(new Set(sums).size).toBe(names.length);
      }
      expect(answer.pairs!.names).toEqual(["sum_1.cbf", "sum_2.cbf", "sum_3.cbf"]);
      expect(answer.triples!.names).toEqual(["three_1.cbf", "three_2.cbf"]);
    },
    120_000,
  );

  it("says in the header that exposure and width are those of all, and reads packed images", async () => {
    const ours = join(folder, "packed");
    mkdirSync(ours);
    const packed = [1, 2, 3, 4].map((i) => shared("data", `l_cysteine_images/l-cyst_01_0000${i}.cbf.gz`));
    const { code, err, out } = await ewald(["merge_cbf", ...packed, "merge_n_images=4"], { cwd: ours });
    expect(code, err).toBe(0);
    expect(out).toBe("1 image, each the sum of 4: sum_1.cbf\n");
    const bytes = readFileSync(join(ours, "sum_1.cbf"));
    const text = bytes.toString("latin1");
    for (const line of [
      "# Exposure_time 0.385600 s",
      "# Angle_increment 0.400000 deg.",
      "# Count_cutoff 1554820 counts",
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/SCAN1 GON_OMEGA +-145\.0000 0\.400000 0\.400000 0\.0/);
    expect(text).toMatch(/FRAME1 1 0\.385600 0\.400000 SCAN1/);
    const set = ImageSet.fromSources([new BytesSource(bytes, "sum_1.cbf")]);
    const sum = set.getRawData(0)[0]!.values;
    const parts = packed.map(
      (path) => ImageSet.fromSources([new BytesSource(readFileSync(path), path)]).getRawData(0)[0]!.values,
    );
    expect(
      sum.every(
        (value, i) => value === parts.reduce((s, part) => (part[i]! < 0 ? s || part[i]! : s + part[i]!), 0),
      ),
    ).toBe(true);
  });

  it("leaves whole files only when it is interrupted", async () => {
    const ours = join(folder, "interrupted");
    mkdirSync(ours);
    const all = Array.from({ length: 15 }, (_, i) =>
      shared("data", `l_cysteine_images/l-cyst_01_000${String(i + 1).padStart(2, "0")}.cbf.gz`),
    );
    const child = spawn(process.execPath, [command, "merge_cbf", ...all, "merge_n_images=1"], { cwd: ours });
    let err = "";
    let told = false;
    child.stderr.on("data", (part: Buffer) => {
      if (err.length < 1e5) err += part.toString();
      // the first files are there
      if (told || !err.includes("Saved sum_02.cbf")) return;
      told = true;
      child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(err).toMatch(/ewald: .*abort/);
    expect(code).toBe(130);
    const names = readdirSync(ours);
    expect(names).toContain("sum_02.cbf");
    expect(names.length).toBeLessThan(15);
    for (const name of names) {
      expect(name).toMatch(/^sum_\d\d\.cbf$/);
      const set = ImageSet.fromSources([new BytesSource(readFileSync(join(ours, name)), name)]);
      expect(set.getRawData(0)[0]!.shape).toEqual([1679, 1475]);
    }
  });

  it.each<[string, () => string[], string]>([
    [
      "more images to one than there are",
      () => [...images, "merge_n_images=8"],
      "8 images cannot be added up; there are 7.",
    ],
    [
      "another format",
      () => [shared("data", "image_examples/TIMEPIX_SU_512-stdgoni_0001.img"), "merge_n_images=1"],
      "merge_cbf adds up CBF images;",
    ],
    [
      "two sequences",
      () => [images[0]!, shared("data", "pilatus_300k/in16c_010001.cbf")],
      "works on one imageset at a time; there are 2",
    ],
    ["no image", () => ["gone.cbf"], "gone.cbf"],
  ])("refuses %s, and writes nothing", async (_, args, message) => {
    const empty = join(folder, "refused");
    mkdirSync(empty, { recursive: true });
    const { code, err } = await ewald(["merge_cbf", ...args()], { cwd: empty });
    expect(err).toContain(message);
    expect(code).not.toBe(0);
    expect(readdirSync(empty)).toEqual([]);
  });
});
