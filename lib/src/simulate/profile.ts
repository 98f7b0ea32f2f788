import { MaskCode } from "../array/maskCode.js";
import { erf, normalCumulative } from "./erf.js";
import { add, cross, dot, norm, scale, unit, type Vector } from "./linear.js";
import { directionOfPixel, pixelOfMillimetres, rayIntersection } from "./panelGeometry.js";
import type { Prediction } from "./predict.js";
import { angleOfImage, imageOfAngle, type SimulatedSetup } from "./setup.js";

/** x0 x1 y0 y1 z0 z1, half-open: pixels, pixels, array index of images. */
export type Box = readonly [number, number, number, number, number, number];

/** One reflection's share of its photons per pixel and per image; the product of both is the share of a voxel. */
export interface SpotProfile {
  /** The integration box, 1.3 times as long along z: what is outside is 1e-4 of the spot. */
  readonly box: Box;
  /** (y1 − y0)(x1 − x0) fractions, x fastest. */
  readonly plane: Float64Array;
  /** z1 − z0 fractions. */
  readonly depth: Float64Array;
}

/** Kabsch's e1, e2 for this reflection: unit vectors across the diffracted beam. */
function localFrame(setup: SimulatedSetup, s1: Vector): [Vector, Vector] {
  const e1 = unit(cross(s1, setup.s0));
  return [e1, unit(cross(s1, e1))];
}

function pixelOfRay(setup: SimulatedSetup, s1: Vector): [number, number] {
  const mm = rayIntersection(setup.panel, s1);
  return mm ? pixelOfMillimetres(setup.panel, mm[0], mm[1]) : [Number.NaN, Number.NaN];
}

/**
 * DIALS' integration box (gaussian_rs, sigma_b_multiplier 2): ±2nσ_b across, ±nσ_m/|ζ| along z, `widen` times that
 * along z, cut at the scan's ends.
 */
export function integrationBox(setup: SimulatedSetup, at: Prediction, widen = 1): Box {
  const [e1, e2] = localFrame(setup, at.s1);
  const reach = 2 * setup.nSigma * setup.sigmaB;
  const length = norm(at.s1);
  const corners = [-1, 1].flatMap((i) =>
    [-1, 1].map((j) => {
      const across = add(scale(e1, i * reach), scale(e2, j * reach));
      const onward = Math.sqrt(1 - dot(across, across));
      return pixelOfRay(setup, scale(add(across, scale(at.s1, onward / length)), length));
    }),
  );
  const x = corners.map((corner) => corner[0]);
  const y = corners.map((corner) => corner[1]);
  const turn = (widen * setup.nSigma * setup.sigmaM) / Math.abs(at.zeta);
  return [
    Math.floor(Math.min(...x)),
    Math.ceil(Math.max(...x)),
    Math.floor(Math.min(...y)),
    Math.ceil(Math.max(...y)),
    Math.max(0, Math.floor(imageOfAngle(setup, at.angle - turn))),
    Math.min(setup.images, Math.ceil(imageOfAngle(setup, at.angle + turn))),
  ];
}

/**
 * Shares of a Gaussian spot: of standard deviation σ_b in Kabsch's ε1, ε2 and σ_m in ε3 = ζ(φ′ − φ). Across the few
 * pixels of a spot ε is linear in x, y, which leaves a correlated normal distribution: integrated over each pixel
 * exactly along x (erf) and by 4-point Gauss–Legendre along y; over each image exactly.
 */
export function spotProfile(setup: SimulatedSetup, at: Prediction): SpotProfile {
  const box = integrationBox(setup, at, 1.3);
  const depth = new Float64Array(Math.max(0, box[5] - box[4]));
  for (let k = 0; k < depth.length; k++) depth[k] = rotationShare(setup, at, box[4] + k, box[4] + k + 1);
  return { box, plane: gaussianPlane(box, at.px, pixelCovariance(setup, at)), depth };
}

/** Share of the spot recorded between image coordinates z0 and z1; over the integration box, DIALS' partiality. */
export function rotationShare(setup: SimulatedSetup, at: Prediction, z0: number, z1: number): number {
  const perAngle = at.zeta / (setup.sigmaM * Math.SQRT2);
  const from = (angleOfImage(setup, z0) - at.angle) * perAngle;
  const to = (angleOfImage(setup, z1) - at.angle) * perAngle;
  return 0.5 * Math.abs(erf(to) - erf(from));
}

