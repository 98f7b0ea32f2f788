// DIALS on images we simulated: it has to find the truth.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractPhil, fetchPhil, openImage, optionsPhil, runProgram } from "ewald";
import { afterAll, expect } from "vitest";
import { FileSource } from "../../lib/src/node/fileSource.js";
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
answer["corrections"] = [float(max(flex.abs(m[k] - t[k]))) for k in ("lp", "qe", "d")]
output(answer)
`;

const nxmx = `${common}
run("dials_import", "simulated.nxs")
run("find_spots", "imported.expt", "nproc=1")
imported = ExperimentList.from_file("imported.expt")
panel, mine = imported[0].detector[0], true[0].detector[0]
same = lambda a, b: bool(np.allclose(a, b, rtol=1e-9, atol=1e-9))
answer = {"shared": same(panel.get_origin(), mine.get_origin()) and same(panel.get_mu(), mine.get_mu())
          and same(imported[0].scan.get_oscillation(), true[0].scan.get_oscillation())
          and same(imported[0].goniometer.get_rotation_axis(), true[0].goniometer.get_rotation_axis())
          and same(imported[0].beam.get_s0(), true[0].beam.get_s0())}
images = [np.array(imported[0].imageset.get_raw_data(i)[0]) for i in range(len(imported[0].imageset))]
answer["sums"] = [int(image[image > 0].sum()) for image in images]
spots = flex.reflection_table.from_file("strong.refl")
xyz = np.array(spots["xyzobs.px.value"])
cal = np.array(truth["xyzcal.px"])[np.array(truth["intensity.true.value"]) > 30]
from scipy.spatial import cKDTree
distance, _ = cKDTree(cal * [1, 1, 3]).query(xyz * [1, 1, 3])
answer["spots"], answer["near"] = len(xyz), [float(np.mean(distance < 4)), float(np.median(distance))]
output(answer)
`;

const stills = `${common}
from dials.algorithms.spot_prediction import StillsReflectionPredictor
from cctbx import crystal, miller, xray
answer = {"n": len(truth), "s1": 0, "px": 0, "delpsi": 0, "lp": 0}
worst = lambda a, b: max(float(flex.max(flex.abs(x - y))) for x, y in zip(a.parts(), b.parts()))
for i, experiment in enumerate(true):
    mine = truth.select(truth["id"] == i)
    again = mine.copy()
    again["id"] = flex.int(len(mine), 0)
    StillsReflectionPredictor(experiment, dmin=1.9).for_reflection_table(again, experiment.crystal.get_A())
    answer["s1"] = max(answer["s1"], worst(mine["s1"], again["s1"]))
    answer["px"] = max(answer["px"], worst(mine["xyzcal.px"], again["xyzcal.px"]))
    answer["delpsi"] = max(answer["delpsi"], float(flex.max(flex.abs(mine["delpsical.rad"] - again["delpsical.rad"]))))
    again.compute_corrections(ExperimentList([experiment]))
    answer["lp"] = max(answer["lp"], float(flex.max(flex.abs(mine["lp"] - again["lp"]))))
symmetry = crystal.symmetry(true[0].crystal.get_unit_cell(), space_group=true[0].crystal.get_space_group())
structure = xray.structure(crystal_symmetry=symmetry)
for n, (element, x, y, z, occupancy, b) in enumerate(input["atoms"]):
    structure.add_scatterer(xray.scatterer(element + str(n), (float(x), float(y), float(z)), scattering_type=element,
                                           occupancy=float(occupancy), b=float(b)))
structure.scattering_type_registry(table="wk1995")
first = truth.select(truth["id"] == 0)
F = miller.set(symmetry, first["miller_index"], anomalous_flag=False).structure_factors_from_scatterers(
    structure, algorithm="direct").f_calc()
