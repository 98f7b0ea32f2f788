// The simulated files, read and predicted again by DIALS itself.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "ewald";
import { simulateTutorial, tutorialSetup } from "ewald/simulate";
import { afterAll, expect } from "vitest";
import { runDials } from "../support/dials.js";
import { needs } from "../support/needs.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-simulate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const predictAgain = `
from dials.array_family import flex
from dials.algorithms.shoebox import MaskCode
from dxtbx.model.experiment_list import ExperimentListFactory, ExperimentList
folder, d_min = input["folder"], input["dMin"]
lists = {n: ExperimentListFactory.from_json_file(folder + "/" + n + ".expt", check_format=False)
         for n in ("imported", "indexed", "integrated")}
tables = {n: flex.reflection_table.from_file(folder + "/" + n + ".refl") for n in ("strong", "indexed", "integrated")}
answer = {
    "identifiers": [tables[n].are_experiment_identifiers_consistent(lists[e])
                    for n, e in (("strong", "imported"), ("indexed", "indexed"), ("integrated", "integrated"))],
    "columns": {n: [[k, type(t[k]).__name__] for k in sorted(t.keys())] for n, t in tables.items()},
    "consistent": all(tables["indexed"]["shoebox"].is_consistent()),
    "shared": [len(lists["indexed"].beams()), len(lists["indexed"].detectors()), len(lists["indexed"].goniometers()),
               len(lists["indexed"].scans()), len(lists["indexed"].crystals())],
    "group": lists["indexed"][0].crystal.get_space_group().type().lookup_symbol(),
}
e = lists["integrated"][1]
mine = tables["integrated"].select(tables["integrated"]["id"] == 1)
theirs = flex.reflection_table.from_predictions(e, dmin=d_min, padding=1.0)
theirs["bbox"] = e.profile.compute_bbox(theirs, e.crystal, e.beam, e.detector, e.goniometer, e.scan)
theirs["id"] = flex.int(len(theirs), 0)
theirs.compute_zeta(e)
name = lambda t, i: (t["miller_index"][i], t["entering"][i])
known = {name(theirs, i): i for i in range(len(theirs))}
pairs = [(i, known.pop(name(mine, i), None)) for i in range(len(mine))]
answer["unknown"] = sum(j is None for i, j in pairs)
pairs = [(i, j) for i, j in pairs if j is not None]
images = e.scan.get_num_images()
# What DIALS predicts besides: too near the axis, or not reaching into the scan at all (centre far outside it).
answer["missed"] = sum(1 for j in known.values() if abs(theirs["zeta"][j]) >= 0.05
                       and 0 <= theirs["xyzcal.px"][j][2] < images)
a, b = mine.select(flex.size_t([i for i, j in pairs])), theirs.select(flex.size_t([j for i, j in pairs]))
worst = lambda x, y: max(max(flex.abs(p - q)) for p, q in zip(x.parts(), y.parts()))
answer["n"] = len(pairs)
answer["px"], answer["mm"], answer["s1"] = [worst(a[k], b[k]) for k in ("xyzcal.px", "xyzcal.mm", "s1")]
answer["boxes"] = sum(tuple(x) != tuple(y) for x, y in zip(a["bbox"], b["bbox"]))
again = a.copy()
again["id"] = flex.int(len(a), 0)
one = ExperimentList([e])
again.compute_corrections(one)
again.compute_zeta(e)
again.compute_d(one)
answer["corrections"] = [max(flex.abs(again[k] - a[k])) for k in ("lp", "qe", "zeta", "d")]
part = e.profile.compute_partiality(a, e.crystal, e.beam, e.detector, e.goniometer, e.scan)
answer["partiality"] = max(flex.abs(part - a["partiality"]))
again["shoebox"] = flex.shoebox(a["panel"], a["bbox"], allocate=True)
e.profile.compute_mask(again, e.crystal, e.beam, e.detector, e.goniometer, e.scan)
count = again["shoebox"].count_mask_values(MaskCode.Foreground)
whole = ~a.get_flags(a.flags.overloaded)
answer["masks"] = sum(x != y for x, y in zip(count.select(whole), a["num_pixels.foreground"].select(whole)))
# The strong spots' centroids by DIALS.
s = tables["strong"]
centroid = s["shoebox"].centroid_masked(int(MaskCode.Valid | MaskCode.Foreground)) if hasattr(s["shoebox"], "centroid_masked") else s["shoebox"].centroid_valid()
answer["centroid"] = worst(centroid.centroid_position() if hasattr(centroid, "centroid_position") else
                           flex.vec3_double([c.px.position for c in centroid]), s["xyzobs.px.value"])
