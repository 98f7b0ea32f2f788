import { FlexBool } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { Panel, TrustedRangeOptions } from "../../models/panel.js";
import type { PanelMask, RawPanel } from "../imageFormat.js";

/**
 * Where raw pixels of a panel are within its trusted range, both ends included, as DIALS since 3.12 (Panel.getTrustedRangeMask;
 * `ends: "excluded"` is the rule of older readers, whose lowest value is one below what they trust). Apply it to raw counts, before gain and
 * pedestal. Throws EwaldError `"wrong-length"` when the pixels are not the panel's.
 */
export function trustedRangeMask(panel: Panel, raw: RawPanel, options: TrustedRangeOptions = {}): PanelMask {
  const [nx, ny] = panel.getImageSize();
  const { shape, values } = raw;
  if (shape[0] !== ny || shape[1] !== nx || values.length !== nx * ny)
    throw new EwaldError(
      "wrong-length",
      `Raw data of ${shape[0]} × ${shape[1]} px (slow × fast) were given for a panel of ${ny} × ${nx}.`,
    );
  return { shape: [ny, nx], values: new FlexBool(panel.getTrustedRangeMask(values, options)) };
}

/** The same of all panels of an image. */
export function trustedRangeMasks(
  detector: Detector,
  raw: readonly RawPanel[],
  options: TrustedRangeOptions = {},
): PanelMask[] {
  if (raw.length !== detector.length)
    throw new EwaldError(
      "wrong-length",
      `Raw data of ${raw.length} panels were given for a detector of ${detector.length}.`,
    );
  return detector.panels.map((panel, i) => trustedRangeMask(panel, raw[i]!, options));
}

/** How much of a panel is within its trusted range. */
export interface TrustedRangeStatistics {
  readonly panel: number;
  /** Counts, as the panel gives it. */
  readonly trustedRange: readonly [lowest: number, highest: number];
  /** NaN is neither below nor above. */
  readonly below: number;
  readonly valid: number;
  readonly above: number;
  readonly total: number;
  readonly fractionValid: number;
  /**
   * Whether the range is of a reader before dxtbx 3.12: a lowest value of −1, which was meant to be left out, while pixels hold just it
   * (gaps). `ends: "excluded"` is then the rule.
   */
  readonly isOlderReader: boolean;
}

/** Counts of pixels below, within and above the trusted range of each panel, by the rule of {@link trustedRangeMask}. */
export function trustedRangeStatistics(
  detector: Detector,
  raw: readonly RawPanel[],
  options: TrustedRangeOptions = {},
): TrustedRangeStatistics[] {
  return trustedRangeMasks(detector, raw, options).map(({ values }, i) => {
    const panel = detector.panels[i]!;
    const [lowest, highest] = panel.getTrustedRange();
    const pixels = raw[i]!.values;
    const valid = values.count();
    let below = 0;
    let above = 0;
    let gaps = 0;
    for (let k = 0; k < pixels.length; k++) {
      const value = pixels[k]!;
      if (values.data[k] === 0)
        if (value <= lowest) below++;
        else if (value >= highest) above++;
      if (value === -1) gaps++;
    }
    const total = pixels.length;
    return {
      panel: i,
      trustedRange: [lowest, highest],
      below,
      valid,
      above,
      total,
      fractionValid: total === 0 ? 1 : valid / total,
      isOlderReader: lowest === -1 && gaps > 0,
    };
  });
}
