import type { StrongRule } from "../../compute/strongPixels.js";
import { EwaldError } from "../../error.js";
import type { DispersionParameters } from "./threshold.js";

/** The rule these parameters stand for. Throws EwaldError `"bad-argument"` where they make none. */
export function strongRule(parameters: DispersionParameters, extended: boolean): StrongRule {
  const { gain, kernel_size, sigma_background, sigma_strong, min_local, global_threshold } = parameters;
  const [ky, kx] = kernel_size;
  for (const half of kernel_size)
    if (!Number.isInteger(half) || half < 1)
      throw new EwaldError(
        "bad-argument",
        `kernel_size=${ky},${kx} makes no window; give two whole numbers of at least 1.`,
      );
  const whole = (2 * ky + 1) * (2 * kx + 1);
  if (!Number.isInteger(min_local) || min_local === 1 || min_local > whole)
    throw new EwaldError(
      "bad-argument",
      `min_local=${min_local} cannot be asked of a window of ${whole} pixels; give a whole number from 2 to ${whole}, or 0 for all.`,
    );
  const least = { sigma_background, sigma_strong, global_threshold };
  for (const [name, value] of Object.entries(least))
    if (!(value >= 0 && value < Infinity))
      throw new EwaldError("bad-argument", `${name}=${value} is no bound; give 0 or more.`);
  if (gain !== null && !(gain > 0 && gain < Infinity))
    throw new EwaldError("bad-argument", `gain=${gain} is no gain; give counts per photon, above 0.`);
  return {
    kernel: [ky, kx],
    sigmaBackground: sigma_background,
    sigmaStrong: sigma_strong,
    minLocal: min_local <= 0 ? whole : min_local,
    gain: gain ?? undefined,
    threshold: global_threshold,
    extended,
  };
}
