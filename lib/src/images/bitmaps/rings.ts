import { transform } from "../../array/mat3.js";
import { add, cross, dot, scale, subtract, unit } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { Panel } from "../../models/panel.js";

/** Where the pixels of one resolution are. */
export interface Ring {
  /** Å. */
  readonly d: number;
  /** On each panel, px. */
  readonly lines: readonly { readonly panel: number; readonly points: readonly Vec2[] }[];
  /** Where labels go: on the ring, px. */
  readonly labels: readonly { readonly panel: number; readonly at: Vec2 }[];
}

/** Rays of a ring: their points are joined by straight lines. On a circle of 3000 px these leave it by less than 0.01 px. */
const rays = 1440;
/** Of the panel's edge, px: further away the parallax is left out. */
const margin = 50;

/**
 * The ring of resolution d, Å, on a detector: where rays at 2θ = 2 arcsin(λ / 2d) to the beam meet it, parallax included. s0 in Å⁻¹,
 * without 2π. `labelsFrom`: the angle of the first of four labels. Throws EwaldError `"bad-argument"` where no ray has that resolution.
 */
export function ringOf(detector: Detector, s0: Vec3, d: number, labelsFrom = Math.PI / 4): Ring {
  const wavelength = 1 / Math.hypot(...s0);
  if (!(d >= wavelength / 2 && d < Number.POSITIVE_INFINITY))
    throw new EwaldError(
      "bad-argument",
      `There is no ring of ${d} Å at a wavelength of ${wavelength.toFixed(4)} Å; ${(wavelength / 2).toFixed(4)} Å or more would work.`,
    );
  const ray = cone(s0, 2 * Math.asin(Math.min(1, wavelength / (2 * d))));
  const directions = Array.from({ length: rays + 1 }, (_, i) => ray((2 * Math.PI * (i % rays)) / rays));
  const lines = detector.panels.flatMap((panel, i) =>
    onPanel(panel, directions).map((points) => ({ panel: i, points })),
  );
  const labels = [0, 1, 2, 3].flatMap((quarter) => {
    const direction = ray(labelsFrom + (quarter * Math.PI) / 2);
    for (const [i, panel] of detector.panels.entries()) {
      const at = panel.getRayIntersectionPx(direction);
      if (at && panel.isCoordValid(at)) return [{ panel: i, at }];
    }
    return [];
  });
  return { d, lines, labels };
}

/** Resolutions, Å, of `number` rings in equal steps of 1/d² within that of the detector's farthest corner, as DIALS chooses them. */
export function evenRings(detector: Detector, s0: Vec3, number: number): number[] {
  const dMin = detector.getMaxResolution(s0);
  return Array.from({ length: number }, (_, i) => dMin * Math.sqrt((number + 1) / (i + 1)));
}

/** The ray at an angle round a cone about the beam; at 0 it lies towards the laboratory's x as far as it can. */
function cone(s0: Vec3, twoTheta: number): (angle: number) => Vec3 {
  const along = unit(s0);
  const axis: Vec3 = Math.abs(along[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const first = unit(subtract(axis, scale(along, dot(axis, along))));
  const second = cross(along, first);
  const [forward, aside] = [Math.cos(twoTheta), Math.sin(twoTheta)];
  return (angle) =>
    add(
      scale(along, forward),
      add(scale(first, aside * Math.cos(angle)), scale(second, aside * Math.sin(angle))),
    );
}

/** The parts of the line through the rays' points that lie on the panel. */
function onPanel(panel: Panel, directions: readonly Vec3[]): Vec2[][] {
  const { D } = panel.getFrame();
  if (!D) return [];
  const [nx, ny] = panel.getImageSize();
  const [px, py] = panel.getPixelSize();
  const lines: Vec2[][] = [];
  let last: Vec2 | undefined;
  for (const direction of directions) {
    const [u, v, w] = transform(D, direction);
    let at: Vec2 | undefined;
    if (w > 0) {
      at = [u / w / px, v / w / py];
      const near = at[0] > -margin && at[0] < nx + margin && at[1] > -margin && at[1] < ny + margin;
      if (near) at = panel.millimeterToPixel([u / w, v / w]);
    }
    const piece = last && at && clipped(last, at, [nx, ny]);
    if (piece) {
      const end = lines.at(-1)?.at(-1);
      if (end && end[0] === piece[0][0] && end[1] === piece[0][1]) lines.at(-1)!.push(piece[1]);
      else lines.push([...piece]);
    }
    last = at;
  }
  return lines;
}

/** What of the line from a to b is within 0 … size (Liang & Barsky 1984, ACM Trans. Graph. 3, 1). */
function clipped(a: Vec2, b: Vec2, size: readonly [number, number]): readonly [Vec2, Vec2] | undefined {
  let [from, to] = [0, 1];
  for (const k of [0, 1] as const) {
    const step = b[k] - a[k];
    if (step === 0) {
      if (a[k] < 0 || a[k] > size[k]) return undefined;
      continue;
    }
    const [one, other] = [-a[k] / step, (size[k] - a[k]) / step];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  if (!(from < to)) return undefined;
  const at = (t: number): Vec2 =>
    t === 0 ? a : t === 1 ? b : [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  return [at(from), at(to)];
}
