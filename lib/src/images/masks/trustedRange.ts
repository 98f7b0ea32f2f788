import { FlexBool } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { PanelMask, RawPanel } from "../../models/imageAccess.js";
import type { Panel } from "../../models/panel.js";
import { trustedRange, trustedRangeMask as trustedValues } from "../../models/trustedRange.js";

/**
 * Where raw pixels of a panel are within its trusted range: lowest ≤ counts ≤ highest, as DIALS since 3.12, with a lowest
 * value of −1 left out, as the older readers that wrote it had it (`models/trustedRange.ts` decides). Apply it to raw
 * counts, before gain and pedestal. Throws EwaldError `"wrong-length"` when the pixels are not the panel's.
 */
export function trustedRangeMask(panel: Panel, raw: RawPanel): PanelMask {
  const [nx, ny] = panel.getImageSize();
  const { shape, values } = raw;
  if (shape[0] !== ny || shape[1] !== nx || values.length !== nx * ny)
    throw new EwaldError(
      "wrong-length",
      `Raw data of ${shape[0]} × ${shape[1]} px (slow × fast) were given for a panel of ${ny} × ${nx}.`,
    );
  return { shape: [ny, nx], values: new FlexBool(trustedValues(panel, values)) };
}

/** The same of all panels of an image. */
export function trustedRangeMasks(detector: Detector, raw: readonly RawPanel[]): PanelMask[] {
  if (raw.length !== detector.length)
    throw new EwaldError(
      "wrong-length",
      `Raw data of ${raw.length} panels were given for a detector of ${detector.length}.`,
    );
  return detector.panels.map((panel, i) => trustedRangeMask(panel, raw[i]!));
}

/** How much of a panel is within its trusted range. */
export interface TrustedRangeStatistics {
  readonly panel: number;
  /** Counts, as the panel gives it. */
  readonly trustedRange: readonly [lowest: number, highest: number];
  /** Whether the range is that of a reader from before dxtbx 3.12, whose lowest value is not trusted itself. */
  readonly older: boolean;
  /** NaN is neither below nor above. */
  readonly below: number;
  readonly valid: number;
  readonly above: number;
  readonly total: number;
  readonly fractionValid: number;
}

/** Counts of pixels below, within and above the trusted range of each panel, by the rule of {@link trustedRangeMask}. */
export function trustedRangeStatistics(
  detector: Detector,
  raw: readonly RawPanel[],
): TrustedRangeStatistics[] {
  return trustedRangeMasks(detector, raw).map(({ values }, i) => {
    const { low, high, older } = trustedRange(detector.panel(i));
    const pixels = raw[i]!.values;
    const valid = values.count();
    let below = 0;
    let above = 0;
    for (let k = 0; k < pixels.length; k++) {
      if (values.data[k] !== 0) continue;
      if (pixels[k]! <= low) below++;
      else if (pixels[k]! > high) above++;
    }
    const total = pixels.length;
    const fractionValid = total === 0 ? 1 : valid / total;
    return { panel: i, trustedRange: [low, high], older, below, valid, above, total, fractionValid };
  });
}
