import { fromColumns, tryInverse } from "../array/mat3.js";
import { add, cross, dot, scale, unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { PanelFrameData } from "./panelRecord.js";

/** Where a plane of pixels lies in a frame. */
export interface PanelFrame {
  /** Unit vector along rows. */
  readonly fast: Vec3;
  /** Unit vector from row to row. */
  readonly slow: Vec3;
  /** Corner of pixel (0, 0), mm. */
  readonly origin: Vec3;
  /** fast × slow. */
  readonly normal: Vec3;
  /** Columns fast, slow, origin: (x, y, 1) mm ↦ the point. */
  readonly d: Mat3;
  /** d⁻¹; undefined when the plane holds the sample, which then sees it edge-on. */
  readonly D: Mat3 | undefined;
}

export function panelFrame(fast: Vec3, slow: Vec3, origin: Vec3): PanelFrame {
  const d = fromColumns(fast, slow, origin);
  return { fast, slow, origin, normal: cross(fast, slow), d, D: tryInverse(d) };
}

export const laboratory: PanelFrame = panelFrame([1, 0, 0], [0, 1, 0], [0, 0, 0]);

/** The frame a record gives, local to its parent. DIALS uses axes and origin only when all three are there. Throws `"bad-format"`. */
export function localFrame(data: PanelFrameData): PanelFrame {
  const { fast_axis, slow_axis, origin } = data;
  if (!fast_axis || !slow_axis || !origin) return laboratory;
  const [fast, slow, corner] = [unit(vector(fast_axis)), unit(vector(slow_axis)), vector(origin)];
  if ([...fast, ...slow, ...corner].every(Number.isFinite)) return panelFrame(fast, slow, corner);
  throw new EwaldError(
    "bad-format",
    `A panel with the axes (${fast_axis.join(", ")}), (${slow_axis.join(", ")}) and the origin (${origin.join(", ")}) mm is nowhere: ` +
      "axes need a direction and all numbers must be finite.",
  );
}

/** A frame given in the frame of its parent, in the frame the parent is given in: axes P·v, origin P·o + o_parent. */
export function within(parent: PanelFrame, local: PanelFrame): PanelFrame {
  if (parent === laboratory) return local;
  const turned = ([x, y, z]: Vec3): Vec3 =>
    add(add(scale(parent.fast, x), scale(parent.slow, y)), scale(parent.normal, z));
  return panelFrame(turned(local.fast), turned(local.slow), add(turned(local.origin), parent.origin));
}

/** The inverse of {@link within}: a frame in the laboratory, as its parent sees it. */
export function seenFrom(parent: PanelFrame, frame: PanelFrame): PanelFrame {
  if (parent === laboratory) return frame;
  const seen = (v: Vec3): Vec3 => [dot(parent.fast, v), dot(parent.slow, v), dot(parent.normal, v)];
  const { origin } = frame;
  const [x, y, z] = parent.origin;
  return panelFrame(seen(frame.fast), seen(frame.slow), seen([origin[0] - x, origin[1] - y, origin[2] - z]));
}

const vector = ([x, y, z]: readonly number[]): Vec3 => [x!, y!, z!];
