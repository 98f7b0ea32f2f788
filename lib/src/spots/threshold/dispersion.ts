import { findStrong } from "../../compute/strongPixels.js";
import { strongRule } from "./strongRule.js";
import type { ThresholdAlgorithm } from "./threshold.js";

/**
 * Strong pixels by the index of dispersion of their neighbourhood, the spot itself included, and by their height above its mean
 * (Winter et al. (2018), Acta Cryst. D74, 85–97, § 3.1; DIALS' DispersionThreshold).
 */
export const dispersion: ThresholdAlgorithm = {
  name: "dispersion",
  prepare({ dispersion: parameters }) {
    const rule = strongRule(parameters, false);
    return (image) => findStrong(image, rule);
  },
};
