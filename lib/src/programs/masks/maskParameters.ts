import { hexagonalIce } from "../../images/masks/iceRings.js";
import {
  bool,
  float,
  floats,
  int,
  ints,
  multiple,
  scope,
  spaceGroup,
  unitCell,
} from "../../parameters/declare.js";

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
  ice_rings: scope({
    filter: bool({ default: false, help: "Mask powder rings." }),
    unit_cell: unitCell({
      default: hexagonalIce.unit_cell,
      help: "Unit cell of the powder (Å, degrees).",
      expertLevel: 1,
    }),
    space_group: spaceGroup({
      default: `${hexagonalIce.space_group}`,
      help: "Space group of the powder.",
      expertLevel: 1,
    }),
    width: float({
      default: hexagonalIce.width,
      allowNone: true,
      min: 0,
      help: "Width of a ring, in 1/d² (Å⁻²).",
      expertLevel: 1,
    }),
    d_min: float({
      default: null,
      min: 0,
      help: "Rings up to this resolution (Å); if not given, up to the corners of each panel.",
      expertLevel: 1,
    }),
  }),
} as const;
