import { crossingAngles } from "./crossings.js";
import { add, cross, dot, norm, rotate, scale, times, unit, type Vector } from "./linear.js";
import { pixelOfMillimetres, quantumEfficiency, rayIntersection } from "./panelGeometry.js";
import { imageOfAngle, type SimulatedSetup } from "./setup.js";
import { type Index, isAbsent } from "./spaceGroupI213.js";

/** One crossing of the Ewald sphere by one reciprocal-lattice point. */
export interface Prediction {
  readonly index: Index;
  /** Into the sphere: s1·(s0 × axis) < 0. */
  readonly entering: boolean;
  readonly s1: Vector;
  /** Rotation angle, radians. */
  readonly angle: number;
  /** Position on the panel, mm. */
  readonly mm: readonly [number, number];
  /** Fast px, slow px, image coordinate. */
  readonly px: Vector;
  readonly d: number;
  readonly zeta: number;
  /** Multiplies a recorded intensity: Lorentz over polarization. */
  readonly lp: number;
  /** Divides a recorded intensity. */
  readonly qe: number;
}

/**
 * Every reflection to d_min, allowed by the space group, whose crossing angle is within the scan widened at both
 * ends by `padding` radians, whose ray meets the panel and whose |ζ| is large enough. Entering and exiting crossings
 * are both given; order is h, k, l, angle.
 */
export function predict(setup: SimulatedSetup, padding = 0): Prediction[] {
  const found: Prediction[] = [];
  const highest = Math.floor(setup.cellEdge / setup.dMin);
  const reach = (setup.cellEdge / setup.dMin) ** 2;
  for (let h = -highest; h <= highest; h++) {
    for (let k = -highest; k <= highest; k++) {
      for (let l = -highest; l <= highest; l++) {
        const square = h * h + k * k + l * l;
        // The body centring first, for speed; isAbsent knows it too.
        if (square === 0 || square > reach || (h + k + l) % 2 !== 0 || isAbsent([h, k, l])) continue;
        for (const one of crossings(setup, [h, k, l], padding)) found.push(one);
      }
    }
  }
  return found;
}

function crossings(setup: SimulatedSetup, index: Index, padding: number): Prediction[] {
  const { axis, s0 } = setup;
  const r = times(setup.orientation, scale(index, 1 / setup.cellEdge));
  const angles = crossingAngles(r, axis, s0);
  if (!angles) return [];
  const first = setup.startAngle - padding;
  const last = setup.startAngle + setup.images * setup.imageWidth + padding;
  const out: Prediction[] = [];
  for (const crossing of angles) {
    const turns = Math.ceil((first - crossing) / (2 * Math.PI));
    for (let angle = crossing + 2 * Math.PI * turns; angle <= last; angle += 2 * Math.PI) {
      const one = predicted(setup, index, angle, rotate(r, axis, angle));
      if (one) out.push(one);
    }
  }
  return out.sort((one, other) => one.angle - other.angle);
}

function predicted(setup: SimulatedSetup, index: Index, angle: number, r: Vector): Prediction | undefined {
  const { s0, axis, panel } = setup;
  const s1 = add(s0, r);
  const zeta = dot(axis, unit(cross(s1, s0)));
  if (Math.abs(zeta) < setup.minZeta) return undefined;
  const mm = rayIntersection(panel, s1);
  if (!mm) return undefined;
  const [x, y] = pixelOfMillimetres(panel, mm[0], mm[1]);
  if (x < 0 || y < 0 || x >= panel.imageSize[0] || y >= panel.imageSize[1]) return undefined;
  return {
    index,
    entering: dot(s1, cross(s0, axis)) < 0,
    s1,
    angle,
    mm,
    px: [x, y, imageOfAngle(setup, angle)],
    d: 1 / norm(r),
    zeta,
    lp: lorentzOverPolarization(setup, s1),
    qe: quantumEfficiency(panel, s1),
  };
}

/** DIALS' `lp` (multiply a recorded intensity by it): L/P for a partly polarized beam (Kahn et al. 1982). */
export function lorentzOverPolarization(setup: SimulatedSetup, s1: Vector): number {
  const out = unit(s1);
  const beam = unit(setup.s0);
  const fraction = setup.polarizationFraction;
  const lorentz = Math.abs(dot(out, cross(setup.axis, beam)));
  const towards = dot(setup.polarizationNormal, out);
  const cosine = dot(out, beam);
  return lorentz / ((1 - 2 * fraction) * (1 - towards * towards) + fraction * (1 + cosine * cosine));
}
