import { EwaldError } from "../../error.js";
import { zeta } from "../../geometry/rotationGeometry.js";
import type { Experiment } from "../../models/experiment.js";
import type { ExperimentList } from "../../models/experimentList.js";
import { Flag } from "../../reflections/flag.js";
import type { ReflectionTable } from "../../reflections/reflectionTable.js";

const radians = Math.PI / 180;

export interface DeadTime {
  /** At the end of each image, ms. */
  readonly value: number;
  /** Greatest share of a reflection's range in φ that may be dead, 0 … 1. */
  readonly reject_fraction: number;
}

/**
 * The integrated reflections without those of which more than a share passes while the detector is dead at the end of an image.
 * A reflection passes during φ ± n·σ_m/ζ. `note` hears how many each image takes. Throws EwaldError `"bad-argument"` for more
 * than one experiment or one that is no rotation with a profile model and exposure times.
 */
export function withoutDeadTime(
  given: ReflectionTable,
  experiments: ExperimentList,
  { value, reject_fraction }: DeadTime,
  note: (line: string) => void,
): ReflectionTable {
  const [experiment] = [...experiments];
  if (!experiment || experiments.length > 1)
    throw new EwaldError(
      "bad-argument",
      `A filter by dead time needs one experiment; there are ${experiments.length}.`,
    );
  const table = given.select(given.getFlags(Flag.integrated));
  if (table.nrows === 0)
    throw new EwaldError(
      "bad-argument",
      "A filter by dead time needs integrated reflections; there are none.",
    );
  const { start, width, first, images, dead, reach } = rotation(experiment, value);
  const zetas = zeta(table.column("s1"), experiment).data;
  const angles = table.column("xyzcal.mm").data;
  const rejected = new Float64Array(images);
  const kept: number[] = [];
  for (let i = 0; i < table.nrows; i++) {
    const half = Math.abs(reach / zetas[i]!);
    const [phi1, phi2] = [angles[3 * i + 2]! - half, angles[3 * i + 2]! + half];
    const [one, other] = [(phi1 - start) / width, (phi2 - start) / width];
    const from = Math.max(0, Math.floor(Math.min(one, other)) - 1);
    const to = Math.min(images - 1, Math.ceil(Math.max(one, other)) + 1);
    let good = true;
    for (let image = from; image <= to; image++) {
      const end = start + (image + 1) * width;
      const low = Math.max(phi1, Math.min(end, end - dead));
      const high = Math.min(phi2, Math.max(end, end - dead));
      if ((high - low) / (phi2 - phi1) > reject_fraction) {
        rejected[image]!++;
        good = false;
      }
    }
    if (good) kept.push(i);
  }
  rejected.forEach((count, image) => {
    note(`Rejecting ${count} reflections from image ${first + image}`);
  });
  note(`Keeping ${kept.length} reflections (rejected ${table.nrows - kept.length})`);
  return table.select(kept);
}

/** Angles in radians; `dead` is the turn while the detector is dead, `reach` n·σ_m. */
function rotation({ scan, profile }: Experiment, deadTime: number) {
  const { sigma_m, n_sigma = 3 } = profile?.data ?? {};
  if (typeof sigma_m !== "number" || !(sigma_m > 0))
    throw new EwaldError(
      "bad-argument",
      "A filter by dead time needs a profile model with one sigma_m above 0; integrated.expt would work.",
    );
  if (!scan || scan.isStill())
    throw new EwaldError("bad-argument", "A filter by dead time needs a rotation scan.");
  const times = scan.getExposureTimes();
  const [time = 0] = times;
  if (!(time > 0) || times.some((one) => one !== time))
    throw new EwaldError(
      "bad-argument",
      "A filter by dead time needs a scan with one exposure time above 0 for all images.",
    );
  const [start, width] = scan.getOscillation();
  const [first, end] = scan.getArrayRange();
  return {
    start: start * radians,
    width: width * radians,
    first,
    images: end - first,
    dead: (width * radians * (deadTime / 1000)) / time,
    reach: sigma_m * radians * n_sigma,
  };
}
