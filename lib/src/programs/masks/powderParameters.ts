import { hexagonalIce } from "../../images/masks/iceRings.js";
import { bool, float, scope, spaceGroup, unitCell } from "../../parameters/declare.js";

/** The powder whose rings are meant, hexagonal ice when not given. */
export const powder = {
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
};

/** `ice_rings` of programs that leave something out: what `filter` does, and where rings end without `d_min`. */
export const iceRingParameters = (what: string, whereTheyEnd: string) =>
  scope({
    filter: bool({ default: false, help: what }),
    ...powder,
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
      help: `Rings up to this resolution (Å); if not given, up to ${whereTheyEnd}.`,
      expertLevel: 1,
    }),
  });
