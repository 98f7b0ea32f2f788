import { FlexBool } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { PanelMask } from "../../models/imageAccess.js";
import type { Panel } from "../../models/panel.js";
import { checkTiles } from "../externalLookup.js";

/** A mask of a whole detector: one for each panel, in order. */
export type DetectorMask = readonly PanelMask[];

/** A mask of one panel, `value` everywhere. */
export function uniformPanel(panel: Panel, value = true): PanelMask {
  const [nx, ny] = panel.getImageSize();
  return { shape: [ny, nx], values: new FlexBool(new Uint8Array(nx * ny).fill(value ? 1 : 0)) };
}

/** A mask of a detector, `value` everywhere: good by default. */
export function uniform(detector: Detector, value = true): PanelMask[] {
  return detector.panels.map((panel) => uniformPanel(panel, value));
}

/** Good pixels (true) and bad ones of a panel, or of a whole detector. */
export interface MaskCount {
  readonly good: number;
  readonly masked: number;
  readonly total: number;
  /** good / total; 1 of no pixels. */
  readonly fraction: number;
}

/** Good and masked pixels, of one panel or all together. */
export function count(mask: PanelMask | DetectorMask): MaskCount {
  const panels = isDetectorMask(mask) ? mask : [mask];
  let good = 0;
  let total = 0;
  for (const { values } of panels) {
    good += values.count();
    total += values.length;
  }
  return { good, masked: total - good, total, fraction: total === 0 ? 1 : good / total };
}

/** Whether the value is a mask of several panels rather than of one. */
export const isDetectorMask = (mask: PanelMask | DetectorMask): mask is DetectorMask => Array.isArray(mask);

/**
 * Throws EwaldError `"wrong-length"` unless the mask has the detector's panels, each of its shape. `name` is for the message.
 */
export function checkMask(mask: DetectorMask, detector: Detector, name = "The mask"): void {
  checkTiles(mask, detector.panels, name);
  mask.forEach(({ shape: [slow, fast], values }, i) => {
    if (values.length !== slow * fast)
      throw new EwaldError(
        "wrong-length",
        `${name} has ${values.length} values for panel ${i} of ${slow} × ${fast} px (slow × fast).`,
      );
  });
}
