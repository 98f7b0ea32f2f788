import { type ConvolutionKernel, convolve } from "../../compute/convolve.js";
import { shellPasses } from "../../compute/shellPixels.js";
import { EwaldError } from "../../error.js";
import { shellQuartiles } from "./shellQuartiles.js";
import { shellsOf } from "./shells.js";
import type { PanelImage, RadialProfileParameters, ThresholdAlgorithm } from "./threshold.js";

/** Weights near those of Gaussians; the sum of each is 1. */
const kernels: Record<NonNullable<RadialProfileParameters["blur"]>, ConvolutionKernel> = {
  narrow: kernelOf(16, [1, 2, 1, 2, 4, 2, 1, 2, 1]),
  wide: kernelOf(273, [1, 4, 7, 4, 1, 4, 16, 26, 16, 4, 7, 26, 41, 26, 7, 4, 16, 26, 16, 4, 1, 4, 7, 4, 1]),
};

/**
 * Strong pixels by their height above the background of their shell of 2θ: its median, in units of its interquartile range (DIALS'
 * radial_profile; the idea is that of peakfinder8: Barty et al. (2014), J. Appl. Cryst. 47, 1118–1131). Where that many ranges are no
 * more than one count, a pixel must be two counts above the median. With `blur` all this is done on the image convolved with a small
 * Gaussian, masked pixels included.
 */
export const radialProfile: ThresholdAlgorithm = {
  name: "radial_profile",
  prepare({ radial_profile }, place) {
    const { n_iqr, blur, n_bins } = checked(radial_profile);
    const gain = place.panel.getGain();
    if (!(gain > 0))
      throw new EwaldError(
        "bad-argument",
        `The gain of panel ${JSON.stringify(place.panel.getName())} is ${gain}; a number above 0 would work.`,
      );
    const count = 1 / gain;
    const { of: shells } = shellsOf(place, n_bins);
    let good = new Uint8Array(0);
    let blurred = new Float64Array(0);

    return (image) => {
      checkShape(image, place.shape);
      let { mask } = image;
      if (image.trusted) {
        if (good.length === 0) good = new Uint8Array(mask.length);
        shellPasses().judge(image, image.trusted, good);
        mask = good;
      }
      let { values } = image;
      if (blur) {
        if (blurred.length === 0) blurred = new Float64Array(values.length);
        convolve(values, image.shape, kernels[blur], blurred);
        values = blurred;
      }
      const pixels = { values, mask, shells };
      const { medians, ranges } = shellQuartiles(pixels, n_bins);
      const thresholds = medians.map((median, shell) => {
        const above = n_iqr * ranges[shell]!;
        return median + (above <= count ? 2 * count : above);
      });
      return shellPasses().above(pixels, thresholds);
    };
  },
};

function kernelOf(sum: number, weights: readonly number[]): ConvolutionKernel {
  return { size: Math.sqrt(weights.length), weights: Float64Array.from(weights, (w) => w / sum) };
}

function checked(parameters: RadialProfileParameters): RadialProfileParameters {
  const { n_iqr, n_bins, blur } = parameters;
  const refuse = (name: string, value: unknown, works: string) => {
    throw new EwaldError("bad-argument", `radial_profile.${name} is ${value}; ${works} would work.`);
  };
  if (!Number.isFinite(n_iqr)) refuse("n_iqr", n_iqr, "a number");
  if (!(Number.isInteger(n_bins) && n_bins > 0 && n_bins < 2 ** 24))
    refuse("n_bins", n_bins, "a whole number from 1 to 16777215");
  if (blur !== null && !Object.hasOwn(kernels, blur)) refuse("blur", blur, "narrow, wide or None");
  return parameters;
}

function checkShape({ shape, values, mask }: PanelImage, [slow, fast]: readonly [number, number]): void {
  if (shape[0] === slow && shape[1] === fast && values.length === slow * fast && mask.length === slow * fast)
    return;
  throw new EwaldError(
    "wrong-length",
    `An image of ${shape[1]} × ${shape[0]} px with ${values.length} values and ${mask.length} of a mask is not one of ${fast} × ${slow} px.`,
  );
}
