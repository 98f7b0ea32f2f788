import { bool, float, floats, int, ints, multiple, scope } from "../../parameters/declare.js";
import { iceRingParameters } from "./powderParameters.js";

/** What masks are made of: the parameters of `dials.util.masking`. */
export const maskParameters = {
  border: int({ default: 0, allowNone: true, help: "Pixels along each edge of each panel that are masked." }),
  d_min: float({ default: null, min: 0, help: "Mask pixels at this resolution (Å) and beyond." }),
  d_max: float({ default: null, min: 0, help: "Mask pixels at this resolution (Å) and nearer to the beam." }),
  disable_parallax_correction: bool({
    default: false,
    help: "Leave the parallax in a thick sensor out when pixels are given their resolution.",
  }),
  resolution_range: multiple(
    floats({ size: 2, default: null, help: "Mask pixels within this range of resolution (Å)." }),
  ),
  untrusted: multiple(
    scope({
      panel: int({
        default: null,
        help: "Number of the panel (0 if not given); without a shape all of it is masked.",
      }),
      circle: ints({ size: 3, default: null, help: "A circle to mask: xc, yc, r (px)." }),
      rectangle: ints({
        size: 4,
        default: null,
        help: "A rectangle to mask: x0, x1, y0, y1 (px, x1 and y1 not in it).",
      }),
      polygon: ints({
        min: 0,
        default: null,
        help: "A polygon to mask: x and y (fast, slow; px) of each corner.",
      }),
      pixel: ints({ size: 2, min: 0, default: null, help: "A pixel to mask: y, x (slow, fast)." }),
    }),
  ),
  ice_rings: iceRingParameters("Mask powder rings.", "the corners of each panel"),
} as const;
