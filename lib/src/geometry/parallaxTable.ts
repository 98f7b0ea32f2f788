import type { CubicTable } from "../compute/resolutionPlane.js";
import { attenuationLength } from "../models/pxMmStrategy.js";

/** A step is at most this part of the smallest argument: the cubics then are right to a few units of the last place. */
const fineness = 1 / 400;
const mostSteps = 1 << 16;

/**
 * The parallax correction of pixel positions as a factor 1 − o/r on their distance from the foot of the perpendicular from the
 * sample, o the mean depth of absorption: for a flat sensor it depends on r² alone. Tabulated from the plane's distance, mm, to
 * `farthest`, mm². Hermite cubics through values and slopes.
 */
export function shrinkTable(
  { mu, thickness }: { readonly mu: number; readonly thickness: number },
  distance: number,
  farthest: number,
): CubicTable {
  // Both ends a little wider than needed: rounding of r² must not fall outside.
  const start = distance * distance * (1 - 1e-9);
  const span = farthest * (1 + 1e-9) - start;
  const steps = Math.min(mostSteps, Math.max(16, Math.ceil(span / (fineness * start))));
  const step = span / steps;
  // One step more than there are, for the far corner itself.
  const coefficients = new Float64Array(4 * (steps + 1));
  let [value, slope] = shrink(mu, thickness, distance, start);
  for (let i = 0; i <= steps; i++) {
    const [next, nextSlope] = shrink(mu, thickness, distance, start + (i + 1) * step);
    const rise = next - value;
    const [from, to] = [slope * step, nextSlope * step];
    coefficients.set([value, from, 3 * rise - 2 * from - to, from + to - 2 * rise], 4 * i);
    [value, slope] = [next, nextSlope];
  }
  return { coefficients, start, perStep: 1 / step };
}

/** 1 − o/r and its derivative by r², at r². */
function shrink(mu: number, thickness: number, distance: number, r2: number): [number, number] {
  const r = Math.sqrt(r2);
  const depth = attenuationLength(mu, thickness, distance / r);
  // With path p = t·r/D: o = 1/μ − (p + 1/μ)e^(−μp), so do/dr = μp·e^(−μp)·t/D.
  const path = (thickness * r) / distance;
  const byR = (mu * path * Math.exp(-mu * path) * thickness) / distance;
  return [1 - depth / r, (depth / r2 - byR / r) / (2 * r)];
}
