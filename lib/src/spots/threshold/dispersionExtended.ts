import { findStrong } from "../../compute/strongPixels.js";
import { strongRule } from "./strongRule.js";
import type { ThresholdAlgorithm } from "./threshold.js";

/**
 * As `dispersion`, but a pixel is held against the mean of its neighbourhood without the regions of spots, which are where the index
 * of dispersion is high, less the rim the window adds to them (DIALS' DispersionExtendedThreshold, its default).
 */
export const dispersionExtended: ThresholdAlgorithm = {
  name: "dispersion_extended",
  prepare({ dispersion: parameters }) {
    const rule = strongRule(parameters, true);
    return (image) => findStrong(image, rule);
  },
};
