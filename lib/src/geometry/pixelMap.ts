import type { Panel } from "../models/panel.js";
import { PanelRays } from "./panelRays.js";

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

/** `value` of each pixel's point in the laboratory, mm from the sample. */
export function mapOfPoints(
  panel: Panel,
  { at = "centre" }: PixelMapOptions,
  value: (x: number, y: number, z: number) => number,
): PixelMap {
  const [nx, ny] = panel.getImageSize();
  const shift = at === "centre" ? 0.5 : 0;
  const rays = new PanelRays(panel);
  const { out } = rays;
  const data = new Float64Array(nx * ny);
  for (let j = 0, k = 0; j < ny; j++)
    for (let i = 0; i < nx; i++, k++) {
      rays.toLab(i + shift, j + shift);
      data[k] = value(out[0]!, out[1]!, out[2]!);
    }
  return { data, shape: [ny, nx] };
}
