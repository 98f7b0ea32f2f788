import type { PolynomialTable } from "../compute/resolutionPlane.js";
import { attenuationLength } from "../models/pxMmStrategy.js";

/** A step is this part of the smallest argument: polynomials of degree 5 then are right to the last place. */
const fineness = 1 / 64;
const fewestSteps = 16;
/** 6 numbers each must fit the kernel's buffer. */
const mostSteps = 10_000;

/**
 * The parallax correction of pixel positions as a factor 1 − o/r on their distance from the foot of the perpendicular from the
 * sample, o the mean depth of absorption: for a flat sensor it depends on r² alone. Tabulated from the plane's distance, mm, to
 * `farthest`, mm². Undefined where the plane is seen so much at a slant that the table would be too long.
 */
export function shrinkTable(
  { mu, thickness }: { readonly mu: number; readonly thickness: number },
  distance: number,
  farthest: number,
): PolynomialTable | undefined {
  // Both ends a little wider than needed: rounding of r² must not fall outside.
  const start = distance * distance * (1 - 1e-9);
  const span = farthest * (1 + 1e-9) - start;
  const steps = Math.max(fewestSteps, Math.ceil(span / (fineness * start)));
  if (!(steps <= mostSteps)) return undefined;
  const step = span / steps;
  // One step more than there are, for the far corner itself.
  const coefficients = new Float64Array(6 * (steps + 1));
  const correction = (r2: number) => {
    const r = Math.sqrt(r2);
    return attenuationLength(mu, thickness, distance / r) / r;
  };
  for (let i = 0; i <= steps; i++) {
    const values = nodes.map((t) => correction(start + (i + 0.5 + t) * step));
    throughNodes(values).forEach((c, k) => {
      coefficients[6 * i + k] = (k === 0 ? 1 : 0) - c;
    });
  }
  return { coefficients, start, perStep: 1 / step };
}

/** Chebyshev's six places in −½ … ½, where the error of interpolation is evenly small. */
const nodes = [0, 1, 2, 3, 4, 5].map((k) => Math.cos(((2 * k + 1) * Math.PI) / 12) / 2);

/** Coefficients c₀ … c₅ of the polynomial through these values at the nodes (Newton's divided differences, multiplied out). */
function throughNodes(values: readonly number[]): number[] {
  const divided = [...values];
  for (let k = 1; k < 6; k++)
    for (let i = 5; i >= k; i--) divided[i] = (divided[i]! - divided[i - 1]!) / (nodes[i]! - nodes[i - k]!);
  let c = [divided[5]!];
  for (let k = 4; k >= 0; k--) {
    const raised = [0, ...c];
    c.forEach((value, i) => {
      raised[i]! -= nodes[k]! * value;
    });
    raised[0]! += divided[k]!;
    c = raised;
  }
  return c;
}
