import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexMillerIndex } from "../array/integerTuples.js";
import { UnitCell } from "../crystal/unitCell.js";
import { ExperimentList, ReflectionTable } from "../node/main.js";
import { type SignificanceOptions, significance } from "./significanceFilter.js";

const crystal = (d: number[], value: number[]) => ({
  // h 0 0 of a cell of 100 Å is at d = 100 / h
  unitCell: new UnitCell([100, 100, 100, 90, 90, 90]),
  millerIndex: new FlexMillerIndex(Int32Array.from(d.flatMap((x) => [Math.round(100 / x), 0, 0]))),
  value,
  variance: value.map(() => 1),
});

it("ends before the first shell that falls below, whatever comes behind it", () => {
  const given = crystal([20, 10, 5, 4, 2.5, 2], [9, 5, -7, 0.5, 8, 8]);
  const found = significance(given, { dMin: 2, bins: 2, cutoff: 1 });
  // half the volume of the sphere is within 2 Å · ∛2
  expect(found.bins[0]!.dMin).toBeCloseTo(2 * Math.cbrt(2), 5);
  expect(found.bins[0]!.dMax).toBe(Infinity);
  expect(found.bins.map(({ count }) => count)).toEqual([3, 2]);
  expect(found.bins[0]!.meanIOverSigma).toBeCloseTo(14.5 / 3, 12);
  expect([...found.kept]).toEqual([0, 1, 2, 3, 4, 5]);
  const low = significance(given, { dMin: 2, bins: 2, cutoff: 5 });
  expect([low.dMin, low.kept.length]).toEqual([undefined, 0]);
  const weak = significance(crystal([20, 10, 5, 4, 2.5, 2], [9, 5, -7, 0.5, 0.8, 0.8]), {
    dMin: 2,
    bins: 2,
    cutoff: 1,
  });
  expect(weak.dMin).toBeCloseTo(2 * Math.cbrt(2), 5);
  expect([...weak.kept]).toEqual([0, 1, 2, 3]);
  expect(() => significance(given, { dMin: -1, bins: 2, cutoff: 1 })).toThrow("A d_min of -1 Å cannot be");
  expect(significance(crystal([], []), { dMin: null, bins: 2, cutoff: 1 }).kept.length).toBe(0);
});

needs
  .all(needs.dials(), needs.sharedData("data", "ssx_CuNiR_test_data"))
  .it("keeps what DIALS' filter keeps of stills", async () => {
    const [expt, refl] = ["expt", "refl"].map((ending) =>
      shared("data", "ssx_CuNiR_test_data", `integrated.${ending}`),
    ) as [string, string];
    const settings: SignificanceOptions[] = [
      { dMin: null, bins: 20, cutoff: 1 },
      { dMin: null, bins: 7, cutoff: 1.4 },
      { dMin: 2.2, bins: 12, cutoff: 1.5 },
      { dMin: 1.2, bins: 20, cutoff: 0.5 },
      { dMin: null, bins: 20, cutoff: 3.5 },
    ];
    const theirs = await runDials<{ dMin: (number | null)[]; kept: number[]; sum: number }[]>(
      `
from types import SimpleNamespace as Space
from dials.array_family import flex
from dials.algorithms.integration.stills_significance_filter import SignificanceFilter
from dxtbx.model.experiment_list import ExperimentList, ExperimentListFactory
experiments = ExperimentListFactory.from_json_file(input["expt"], check_format=False)
table = flex.reflection_table.from_file(input["refl"])
answer = []
for s in input["settings"]:
    params = Space(significance_filter=Space(enable=True, d_min=s["dMin"], n_bins=s["bins"], isigi_cutoff=s["cutoff"]))
    one = {"dMin": [], "kept": [], "sum": 0}
    for i in range(len(experiments)):
        filter = SignificanceFilter(params)
        own = table.select(table["id"] == i)
        own["id"] = flex.int(len(own), 0)
        kept = filter(experiments[i:i+1], own)
        one["dMin"].append(filter.best_d_min)
        one["kept"].append(len(kept))
        if len(kept): one["sum"] += flex.sum(kept["intensity.sum.value"])
    answer.append(one)
output(answer)`,
      { expt, refl, settings },
    );
    const experiments = ExperimentList.fromFile(expt);
    const table = ReflectionTable.fromFile(refl);
    for (const [i, options] of settings.entries()) {
      let sum = 0;
      const found = experiments.map(({ crystal: its }, id) => {
        const own = table.select(
          Uint32Array.from(
            [...table.column("id").data.keys()].filter((row) => table.column("id").data[row] === id),
          ),
        );
        const { data: value } = own.column("intensity.sum.value");
        const { data: variance } = own.column("intensity.sum.variance");
        const result = significance(
          { unitCell: its!.getUnitCell(), millerIndex: own.column("miller_index"), value, variance },
          options,
        );
        for (const row of result.kept) sum += value[row]!;
        return result;
      });
      expect([...found].map(({ kept }) => kept.length)).toEqual(theirs[i]!.kept);
      expect(sum).toBeCloseTo(theirs[i]!.sum, 4);
      for (const [k, { dMin }] of [...found].entries()) {
        if (dMin === undefined) expect(theirs[i]!.dMin[k]).toBe(null);
        else expect(dMin).toBeCloseTo(theirs[i]!.dMin[k]!, 9);
      }
    }
    expect(theirs.flatMap(({ dMin }) => dMin)).toContain(null);
  });
