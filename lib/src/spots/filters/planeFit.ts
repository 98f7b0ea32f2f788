/** counts = a + b·x + c·y, x and y from the corner of the first pixel, px. */
export interface Plane {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * Least-squares plane through the pixels (row by row, `width` to a row) that `used` tells, all of one weight (`Linear2dModeller` of DIALS).
 * undefined for three pixels or fewer, and for pixels on one line.
 */
export function planeFit(
  values: ArrayLike<number>,
  width: number,
  used: (index: number) => boolean,
): Plane | undefined {
  // Moments about the means: the plane of the normal equations, better conditioned.
  let n = 0;
  let [sx, sy, sp] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!used(i)) continue;
    n++;
    sx += (i % width) + 0.5;
    sy += Math.floor(i / width) + 0.5;
    sp += values[i]!;
  }
  if (n <= 3) return undefined;
  const [mx, my, mp] = [sx / n, sy / n, sp / n];
  let [xx, xy, yy, xp, yp] = [0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!used(i)) continue;
    const dx = (i % width) + 0.5 - mx;
    const dy = Math.floor(i / width) + 0.5 - my;
    const dp = values[i]! - mp;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    xp += dx * dp;
    yp += dy * dp;
  }
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-12 * xx * yy)) return undefined;
  const b = (xp * yy - yp * xy) / determinant;
  const c = (yp * xx - xp * xy) / determinant;
  return { a: mp - b * mx - c * my, b, c };
}
