import { inverse, transform } from "../../array/mat3.js";
import { add, cross, dot, scale, subtract, unit } from "../../array/vec3.js";
import type { Mat3, Vec2, Vec3 } from "../../array/vectors.js";
import type { Detector } from "../../models/detector.js";
import type { Panel } from "../../models/panel.js";
import type { Bitmap } from "./bitmap.js";
import { type ColourScheme, colourTable, nothing } from "./colours.js";
import type { Levels } from "./levels.js";

/** From a picture's [row, column] to a panel's [slow, fast], px: both linear. */
export interface Placement {
  readonly matrix: readonly [number, number, number, number];
  readonly offset: readonly [number, number];
}

/**
 * Where the panels of a detector lie in one picture. `lab`: as seen along the laboratory's z, the beam's place being the origin; `image`:
 * in the detector's own plane, the panels' mean one. A panel's own projection (`projection_2d`) goes before either.
 */
export function placements(detector: Detector, projection: "lab" | "image", s0: Vec3): Placement[] {
  const [x, y, origin] = projection === "lab" ? labAxes(detector, s0) : planeAxes(detector);
  const flat = (v: Vec3): Vec3 => (projection === "lab" ? v : [dot(v, x), dot(v, y), 0]);
  return detector.panels.map((panel) => {
    const [matrix, offset] = (panel.data.projection_2d ?? []) as [number[]?, number[]?];
    if (matrix?.length === 4 && offset?.length === 2)
      return {
        matrix: matrix as unknown as Placement["matrix"],
        offset: offset as unknown as Placement["offset"],
      };
    return placement(
      panel,
      flat(panel.getFastAxis()),
      flat(panel.getSlowAxis()),
      flat(subtract(panel.getOrigin(), origin)),
    );
  });
}

/** mm in the picture: x to the right along its columns, y up. */
function placement(panel: Panel, fast: Vec3, slow: Vec3, origin: Vec3): Placement {
  const [px, py] = panel.getPixelSize();
  const [nx, ny] = panel.getImageSize();
  const [cx, cy] = [((nx - 1) / 2) * px, ((ny - 1) / 2) * py];
  const centre = add(origin, add(scale(slow, cy), scale(fast, cx)));
  return {
    matrix: [(-slow[1] * px) / py, slow[0], -fast[1], (fast[0] * py) / px],
    offset: [-dot(slow, centre) / py + (ny - 1) / 2, -dot(fast, centre) / px + (nx - 1) / 2],
  };
}

type Axes = readonly [x: Vec3, y: Vec3, origin: Vec3];

function labAxes(detector: Detector, s0: Vec3): Axes {
  const centres = detector.panels.flatMap((panel) => {
    const at = panel.getBeamCentreLab(s0);
    return at ? [at] : [];
  });
  const sum = centres.reduce((a, b) => add(a, b), [0, 0, 0] as Vec3);
  return [[1, 0, 0], [0, 1, 0], scale(sum, 1 / Math.max(1, centres.length))];
}

/** The mean plane: x along whichever of the panels' axes is nearest to the laboratory's, seen from the source. */
function planeAxes(detector: Detector): Axes {
  const { panels } = detector;
  const corners = panels.flatMap((panel) => {
    const [width, height] = panel.getImageSizeMm();
    return (
      [
        [0, 0],
        [width, 0],
        [0, height],
        [width, height],
      ] as const
    ).map((mm) => panel.getLabCoord(mm));
  });
  const centre = scale(
    corners.reduce((a, b) => add(a, b), [0, 0, 0] as Vec3),
    1 / corners.length,
  );
  let normal = flattest(corners.map((corner) => subtract(corner, centre)));
  if (dot(normal, centre) > 0) normal = scale(normal, -1);
  const nearest = alikeAxes(panels).sort((a, b) => Math.abs(b[0]) - Math.abs(a[0]))[0]!;
  const along = nearest[0] < 0 ? scale(nearest, -1) : nearest;
  const y = unit(cross(normal, along));
  return [unit(cross(y, normal)), y, centre];
}

