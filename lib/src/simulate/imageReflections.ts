import { tryInverse } from "../array/mat3.js";
import { norm } from "../array/vec3.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { modelOf } from "../geometry/perExperiment.js";
import type { Experiment } from "../models/experiment.js";
import { type ImageReflection, type PredictionOptions, panelsOf } from "./imageReflection.js";
import { rotationReflections } from "./rotationReflections.js";
import { stillReflections } from "./stillReflections.js";

/** More reflections than this to look at are refused. */
const mostIndices = 3e7;

/**
 * Every reflection of an experiment to d_min that comes within {@link spotReach} standard deviations of reflecting on its
 * images and whose ray meets a panel, absences included. The crystal may vary along the scan (A at scan points, between
 * them element by element on a line, as DIALS); beam and goniometer may not. Order: h, k, l, angle.
 */
export function imageReflections(
  experiment: Experiment,
  id: number,
  options: PredictionOptions,
): ImageReflection[] {
  const crystal = modelOf(experiment, "crystal");
  const beam = modelOf(experiment, "beam");
  const panels = panelsOf(experiment);
  const still = experiment.isStill();
  if (beam.isPolychromatic() || (beam.getNumScanPoints() > 0 && !still))
    throw new EwaldError("unsupported", "Images are simulated of beams of one wavelength that do not vary.");
  if ((experiment.goniometer?.getNumScanPoints() ?? 0) > 0 && !still)
    throw new EwaldError("unsupported", "Images are not simulated of goniometers that vary in the scan.");
  const s0 = beam.getS0();
  if (options.dMin < 0.5 / norm(s0))
    throw new EwaldError(
      "out-of-range",
      `Nothing reflects to d = ${options.dMin} Å at a wavelength of ${1 / norm(s0)} Å; d_min is at least half of it.`,
    );
  const context = { experiment, id, s0, panels, ...options };
  const A = crystal.getAAtArrayOffset(
    crystal.getNumScanPoints() > 0 ? (crystal.getNumScanPoints() - 1) / 2 : 0,
  );
  const found: ImageReflection[] = [];
  const each = still ? stillReflections(context, A) : rotationReflections(context, A);
  overIndices(A, options.dMin, (h, k, l) => each(h, k, l, found));
  return found;
}

/** All h, k, l of a lattice with d ≥ dMin but 0, 0, 0. */
function overIndices(A: Mat3, dMin: number, each: (h: number, k: number, l: number) => void): void {
  const vectors = tryInverse(A);
  if (!vectors) throw new EwaldError("bad-argument", "The crystal's cell vectors lie in a plane.");
  const lengths = [0, 3, 6].map((i) => Math.hypot(vectors[i]!, vectors[i + 1]!, vectors[i + 2]!));
  const [H, K, L] = lengths.map((length) => Math.floor(length / dMin)) as [number, number, number];
  const count = (2 * H + 1) * (2 * K + 1) * (2 * L + 1);
  if (count > mostIndices)
    throw new EwaldError(
      "out-of-range",
      `The crystal has about ${(count / 2).toExponential(1)} reflections to d = ${dMin} Å; at most ${(mostIndices / 2).toExponential(1)} are simulated, so raise d_min.`,
    );
  const limit = 1 / dMin ** 2;
  for (let h = -H; h <= H; h++)
    for (let k = -K; k <= K; k++)
      for (let l = -L; l <= L; l++) {
        const x = A[0] * h + A[1] * k + A[2] * l;
        const y = A[3] * h + A[4] * k + A[5] * l;
        const z = A[6] * h + A[7] * k + A[8] * l;
        if (x * x + y * y + z * z <= limit && (h !== 0 || k !== 0 || l !== 0)) each(h, k, l);
      }
}
