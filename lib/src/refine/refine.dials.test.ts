// Refinement beside DIALS on real data: each step of dials.refine, its outliers, and its predictions of stills.
import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import "../node/main.js";
import { ExperimentList } from "../models/experimentList.js";
import { levenbergMarquardt } from "./levenbergMarquardt.js";
import { beamParameters } from "./models/beam.js";
import { cellParameters } from "./models/cell.js";
import { detectorParameters } from "./models/detector.js";
import { orientationParameters } from "./models/orientation.js";
import { normalEquations } from "./normalEquations.js";
import type { Observations } from "./observations.js";
import { mcdTest } from "./outliers/mcd.js";
import { ParameterSet } from "./parameterSet.js";
import { RefinementModel } from "./refinementModel.js";

/** What dials.refine makes of all indexed reflections and a static model, without outlier rejection. */
interface Refined {
  readonly objective: readonly number[];
  readonly values: readonly number[];
  readonly hkl: readonly number[];
  readonly observed: readonly number[];
  readonly variance: readonly number[];
  readonly entering: readonly number[];
  readonly frame: readonly number[];
  /** X, Y, φ, calculated less observed, and which of the reflections its MCD takes for outliers. */
  readonly residuals: readonly (readonly number[])[];
  readonly outliers: readonly number[];
}

const refined = `
from dials.array_family import flex
from dials.algorithms.refinement import RefinerFactory
from dials.algorithms.refinement.outlier_detection.mcd import MCD
from dials.command_line.refine import phil_scope
from dxtbx.model.experiment_list import ExperimentListFactory
from libtbx.phil import parse
params = phil_scope.fetch(parse("""
refinement.parameterisation.scan_varying=False
refinement.parameterisation.beam.fix=wavelength
refinement.reflections.reflections_per_degree=None
refinement.reflections.outlier.algorithm=null
""")).extract()
experiments = ExperimentListFactory.from_json_file(input["experiments"], check_format=False)
reflections = flex.reflection_table.from_file(input["reflections"])
reflections = reflections.select(reflections.get_flags(reflections.flags.indexed))
refiner = RefinerFactory.from_parameters_data_experiments(params, reflections, experiments)
history = refiner.run()
found = refiner.get_matches()
residuals = [found[name] for name in ("x_resid", "y_resid", "phi_resid")]
output({
  "objective": list(history["objective"]),
  "values": list(history["parameter_vector"][-1]),
  "hkl": list(found["miller_index"].as_vec3_double().as_double().iround()),
  "observed": list(found["xyzobs.mm.value"].as_double()),
  "variance": list(found["xyzobs.mm.variance"].as_double()),
  "entering": [int(one) for one in found["entering"]],
  "frame": list(found["xyzobs.px.value"].parts()[2]),
  "residuals": [list(column) for column in residuals],
  "outliers": [int(one) for one in MCD()._detect_outliers([column.deep_copy() for column in residuals])],
})
`;

const quartz = (name: string) => shared("data", `quartz_processed/${name}`);

