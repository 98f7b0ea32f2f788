import { EwaldError } from "../error.js";
import type { Detector } from "../models/detector.js";
import type { RawPanel, RealPanel } from "../models/imageAccess.js";
import { checkTiles, type ExternalLookup } from "./externalLookup.js";

/** Of each panel: one number for all its pixels, or one for each. */
export type PanelValues = readonly (number | Float64Array)[];

/** Counts per photon: the external map, else the panels'. Throws EwaldError `"bad-format"` for a panel's gain not above 0. */
export function panelGains(detector: Detector, lookup: ExternalLookup): PanelValues {
  const tiles = lookup.gain.data;
  if (tiles) {
    checkTiles(tiles, detector.panels, `The gain map ${lookup.gain.filename}`);
    return tiles.map(({ values }) => values);
  }
  return detector.panels.map((panel, i) => {
    const gain = panel.getGain();
    if (gain > 0) return gain;
    throw new EwaldError("bad-format", `Panel ${i} has the gain ${gain}, which must be above 0.`);
  });
}

/** Counts without a photon: the external map, else the panels'. */
export function panelPedestals(detector: Detector, lookup: ExternalLookup): PanelValues {
  const tiles = lookup.pedestal.data;
  if (!tiles) return detector.panels.map((panel) => panel.getPedestal());
  checkTiles(tiles, detector.panels, `The pedestal map ${lookup.pedestal.filename}`);
  return tiles.map(({ values }) => values);
}

/** One number for each pixel. */
export function filledPanels(detector: Detector, values: PanelValues): RealPanel[] {
  return detector.panels.map((panel, i) => {
    const [fast, slow] = panel.getImageSize();
    const value = values[i]!;
    const filled = typeof value === "number" ? new Float64Array(slow * fast).fill(value) : value.slice();
    return { shape: [slow, fast], values: filled };
  });
}

/** (raw − pedestal) / gain of each pixel. */
export function correctedPanels(
  raw: readonly RawPanel[],
  gains: PanelValues,
  pedestals: PanelValues,
): RealPanel[] {
  return raw.map(({ shape, values }, panel) => {
    const gain = gains[panel];
    const pedestal = pedestals[panel];
    const length = values.length;
    if (gain === undefined || pedestal === undefined)
      throw new EwaldError(
        "wrong-length",
        `The image has ${raw.length} panels, but the detector has ${gains.length}.`,
      );
    for (const map of [gain, pedestal])
      if (typeof map !== "number" && map.length !== length)
        throw new EwaldError(
          "wrong-length",
          `A map of ${map.length} pixels was given for panel ${panel}, which has ${length}.`,
        );
    const out = new Float64Array(length);
    if (typeof gain === "number" && typeof pedestal === "number")
      for (let i = 0; i < length; i++) out[i] = (values[i]! - pedestal) / gain;
    else {
      const gainAt = typeof gain === "number" ? new Float64Array(length).fill(gain) : gain;
      const pedestalAt = typeof pedestal === "number" ? new Float64Array(length).fill(pedestal) : pedestal;
      for (let i = 0; i < length; i++) out[i] = (values[i]! - pedestalAt[i]!) / gainAt[i]!;
    }
    return { shape, values: out };
  });
}
