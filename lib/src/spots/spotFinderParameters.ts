import type { MaskParameters } from "../images/masks/generateMask.js";
import type { PanelMask } from "../models/imageAccess.js";
import type { SpotFilterParameters } from "./filters/spotFilter.js";
import type { DispersionParameters, RadialProfileParameters } from "./threshold/threshold.js";

/** PHIL's Auto. */
type Auto = "Auto";

/** `spotfinder.filter`: what pixels are left out, and which spots. */
export interface FilterParameters extends MaskParameters, SpotFilterParameters {
  /** Fewest strong pixels of a spot; Auto for 3 on pixel array detectors and 6 on others. */
  readonly min_spot_size: number | null | Auto;
  /** Most strong pixels of a spot. */
  readonly max_spot_size: number;
  /** Share of the pixels of an image that may be strong; from 1 on, or null, any. */
  readonly max_strong_pixel_fraction: number | null;
}

/** The parameters of dials.find_spots that find spots, under their names there. */
export interface SpotFinderParameters {
  readonly maximum_trusted_value: number | null;
  readonly output: { readonly shoeboxes: boolean };
  readonly spotfinder: {
    /** Pixels that are looked at, one mask for each panel. */
    readonly lookup?: { readonly mask?: readonly PanelMask[] | null };
    readonly write_hot_mask: boolean;
    readonly force_2d: boolean;
    /** Of sequences image numbers, else 1 for the first of the set; both included. */
    readonly scan_range: readonly (readonly [first: number, last: number] | null)[];
    readonly region_of_interest: readonly number[] | null;
    readonly compute_mean_background: boolean;
    readonly ignore_unreadable: boolean;
    readonly filter: FilterParameters;
    readonly mp: {
      readonly nproc: number | null | Auto;
      readonly chunksize: number | null | Auto;
      readonly min_chunksize: number | null;
    };
    readonly threshold: {
      readonly algorithm: string;
      readonly dispersion: Omit<DispersionParameters, "global_threshold"> & {
        readonly global_threshold: number | Auto;
      };
      readonly radial_profile: RadialProfileParameters;
    };
  };
}
