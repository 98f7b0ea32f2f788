import { colourSchemes } from "../../images/bitmaps/colours.js";
import {
  bool,
  choice,
  type Extracted,
  float,
  floats,
  int,
  ints,
  multiple,
  path,
  scope,
  str,
} from "../../parameters/declare.js";
import { powder } from "../masks/powderParameters.js";
import { formatParameters } from "./imageInputs.js";

/** `dials.export_bitmaps`' parameters, the rings' those that came with 3.14 and 3.16. */
export const bitmapParameters = scope({
  binning: int({
    default: 1,
    allowNone: true,
    min: 1,
    help: "So many pixels across become one, the greatest: a power of 2.",
  }),
  brightness: float({ default: 100, allowNone: true, min: 0, help: "How dark counts are drawn (%)." }),
  colour_scheme: choice(colourSchemes, { default: "greyscale", help: "How counts become colours." }),
  projection: choice(["lab", "image"], {
    default: "image",
    help: "Detectors of several panels: as seen along z, or in the detector's plane.",
  }),
  padding: int({ default: 4, allowNone: true, min: 0, help: "Digits of the image number in file names." }),
  imageset_index: multiple(
    int({
      default: null,
      expertLevel: 2,
      help: "Number of an image to draw, the first of a set being 1; all by default.",
    }),
  ),
  display: choice(
    ["image", "mean", "variance", "dispersion", "sigma_b", "sigma_s", "threshold", "global_threshold"],
    {
      default: "image",
      help: "What is drawn: the image, or what the threshold dispersion goes by.",
    },
  ),
  nsigma_b: float({
    default: 6,
    allowNone: true,
    min: 0,
    help: "Threshold: standard deviations of the index of dispersion below which pixels are background.",
  }),
  nsigma_s: float({
    default: 3,
    allowNone: true,
    min: 0,
    help: "Threshold: standard deviations above the local mean from which pixels are strong.",
  }),
  global_threshold: float({
    default: 0,
    allowNone: true,
    min: 0,
    help: "Threshold: counts a strong pixel must be above.",
  }),
  kernel_size: ints({
    default: [3, 3],
    size: 2,
    min: 1,
    help: "Threshold: half the size of the window (rows, columns; px).",
  }),
  min_local: int({
    default: 2,
    allowNone: true,
    help: "Threshold: good pixels a window must have.",
  }),
  gain: float({ default: 1, allowNone: true, min: 0, help: "Threshold: counts per photon." }),
  saturation: int({
    default: 0,
    allowNone: true,
    help: "Counts above this are marked; if 0, above the trusted range.",
  }),
  show_mask: bool({ default: false, help: "Draw masked pixels as those without counts." }),
  resolution_rings: scope({
    show: bool({ default: false, help: "Draw rings of equal resolution." }),
    number: int({ default: 5, min: 1, help: "How many, in equal steps of 1/d²." }),
    d_spacings: floats({ default: null, min: 0, help: "Their resolutions (Å), instead." }),
    fontsize: int({ default: 30, allowNone: true, min: 0, help: "Of the labels (px); none without." }),
    fill: str({ default: "red", help: "Colour of the rings and labels: red, #ff0000, rgb(255, 0, 0)." }),
  }),
  ice_rings: scope({
    show: bool({ default: false, help: "Draw the powder rings of ice." }),
    fontsize: int({ default: null, min: 0, help: "Of the labels (px); none without." }),
    ...powder,
    fill: str({ default: "blue", help: "Colour of the rings and labels." }),
  }),
  png: scope({
    compress_level: int({
      default: 1,
      allowNone: true,
      min: 0,
      max: 9,
      help: "0: not packed, 1: fast, 9: smallest.",
    }),
  }),
  jpeg: scope({
    quality: int({ default: 75, allowNone: true, min: 1, max: 95, help: "1: worst, 95: best." }),
  }),
  format: formatParameters,
  output: scope({
    prefix: str({ default: "image", help: "What file names begin with." }),
    directory: path({ default: null, help: "Folder of the files; it must be there." }),
    file: str({ default: null, help: "Name of the file, where there is only one." }),
    format: choice(["jpeg", "png", "tiff"], { default: "png", help: "Kind of file." }),
  }),
});

export type BitmapParameters = Extracted<typeof bitmapParameters>;
