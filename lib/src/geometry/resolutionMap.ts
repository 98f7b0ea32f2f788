import type { Beam } from "../models/beam.js";
import type { Panel } from "../models/panel.js";
import { PanelRays } from "./panelRays.js";
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

/** d, Å, of each pixel (Infinity in the direct beam): Panel.getResolutionAtPixel of a whole panel. */
export function resolutionMap(panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap {
  const wavelength = wavelengthOf(beam);
  return mapOfPixels(panel, beam, options, (squared) => wavelength / Math.sqrt(squared));
}

/** 2θ, radians, of each pixel. */
export function twoThetaMap(panel: Panel, beam: Beam, options: PixelMapOptions = {}): PixelMap {
  return mapOfPixels(panel, beam, options, (squared) => 2 * Math.asin(Math.min(1, Math.sqrt(squared) / 2)));
}

/** `value` of |ŝ1 − ŝ0|² = 4 sin² θ for each pixel. */
function mapOfPixels(
  panel: Panel,
  beam: Beam,
  { at = "centre" }: PixelMapOptions,
  value: (squared: number) => number,
): PixelMap {
  const [nx, ny] = panel.getImageSize();
  const shift = at === "centre" ? 0.5 : 0;
  const [sx, sy, sz] = beam.getUnitS0();
  const rays = new PanelRays(panel);
  const { out } = rays;
  const data = new Float64Array(nx * ny);
  for (let j = 0, k = 0; j < ny; j++)
    for (let i = 0; i < nx; i++) {
      rays.toLab(i + shift, j + shift);
      const x = out[0]!;
      const y = out[1]!;
      const z = out[2]!;
      const scale = 1 / Math.sqrt(x * x + y * y + z * z);
      const qx = x * scale - sx;
      const qy = y * scale - sy;
      const qz = z * scale - sz;
      data[k++] = value(qx * qx + qy * qy + qz * qz);
    }
  return { data, shape: [ny, nx] };
}
