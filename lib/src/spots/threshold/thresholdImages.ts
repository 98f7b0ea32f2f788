import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { PanelMask, RealPanel } from "../../models/imageAccess.js";
import { type IntermediateImages, intermediateImages } from "./intermediateImages.js";
import type { DispersionParameters } from "./threshold.js";

/** Values of some pixels of a panel, row by row, as `heatmap` takes them. */
export interface PixelMap<Values> {
  /** [slow, fast], px. */
  readonly shape: readonly [slow: number, fast: number];
  /** Place of the first pixel in its panel, px. */
  readonly origin: readonly [fast: number, slow: number];
  readonly values: Values;
}

/** What `dispersion` and `dispersion_extended` go by, and the counts they look at; see IntermediateImages. */
export type ThresholdImages = { readonly counts: PixelMap<Float64Array> } & {
  readonly [K in keyof IntermediateImages]: PixelMap<IntermediateImages[K]>;
};

/** As `spotfinder.threshold`, with dials.find_spots' defaults. */
export interface ThresholdImagesOptions extends Partial<DispersionParameters> {
  /** `"dispersion_extended"` when not given. */
  readonly algorithm?: "dispersion" | "dispersion_extended";
  /** Number of the panel; 0 when not given. */
  readonly panel?: number;
  /** Part of the panel to show, px, half-open; all of it when not given. What is shown of it does not change. */
  readonly region?: readonly [x0: number, x1: number, y0: number, y1: number];
}

/** What has images: `experiment.imageset`. */
interface Images {
  getCorrectedData(index: number): RealPanel[];
  getMask(index: number): PanelMask[];
  getDetector(index?: number): Detector;
}

/**
 * How a threshold sees an image, for viewing: `heatmap(thresholdImages(imageset, 0).dispersion)`. Good pixels are those of
 * `imageset.getMask`, values corrected counts. Where the spot finder parts from them: IntermediateImages. Throws EwaldError `"out-of-range"` for a panel or region that is not there, `"bad-argument"`.
 */
export function thresholdImages(
  imageset: Images,
  index: number,
  { algorithm = "dispersion_extended", panel = 0, region, ...parameters }: ThresholdImagesOptions = {},
): ThresholdImages {
  const data = imageset.getCorrectedData(index)[panel];
  const mask = imageset.getMask(index)[panel];
  if (!data || !mask)
    throw new EwaldError(
      "out-of-range",
      `There is no panel ${panel}; the detector has ${imageset.getDetector(index).length}.`,
    );
  const { shape, values } = data;
  const [x0, x1, y0, y1] = region ?? [0, shape[1], 0, shape[0]];
  if (!(0 <= x0 && x0 < x1 && x1 <= shape[1] && 0 <= y0 && y0 < y1 && y1 <= shape[0]))
    throw new EwaldError(
      "out-of-range",
      `The region ${[x0, x1, y0, y1].join(", ")} is not in the panel, which has ${shape[1]} × ${shape[0]} pixels.`,
    );
  const good = mask.values.data as Uint8Array;
  const whole = intermediateImages({ shape, values, mask: good }, { ...defaults, ...parameters }, algorithm);
  const cut = <Values extends Float64Array | Uint8Array>(all: Values): PixelMap<Values> => {
    const width = x1 - x0;
    const part = new (all.constructor as new (length: number) => Values)(width * (y1 - y0));
    for (let y = y0; y < y1; y++)
      part.set(all.subarray(y * shape[1] + x0, y * shape[1] + x1), (y - y0) * width);
    return { shape: [y1 - y0, width], origin: [x0, y0], values: part };
  };
  return {
    counts: cut(values),
    mean: cut(whole.mean),
    variance: cut(whole.variance),
    dispersion: cut(whole.dispersion),
    sigma_b: cut(whole.sigma_b),
    sigma_s: cut(whole.sigma_s),
    global_threshold: cut(whole.global_threshold),
    threshold: cut(whole.threshold),
  };
}

const defaults: DispersionParameters = {
  gain: null,
  kernel_size: [3, 3],
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
