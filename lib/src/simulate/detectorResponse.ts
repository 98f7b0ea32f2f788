import { scramble } from "../array/random.js";

/**
 * What a charge-integrating, gain-switching pixel (JUNGFRAU) makes of photons. A simple model with three facts:
 *
 * - Each pixel leaves its high-gain stage G0 at a count of its own, `switchAt` − 1, + 0 or + 1. The next stage's
 *   zero is a little wrong just there: `step` counts too many, dying away as exp(−(n − switch)/`fade`). No pixel
 *   reports the values jumped over, which is the notch in a histogram of pixel values; larger counts are right again.
 * - Each pixel's well is full at a count of its own, `fullWell`·(1 + `fullWellSpread`·u), u in [−1, 1] triangular;
 *   what is above is lost: values pile up there.
 * - Values are whole counts.
 */
export interface DetectorResponse {
  readonly switchAt: number;
  readonly step: number;
  readonly fade: number;
  readonly fullWell: number;
  readonly fullWellSpread: number;
}

/** The value that a pixel reports for `photons`; `pixelKey` (32 bits) makes each pixel its own. */
export function detectorValue(model: DetectorResponse, photons: number, pixelKey: number): number {
  if (photons < model.switchAt - 1) return photons;
  const bits = scramble(pixelKey);
  const change = model.switchAt - 1 + (bits % 3);
  if (photons < change) return photons;
  const value = photons + Math.round(model.step * Math.exp(-(photons - change) / model.fade));
  const full = model.fullWell * (1 - Math.abs(model.fullWellSpread));
  if (value <= full) return value;
  const triangular = ((bits >>> 8) & 0xfff) / 0xfff + ((bits >>> 20) & 0xfff) / 0xfff - 1;
  return Math.min(value, Math.round(model.fullWell * (1 + model.fullWellSpread * triangular)));
}
