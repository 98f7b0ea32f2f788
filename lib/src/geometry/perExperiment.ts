import type { FlexInt, FlexSizeT } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";

/** One experiment for all rows; or several, with the column `id` saying which row is of which. */
export type OfExperiments =
  | Experiment
  | { readonly experiments: readonly Experiment[]; readonly id: FlexInt | FlexSizeT };

/**
 * What a loop over rows needs of the experiment of each: `of[numbers[i * step]]` for row i. Throws EwaldError
 * `"wrong-length"` unless id has a number for each row, `"out-of-range"` for a number without experiment (−1 is not indexed).
 */
export function perExperiment<Needed>(
  given: OfExperiments,
  rows: number,
  need: (experiment: Experiment) => Needed,
): { of: readonly Needed[]; numbers: ArrayLike<number>; step: 0 | 1 } {
  if (!("experiments" in given)) return { of: [need(given)], numbers: [0], step: 0 };
  const { experiments, id } = given;
  if (id.length !== rows)
    throw new EwaldError("wrong-length", `${id.length} experiment numbers were given for ${rows} rows.`);
  for (let i = 0; i < rows; i++)
    if (!(id.data[i]! >= 0 && id.data[i]! < experiments.length))
      throw new EwaldError(
        "out-of-range",
        `Row ${i} has the experiment number ${id.data[i]}, but there are ${experiments.length} experiments; select rows with id ≥ 0 first.`,
      );
  return { of: experiments.map(need), numbers: id.data, step: 1 };
}

/** A model of an experiment that has to be there. Throws EwaldError `"bad-argument"`. */
export function modelOf<Name extends "beam" | "detector" | "goniometer" | "crystal">(
  experiment: Experiment,
  name: Name,
): NonNullable<Experiment[Name]> {
  const model = experiment[name];
  if (model !== undefined) return model as NonNullable<Experiment[Name]>;
  throw new EwaldError(
    "bad-argument",
    `Experiment ${JSON.stringify(experiment.identifier)} has no ${name}, which this needs.`,
  );
}
