// `ewald filter_reflections` beside dials.filter_reflections: the same rows of the same tables, and the same words.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect } from "vitest";
import "../node/main.js";
import { runProgramsOfDials } from "../../../test/command/sameFiles.js";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { runCommand } from "../node/command/run.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-filter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const data = (name: string) => shared("data", name);

const quartz = data("quartz_processed/integrated.refl");
const scaled = data("l_cysteine_4_sweeps_scaled/scaled_20_25.refl");
const wedge = data("l_cysteine_narrow_wedge/11_integrated.refl");
const stills = data("ssx_CuNiR_test_data/integrated.refl");
const electrons = data("LTA_t1/integrated.refl");

const runs: Record<string, string[]> = {
  analysis: [quartz],
  "analysis of scaled": [scaled],
  "analysis of strong": [data("LTA_t1/strong.refl")],
  flag: [data("quartz_processed/refined.refl"), "flag_expression=used_in_refinement"],
  "not flag": [quartz, "flag_expression=integrated & ~reference_spot"],
  parentheses: [
    quartz,
    "flag_expression=indexed & (failed_during_summation | failed_during_profile_fitting)",
  ],
  precedence: [
    scaled,
    "flag_expression=~indexed | outlier_in_scaling & ~~integrated | ~(predicted | strong)",
  ],
  composite: [scaled, "flag_expression=~bad_for_scaling & integrated"],
  id: [scaled, "id=1"],
  ids: [stills, "id=0,2,3"],
  panel: [data("xfel_metrology/benchmark_level2d.pickle"), "panel=7"],
  "several panels": [data("xfel_metrology/benchmark_level2d.pickle"), "panel=3,5,20"],
  "own d": [quartz, "d_min=0.8", "d_max=3"],
  "d of Miller indices": [
    data("quartz_processed/indexed.refl"),
    data("quartz_processed/indexed.expt"),
    "d_min=0.9",
  ],
  "d of spots": [data("LTA_t1/strong.refl"), data("LTA_t1/imported.expt"), "d_max=2.5", "d_min=0.7"],
  "d of stills": [
    data("ssx_CuNiR_test_data/strong_5.refl"),
    data("ssx_CuNiR_test_data/imported_no_ref_5.expt"),
    "d_max=10",
  ],
  "d of panels": [
    data("l_cysteine_dials_output/strong.pickle"),
    data("l_cysteine_dials_output/imported.expt"),
    "d_min=1",
  ],
  partiality: [wedge, "partiality.min=0.5"],
  "greatest partiality": [quartz, "partiality.max=0.9"],
  good: [quartz, "select_good_intensities=True"],
  "good of wedge": [wedge, "select_good_intensities=True"],
  "good of electrons": [electrons, "select_good_intensities=True", "flag_expression=integrated_sum"],
  "good and scaled": [scaled, "select_good_intensities=True"],
  "rows left out": [quartz, "d_max=2", "remove_by_index=0,5,17"],
  ice: [scaled, "flag_expression=integrated", "ice_rings.filter=True"],
  "ice to 3 A": [scaled, "ice_rings.filter=True", "ice_rings.d_min=3", "ice_rings.width=0.01"],
  "another powder": [
    quartz,
    "ice_rings.filter=True",
    "ice_rings.unit_cell=4.05,4.06,4.04,90,90.1,90",
    "ice_rings.space_group=Fm-3m",
  ],
  "ice of spots": [data("LTA_t2/strong.refl"), data("LTA_t2/imported.expt"), "ice_rings.filter=True"],
  "dead time": [
    data("l_cysteine_4_sweeps_scaled/scaled_35.refl"),
    data("l_cysteine_4_sweeps_scaled/scaled_35.expt"),
    "dead_time.value=20",
    "dead_time.reject_fraction=0.012",
  ],
  "dead time of all": [wedge, data("l_cysteine_narrow_wedge/11_integrated.expt"), "dead_time.value=1"],
  all: [
    quartz,
    "flag_expression=integrated",
    "d_min=0.6",
    "partiality.min=0.1",
    "select_good_intensities=True",
    "ice_rings.filter=True",
  ],
};

/** What differs in two tables; numbers may in their last digits, where they were calculated. */
const compare = `
from dials.array_family import flex
import math
def near(a, b):
    if isinstance(a, tuple): return len(a) == len(b) and all(map(near, a, b))
    return a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1)
answer = {}
for name, ours, theirs in input:
    a, b = [flex.reflection_table.from_file(p) for p in (ours, theirs)]
    found = []
    if len(a) != len(b): found.append("%d rows, not %d" % (len(a), len(b)))
    elif sorted(a.keys()) != sorted(b.keys()): found.append("columns %r" % sorted(set(a.keys()) ^ set(b.keys())))
    else:
        for key in a.keys():
            if key == "shoebox":
                same = list(a[key].bounding_boxes()) == list(b[key].bounding_boxes())
            else:
                x, y = list(a[key]), list(b[key])
                same = type(a[key]) is type(b[key]) and (x == y or all(map(near, x, y)))
            if not same: found.append(key)
    if dict((k, a.experiment_identifiers()[k]) for k in a.experiment_identifiers().keys()) != dict((k, b.experiment_identifiers()[k]) for k in b.experiment_identifiers().keys()):
        found.append("identifiers")
    answer[name] = [found, len(a)]
output(answer)
`;

/** Runs the command in this process. */
async function ewald(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await runCommand(args, { out, err });
  return { code, out: `${out.read() ?? ""}`, err: `${err.read() ?? ""}` };
}

needs.all(needs.dials(), needs.sharedData("data", "quartz_processed")).it(
  "the rows dials.filter_reflections selects, and what it prints",
  async () => {
    const names = Object.keys(runs);
    const path = (name: string, whose: string) => join(folder, name, whose, "filtered.refl");
    const made = await runProgramsOfDials(
      names.map((name) => ({
        program: "filter_reflections",
        folder: join(folder, name, "dials"),
        args: [...runs[name]!, `output.reflections=${path(name, "dials")}`],
      })),
    );
    const pairs: [string, string, string][] = [];
    for (const [i, name] of names.entries()) {
      const [ours, theirs] = [path(name, "ours"), path(name, "dials")];
      mkdirSync(join(ours, ".."));
      const { code, err, out } = await ewald([
        "filter_reflections",
        ...runs[name]!,
        `output.reflections=${ours}`,
      ]);
      expect(code, `${name}: ${err}`).toBe(0);
      const printed = made[i]!.out.split("\n").filter((line) => line !== "");
      const first = printed.findIndex((line) => /^(No filter|Reflection table|\d+ reflections)/.test(line));
      expect.soft(out.trim().replace(ours, theirs).split("\n"), name).toEqual(printed.slice(first));
      expect(existsSync(ours), name).toBe(existsSync(theirs));
      if (existsSync(ours)) pairs.push([name, ours, theirs]);
    }
    expect(pairs.length).toBe(names.length - 3);
    const found = await runDials<Record<string, [string[], number]>>(compare, pairs);
    for (const [name, [different, rows]] of Object.entries(found)) {
      expect.soft(different, name).toEqual([]);
      if (name !== "dead time of all") expect(rows, name).toBeGreaterThan(0);
    }
  },
  60_000,
);
