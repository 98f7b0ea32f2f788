import { FlexDouble } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import { Flag } from "../../reflections/flag.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";

/** Least partiality of a reflection that counts as whole. */
const whole = 0.99;

/**
 * Reflections whose intensities can be trusted: a variance above 0 of the sum and, where there are profiles, of the fit, if that was
 * done; and a partiality of at least 0.99. A column `fractioncalc` says the partiality, 1 without. As DIALS' SumAndPrfIntensityReducer
 * and SumIntensityReducer; `note` hears what is left out. Throws EwaldError: "missing-column" without
 * `intensity.sum.variance`, "bad-argument" where nothing is left.
 */
export function goodIntensities(given: ReflectionTable, note: (line: string) => void): ReflectionTable {
  if (!given.has("intensity.sum.variance"))
    throw new EwaldError(
      "missing-column",
      'The reflections have no column "intensity.sum.variance", which select_good_intensities needs; integrated ones would work.',
    );
  let table = given;
  const leaveOut = (isBad: (row: number) => boolean, what: (count: number) => string) => {
    const kept: number[] = [];
    for (let i = 0; i < table.nrows; i++) if (!isBad(i)) kept.push(i);
    if (kept.length < table.nrows) {
      note(what(table.nrows - kept.length));
      table = table.select(kept);
    }
    if (table.nrows === 0)
      throw new EwaldError("bad-argument", "All data has been filtered from the reflection table.");
  };
  for (const [kind, flag] of [
    ["sum", Flag.integrated_sum],
    ["prf", Flag.integrated_prf],
  ] as const) {
    if (!table.has(`intensity.${kind}.variance`)) continue;
    const variance = table.column(`intensity.${kind}.variance`, "double").data;
    const integrated = table.getFlags(flag).data;
    leaveOut(
      (i) => variance[i]! <= 0 && integrated[i] === 1,
      (count) => `Removed ${count} intensity.${kind}.value reflections with negative variance`,
    );
  }
  if (!table.has("partiality"))
    return table.slice().set("fractioncalc", new FlexDouble(new Float64Array(table.nrows).fill(1)));
  const partiality = table.column("partiality").data;
  table = table.slice().set("fractioncalc", new FlexDouble(partiality.slice()));
  leaveOut(
    (i) => partiality[i]! < whole,
    (count) => `Removed ${count} reflections below partiality threshold`,
  );
  return table;
}
