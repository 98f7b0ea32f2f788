import { cross, dot, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { fillResolution, type Linear, type ResolutionPlane } from "../compute/resolutionPlane.js";
import type { Beam } from "../models/beam.js";
import type { Panel } from "../models/panel.js";
import { PanelRays } from "./panelRays.js";
import { shrinkTable } from "./parallaxTable.js";
import { wavelengthOf } from "./scattering.js";

/** A number for each pixel of a panel, [slow][fast]. */
export interface PixelMap {
  readonly data: Float64Array;
  /** [slow, fast], px. */
  readonly shape: readonly [number, number];
}

export interface PixelMapOptions {
  /** Where in the pixel it is taken: its centre (default), or its corner (i, j), as dxtbx's arrays of 2θ have it. */
  readonly at?: "centre" | "corner";
}

/**
 * d, Å, of each pixel (Infinity in the direct beam): Panel.getResolutionAtPixel of a whole panel.
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

/** The panel as the kernel of resolutionMap sees it; undefined when offset maps bend its plane. */
export function resolutionPlane(
  panel: Panel,
  beam: Beam,
  options: PixelMapOptions = {},
): ResolutionPlane | undefined {
  const wavelength = wavelengthOf(beam);
  const { frame, pixelSize, parallax, offsets } = panel.getPixelGrid();
  if (offsets) return undefined;
  const shift = options.at === "corner" ? 0 : 0.5;
  const along = beam.getUnitS0();
  const [across, other] = perpendiculars(along);
  const [footX, footY] = panel.getNormalOrigin();
  const distance = panel.getDirectedDistance();
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
    v: linear(other),
    w: linear(along),
    wavelength,
    table: parallax && shrinkTable(parallax, Math.abs(distance), cornerDistance2(panel)),
  };
}

/** 2θ, radians, of each pixel. */
export function twoThetaMap(panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap {
  return mapOfPixels(panel, beam, options, (u2, w) => Math.atan2(Math.sqrt(u2), w));
}

/** `value` of (distance from the beam)², distance along it and distance from the sample, mm, for each pixel. */
function mapOfPixels(
  panel: Panel,
  beam: Beam,
  { at = "centre" }: PixelMapOptions,
  value: (u2: number, w: number, r: number) => number,
): PixelMap {
  const [nx, ny] = panel.getImageSize();
  const shift = at === "centre" ? 0.5 : 0;
  const along = beam.getUnitS0();
  const [across, other] = perpendiculars(along);
  const rays = new PanelRays(panel);
  const { out } = rays;
  const data = new Float64Array(nx * ny);
  for (let j = 0, k = 0; j < ny; j++)
    for (let i = 0; i < nx; i++, k++) {
      rays.toLab(i + shift, j + shift);
      const x = out[0]!;
      const y = out[1]!;
      const z = out[2]!;
      const u = x * across[0] + y * across[1] + z * across[2];
      const v = x * other[0] + y * other[1] + z * other[2];
      const w = x * along[0] + y * along[1] + z * along[2];
      const u2 = u * u + v * v;
      data[k] = value(u2, w, Math.sqrt(u2 + w * w));
    }
  return { data, shape: [ny, nx] };
}

/** Two unit vectors at right angles to a unit vector and each other. */
function perpendiculars(along: Vec3): [Vec3, Vec3] {
  const across = unit(cross(along, Math.abs(along[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
  return [across, cross(along, across)];
}

/** Square of the distance of the farthest corner from the sample, mm². */
function cornerDistance2(panel: Panel): number {
  const [width, height] = panel.getImageSizeMm();
  const [x, y] = panel.getNormalOrigin();
  const far = (size: number, foot: number) => Math.max(Math.abs(foot), Math.abs(size - foot));
  return panel.getDistance() ** 2 + far(width, x) ** 2 + far(height, y) ** 2;
}
