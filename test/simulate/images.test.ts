// DIALS on images we simulated: it has to find the truth.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractPhil, fetchPhil, optionsPhil, runProgram } from "ewald";
import { afterAll, expect } from "vitest";
import { simulate } from "../../lib/src/programs/simulate.js";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-images-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type SimulateOptions = NonNullable<Parameters<typeof runProgram<ParametersOf<typeof simulate>, unknown>>[2]>;
type ParametersOf<P> = P extends { run(inputs: never, params: infer Q, context: never): unknown } ? Q : never;

/** Runs `ewald simulate` and writes what it leaves behind into a folder of its own. */
async function simulated(name: string, options: SimulateOptions): Promise<string> {
  const into = mkdtempSync(join(folder, name));
  const result = await runProgram(simulate, {}, options);
  const params = extractPhil(
    fetchPhil(simulate.parameters, [optionsPhil(simulate.parameters, options, "test")]),
  );
  for await (const { path, content } of simulate.outputs!(result, params)) {
    const target = join(into, path);
    if ("toFile" in content) content.toFile(target);
    else writeFileSync(target, content instanceof Uint8Array ? content : Buffer.concat([...content]));
  }
  return into;
}

const common = `
import os, subprocess, sys, numpy as np
from dials.array_family import flex
from dxtbx.model.experiment_list import ExperimentList
os.chdir(input["folder"])
def run(program, *arguments):
    done = subprocess.run([sys.executable, "-m", "dials.command_line." + program, *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode: raise RuntimeError(program + " failed:\\n" + done.stdout[-3000:])
truth = flex.reflection_table.from_file("truth.refl")
true = ExperimentList.from_file("truth.expt", check_format=False)
`;

const process = `${common}
from glob import glob
from dials.algorithms.indexing.compare_orientation_matrices import difference_rotation_matrix_axis_angle
run("dials_import", *sorted(glob("simulated_*.cbf")))
run("find_spots", "imported.expt", "nproc=1")
run("index", "imported.expt", "strong.refl", "space_group=" + input["group"])
run("refine", "indexed.expt", "indexed.refl")
run("integrate", "refined.expt", "refined.refl", "nproc=1", "output.report=None")
crystal = ExperimentList.from_file("integrated.expt", check_format=False)[0].crystal
profile = ExperimentList.from_file("integrated.expt", check_format=False)[0].profile
_, _, angle, change = difference_rotation_matrix_axis_angle(crystal, true[0].crystal)
table = flex.reflection_table.from_file("integrated.refl")
table = table.select(table.get_flags(table.flags.integrated))
index = change.apply(table["miller_index"])
known = {(h, e, round(z / 40)): i for i, (h, e, z) in
         enumerate(zip(truth["miller_index"], truth["entering"], truth["xyzcal.px"].parts()[2]))}
pairs = []
for j, (h, e, z) in enumerate(zip(index, table["entering"], table["xyzcal.px"].parts()[2])):
    i = known.get((h, e, round(z / 40)))
    if i is not None and truth["partiality"][i] > 0.99: pairs.append((i, j))
t = truth.select(flex.size_t([i for i, j in pairs])); m = table.select(flex.size_t([j for i, j in pairs]))
numbers = lambda values: np.array(values)
I = numbers(t["intensity.true.value"])
answer = {"strong": len(flex.reflection_table.from_file("strong.refl")),
          "indexed": (flex.reflection_table.from_file("indexed.refl")["id"] >= 0).count(True),
          "integrated": len(table), "matched": len(pairs), "truth": len(truth),
          "cell": list(crystal.get_unit_cell().parameters()), "angle": abs(angle),
          "sigma_b": profile.sigma_b(deg=True), "sigma_m": profile.sigma_m(deg=True)}
refined = flex.reflection_table.from_file("refined.refl")
refined = refined.select(refined.get_flags(refined.flags.used_in_refinement))
answer["rmsd"] = [float(np.sqrt(np.mean((numbers(a) - numbers(b)) ** 2))) for a, b in
                  zip(refined["xyzobs.px.value"].parts(), refined["xyzcal.px"].parts())]
for name in ("prf", "sum"):
    value, variance = numbers(m["intensity.%s.value" % name]), numbers(m["intensity.%s.variance" % name])
    pull = (value - I) / np.sqrt(variance)
    answer[name] = {"correlation": float(np.corrcoef(I, value)[0, 1]), "ratio": float(value.sum() / I.sum()),
                    "pull": [float(np.median(pull)), float((np.percentile(pull, 84) - np.percentile(pull, 16)) / 2)]}
answer["corrections"] = [float(max(flex.abs(m[k] / t[k] - 1))) for k in ("lp", "qe", "d")]
output(answer)
`;

interface Intensities {
  correlation: number;
  ratio: number;
  pull: [number, number];
}

needs.dials().describe("DIALS on simulated images", () => {
  needs.dials().it(
    "finds, indexes, refines and integrates a scan: cell, orientation, intensities are the true ones",
    async () => {
      const cell = [57.2, 57.2, 68.4, 90, 90, 90] as const;
      const into = await simulated("scan-", {
        seed: 11,
        detector: { model: "pilatus_300k", distance: 110, beam_centre: [243.7, 301.2] },
        crystal: { unit_cell: cell.join(","), space_group: "P 43 21 2", mosaicity: 0.1 },
        scan: { images: 60, width: 0.5, start: 10 },
        intensities: { scale: 2000, d_min: 2.3 },
      });
      const found = await runDials<{
        strong: number;
        indexed: number;
        matched: number;
        cell: number[];
        angle: number;
        rmsd: number[];
        sigma_m: number;
        prf: Intensities;
        sum: Intensities;
        corrections: number[];
      }>(process, { folder: into, group: "P43212" });
      console.log(JSON.stringify(found));
      expect(found.indexed / found.strong).toBeGreaterThan(0.95);
      for (const [i, length] of cell.entries())
        expect(Math.abs(found.cell[i]! / length - 1)).toBeLessThan(1e-4);
      expect(found.angle).toBeLessThan(0.01);
      expect(found.rmsd[0]).toBeLessThan(0.1);
      expect(found.rmsd[1]).toBeLessThan(0.1);
      expect(found.rmsd[2]).toBeLessThan(0.15);
      // mosaicity and divergence together
      expect(Math.abs(found.sigma_m / Math.hypot(0.1, 0.02) - 1)).toBeLessThan(0.1);
      expect(found.matched).toBeGreaterThan(2000);
      for (const each of [found.prf, found.sum]) {
        expect(each.correlation).toBeGreaterThan(0.999);
        expect(Math.abs(each.ratio - 1)).toBeLessThan(0.01);
        expect(Math.abs(each.pull[0])).toBeLessThan(0.1);
        expect(each.pull[1]).toBeGreaterThan(0.9);
        expect(each.pull[1]).toBeLessThan(1.15);
      }
      for (const off of found.corrections) expect(off).toBeLessThan(1e-3);
    },
    240_000,
  );
});
