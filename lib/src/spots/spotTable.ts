import type { FlexShoebox } from "../array/flexShoebox.js";
import { MaskCode } from "../array/maskCode.js";
import { FlexInt, FlexSizeT } from "../array/scalars.js";
import { Flag } from "../reflections/flag.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";

/** What all spots of a table are given. */
export interface SpotTableOptions {
  /** Experiment number of all, until they are told apart; −1 without. */
  readonly id?: number;
}

/**
 * The table dials.find_spots makes of shoeboxes: bbox, flags (`strong`), id, intensity.sum.value and .variance (counts), n_signal,
 * panel, shoebox, xyzobs.px.value (centroids of the valid pixels, px, px, array index) and .variance. The shoeboxes are kept, not
 * copied.
 */
export function spotTable(shoeboxes: FlexShoebox, { id = -1 }: SpotTableOptions = {}): ReflectionTable {
  const n = shoeboxes.length;
  const centroids = shoeboxes.centroidValid();
  const { value, variance } = shoeboxes.summedIntensity();
  return new ReflectionTable({
    bbox: shoeboxes.boundingBoxes(),
    flags: new FlexSizeT(new Uint32Array(n).fill(Flag.strong)),
    id: new FlexInt(new Int32Array(n).fill(id)),
    "intensity.sum.value": value,
    "intensity.sum.variance": variance,
    n_signal: signalPixels(shoeboxes),
    panel: shoeboxes.panels(),
    shoebox: shoeboxes,
    "xyzobs.px.value": centroids.position,
    "xyzobs.px.variance": centroids.stdErrSq,
  });
}

/** The `n_signal` column: valid foreground pixels of each shoebox. */
export function signalPixels(shoeboxes: FlexShoebox): FlexInt {
  return shoeboxes.countMaskValues(MaskCode.Valid | MaskCode.Foreground);
}
