// Spots of an image that a SmarGon shadows: those DIALS finds, fewer than without the shadow's mask.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReflectionTable } from "ewald";
import { afterAll, expect } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";
import { shared } from "../support/paths.js";
import { ewald } from "./command.js";
import { differences, runProgramsOfDials } from "./sameFiles.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-shadows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The image as if it had been taken at other angles, at which the head is between crystal and detector.
const turned = `
import json
from dxtbx.model.experiment_list import ExperimentListFactory
for path, shadowing in input["lists"]:
    experiments = ExperimentListFactory.from_filenames([input["image"]], format_kwargs={"dynamic_shadowing": shadowing})
    document = json.loads(experiments.as_json(compact=True))
    document["goniometer"][0]["angles"][:2] = [30, 85]
    document["scan"][0]["oscillation"][0] = 75
    json.dump(document, open(path, "w"))
output(None)`;

needs.all(needs.dials(), needs.sharedData("data", "image_examples")).it(
  "find_spots leaves out what the goniometer shadows, as DIALS does",
  async () => {
    const lists = (["Auto", false] as const).map((shadowing) => [
      join(folder, `${shadowing}.expt`),
      shadowing,
    ]);
    const image = shared("data", "image_examples", "DLS_I03_smargon_0001.cbf.gz");
    await runDials(turned, { image, lists });
    const args = (list: unknown) => ["find_spots", String(list), "nproc=1"];
    await runProgramsOfDials(
      lists.map(([list, shadowing]) => ({
        program: "find_spots",
        folder: join(folder, "dials", String(shadowing)),
        args: args(list).slice(1),
      })),
    );
    const spots: number[] = [];
    for (const [list, shadowing] of lists) {
      const ours = join(folder, "ours", String(shadowing));
      mkdirSync(ours, { recursive: true });
      const { code, err } = await ewald(args(list), { cwd: ours });
      expect(code, err).toBe(0);
      const file = join(ours, "strong.refl");
      expect(await differences([[file, join(folder, "dials", String(shadowing), "strong.refl")]])).toEqual({
        [file]: [],
      });
      spots.push(ReflectionTable.fromFile(file).length);
    }
    expect(spots).toEqual([89, 168]);
  },
  120_000,
);
