import { cross, dot, norm, scale, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";

/** What makes spots broad; all Gaussian, standard deviations. */
export interface SpotWidths {
  /** Of the directions of mosaic blocks about each axis, radians. */
  readonly mosaicity: number;
  /** Of the directions of incident rays, across the beam in each direction, radians. */
  readonly divergence: number;
  /** Of the wavelength, as a part of it. */
  readonly bandwidth: number;
  /** Diameter of coherent blocks, Å; Infinity for none. */
  readonly blockSize: number;
  /** Of the lit part of the crystal in each direction, mm. */
  readonly crystalSize: number;
  /** Of the detector's point spread in each direction, px. */
  readonly pointSpread: number;
}

/**
 * How one reflection is spread: covariance of (t, x, y), x and y in px on its panel, t the rotation angle (radians) at
 * which a part of the crystal reflects — or for a still how far, Å⁻² (½(|s0 + r|² − |s0|²)), it is off the Ewald sphere.
 */
export interface SpotShape {
  readonly tt: number;
  readonly tx: number;
  readonly ty: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Where the diffracted ray meets a panel. */
export interface PanelPlace {
  readonly fast: Vec3;
  readonly slow: Vec3;
  readonly normal: Vec3;
  /** [fast, slow], mm. */
  readonly pixelSize: readonly [number, number];
  /** From the sample along the ray, mm. */
  readonly pathLength: number;
}

/** A block of diameter D scatters within a peak of full width 0.9/D at half height (Scherrer's constant 0.9). */
const scherrer = 0.9 / (2 * Math.sqrt(2 * Math.LN2));

/**
 * Every ray of the beam and every block of the crystal is a small deviation from the ideal: a block turned by ω (r → r +
 * ω × r), a beam turned by δ (s0 → s0 + δ), another wavelength (s0 → s0(1 − Δλ/λ)), a block's own breadth u (r → r + u).
 * To first order each must turn by φ about the axis m before 2 s0·r + r² = 0 holds again,
 * φ = −(r·ds0 + s1·dr)/(m·(s1 × s0)), and then reflects along s1 + ds0 + dr + φ m × r. Deviations are independent and
 * normal, so (φ, x, y) is a normal distribution whose covariance is the sum over them. Mosaicity η alone gives the
 * widths of Kabsch's profile (2010, Acta Cryst. D66, 133): η/|ζ| in φ; bandwidth adds (Δλ/λ) tan θ/ζ and divergence δ/ζ
 * (Greenhough & Helliwell 1982, J. Appl. Cryst. 15, 338). What Kabsch's frame takes out is kept: x and y correlate with
 * φ where the axis is not along s1 × s0, so spots wander a little from image to image.
 *
 * `axis` is undefined for a still; then t is the offset from the sphere instead of φ.
 */
export function spotShape(
  s0: Vec3,
  s1: Vec3,
  axis: Vec3 | undefined,
  widths: SpotWidths,
  place: PanelPlace,
): SpotShape {
  const k = norm(s0);
  const r: Vec3 = [s1[0] - s0[0], s1[1] - s0[1], s1[2] - s0[2]];
  const turned = axis && cross(axis, r);
  const speed = turned ? dot(s1, turned) : 1;
  const project = projection(s1, place);
  const sum = { tt: 0, tx: 0, ty: 0, xx: 0, xy: 0, yy: 0 };
  const add = (sigma: number, ds0: Vec3, dr: Vec3) => {
    if (sigma === 0) return;
    const off = dot(r, ds0) + dot(s1, dr);
    const t = turned ? -off / speed : off;
    const turn = turned ? t : 0;
    const [x, y] = project([
      (ds0[0] + dr[0] + turn * (turned?.[0] ?? 0)) / k,
      (ds0[1] + dr[1] + turn * (turned?.[1] ?? 0)) / k,
      (ds0[2] + dr[2] + turn * (turned?.[2] ?? 0)) / k,
    ]);
    accumulate(sum, sigma, t, x, y);
  };
  for (const one of axes) {
    add(widths.mosaicity, none, cross(one, r));
    if (Number.isFinite(widths.blockSize)) add(scherrer / widths.blockSize, none, one);
  }
  const [a, b] = across(s0);
  add(widths.divergence, scale(a, k), none);
  add(widths.divergence, scale(b, k), none);
  add(widths.bandwidth, scale(s0, -1), none);
  if (widths.crystalSize > 0)
    for (const one of axes) {
      const [x, y] = project(scale(one, 1 / place.pathLength));
      accumulate(sum, widths.crystalSize, 0, x, y);
    }
  sum.xx += widths.pointSpread ** 2;
  sum.yy += widths.pointSpread ** 2;
  return sum;
}

const axes: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const none: Vec3 = [0, 0, 0];

function accumulate(
  sum: { -readonly [K in keyof SpotShape]: number },
  sigma: number,
  t: number,
  x: number,
  y: number,
): void {
  const variance = sigma * sigma;
  sum.tt += variance * t * t;
  sum.tx += variance * t * x;
  sum.ty += variance * t * y;
  sum.xx += variance * x * x;
  sum.xy += variance * x * y;
  sum.yy += variance * y * y;
}

/** From a small change of the ray's direction, radians, to the shift on the panel, px. */
function projection(s1: Vec3, { fast, slow, normal, pixelSize, pathLength }: PanelPlace) {
  const out = unit(s1);
  const cosine = dot(out, normal);
  return (change: Vec3): readonly [number, number] => {
    const back = dot(change, normal) / cosine;
    const moved: Vec3 = [change[0] - back * out[0], change[1] - back * out[1], change[2] - back * out[2]];
    return [(pathLength * dot(moved, fast)) / pixelSize[0], (pathLength * dot(moved, slow)) / pixelSize[1]];
  };
}

/** Two unit vectors at right angles to v and to each other. */
function across(v: Vec3): readonly [Vec3, Vec3] {
  const aside = axes[Math.abs(v[0]) < 0.6 * norm(v) ? 0 : 1]!;
  const a = unit(cross(v, aside));
  return [a, unit(cross(v, a))];
}

/** A normal distribution cut to [a, b], in units of its own deviation. */
export interface Slice {
  /** Of the whole in the slice. */
  readonly share: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Share, mean and variance of a standard normal distribution between a and b (a ≤ b), given the cumulative
 * distribution: the moments of the truncated normal distribution.
 */
export function sliceOfNormal(a: number, b: number, cumulative: (x: number) => number): Slice {
  const share = cumulative(b) - cumulative(a);
  if (!(share > 1e-12)) return { share: 0, mean: (a + b) / 2, variance: 0 };
  const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const [pa, pb] = [density(a), density(b)];
  const mean = (pa - pb) / share;
  const variance = 1 + (a * pa - b * pb) / share - mean * mean;
  return { share, mean, variance: Math.min(1, Math.max(0, variance)) };
}
