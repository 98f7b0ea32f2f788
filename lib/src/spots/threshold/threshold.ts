import type { Beam } from "../../models/beam.js";
import type { Panel } from "../../models/panel.js";

/** One panel of an image as a threshold takes it, row by row: `values[slow · shape[1] + fast]`. */
export interface PanelImage {
  /** [slow, fast], px. */
  readonly shape: readonly [slow: number, fast: number];
  /** Corrected counts, (raw − pedestal) / gain; where there is neither, the raw counts as they are read. */
  readonly values: Int32Array | Float64Array;
  /** 1 where a pixel is good. */
  readonly mask: Uint8Array;
  /** When given, good pixels moreover have values within, both ends included. */
  readonly trusted?: readonly [lowest: number, highest: number] | undefined;
}

/**
 * Places of the strong pixels of an image of one panel (slow·width + fast, ascending). It may keep memory from image to image; what
 * it returns is the caller's.
 */
export type PanelThreshold = (image: PanelImage) => Uint32Array;

/** Where the images of a threshold come from. */
export interface ThresholdPlace {
  readonly panel: Panel;
  readonly beam: Beam;
  /** [slow, fast] of the images, px: the panel's, or those of the region. */
  readonly shape: readonly [slow: number, fast: number];
  /** Part of the panel the images are of, px, half-open; all of it without. */
  readonly region?: readonly [x0: number, x1: number, y0: number, y1: number] | undefined;
}

/** `spotfinder.threshold.dispersion`. */
export interface DispersionParameters {
  /** Counts per photon, multiplying nothing: a flat gain map. */
  readonly gain: number | null;
  /** Half the size of the window (rows, columns), px: 2n + 1 pixels. */
  readonly kernel_size: readonly [slow: number, fast: number];
  /** Standard deviations of the index of dispersion below which a pixel is background. */
  readonly sigma_background: number;
  /** Standard deviations above the local mean from which a pixel is strong. */
  readonly sigma_strong: number;
  /** Good pixels a window must have; all of them when ≤ 0. */
  readonly min_local: number;
  /** Counts a strong pixel must be above. */
  readonly global_threshold: number;
}

/** `spotfinder.threshold.radial_profile`. */
export interface RadialProfileParameters {
  /** Interquartile ranges above the background in a shell from which a pixel is strong. */
  readonly n_iqr: number;
  readonly blur: "narrow" | "wide" | null;
  /** Shells of equal steps in 2θ. */
  readonly n_bins: number;
}

/** `spotfinder.threshold` but for the choice. */
export interface ThresholdParameters {
  readonly dispersion: DispersionParameters;
  readonly radial_profile: RadialProfileParameters;
}

/** A way to tell strong pixels, one line of `threshold/index.ts`. */
export interface ThresholdAlgorithm {
  /** As DIALS names it. */
  readonly name: string;
  /** Checks the parameters and prepares for the images of one panel. Throws EwaldError `"bad-argument"`. */
  prepare(parameters: ThresholdParameters, place: ThresholdPlace): PanelThreshold;
}
