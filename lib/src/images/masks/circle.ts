import { EwaldError } from "../../error.js";
import type { PanelMask } from "../../models/imageAccess.js";

/**
 * Masks, in place, the pixels (i, j) with (i − xc)² + (j − yc)² < radius²: as DIALS' `mask_untrusted_circle`, which takes the
 * pixel's corner. px. Throws EwaldError `"bad-argument"` for a radius that is not positive and a circle beside the panel.
 */
export function maskUntrustedCircle(
  { shape, values }: PanelMask,
  xc: number,
  yc: number,
  radius: number,
  where = "the panel",
): void {
  const [ny, nx] = shape;
  if (!(radius > 0 && Number.isFinite(xc + yc + radius)))
    throw new EwaldError(
      "bad-argument",
      `The circle ${xc}, ${yc}, ${radius} on ${where} cannot be: it is xc, yc, r in px, with r above 0.`,
    );
  const inside = (x: number, y: number) => (x - xc) * (x - xc) + (y - yc) * (y - yc) < radius * radius;
  let touched = false;
  const last = Math.min(ny - 1, Math.ceil(yc + radius));
  for (let j = Math.max(0, Math.floor(yc - radius)); j <= last; j++) {
    const half = Math.sqrt(Math.max(0, radius * radius - (j - yc) * (j - yc)));
    // Rounding of the root may be a pixel off at either end.
    let from = Math.max(0, Math.floor(xc - half) - 1);
    let to = Math.min(nx - 1, Math.ceil(xc + half) + 1);
    while (from <= to && !inside(from, j)) from++;
    while (to >= from && !inside(to, j)) to--;
    if (from > to) continue;
    touched = true;
    values.data.fill(0, j * nx + from, j * nx + to + 1);
  }
  if (!touched)
    throw new EwaldError(
      "bad-argument",
      `The circle ${xc}, ${yc}, ${radius} (xc, yc, r) lies beside ${where} of ${nx} × ${ny} px.`,
    );
}
