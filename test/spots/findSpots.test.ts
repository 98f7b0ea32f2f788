// `ewald find_spots` as built, with its threads: the same file from any number of them, an end in good order, and DIALS goes on.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ReflectionTable } from "ewald";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Ewald from "../../lib/src/node/main.js";
import { ewald } from "../command/command.js";
import { runDials } from "../support/dials.js";
import { dialsSpots, spotsOf } from "../support/dialsSpots.js";
import { needs } from "../support/needs.js";
import { root, shared } from "../support/paths.js";
import { smvImage } from "../support/smv.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-find-spots-"));
const file = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const real = shared("data", "l_cysteine_images");
const run = (...args: string[]) => ewald(["find_spots", ...args], { cwd: folder });

needs.sharedData("data", "l_cysteine_images").describe("four sweeps", () => {
  beforeAll(async () => {
    const images = readdirSync(real).map((name) => join(real, name));
    const args = [...images, "output.trusted_range=exclusive", `output.experiments=${file("all.expt")}`];
    expect((await ewald(["import", ...args])).code).toBe(0);
  });

  it("give the same file with any number of threads, shards of any size", async () => {
    const outcome = await run("all.expt", "nproc=1", "output.reflections=1.refl");
    expect([outcome.code, outcome.out.trim()]).toEqual([0, "160 spots on 60 images, of 7707 strong pixels"]);
    expect(outcome.err).toContain("Saved 160 reflections to 1.refl");
    const one = readFileSync(file("1.refl"));
    for (const args of [["nproc=2"], ["nproc=3", "chunksize=1"], ["nproc=2", "chunksize=40"]]) {
      expect((await run("all.expt", ...args)).code).toBe(0);
      expect(readFileSync(file("strong.refl")).equals(one), args.join(" ")).toBe(true);
    }
    const log = readFileSync(file("ewald.find_spots.log"), "utf8");
    expect(log).toMatch(/Found \d+ strong pixels on image 15/);
    expect(log).toContain("43 spots found on 15 images (max 5 / bin)");
  });

  it("end in good order when they are aborted", async () => {
    const { dials, ExperimentList } = (await import(
      pathToFileURL(join(root, "lib/dist/node/main.js")).href
    )) as typeof Ewald;
    const stop = new AbortController();
    const found = dials.findSpots(
      ExperimentList.fromFile(file("all.expt")),
      { spotfinder: { mp: { nproc: 2, chunksize: 2 } } },
      { signal: stop.signal, progress: ({ done }) => done > 10 && stop.abort() },
    );
    await expect(found).rejects.toMatchObject({ code: "aborted" });
  });

  needs.dials().it(
    "are indexed by DIALS as its own spots are",
    async () => {
      const cells = await runDials<{ cell: number[]; counts: number[] }[]>(
        `
import os
from concurrent.futures import ThreadPoolExecutor
import subprocess
from dials.array_family import flex
from dxtbx.model.experiment_list import ExperimentListFactory
os.chdir(input)
subprocess.run(["dials.find_spots", "all.expt", "nproc=1", "output.reflections=dials.refl"], check=True, capture_output=True)
def index(name):
    subprocess.run(["dials.index", "all.expt", name + ".refl", "output.experiments=" + name + ".i.expt", "output.reflections=" + name + ".i.refl", "output.log=" + name + ".log"], check=True, capture_output=True)
    e = ExperimentListFactory.from_json_file(name + ".i.expt", check_format=False)
    t = flex.reflection_table.from_file(name + ".i.refl")
    indexed = t.get_flags(t.flags.indexed)
    return dict(cell=list(e[0].crystal.get_unit_cell().parameters()), counts=[((t["id"] == i) & indexed).count(True) for i in range(len(e))])
with ThreadPoolExecutor(2) as pool:
    output(list(pool.map(index, ["1", "dials"])))
`,
        folder,
      );
      expect(cells[0]).toEqual(cells[1]);
      expect(cells[0]!.counts).toHaveLength(4);
    },
    240_000,
  );
});

it("images are taken as they are, and nothing is left half written", async () => {
  for (let n = 1; n <= 3; n++)
    writeFileSync(
      file(`s_00${n}.img`),
      smvImage((x, y) => 40 + ((x * 7 + y * 11 + n) % 5), { size: [40, 30] }),
    );
  const outcome = await run(
    "s_001.img",
    "s_002.img",
    "output.reflections=images.refl",
    "output.experiments=images.expt",
  );
  expect([outcome.code, existsSync(file("images.refl")), existsSync(file("images.expt"))]).toEqual([
    0,
    true,
    true,
  ]);
  writeFileSync(file("s_002.img"), readFileSync(file("s_002.img")).subarray(0, 1000));
  const broken = await run("images.expt", "output.reflections=broken.refl");
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining("s_002.img")]);
  expect(existsSync(file("broken.refl"))).toBe(false);
});

needs.dials().it(
  "a scan in one NXmx file, as DIALS finds it",
  async () => {
    const nxmx = ["output.format=nxmx", "output.compression=*none", "detector.model=eiger2_1m"];
    const made = await ewald(["simulate", "scan.images=6", "beam.wavelength=0.9", ...nxmx], { cwd: folder });
    expect(made.code, made.err).toBe(0);
    const imported = await ewald(
      ["import", "simulated.nxs", "output.experiments=nxs.expt", "output.trusted_range=exclusive"],
      { cwd: folder },
    );
    expect(imported.out).toContain("num images: 6");
    expect((await run("nxs.expt", "nproc=2", "chunksize=1", "output.reflections=nxs.refl")).code).toBe(0);
    const [dials] = await dialsSpots([{ experiments: file("nxs.expt"), phil: "" }]);
    const { lines, ...theirs } = dials!;
    const ours = spotsOf(ReflectionTable.fromFile(file("nxs.refl")));
    expect(ours.id.length).toBeGreaterThan(50);
    expect(ours).toEqual(theirs);
    expect(lines.filter((line) => line.startsWith("Found"))).toHaveLength(6);
  },
  180_000,
);
