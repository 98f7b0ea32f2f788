import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";
import type { ImageSetData } from "../models/imageSetData.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";

/**
 * Numbers the spots of imageset `number` by the experiments on it: those within the scan of one get its place in the list, the last
 * of several lattices; spots on images without a scan get the number of the imageset (as dials.find_spots does). Identifiers are
 * put down in `identifiers` by those numbers. Throws EwaldError `"out-of-range"` for spots in the scan of none.
 */
export function experimentIds(
  table: ReflectionTable,
  experiments: readonly Experiment[],
  imageset: ImageSetData,
  number: number,
  identifiers: Map<number, string>,
): void {
  const id = table.column("id").data;
  const xyz = table.column("xyzobs.px.value").data;
  id.fill(-1);
  for (const [i, experiment] of experiments.entries()) {
    if (experiment.imageset !== imageset) continue;
    const { scan, identifier } = experiment;
    if (scan) {
      const [z0, z1] = scan.getArrayRange();
      for (let row = 0; row < id.length; row++) {
        const z = xyz[3 * row + 2]!;
        // A centroid right between two scans is of the second (DIALS stops there).
        if ((z > z0 || (z === z0 && id[row] === -1)) && z < z1) id[row] = i;
      }
    } else id.fill(number);
    if (identifier !== "") identifiers.set(scan ? i : number, identifier);
  }
  const missed = table.column("id").eq(-1).count();
  if (missed > 0)
    throw new EwaldError(
      "out-of-range",
      `${missed} spots of imageset ${number} are within the scan of none of its experiments; scan_range within their images would work.`,
    );
}
