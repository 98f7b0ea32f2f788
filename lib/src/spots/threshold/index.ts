import { EwaldError } from "../../error.js";
import { dispersion } from "./dispersion.js";
import { dispersionExtended } from "./dispersionExtended.js";
import { radialProfile } from "./radialProfile.js";
import type { ThresholdAlgorithm } from "./threshold.js";

/** The ways to tell strong pixels (`spotfinder.threshold.algorithm`), the default first. */
export const thresholdAlgorithms: readonly ThresholdAlgorithm[] = [
  dispersionExtended,
  dispersion,
  radialProfile,
];

/** The one of this name. Throws EwaldError `"bad-argument"` when there is none. */
export function thresholdNamed(name: string): ThresholdAlgorithm {
  const found = thresholdAlgorithms.find((algorithm) => algorithm.name === name);
  if (found) return found;
  const names = thresholdAlgorithms.map((algorithm) => algorithm.name).join(", ");
  throw new EwaldError("bad-argument", `There is no threshold algorithm ${name}; there are ${names}.`);
}
