import { angleBetween, norm, scale, subtract, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";

/**
 * d = 1/|s1 − s0| = λ / (2 sin θ), Å, of rays from the sample to a point (any length); Infinity in the direct beam.
 * s0 in Å⁻¹ without 2π. Throws EwaldError `"bad-argument"` unless both have a direction.
 */
export function resolutionOfPoint(s0: Vec3, point: Vec3): number {
  checkRay(s0, point);
  const wavenumber = norm(s0);
  return 1 / (wavenumber * norm(subtract(unit(point), scale(s0, 1 / wavenumber))));
}

/** 2θ, radians, of rays from the sample to a point (any length). */
export function twoThetaOfPoint(s0: Vec3, point: Vec3): number {
  checkRay(s0, point);
  return angleBetween(s0, point);
}

/** Throws EwaldError `"bad-argument"` unless both vectors have a direction. */
export function checkRay(beam: Vec3, point: Vec3): void {
  if (norm(beam) > 0 && norm(point) > 0) return;
  throw new EwaldError(
    "bad-argument",
    `There is no angle between (${beam.join(", ")}) and the ray to (${point.join(", ")}) mm: both need a direction.`,
  );
}

/**
 * d, Å, of the widest cone about s0 that lies within the convex hull of `corners`, points of any length.
 * As DIALS does for several panels (`Detector.get_max_inscribed_resolution`): the corners are projected
 * stereographically from the source's side, where circles about the beam stay circles; the distance from the beam to
 * the nearest edge of their hull, there a straight line, gives the angle. Undefined when the beam is outside the hull, or all
 * corners are on the source's side of the sample.
 */
export function inscribedResolution(s0: Vec3, corners: readonly Vec3[]): number | undefined {
  const wavenumber = norm(s0);
  const z = scale(s0, 1 / wavenumber);
  const helper: Vec3 = Math.abs(z[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const y = unit([
    z[1] * helper[2] - z[2] * helper[1],
    z[2] * helper[0] - z[0] * helper[2],
    z[0] * helper[1] - z[1] * helper[0],
  ]);
  const x: Vec3 = [z[1] * y[2] - z[2] * y[1], z[2] * y[0] - z[0] * y[2], z[0] * y[1] - z[1] * y[0]];
  const along = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  if (!corners.some((corner) => along(corner, z) > 0)) return undefined;
  const projected = corners.map((corner): [number, number] => {
    const p = unit(corner);
    const far = 1 + along(p, z);
    return [(2 * along(p, x)) / far, (2 * along(p, y)) / far];
  });
  const hull = convexHull(projected);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < hull.length; i++) {
    const [ax, ay] = hull[i]!;
    const [bx, by] = hull[(i + 1) % hull.length]!;
    const [ux, uy] = [bx - ax, by - ay];
    // The hull goes round counter-clockwise, so the beam, at (0, 0), must be left of each edge.
    if (uy * ax - ux * ay <= 0) return undefined;
    const t = Math.min(1, Math.max(0, -(ax * ux + ay * uy) / (ux * ux + uy * uy)));
    nearest = Math.min(nearest, Math.hypot(ax + t * ux, ay + t * uy));
  }
  if (hull.length < 3) return undefined;
  return 1 / (2 * wavenumber * Math.sin(Math.atan(nearest / 2)));
}

/** Corners of the convex hull, counter-clockwise (monotone chain, Andrew 1979). */
function convexHull(points: readonly (readonly [number, number])[]): [number, number][] {
  const sorted = points.map(([x, y]): [number, number] => [x, y]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly [number, number][]) => {
    const chain: [number, number][] = [];
    for (const p of list) {
      while (chain.length >= 2) {
        const [a, b] = [chain[chain.length - 2]!, chain[chain.length - 1]!];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
