import { cross, dot, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { fillResolution, type Linear, type ResolutionPlane } from "../compute/resolutionPlane.js";
import type { Beam } from "../models/beam.js";
import type { Panel } from "../models/panel.js";
import { shrinkTable } from "./parallaxTable.js";
import { mapOfPoints, type PixelMap, type PixelMapOptions } from "./pixelMap.js";
import { wavelengthOf } from "./scattering.js";

/**
 * d, Å, of each pixel (Infinity in the direct beam): Panel.getResolutionAtPixel of a whole panel. Throws EwaldError
 * `"bad-argument"` when the panel's plane holds the sample.
 *
 * With u, v, w the components of a pixel's point across and along the beam and r its distance, |ŝ1 − ŝ0|² =
 * 2(u² + v²)/(r(r + w)), which loses nothing near the beam. All three are linear in the pixel's numbers, apart from the parallax,
 * which draws points towards the foot of the perpendicular by a factor that depends on r² alone and comes from a table.
 */
export function resolutionMap(panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap {
  const [nx, ny] = panel.getImageSize();
  const plane = resolutionPlane(panel, beam, options);
  if (plane) return { data: fillResolution(plane), shape: [ny, nx] };
  const wavelength = wavelengthOf(beam);
  return mapOfPixels(panel, beam, options, (u2, w, r) => wavelength * Math.sqrt((r * (r + w)) / (2 * u2)));
}

/** The panel as the kernel of resolutionMap sees it; undefined when offset maps bend its plane, or the parallax needs too long a table. */
export function resolutionPlane(
  panel: Panel,
  beam: Beam,
  options: PixelMapOptions = {},
): ResolutionPlane | undefined {
  const wavelength = wavelengthOf(beam);
  panel.getInverseDMatrix();
  const { frame, pixelSize, parallax, offsets } = panel.getPixelGrid();
  if (offsets) return undefined;
  const shift = options.at === "corner" ? 0 : 0.5;
  const along = beam.getUnitS0();
  const [across, other] = perpendiculars(along, frame.fast);
  const [footX, footY] = panel.getNormalOrigin();
  const distance = panel.getDirectedDistance();
  const table = parallax && shrinkTable(parallax, Math.abs(distance), cornerDistance2(panel));
  if (parallax && !(table && table.perStep * mostOfPixel(panel) < 0.5)) return undefined;
  const linear = (axis: Vec3): Linear => [
    dot(frame.fast, axis) * pixelSize[0],
    dot(frame.slow, axis),
    dot(frame.normal, axis) * distance,
  ];
  return {
    size: panel.getImageSize(),
    firstX: shift - footX / pixelSize[0],
    firstY: shift * pixelSize[1] - footY,
    width: pixelSize[0],
    height: pixelSize[1],
    distance,
    u: linear(across),
    v: [0, ...rest(linear(other))],
    w: linear(along),
    wavelength,
    table,
  };
}

/** 2θ, radians, of each pixel. Throws EwaldError `"bad-argument"` when the panel's plane holds the sample. */
export function twoThetaMap(panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap {
  panel.getInverseDMatrix();
  return mapOfPixels(panel, beam, options, (u2, w) => Math.atan2(Math.sqrt(u2), w));
}

/** `value` of (distance from the beam)², distance along it and distance from the sample, mm, for each pixel. */
function mapOfPixels(
  panel: Panel,
  beam: Beam,
  options: PixelMapOptions,
  value: (u2: number, w: number, r: number) => number,
): PixelMap {
  const along = beam.getUnitS0();
  const [across, other] = perpendiculars(along);
  return mapOfPoints(panel, options, (x, y, z) => {
    const u = x * across[0] + y * across[1] + z * across[2];
    const v = x * other[0] + y * other[1] + z * other[2];
    const w = x * along[0] + y * along[1] + z * along[2];
    const u2 = u * u + v * v;
    return value(u2, w, Math.sqrt(u2 + w * w));
  });
}

const rest = ([, slow, foot]: Linear): [number, number] => [slow, foot];

/**
 * Two unit vectors at right angles to a unit vector and each other, the second also to `rows` (unless those run along the first
 * vector and are at right angles to everything).
 */
function perpendiculars(along: Vec3, rows: Vec3 = [1, 0, 0]): [Vec3, Vec3] {
  const normal = cross(along, rows);
  const isAlong = dot(normal, normal) < 1e-20;
  const other = unit(isAlong ? cross(along, Math.abs(along[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]) : normal);
  return [cross(other, along), other];
}

/** Most that r² changes from one pixel of a row to the next, mm². */
function mostOfPixel(panel: Panel): number {
  const [width] = panel.getImageSizeMm();
  const [x] = panel.getNormalOrigin();
  return 2 * Math.max(Math.abs(x), Math.abs(width - x)) * panel.getPixelSize()[0];
}

/** Square of the distance of the farthest corner from the sample, mm². */
function cornerDistance2(panel: Panel): number {
  const [width, height] = panel.getImageSizeMm();
  const [x, y] = panel.getNormalOrigin();
  const far = (size: number, foot: number) => Math.max(Math.abs(foot), Math.abs(size - foot));
  return panel.getDistance() ** 2 + far(width, x) ** 2 + far(height, y) ** 2;
}