answer["centroidVariance"] = worst(flex.vec3_double([c.px.std_err_sq for c in centroid]), s["xyzobs.px.variance"])
output(answer)
`;

interface Answer {
  identifiers: boolean[];
  columns: Record<string, [string, string][]>;
  consistent: boolean;
  shared: number[];
  group: string;
  unknown: number;
  missed: number;
  n: number;
  px: number;
  mm: number;
  s1: number;
  boxes: number;
  corrections: number[];
  partiality: number;
  masks: number;
  centroid: number;
  centroidVariance: number;
}

const strongNames =
  "bbox flags id intensity.sum.value intensity.sum.variance n_signal panel shoebox xyzobs.px.value xyzobs.px.variance";
const indexedNames = `${strongNames} entering imageset_id miller_index rlp s1 xyzcal.mm xyzcal.px xyzobs.mm.value xyzobs.mm.variance`;

needs.dials().describe("the simulated files in DIALS", () => {
  needs.dials().it(
    "are read, and predicted again to rounding",
    async () => {
      const dMin = 3;
      const setup = tutorialSetup(4, { images: 60, dMin });
      const data = simulateTutorial(4, { setup, transmissions: [0.2, 1] });
      for (const stage of ["imported", "indexed", "integrated"] as const)
        writeFileSync(join(folder, `${stage}.expt`), data.experiments[stage]);
      for (const stage of ["strong", "indexed", "integrated"] as const)
        data[stage].toFile(join(folder, `${stage}.refl`));
      const answer = await runDials<Answer>(predictAgain, { folder, dMin });
      const names = (table: string) => answer.columns[table]!.map(([name]) => name).toSorted();
      expect(answer.identifiers).toEqual([true, true, true]);
      expect(answer.consistent).toBe(true);
      expect(answer.shared).toEqual([1, 1, 1, 2, 1]);
      expect(answer.group).toBe("I 21 3");
      expect(names("strong")).toEqual(strongNames.split(" ").toSorted());
      expect(names("indexed")).toEqual(indexedNames.split(" ").toSorted());
      expect(answer.n).toBeGreaterThan(1000);
      expect([answer.unknown, answer.missed]).toEqual([0, 0]);
      for (const off of [answer.px, answer.mm, answer.s1]) expect(off).toBeLessThan(1e-9);
      expect(answer.boxes).toBeLessThanOrEqual(2);
      for (const off of [...answer.corrections, answer.partiality]) expect(off).toBeLessThan(1e-12);
      expect(answer.masks).toBeLessThanOrEqual(0.005 * answer.n);
      expect(answer.centroid).toBeLessThan(1e-6);
      expect(answer.centroidVariance).toBeLessThan(1e-6);
    },
    180_000,
  );

  needs.dials().it("obey the space group of cctbx", async () => {
    const { isAbsent, isCentric, epsilon } = await import("../../lib/src/simulate/spaceGroupI213.js");
    const indices: [number, number, number][] = [];
    for (let h = -3; h <= 5; h++)
      for (let k = -4; k <= 4; k++) for (let l = 0; l <= 6; l++) indices.push([h, k, l]);
    const theirs = await runDials<[boolean, boolean, number][]>(
      `
from cctbx import sgtbx
g = sgtbx.space_group_info("I 21 3").group()
output([[g.is_sys_absent(h), g.is_centric(h), g.epsilon(h)] for h in map(tuple, input)])
`,
      indices,
    );
    for (const [n, index] of indices.entries()) {
      if (index.every((i) => i === 0)) continue;
      expect([index, isAbsent(index), isCentric(index), epsilon(index)]).toEqual([index, ...theirs[n]!]);
    }
  });
});
