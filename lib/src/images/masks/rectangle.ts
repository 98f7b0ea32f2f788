import { EwaldError } from "../../error.js";
import type { PanelMask } from "../../models/imageAccess.js";

/**
 * Masks, in place, the pixels x0 ≤ i < x1, y0 ≤ j < y1: as DIALS' `mask_untrusted_rectangle`. Throws EwaldError
 * `"bad-argument"` for a rectangle that is empty or reaches beyond the panel.
 */
export function maskUntrustedRectangle(
  { shape, values }: PanelMask,
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  where = "the panel",
): void {
  const [ny, nx] = shape;
  const given = `The rectangle ${x0}, ${x1}, ${y0}, ${y1} (x0, x1, y0, y1)`;
  if (!(x0 < x1 && y0 < y1))
    throw new EwaldError(
      "bad-argument",
      `${given} on ${where} holds no pixel; x0 must be below x1, and y0 below y1.`,
    );
  if (![x0, x1, y0, y1].every(Number.isInteger) || x0 < 0 || y0 < 0 || x1 > nx || y1 > ny)
    throw new EwaldError(
      "bad-argument",
      `${given} does not lie on ${where}; whole numbers with 0 ≤ x ≤ ${nx} and 0 ≤ y ≤ ${ny} would work.`,
    );
  for (let j = y0; j < y1; j++) values.data.fill(0, j * nx + x0, j * nx + x1);
}

/** Masks one pixel, in place. Mind the order, slow first, as DIALS' `untrusted.pixel` has it. */
export function maskUntrustedPixel(
  { shape, values }: PanelMask,
  y: number,
  x: number,
  where = "the panel",
): void {
  const [ny, nx] = shape;
  if (!(Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < nx && y < ny))
    throw new EwaldError(
      "bad-argument",
      `The pixel ${y}, ${x} (y, x) is not on ${where} of ${ny} × ${nx} px (slow × fast).`,
    );
  values.data[y * nx + x] = 0;
}
