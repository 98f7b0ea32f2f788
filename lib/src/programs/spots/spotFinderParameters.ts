import {
  Auto,
  bool,
  choice,
  float,
  int,
  ints,
  multiple,
  path,
  scope,
  str,
} from "../../parameters/declare.js";
import { maskParameters } from "../masks/maskParameters.js";
import { slurmParameters } from "../slurmParameters.js";

const filter = scope(
  {
    min_spot_size: int({
      default: Auto,
      allowNone: true,
      min: 1,
      help: "Fewest strong pixels of a spot; Auto for 3 on pixel array detectors and 6 on others.",
    }),
    max_spot_size: int({ default: 1000, min: 1, help: "Most strong pixels of a spot." }),
    max_separation: float({
      default: 2,
      allowNone: true,
      min: 0,
      help: "Greatest distance from a spot's brightest pixel to its centroid (px); None for any.",
      expertLevel: 1,
    }),
    max_strong_pixel_fraction: float({
      default: 0.25,
      allowNone: true,
      min: 0,
      max: 1,
      help: "An image of which more than this share is strong is an error.",
    }),
    background_gradient: scope(
      {
        filter: bool({ default: false, help: "Leave out spots whose background rises steeply." }),
        background_size: int({
          default: 2,
          allowNone: true,
          min: 1,
          help: "Pixels around a spot that are its background.",
        }),
        gradient_cutoff: float({
          default: 4,
          allowNone: true,
          min: 0,
          help: "Greatest slope of the background (counts per px).",
        }),
      },
      { expertLevel: 2 },
    ),
    spot_density: scope(
      { filter: bool({ default: false, help: "Leave out spots where there are very many." }) },
      { expertLevel: 2 },
    ),
    ...maskParameters,
  },
  { help: "Which pixels are looked at, and which spots are kept." },
);

const mp = scope({
  method: choice(["none", "drmaa", "sge", "lsf", "pbs", "slurm"], {
    default: "none",
    // PHIL takes a bare none for None.
    allowNone: true,
    help: "The cluster that looks for strong pixels; none for this machine. Of clusters Ewald knows slurm.",
  }),
  njobs: int({ default: 1, allowNone: true, min: 1, help: "Jobs on the cluster." }),
  nproc: int({
    default: Auto,
    allowNone: true,
    min: 1,
    help: "Processors that work; Auto for all there are.",
  }),
  chunksize: int({
    default: Auto,
    allowNone: true,
    min: 1,
    help: "Images that are given out at a time; Auto for what is fast.",
  }),
  min_chunksize: int({
    default: 20,
    allowNone: true,
    min: 1,
    help: "Fewest images that are given to a job of a cluster, when chunksize is Auto.",
  }),
  slurm: slurmParameters,
});

const threshold = scope(
  {
    algorithm: choice(["dispersion", "dispersion_extended", "radial_profile"], {
      default: "dispersion_extended",
      help: "How strong pixels are told.",
    }),
    dispersion: scope(
      {
        gain: float({
          default: null,
          min: 0,
          help: "Counts per photon of the counts that the format's gain has corrected.",
        }),
        kernel_size: ints({
          default: [3, 3],
          size: 2,
          help: "Half the size of the window around a pixel whose mean and variance are taken: 2n + 1 pixels.",
          expertLevel: 1,
        }),
        sigma_background: float({
          default: 6,
          allowNone: true,
          help: "Standard deviations of the index of dispersion (variance / mean) up to which the window is background.",
          expertLevel: 1,
        }),
        sigma_strong: float({
          default: 3,
          allowNone: true,
          help: "Standard deviations above the window's mean from which a pixel is strong.",
          expertLevel: 1,
        }),
        min_local: int({
          default: 2,
          allowNone: true,
          help: "Good pixels that a window must have; all it can have when 0 or less, so that edges are background.",
          expertLevel: 1,
        }),
        global_threshold: float({
          default: 0,
          allowNone: true,
          allowAuto: true,
          help: "Counts that a strong pixel must be above; Auto estimates it from the first image.",
        }),
      },
      { help: "Of dispersion and dispersion_extended." },
    ),
    radial_profile: scope(
      {
        n_iqr: int({
          default: 6,
          allowNone: true,
          help: "Interquartile ranges above the background of its 2θ shell from which a pixel is strong.",
        }),
        blur: choice(["narrow", "wide"], {
          default: null,
          help: "Blur the image before, with a Gaussian of 3×3 px (narrow) or 5×5 px (wide).",
        }),
        n_bins: int({ default: 100, allowNone: true, help: "Number of 2θ shells." }),
      },
      {
        help: "Pixels above the background of their 2θ shell; the beam centre has to be right. For electron diffraction, and for detectors of unknown gain.",
      },
    ),
  },
  { help: "How strong pixels are told." },
);

/** The parameters of find_spots that find spots: DIALS' `spotfinder` scope, and `ignore_unreadable`. */
export const spotFinder = scope(
  {
    lookup: scope(
      { mask: str({ default: null, help: "Path of a mask: which pixels are looked at." }) },
      { help: "Maps besides the images." },
    ),
    write_hot_mask: bool({ default: false, help: "Write a mask of pixels that are strong on every image." }),
    hot_mask_prefix: str({ default: "hot_mask", help: "What the file name of that mask begins with." }),
    force_2d: bool({ default: false, help: "Make spots of each image for itself, of a rotation too." }),
    scan_range: multiple(
      ints({
        size: 2,
        default: null,
        help: "First and last image to look at; may be given several times. Of a rotation these are image numbers, of other images 1 is the first of the set.",
      }),
    ),
    region_of_interest: ints({
      size: 4,
      default: null,
      help: "Where to look on each panel: x0,x1,y0,y1 (px, x1 and y1 not in it).",
    }),
    compute_mean_background: bool({ default: false, help: "Give the mean background of each image." }),
    ignore_unreadable: bool({
      default: false,
      help: "Take images that cannot be read for images without spots, and go on.",
    }),
    filter,
    mp,
    threshold,
  },
  { help: "How spots are found." },
);

/** All parameters of find_spots. */
export const findSpotsParameters = scope({
  output: scope({
    reflections: path({ default: "strong.refl", help: "Name of the file of spots." }),
    shoeboxes: bool({ default: true, help: "Keep the pixels of each spot." }),
    experiments: path({
      default: null,
      help: "If given, the experiments are written there, with the mask of hot pixels if there is one.",
    }),
    log: path({
      default: "ewald.find_spots.log",
      help: "Name of the file of what is said; None for no file.",
    }),
  }),
  maximum_trusted_value: float({
    default: null,
    help: "Highest trusted counts, instead of what the detector says.",
    expertLevel: 2,
  }),
  per_image_statistics: bool({ default: false, help: "Print a table of spots per image." }),
  spotfinder: spotFinder,
});