/** The direction in which points around the origin reach least: of the smallest eigenvalue of Σ r rᵀ, by inverse iteration. */
function flattest(points: readonly Vec3[]): Vec3 {
  const sum = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const r of points) for (let i = 0; i < 9; i++) sum[i]! += r[Math.trunc(i / 3)]! * r[i % 3]!;
  // points of one plane make it singular
  const little = 1e-9 * (sum[0]! + sum[4]! + sum[8]!);
  for (const i of [0, 4, 8]) sum[i]! += little;
  const inverted = inverse(sum as readonly number[] as Mat3, "matrix of the detector's corners");
  let direction: Vec3 = unit([0.3, 0.2, 1]);
  for (let step = 0; step < 60; step++) direction = unit(transform(inverted, direction));
  return direction;
}

/** Panels' axes nearer than this, or to each other's opposite (cosine), are one direction. */
const oneDirection = Math.cos(0.1);

/** The directions that the axes of panels have, each the mean of those that are alike; panels may be turned by quarters. */
function alikeAxes(panels: readonly Panel[]): Vec3[] {
  const sums: Vec3[] = [];
  for (const axis of panels.flatMap((panel) => [panel.getFastAxis(), panel.getSlowAxis()])) {
    const i = sums.findIndex((sum) => Math.abs(dot(unit(sum), axis)) > oneDirection);
    if (i < 0) sums.push(axis);
    else sums[i] = add(sums[i]!, dot(sums[i]!, axis) < 0 ? scale(axis, -1) : axis);
  }
  return sums.map(unit);
}

/**
 * One picture of all panels, each pixel the nearest of the first panel that has one there; as large as the panels need. `corner` is where
 * its first row and column lie in the projection, px.
 */
export function mosaic(
  levels: readonly Levels[],
  places: readonly Placement[],
  { scheme, binning }: { scheme: ColourScheme; binning: number },
): Bitmap & { readonly corner: readonly [row: number, column: number] } {
  const corners = levels.flatMap(({ shape: [slow, fast] }, k) =>
    [
      [0, 0],
      [slow, 0],
      [0, fast],
      [slow, fast],
    ].map(([s, f]) => toPicture(places[k]!, s! * binning, f! * binning)),
  );
  const least = (i: 0 | 1) => Math.floor(Math.min(...corners.map((at) => at[i])) / binning);
  const most = (i: 0 | 1) => Math.ceil(Math.max(...corners.map((at) => at[i])) / binning);
  const corner = [least(0), least(1)] as const;
  const [height, width] = [most(0) - corner[0], most(1) - corner[1]];
  const rgb = new Uint8Array(3 * width * height);
  const table = colourTable(scheme);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at += 3) {
      const level = levelAt(levels, places, binning, row + corner[0], column + corner[1]);
      if (level < 0) rgb.set(nothing, at);
      else for (let c = 0; c < 3; c++) rgb[at + c] = table[3 * level + c]!;
    }
  return { width, height, rgb, corner };
}

/** Where coordinates of a panel (fast, slow; px) lie in the picture `mosaic` makes, [column, row]. */
export function inMosaic(
  places: readonly Placement[],
  { corner, binning }: { readonly corner: readonly [row: number, column: number]; readonly binning: number },
): (panel: number, px: Vec2) => Vec2 {
  return (panel, [x, y]) => {
    const { matrix, offset } = places[panel]!;
    const binned: Placement = { matrix, offset: [offset[0] / binning, offset[1] / binning] };
    // there numbers are of the middles of pixels
    const [row, column] = toPicture(binned, y / binning - 0.5, x / binning - 0.5);
    return [column - corner[1] + 0.5, row - corner[0] + 0.5];
  };
}

function levelAt(
  levels: readonly Levels[],
  places: readonly Placement[],
  binning: number,
  row: number,
  column: number,
): number {
  for (let k = 0; k < levels.length; k++) {
    const { matrix, offset } = places[k]!;
    const { shape, values } = levels[k]!;
    const slow = nearest(matrix[0] * row + matrix[1] * column + offset[0] / binning);
    const fast = nearest(matrix[2] * row + matrix[3] * column + offset[1] / binning);
    if (slow >= 0 && slow < shape[0] && fast >= 0 && fast < shape[1]) return values[slow * shape[1] + fast]!;
  }
  return -1;
}

/** Halves away from 0. */
const nearest = (x: number) => Math.trunc(x < 0 ? x - 0.5 : x + 0.5);

function toPicture(
  { matrix: [a, b, c, d], offset }: Placement,
  slow: number,
  fast: number,
): [number, number] {
  const determinant = a * d - b * c;
  const [s, f] = [slow - offset[0], fast - offset[1]];
  return [(d * s - b * f) / determinant, (a * f - c * s) / determinant];
}
