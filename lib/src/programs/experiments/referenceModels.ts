import { EwaldError } from "../../error.js";
import { Experiment } from "../../models/experiment.js";
import { isSimilarBeam, isSimilarDetector, isSimilarGoniometer } from "../../models/similarity.js";
import { bool, type Extracted, int, scope } from "../../parameters/declare.js";
import { toleranceParameters } from "../geometry/tolerance.js";
import { averageDetector } from "./averageDetector.js";

const reference = (what: string) =>
  int({ default: null, min: 0, help: `Number of the experiment whose ${what} all get.` });

/** Whose models all experiments get, and how much theirs may differ. */
export const referenceParameters = scope({
  beam: reference("beam"),
  scan: reference("scan"),
  crystal: reference("crystal"),
  goniometer: reference("goniometer"),
  detector: reference("detector"),
  average_detector: bool({ default: false, help: "All get the mean of all detectors." }),
  compare_models: bool({
    default: true,
    help: "Refuse a reference that differs from a model it takes the place of by more than the tolerance.",
  }),
  average_hierarchy_level: int({
    default: null,
    min: 0,
    help: "Take the mean only of groups of panels so deep; the whole detector is 0.",
  }),
  tolerance: toleranceParameters("How much a model may differ from the reference."),
});

type Parameters = Extracted<typeof referenceParameters>;

/**
 * Gives experiments the reference's models. What is left of an experiment is what dials.combine_experiments keeps: profile and
 * scaling models were made for it alone. Throws EwaldError `"bad-argument"` for a reference that is not there or differs too much.
 */
export function withReferenceModels(
  all: readonly Experiment[],
  params: Parameters,
): (experiment: Experiment, name: string) => Experiment {
  const of = <N extends "beam" | "scan" | "crystal" | "goniometer" | "detector">(name: N) => {
    const number = params[name];
    if (number === null) return undefined;
    const found = all[number];
    if (!found)
      throw new EwaldError(
        "bad-argument",
        `reference_from_experiment.${name} is ${number}, but there are experiments 0 to ${all.length - 1}.`,
      );
    const model = found[name];
    if (model) return model as NonNullable<Experiment[N]>;
    throw new EwaldError("bad-argument", `Experiment ${number} has no ${name} to be the reference.`);
  };
  if (params.average_detector && params.detector !== null)
    throw new EwaldError(
      "bad-argument",
      "reference_from_experiment takes detector or average_detector, not both.",
    );
  const beam = of("beam");
  const goniometer = of("goniometer");
  const detector = of("detector");
  const scan = of("scan");
  const crystal = of("crystal");
  const average = params.average_detector
    ? averageDetector(
        all.map((experiment, i) => {
          if (experiment.detector) return experiment.detector;
          throw new EwaldError("bad-argument", `Experiment ${i} has no detector to be averaged.`);
        }),
        params.average_hierarchy_level,
      )
    : undefined;
  const { tolerance: limits, compare_models } = params;
  return (experiment, name) => {
    const check = <M>(what: string, model: M | undefined, isSimilar: (theirs: M) => boolean) => {
      if (!compare_models || (model && isSimilar(model))) return;
      throw new EwaldError(
        "bad-argument",
        `The ${what} of ${name} ${model ? "differs from the reference by more than reference_from_experiment.tolerance" : "is missing, where the reference has one"}; wider tolerances or compare_models=False would allow it.`,
      );
    };
    if (beam) check("beam", experiment.beam, (own) => isSimilarBeam(beam, own, limits.beam));
    if (detector)
      check("detector", experiment.detector, (own) => isSimilarDetector(detector, own, limits.detector));
    if (goniometer)
      check("goniometer", experiment.goniometer, (own) =>
        isSimilarGoniometer(goniometer, own, limits.goniometer),
      );
    return new Experiment({
      identifier: experiment.identifier,
      beam: beam ?? experiment.beam,
      detector: average ?? detector ?? experiment.detector,
      goniometer: goniometer ?? experiment.goniometer,
      scan: scan ?? experiment.scan,
      crystal: crystal ?? experiment.crystal,
      imageset: experiment.imageset,
    });
  };
}
