import { MaskCode } from "../array/maskCode.js";
import { FlexBool } from "../array/scalars.js";
import { EwaldError } from "../error.js";
import { Flag } from "../reflections/flag.js";
import type { ReflectionTable } from "../reflections/reflectionTable.js";
import { signalPixels } from "./spotTable.js";

/**
 * Sets the flag `overloaded` of spots with a pixel above the highest trusted value of their panel, makes such pixels invalid in the
 * shoeboxes, and counts `n_signal` anew (`is_overloaded`, then the `n_signal` of dials.find_spots; centroids and intensities stay,
 * as there). Gives which spots are overloaded.
 *
 * `highest` has one row per experiment, one number per panel, counts. Throws EwaldError `"out-of-range"` for an `id` or panel
 * without one.
 */
export function markOverloads(table: ReflectionTable, highest: readonly (readonly number[])[]): FlexBool {
  const shoeboxes = table.column("shoebox");
  const id = table.column("id");
  const overloaded = new Uint8Array(table.nrows);
  const { panel, start, pools } = shoeboxes;
  const { data, mask } = pools;
  const sizes = shoeboxes.sizes(true);
  for (let row = 0; row < overloaded.length; row++) {
    const limit = highest[id.data[row]!]?.[panel[row]!];
    if (limit === undefined)
      throw new EwaldError(
        "out-of-range",
        `Spot ${row} is of experiment ${id.data[row]} and panel ${panel[row]}, whose trusted range is not known.`,
      );
    for (let i = start[row]!, to = i + sizes[row]!; i < to; i++)
      if (data[i]! > limit) {
        mask[i]! &= ~MaskCode.Valid;
        overloaded[row] = 1;
      }
  }
  const rows = new FlexBool(overloaded);
  table.setFlags(rows, Flag.overloaded);
  table.set("n_signal", signalPixels(shoeboxes));
  return rows;
}
