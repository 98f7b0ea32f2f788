import { bool, type Extracted, float, ints, scope, str } from "../../parameters/declare.js";
import { iceRingParameters } from "../masks/powderParameters.js";

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
  ice_rings: iceRingParameters("Leave out reflections in powder rings.", "the reflections'"),
});

export type FilterParameters = Extracted<typeof filterParameters>;
