import type { Vec2 } from "../../array/vectors.js";

/** Twice the area of the triangle abc, positive when it runs from x to y. */
const turn = (a: Vec2, b: Vec2, c: Vec2) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** One chain of the hull of sorted points, without its last corner. */
function chain(points: Iterable<Vec2>): Vec2[] {
  const corners: Vec2[] = [];
  for (const point of points) {
    while (corners.length > 1 && turn(corners.at(-2)!, corners.at(-1)!, point) <= 0) corners.pop();
    corners.push(point);
  }
  return corners.slice(0, -1);
}

/**
 * Corners of the convex hull, from x to y, none on a line between others (Andrew 1979, Inf. Process. Lett. 9, 216-219); fewer than three
 * of points that span no area.
 */
export function convexHull(points: readonly Vec2[]): Vec2[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** The side of a line on which the coordinate is at least, or at most, a value. */
interface HalfPlane {
  readonly coordinate: 0 | 1;
  readonly sign: 1 | -1;
  readonly value: number;
}

/** What of a polygon is on one side of a line: corners there, and where edges cross it. */
function cut(polygon: readonly Vec2[], { coordinate, sign, value }: HalfPlane): Vec2[] {
  const inside = (p: Vec2) => sign * (p[coordinate] - value) >= 0;
  return polygon.flatMap((to, i) => {
    const from = polygon.at(i - 1)!;
    const kept = inside(to) ? [to] : [];
    if (inside(from) === inside(to)) return kept;
    const other = 1 - coordinate;
    const part = (value - from[coordinate]) / (to[coordinate] - from[coordinate]);
    const crossing: [number, number] = [0, 0];
    crossing[coordinate] = value;
    crossing[other] = from[other]! + part * (to[other]! - from[other]!);
    return [crossing, ...kept];
  });
}

/** What of a convex polygon is in the rectangle from 0, 0 to `size` (Sutherland & Hodgman 1974, Commun. ACM 17, 32-42); it may be nothing. */
export function clippedToRectangle(polygon: readonly Vec2[], [width, height]: Vec2): Vec2[] {
  const sides: HalfPlane[] = [
    { coordinate: 0, sign: 1, value: 0 },
    { coordinate: 0, sign: -1, value: width },
    { coordinate: 1, sign: 1, value: 0 },
    { coordinate: 1, sign: -1, value: height },
  ];
  const clipped = sides.reduce<readonly Vec2[]>(cut, polygon);
  return clipped.filter(([x, y], i) => {
    const [x0, y0] = clipped.at(i - 1)!;
    return clipped.length === 1 || x !== x0 || y !== y0;
  });
}

/** Area inside a polygon, corners in their order round it. */
export function polygonArea(polygon: readonly Vec2[]): number {
  const twice = polygon.reduce((sum, [x, y], i) => {
    const [x0, y0] = polygon.at(i - 1)!;
    return sum + x0 * y - x * y0;
  }, 0);
  return Math.abs(twice) / 2;
}
