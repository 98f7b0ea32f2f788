import { FlexDouble } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import { dOfMillerIndices } from "../../geometry/miller.js";
import type { ExperimentList } from "../../models/experimentList.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "../../spots/reciprocalSpace.js";

/**
 * The table with a column `d` (Å): its own, else of the Miller indices where there are crystals (reflections of no experiment are then
 * left out), else of where the spots were observed; −1 of spots of no experiment, as in DIALS. `note` hears what is done.
 */
export function withResolution(
  table: ReflectionTable,
  experiments: ExperimentList,
  note: (line: string) => void,
): ReflectionTable {
  if (table.has("d")) return table;
  if (experiments.length === 0)
    throw new EwaldError(
      "bad-argument",
      "The reflections have no column d, and there are no experiments to calculate it from; give the experiment file too.",
    );
  if (experiments.models("crystal").length > 0) {
    note(
      "Reflection table does not have resolution information. Attempting to calculate this from the experiment list",
    );
    const indexed = table.column("id").ge(0);
    const others = table.nrows - indexed.count(true);
    if (others > 0) note(`Removing ${others} reflections with negative experiment id`);
    const kept = table.select(indexed);
    const d = dOfMillerIndices(kept.column("miller_index"), {
      experiments: [...experiments],
      id: kept.column("id"),
    });
    return kept.set("d", d);
  }
  const placed = table.has("rlp")
    ? table.slice()
    : mapCentroidsToReciprocalSpace(
        table.has("xyzobs.mm.value") ? table : centroidPxToMm(table, experiments),
        experiments,
      );
  const d = placed
    .column("rlp")
    .norms()
    .data.map((length) => (length === 0 ? -1 : 1 / Math.sqrt(length * length)));
  return placed.set("d", new FlexDouble(d));
}
