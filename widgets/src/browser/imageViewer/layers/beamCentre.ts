import type { Pair, PanelGeometry, Triple } from "../../../shared/imageViewer.js";
import type { Layer } from "./index.js";

/** Where the beam meets the panels, on them or beside them. */
export interface BeamCentre {
  readonly panel: number;
  /** Pixel coordinates, without parallax. */
  readonly px: Pair;
}

/** Where the direct beam meets a detector: on a panel if it does, else in the plane of the panel it comes nearest to. */
export function beamCentreOf(panels: readonly PanelGeometry[], s0: Triple): BeamCentre | undefined {
  let best: (BeamCentre & { readonly beside: number }) | undefined;
  panels.forEach(({ fast, slow, origin, pixelSize, size }, panel) => {
    const normal = cross(fast, slow);
    const t = dot(origin, normal) / dot(s0, normal);
    if (!(t > 0) || !Number.isFinite(t)) return;
    const from: Triple = [s0[0] * t - origin[0], s0[1] * t - origin[1], s0[2] * t - origin[2]];
    const px: Pair = [dot(from, fast) / pixelSize[0], dot(from, slow) / pixelSize[1]];
    const beside = Math.hypot(...px.map((x, k) => Math.max(0, -x, x - size[k]!)));
    if (!best || beside < best.beside) best = { panel, px, beside };
  });
  return best && { panel: best.panel, px: best.px };
}

/** A cross where the direct beam meets the detector. */
export const beamCentre: Layer<BeamCentre | undefined> = {
  name: "beamCentre",
  label: "Beam centre",
  title: "Where the direct beam meets the detector",
  group: "Geometry",
  on: true,
  kernel: false,
  key: "b",
  decode: (_, { geometry }) => beamCentreOf(geometry.panels, geometry.s0),
  draw(context, viewport, centre) {
    if (!centre) return;
    const [x, y] = viewport.panelToScreen(centre.panel, centre.px);
    for (const [width, colour] of [
      [4, "rgba(0, 0, 0, 0.5)"],
      [2, "#ff5252"],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.moveTo(x - 9, y);
      context.lineTo(x + 9, y);
      context.moveTo(x, y - 9);
      context.lineTo(x, y + 9);
      context.stroke();
    }
  },
};

const dot = (a: Triple, b: Triple) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
