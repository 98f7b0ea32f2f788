import { type ConvolutionKernel, convolve } from "../../compute/convolve.js";
import { EwaldError } from "../../error.js";
import { shellQuartiles } from "./shellQuartiles.js";
import { shellsOf } from "./shells.js";
import type { PanelImage, RadialProfileParameters, ThresholdAlgorithm } from "./threshold.js";

/** Weights near those of Gaussians; the sum of each is 1. */
const kernels: Record<NonNullable<RadialProfileParameters["blur"]>, ConvolutionKernel> = {
  narrow: kernelOf(16, [1, 2, 1, 2, 4, 2, 1, 2, 1]),
  wide: kernelOf(
    273,
    [1, 4, 7, 4, 1, 4, 16, 26, 16, 4, 7, 26, 41, 26, 7, 4, 16, 26, 16, 4, 1, 4, 7, 4, 1],
  ),
};
const quanta = { none: 1, narrow: 1 / 16, wide: 0 };

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
    const shells = shellsOf(place, n_bins);
    const good = shells.of.slice();
    const thresholds = new Float64Array(n_bins + 1);
    let blurred = new Float64Array(0);
    let found = new Uint32Array(1024);

    return (image) => {
      checkShape(image, place.shape);
      takeGood(image, shells.of, n_bins, good);
      let { values } = image;
      if (blur) {
        if (blurred.length === 0) blurred = new Float64Array(values.length);
        convolve(values, image.shape, kernels[blur], blurred);
        values = blurred;
      }
      const quantum = image.values instanceof Int32Array ? quanta[blur ?? "none"] : 0;
      const { medians, ranges } = shellQuartiles(values, { count: n_bins, of: good }, quantum);
      for (let shell = 0; shell < n_bins; shell++) {
        const above = n_iqr * ranges[shell]!;
        thresholds[shell] = medians[shell]! + (above <= count ? 2 * count : above);
      }
      thresholds[n_bins] = Number.POSITIVE_INFINITY;
      let n = 0;
      for (let i = 0; i < values.length; i++)
        if (values[i]! > thresholds[good[i]!]!) {
          if (n === found.length) found = twice(found);
          found[n++] = i;
        }
      return found.slice(0, n);
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
  // a shell is a number of 32 bits, and one is kept for pixels of none
  if (!(Number.isInteger(n_bins) && n_bins > 0 && n_bins < 2 ** 24))
    refuse("n_bins", n_bins, "a whole number from 1 to 16777215");
  if (blur !== null && !Object.hasOwn(kernels, blur)) refuse("blur", blur, "narrow, wide or None");
  return parameters;
}

function checkShape({ shape, values, mask }: PanelImage, [slow, fast]: readonly [number, number]): void {
  if (shape[0] === slow && shape[1] === fast && values.length === slow * fast && mask.length === slow * fast) return;
  throw new EwaldError(
    "wrong-length",
    `An image of ${shape[1]} × ${shape[0]} px with ${values.length} values and ${mask.length} of a mask is not one of ${fast} × ${slow} px.`,
  );
}

/** Shells of good pixels into `good`; `none` for the others. */
function takeGood(
  { values, mask, trusted }: PanelImage,
  shells: Uint16Array | Uint32Array,
  none: number,
  good: Uint16Array | Uint32Array,
): void {
  const [lowest, highest] = trusted ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    good[i] = mask[i] !== 0 && value >= lowest && value <= highest ? shells[i]! : none;
  }
}

function twice(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
