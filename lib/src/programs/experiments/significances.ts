import { EwaldError } from "../../error.js";
import type { Experiment } from "../../models/experiment.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { type Significance, significance } from "../../stills/significanceFilter.js";
import { framedTable } from "../text/table.js";
import { experimentRows } from "./experimentRows.js";

/** `significance_filter` as the parameters have it. */
export interface SignificanceParameters {
  readonly d_min: number | null;
  readonly n_bins: number | null;
  readonly isigi_cutoff: number | null;
}

const columns = ["miller_index", "intensity.sum.value", "intensity.sum.variance"] as const;

/** How far each experiment's reflections are significant. Throws EwaldError `"bad-argument"` where there is no crystal or intensity. */
export function significances(
  experiments: readonly Experiment[],
  table: ReflectionTable,
  { d_min, n_bins, isigi_cutoff }: SignificanceParameters,
): Significance[] {
  if (n_bins === null || isigi_cutoff === null)
    throw new EwaldError(
      "bad-argument",
      `significance_filter.${n_bins === null ? "n_bins" : "isigi_cutoff"} is None; it must be a number.`,
    );
  const missing = columns.filter((name) => !table.has(name));
  if (missing.length > 0)
    throw new EwaldError(
      "bad-argument",
      `The significance filter needs the column ${missing[0]}, which the reflections have not; integrated ones have it.`,
    );
  const rows = experimentRows(table);
  return experiments.map((experiment, i) => {
    if (!experiment.crystal)
      throw new EwaldError(
        "bad-argument",
        `Experiment ${i} has no crystal, so that its reflections have no resolution; index it first.`,
      );
    const its = table.select(rows.of(experiment, i));
    return significance(
      {
        unitCell: experiment.crystal.getUnitCell(),
        millerIndex: its.column("miller_index"),
        value: its.column("intensity.sum.value").data,
        variance: its.column("intensity.sum.variance").data,
      },
      { dMin: d_min, bins: n_bins, cutoff: isigi_cutoff },
    );
  });
}

/** A line for each experiment: how far its reflections are significant, and how many are kept. */
export function significanceTable(found: readonly Significance[]): string {
  const rows = found.map(({ dMin, kept, bins }, i) => [
    `${i}`,
    dMin === undefined ? "" : dMin.toFixed(2),
    `${kept.length}`,
    (bins[0]?.meanIOverSigma ?? 0).toFixed(2),
  ]);
  return framedTable([
    ["Experiment", "d_min", "Significant reflections", "I/σ(I) of the first bin"],
    ...rows,
  ]);
}
