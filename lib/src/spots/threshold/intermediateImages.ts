import { erode, forWindows, goodPixels } from "../../compute/strongPixels.js";
import { strongRule } from "./strongRule.js";
import type { DispersionParameters, PanelImage } from "./threshold.js";

/** What a threshold goes by, one number for each pixel of the panel, row by row; masks are 1 and 0. */
export interface IntermediateImages {
  /** Mean of the good pixels in the window, counts; 0 where there is none: at bad pixels, and where too few are good. */
  readonly mean: Float64Array;
  /** Their sample variance, counts²; 0 likewise. */
  readonly variance: Float64Array;
  /** Index of dispersion, variance / mean, counts; 1 where the mean is not above 0. */
  readonly dispersion: Float64Array;
  /** Whether that is above g·(1 + σ_background·√(2 / (n − 1))). */
  readonly sigma_b: Uint8Array;
  /**
   * Whether the pixel is above the mean by more than σ_strong·√(g·mean). Extended: whether it is as much or more above the mean of the
   * background around it, and no pixel within min(ky, kx) − 1 fails `sigma_b`.
   */
  readonly sigma_s: Uint8Array;
  /** Whether the pixel is above global_threshold. Extended: whether it is background, which the second mean is taken of. */
  readonly global_threshold: Uint8Array;
  /** Whether all of it holds: the strong pixels. */
  readonly threshold: Uint8Array;
}

/**
 * The images `dispersion` and `dispersion_extended` go by, for viewing: those of DIALS' DispersionThresholdDebug and
 * DispersionExtendedThresholdDebug (mean, variance, index_of_dispersion, cv_mask, value_mask, global_mask, final_mask), as its viewer
 * and export_bitmaps show them. These part from DIALS' spot finder, and so do we, in this: values from 2²⁴ on are counted but not
 * looked at, and windows without counts are, extended, no background. Throws EwaldError `"bad-argument"`.
 */
export function intermediateImages(
  image: PanelImage,
  parameters: DispersionParameters,
  algorithm: "dispersion" | "dispersion_extended",
): IntermediateImages {
  const rule = strongRule(parameters, algorithm === "dispersion_extended");
  const { kernel, sigmaBackground, sigmaStrong, minLocal, gain = 1 } = rule;
  const { values, shape } = image;
  const size = values.length;
  const good = goodPixels(image);
  const images: IntermediateImages = {
    mean: new Float64Array(size),
    variance: new Float64Array(size),
    dispersion: new Float64Array(size).fill(1),
    sigma_b: new Uint8Array(size),
    sigma_s: new Uint8Array(size),
    global_threshold: new Uint8Array(size),
    threshold: new Uint8Array(size),
  };
  const isGood = (k: number) => good[k] !== 0;
  // Where there is an index of dispersion.
  const known = new Uint8Array(size);
  forWindows(image, kernel, isGood, isGood, (k, n, x, y) => {
    if (good[k] !== 2 || n < minLocal) return;
    const mean = x / n;
    const variance = (y - (x * x) / n) / (n - 1);
    images.mean[k] = mean;
    images.variance[k] = variance;
    if (!(mean > 0)) return;
    known[k] = 1;
    const dispersion = variance / mean;
    images.dispersion[k] = dispersion;
    images.sigma_b[k] = Number(dispersion > gain + sigmaBackground * gain * Math.sqrt(2 / (n - 1)));
    images.sigma_s[k] = Number(values[k]! > mean + sigmaStrong * Math.sqrt(gain * mean));
    images.global_threshold[k] = Number(values[k]! > rule.threshold);
  });
  const { sigma_b, sigma_s, global_threshold, threshold } = images;
  if (!rule.extended) {
    for (let k = 0; k < size; k++) threshold[k] = sigma_b[k]! & sigma_s[k]! & global_threshold[k]!;
    return images;
  }
  const [ky, kx] = kernel;
  const inside = erode(sigma_b, shape, Math.min(ky, kx) - 1);
  const background = (k: number) => known[k] === 1 && inside[k] === 0;
  sigma_s.fill(0);
  forWindows(
    image,
    [ky + 2, kx + 2],
    background,
    (k) => good[k] !== 0 && inside[k] === 1,
    (k, n, x) => {
      const mean = n >= 2 ? x / n : 0;
      sigma_s[k] = Number(values[k]! >= mean + sigmaStrong * Math.sqrt(gain * mean));
      threshold[k] = sigma_b[k]! & sigma_s[k]! & global_threshold[k]!;
    },
  );
  for (let k = 0; k < size; k++) global_threshold[k] = Number(background(k));
  return images;
}
