import { EwaldError } from "../../error.js";
import type { PanelMask } from "../../models/imageAccess.js";

/**
 * Masks the outer `border` pixels of each edge, in place. Throws EwaldError `"bad-argument"` for a negative border, and for
 * one that leaves no pixel. `where` names the panel in messages.
 */
export function maskBorder({ shape, values }: PanelMask, border: number, where = "a panel"): void {
  const [ny, nx] = shape;
  if (!(Number.isInteger(border) && border >= 0))
    throw new EwaldError(
      "bad-argument",
      `A border of ${border} px cannot be; a whole number from 0 on would work.`,
    );
  if (border > 0 && 2 * border >= Math.min(nx, ny))
    throw new EwaldError(
      "bad-argument",
      `A border of ${border} px leaves nothing of ${where} of ${nx} × ${ny} px.`,
    );
  const { data } = values;
  data.fill(0, 0, border * nx);
  data.fill(0, (ny - border) * nx);
  for (let row = 0; row < ny; row++) {
    data.fill(0, row * nx, row * nx + border);
    data.fill(0, (row + 1) * nx - border, (row + 1) * nx);
  }
}
