import { cross, dot } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";

/** The points with n·x + c ≥ 0. */
export interface HalfSpace {
  readonly normal: readonly [number, number, number];
  readonly constant: number;
}

/** Coordinates nearer than this are the same. */
const near = 1e-9;

const value = ({ normal, constant }: HalfSpace, v: Vec3) => dot(normal, v) + constant;

/** The corners of the body that half spaces have in common: where three planes meet and no half space is left. */
export function polyhedronVertices(faces: readonly HalfSpace[]): Vec3[] {
  const found: Vec3[] = [];
  for (let i = 0; i < faces.length; i++)
    for (let j = i + 1; j < faces.length; j++)
      for (let k = j + 1; k < faces.length; k++) {
        const v = meeting(faces[i]!, faces[j]!, faces[k]!);
        if (!v || faces.some((face) => value(face, v) < -near)) continue;
        if (!found.some((other) => other.every((n, at) => Math.abs(n - v[at]!) < near))) found.push(v);
      }
  return found;
}

/** The point three planes share (Cramer's rule); undefined when they have a direction in common. */
function meeting(p: HalfSpace, q: HalfSpace, r: HalfSpace): Vec3 | undefined {
  const [qr, rp, pq] = [cross(q.normal, r.normal), cross(r.normal, p.normal), cross(p.normal, q.normal)];
  const det = dot(p.normal, qr);
  if (Math.abs(det) < near) return undefined;
  const part = (i: 0 | 1 | 2) => (-p.constant * qr[i] - q.constant * rp[i] - r.constant * pq[i]) / det + 0;
  return [part(0), part(1), part(2)];
}

/** Volume of a convex body: its faces, as fans of triangles, with a corner as the top of pyramids. */
export function polyhedronVolume(faces: readonly HalfSpace[]): number {
  const corners = polyhedronVertices(faces);
  const top = corners[0]!;
  let volume = 0;
  for (const face of faces) {
    const polygon = inOrder(
      corners.filter((v) => Math.abs(value(face, v)) < near),
      face.normal,
    );
    for (let i = 2; i < polygon.length; i++) {
      const [a, b, c] = [polygon[0]!, polygon[i - 1]!, polygon[i]!].map(
        (v): Vec3 => [v[0] - top[0], v[1] - top[1], v[2] - top[2]],
      ) as [Vec3, Vec3, Vec3];
      volume += Math.abs(dot(a, cross(b, c))) / 6;
    }
  }
  return volume;
}

/** The corners of a face one after the other, by their angle around its middle. */
function inOrder(corners: readonly Vec3[], normal: Vec3): Vec3[] {
  const middle = [0, 1, 2].map((i) => corners.reduce((sum, v) => sum + v[i]! / corners.length, 0));
  const arm = (v: Vec3): Vec3 => [v[0] - middle[0]!, v[1] - middle[1]!, v[2] - middle[2]!];
  if (corners.length === 0) return [];
  const first = arm(corners[0]!);
  const second = cross(normal, first);
  const angle = (v: Vec3) =>
    Math.atan2(dot(arm(v), second) / dot(second, second), dot(arm(v), first) / dot(first, first));
  return [...corners].sort((p, q) => angle(p) - angle(q));
}
