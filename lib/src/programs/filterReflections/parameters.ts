import { hexagonalIce } from "../../images/masks/iceRings.js";
import {
  bool,
  type Extracted,
  float,
  ints,
  scope,
  spaceGroup,
  str,
  unitCell,
} from "../../parameters/declare.js";

/** The parameters of `dials.filter_reflections`. */
export const filterParameters = scope({
  output: scope({
    reflections: str({ default: "filtered.refl", help: "Name of the file of the reflections selected." }),
  }),
  flag_expression: str({
    default: null,
    help: "Keep reflections whose flags are so: names of flags, & (and), | (or), ~ (not), parentheses.",
  }),
  id: ints({ default: null, min: 0, help: "Keep reflections of the experiments with these numbers." }),
  panel: ints({ default: null, min: 0, help: "Keep reflections on these panels." }),
  d_min: float({ default: null, help: "Keep reflections with d of at least this (Å)." }),
  d_max: float({ default: null, help: "Keep reflections with d of at most this (Å)." }),
  partiality: scope({
    min: float({ default: null, min: 0, max: 1, help: "Keep reflections with at least this partiality." }),
    max: float({ default: null, min: 0, max: 1, help: "Keep reflections with at most this partiality." }),
  }),
  select_good_intensities: bool({
    default: false,
    help: "Keep reflections that are whole and whose intensities have a variance.",
  }),
  remove_by_index: ints({
    default: null,
    min: 0,
    expertLevel: 6,
    help: "Leave out these rows, counted from 0 in what the filters before have left.",
  }),
  dead_time: scope({
    value: float({
      default: 0,
      allowNone: true,
      min: 0,
      help: "Time (ms) at the end of each exposure during which the detector is dead.",
    }),
    reject_fraction: float({
      default: 0,
      allowNone: true,
      min: 0,
      max: 1,
      help: "Leave out reflections of which more than this part passes in dead time.",
    }),
  }),
  ice_rings: scope({
    filter: bool({ default: false, help: "Leave out reflections in powder rings." }),
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
      help: "Rings up to this resolution (Å); if not given, up to the reflections'.",
      expertLevel: 1,
    }),
  }),
});

export type FilterParameters = Extracted<typeof filterParameters>;