ratio = np.array(first["intensity.crystal.value"]) / np.abs(np.array(F.data())) ** 2
strong = np.abs(np.array(F.data())) > 1
answer["ratio"] = [float(ratio[strong].min()), float(ratio[strong].max())]
answer["absent"] = symmetry.space_group().is_sys_absent(truth["miller_index"]).count(True)
output(answer)
`;

/** Of the photons on each image that Ewald itself reads from a folder's NXmx. */
function sumsOf(into: string): number[] {
  const file = openImage(new FileSource(join(into, "simulated.nxs")));
  return Array.from({ length: file.numImages }, (_, i) => {
    let sum = 0;
    for (const value of file.getRawData(i)[0]!.values) if (value > 0) sum += value;
    return sum;
  });
}

interface Intensities {
  correlation: number;
  ratio: number;
  pull: [number, number];
}

needs.dials().describe("DIALS on simulated images", () => {
  needs.dials().it(
    "finds, indexes, refines and integrates a scan: cell, orientation, intensities are the true ones",
    async () => {
      const cell = [43.2, 43.2, 52.6, 90, 90, 90] as const;
      const into = await simulated("scan-", {
        seed: 11,
        detector: { model: "pilatus_300k", distance: 110, beam_centre: [243.7, 301.2] },
        crystal: { unit_cell: cell.join(","), space_group: "P 43 21 2", mosaicity: 0.1 },
        scan: { images: 40, width: 0.5, start: 10 },
        intensities: { scale: 2000, d_min: 2.2 },
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
      expect(found.indexed / found.strong).toBeGreaterThan(0.95);
      for (const [i, length] of cell.entries())
        expect(Math.abs(found.cell[i]! / length - 1)).toBeLessThan(1e-4);
      expect(found.angle).toBeLessThan(0.01);
      expect(found.rmsd[0]).toBeLessThan(0.1);
      expect(found.rmsd[1]).toBeLessThan(0.1);
      expect(found.rmsd[2]).toBeLessThan(0.15);
      // mosaicity and divergence together
      expect(Math.abs(found.sigma_m / Math.hypot(0.1, 0.02) - 1)).toBeLessThan(0.1);
      expect(found.matched).toBeGreaterThan(1200);
      for (const each of [found.prf, found.sum]) {
        expect(each.correlation).toBeGreaterThan(0.999);
        expect(Math.abs(each.ratio - 1)).toBeLessThan(0.01);
        expect(Math.abs(each.pull[0])).toBeLessThan(0.1);
        expect(each.pull[1]).toBeGreaterThan(0.9);
        expect(each.pull[1]).toBeLessThan(1.15);
      }
      for (const off of found.corrections) expect(off).toBeLessThan(1e-3);
    },
    300_000,
  );

  needs.dials().it(
    "reads NXmx with the pixels we meant and finds spots where the truth has them",
    async () => {
      const into = await simulated("nxmx-", {
        seed: 5,
        detector: { model: "eiger2_1m", distance: 90, dead_pixels: 1e-4, hot_pixels: 1e-5 },
        beam: { wavelength: 1.1 },
        crystal: { unit_cell: "43,55,61,90,90,90", space_group: "P 21 21 21", drift: { angle: 0.3 } },
        beamstop: { radius: 1.2, arm_width: 0.6 },
        background: { ice: 2 },
        exposure: { jitter: 0.03, loss: 0.2 },
        scan: { images: 8, width: 0.25 },
        output: { format: "nxmx", compression: "gzip" },
      });
      const found = await runDials<{
        sums: number[];
        gaps: number;
        spots: number;
        near: number[];
        shared: boolean;
      }>(nxmx, { folder: into });
      expect(found.shared).toBe(true);
      expect(found.spots).toBeGreaterThan(200);
      // weak neighbours, bits of ice and hot pixels are spots too
      expect(found.near[0]).toBeGreaterThan(0.9);
      expect(found.near[1]).toBeLessThan(0.4);
      expect(found.sums).toEqual(sumsOf(into));
    },
    120_000,
  );

  needs.dials().it(
    "predicts stills as we do, and sums the same structure factors (cctbx)",
    async () => {
      const atoms = ["S 0.11 0.23 0.37 1 14", "Fe 0.42 0.05 0.61 0.8 22", "C 0.7 0.33 0.2 1 30"];
      const into = await simulated("stills-", {
        detector: { model: "pilatus_300k", distance: 120 },
        scan: { images: 2, width: 0 },
        intensities: { source: "atoms", atom: atoms.map((atom) => atom.split(" ")), d_min: 2 },
        crystal: { second: { fraction: 0.3 } },
        output: { format: "none" },
      });
      const found = await runDials<{
        n: number;
        s1: number;
        px: number;
        delpsi: number;
        lp: number;
        ratio: [number, number];
        absent: number;
      }>(stills, { folder: into, atoms: atoms.map((atom) => atom.split(" ")) });
      expect(found.n).toBeGreaterThan(300);
      for (const off of [found.s1, found.px, found.delpsi, found.lp]) expect(off).toBeLessThan(1e-9);
      // Waasmaier & Kirfel's form factors, both
      expect(found.ratio[1] / found.ratio[0] - 1).toBeLessThan(1e-6);
      expect(found.absent).toBe(0);
    },
    120_000,
  );
});