/** Abscissae and weights of 4-point Gauss–Legendre quadrature on [0, 1]. */
const nodes = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970263];
const weights = [0.17392742256872692, 0.32607257743127305, 0.32607257743127305, 0.17392742256872692];

/**
 * Shares of a two-dimensional normal distribution (centre px, covariance xx, xy, yy px²) in the pixels of a box, x
 * fastest: exact along x (erf), 4-point Gauss–Legendre along y, in slices of 2σ where the spot is narrower than half a
 * pixel.
 */
export function gaussianPlane(
  box: readonly [x0: number, x1: number, y0: number, y1: number, ...rest: number[]],
  centre: readonly [x: number, y: number, ...rest: number[]],
  [sxx, sxy, syy]: readonly [number, number, number],
): Float64Array {
  const [x0, x1, y0, y1] = box;
  const [cx, cy] = centre;
  const sigmaY = Math.sqrt(syy);
  const slope = sxy / syy;
  const sigmaX = Math.sqrt(sxx - sxy * slope);
  const slices = Math.min(64, Math.max(1, Math.ceil(0.5 / sigmaY)));
  const nx = x1 - x0;
  const plane = new Float64Array(nx * (y1 - y0));
  const edges = new Float64Array(nx + 1);
  for (let j = 0; j < y1 - y0; j++) {
    for (let node = 0; node < 4 * slices; node++) {
      const v = y0 + j + ((node >> 2) + nodes[node & 3]!) / slices - cy;
      const density = Math.exp(-0.5 * (v / sigmaY) ** 2) / (sigmaY * Math.sqrt(2 * Math.PI));
      const middle = cx + slope * v;
      for (let i = 0; i <= nx; i++) edges[i] = normalCumulative((x0 + i - middle) / sigmaX);
      const share = (weights[node & 3]! / slices) * density;
      for (let i = 0; i < nx; i++) plane[j * nx + i]! += share * (edges[i + 1]! - edges[i]!);
    }
  }
  return plane;
}

/** Covariance xx, xy, yy of the spot on the detector, px², from ∂ε/∂(x, y) at its centre. */
function pixelCovariance(setup: SimulatedSetup, at: Prediction): [number, number, number] {
  const [e1, e2] = localFrame(setup, at.s1);
  const [x, y] = at.px;
  const slope = (dx: number, dy: number): [number, number] => {
    const ahead = directionOfPixel(setup.panel, x + dx, y + dy);
    const behind = directionOfPixel(setup.panel, x - dx, y - dy);
    return [(dot(e1, ahead) - dot(e1, behind)) / 2, (dot(e2, ahead) - dot(e2, behind)) / 2];
  };
  const [a, c] = slope(1, 0);
  const [b, d] = slope(0, 1);
  const squared = (setup.sigmaB / (a * d - b * c)) ** 2;
  return [squared * (b * b + d * d), -squared * (a * b + c * d), squared * (a * a + c * c)];
}

/**
 * Foreground and background of an integration box by DIALS' rule for rotation data: on every image of the box, a
 * pixel is foreground if one of its corners has ε1² + ε2² ≤ (nσ_b)².
 */
export function integrationMask(setup: SimulatedSetup, at: Prediction, box: Box): Uint8Array {
  const [x0, x1, y0, y1, z0, z1] = box;
  const [e1, e2] = localFrame(setup, at.s1);
  const nx = x1 - x0;
  const ny = y1 - y0;
  const outward = unit(at.s1);
  const acrossSquared = new Float64Array((nx + 1) * (ny + 1));
  const reach = (setup.nSigma * setup.sigmaB) ** 2;
  for (let j = 0; j <= ny; j++) {
    for (let i = 0; i <= nx; i++) {
      const direction = directionOfPixel(setup.panel, x0 + i, y0 + j);
      const away: Vector = [direction[0] - outward[0], direction[1] - outward[1], direction[2] - outward[2]];
      acrossSquared[j * (nx + 1) + i] = (dot(e1, away) ** 2 + dot(e2, away) ** 2) / reach;
    }
  }
  const mask = new Uint8Array((z1 - z0) * ny * nx);
  for (let k = 0, p = 0; k < z1 - z0; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, p++) {
        const corner = j * (nx + 1) + i;
        const across = Math.min(
          acrossSquared[corner]!,
          acrossSquared[corner + 1]!,
          acrossSquared[corner + nx + 1]!,
          acrossSquared[corner + nx + 2]!,
        );
        mask[p] = across <= 1 ? MaskCode.Valid | MaskCode.Foreground : MaskCode.Valid | MaskCode.Background;
      }
    }
  }
  return mask;
}