needs
  .all(needs.dials(), needs.sharedData("data", "quartz_processed"))
  .describe("refinement of a scan of quartz", () => {
    it.each(["indexed", "refined"])(
      "from %s.expt goes the way of dials.refine, step by step",
      async (name) => {
        const path = quartz(`${name}.expt`);
        const theirs = await runDials<Refined>(refined, {
          experiments: path,
          reflections: quartz(`${name}.refl`),
        });
        const n = theirs.frame.length;
        const observations: Observations = {
          length: n,
          rows: Uint32Array.from({ length: n }, (_, i) => i),
          experiment: new Int32Array(n),
          panel: new Uint32Array(n),
          hkl: Int32Array.from(theirs.hkl),
          observed: Float64Array.from(theirs.observed),
          weights: Float64Array.from(theirs.variance, (variance) => 1 / variance),
          entering: Uint8Array.from(theirs.entering),
          frame: Float64Array.from(theirs.frame),
        };
        const experiments = ExperimentList.fromFile(path);
        const { beam, crystal, detector, goniometer } = experiments[0]!;
        const model = new RefinementModel(experiments, [
          new ParameterSet("detector", detectorParameters(detector!.panels), [0]),
          new ParameterSet("beam", beamParameters(beam!, goniometer, new Set(["nu"])), [0]),
          new ParameterSet("orientation", orientationParameters(crystal!), [0]),
          new ParameterSet("cell", cellParameters(crystal!), [0]),
        ]);
        const { values, steps, reason } = levenbergMarquardt(
          (at, linear) => normalEquations(model, at, observations, linear),
          model.initial(),
        );
        expect(reason).toBe("RMSD no longer decreasing");
        expect(steps.length).toBe(theirs.objective.length);
        for (const [i, { objective, count }] of steps.entries()) {
          expect(count).toBe(n);
          // In the long valley that steps 10 to 13 go through, rounding parts the ways; they meet again at its end.
          if (i < 10) expect(objective / theirs.objective[i]!, `step ${i}`).toBeCloseTo(1, 6);
        }
        expect(steps.at(-1)!.objective / theirs.objective.at(-1)!).toBeCloseTo(1, 9);
        model.visit(values, observations, false, (i, { values: predicted }) => {
          for (let k = 0; k < 3; k++)
            expect(predicted[k]! - observations.observed[3 * i + k]!).toBeCloseTo(
              theirs.residuals[k]![i]!,
              5,
            );
        });
        const outliers = mcdTest({
          alpha: 0.5,
          maxGroups: 5,
          minGroupSize: 300,
          trials: 500,
          k1: 2,
          k2: 2,
          k3: 100,
          thresholdProbability: 0.975,
          seed: 42,
        })(theirs.residuals.map((column) => Float64Array.from(column)));
        // Either takes its subsets at random.
        const differing = outliers.reduce((sum, one, i) => sum + Math.abs(one - theirs.outliers[i]!), 0);
        expect(outliers.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
        expect(differing).toBeLessThanOrEqual(0.01 * n);
      },
      120_000,
    );
  });

const stills = () => shared("data", "refinement_test_data/multi_stills/multi_stills_combined.json");
/** ΔΨ (radians) and X, Y (mm) on the plane of panel 0 of each crystal's reflections. */
const predictedStills = `
from dials.array_family import flex
from dials.algorithms.refinement.prediction.managed_predictors import StillsExperimentsPredictor
from dxtbx.model.experiment_list import ExperimentListFactory
experiments = ExperimentListFactory.from_json_file(input["experiments"], check_format=False)
n = len(input["hkl"])
table = flex.reflection_table()
table["miller_index"] = flex.miller_index([tuple(one) for one in input["hkl"]])
table["id"] = flex.int(input["id"])
table["panel"] = flex.size_t(n, 0)
table["flags"] = flex.size_t(n, 0)
table["entering"] = flex.bool(n, True)
table["xyzobs.mm.value"] = flex.vec3_double(n)
table["s1"] = flex.vec3_double(n)
StillsExperimentsPredictor(experiments)(table)
x, y, _ = table["xyzcal.mm"].parts()
output({"values": [list(x), list(y), list(table["delpsical.rad"])], "predicted": [int(one) for one in table.get_flags(table.flags.predicted)]})
`;

needs.all(needs.dials(), needs.sharedData("data", "refinement_test_data")).it(
  "reflections of stills are predicted where DIALS predicts them",
  async () => {
    const experiments = ExperimentList.fromFile(stills());
    const hkl: number[][] = [];
    const id: number[] = [];
    for (const crystal of experiments.keys())
      for (let h = -12; h <= 12; h += 3)
        for (let k = -12; k <= 12; k += 4)
          for (let l = -13; l <= 12; l += 5) {
            hkl.push([h, k, l]);
            id.push(crystal);
          }
    const theirs = await runDials<{ values: number[][]; predicted: number[] }>(predictedStills, {
      experiments: stills(),
      hkl,
      id,
    });
    const n = id.length;
    const observations: Observations = {
      length: n,
      rows: Uint32Array.from({ length: n }, (_, i) => i),
      experiment: Int32Array.from(id),
      panel: new Uint32Array(n),
      hkl: Int32Array.from(hkl.flat()),
      observed: new Float64Array(3 * n),
      weights: new Float64Array(3 * n).fill(1),
      entering: new Uint8Array(n),
      frame: new Float64Array(n),
    };
    const seen = new Uint8Array(n);
    new RefinementModel(experiments, []).visit(
      new Float64Array(0),
      observations,
      false,
      (i, { values: [x, y, psi] }) => {
        seen[i] = 1;
        if (theirs.predicted[i] !== 1) return;
        expect(psi).toBeCloseTo(theirs.values[2]![i]!, 10);
        expect(x).toBeCloseTo(theirs.values[0]![i]!, 7);
        expect(y).toBeCloseTo(theirs.values[1]![i]!, 7);
      },
    );
    expect(theirs.predicted.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(n / 2);
    expect([...seen]).toEqual(theirs.predicted);
  },
  60_000,
);
