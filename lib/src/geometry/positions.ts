import { FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { type PanelNumbers, type PixelColumn, rowsOnPanels } from "./columns.js";
import type { PanelRays } from "./panelRays.js";

/** Pixel coordinates to mm on their panels; a third component (z) is left behind. As Panel.pixelToMillimeter, row by row. */
export function pixelToMillimeter(
  where: Detector | Panel,
  px: PixelColumn,
  panel?: PanelNumbers,
): FlexVec2Double {
  return new FlexVec2Double(each(where, px, panel, 2, (rays, x, y) => rays.toMillimeter(x, y)));
}

/** mm on their panels to pixel coordinates. As Panel.millimeterToPixel, row by row. */
export function millimeterToPixel(
  where: Detector | Panel,
  mm: PixelColumn,
  panel?: PanelNumbers,
): FlexVec2Double {
  return new FlexVec2Double(each(where, mm, panel, 2, (rays, x, y) => rays.toPixel(x, y)));
}

/** mm on their panels to points of the laboratory, mm from the sample. */
export function millimeterToLab(
  where: Detector | Panel,
  mm: PixelColumn,
  panel?: PanelNumbers,
): FlexVec3Double {
  return new FlexVec3Double(each(where, mm, panel, 3, (rays, x, y) => rays.millimeterToLab(x, y)));
}

/** Pixel coordinates to points of the laboratory, mm from the sample. As Panel.getPixelLabCoord, row by row. */
export function pixelToLab(where: Detector | Panel, px: PixelColumn, panel?: PanelNumbers): FlexVec3Double {
  return new FlexVec3Double(each(where, px, panel, 3, (rays, x, y) => rays.toLab(x, y)));
}

/** Runs `visit` on each row and keeps the `width` numbers it leaves. */
function each(
  where: Detector | Panel,
  column: PixelColumn,
  panel: PanelNumbers,
  width: 2 | 3,
  visit: (rays: PanelRays, x: number, y: number) => void,
): Float64Array {
  const { data, stride, length } = column;
  const { rays, numbers, step } = rowsOnPanels(where, panel, length);
  const found = new Float64Array(width * length);
  for (let i = 0, k = 0, to = 0; i < length; i++, k += stride) {
    const ray = rays[numbers[i * step]!]!;
    visit(ray, data[k]!, data[k + 1]!);
    for (let j = 0; j < width; j++) found[to++] = ray.out[j]!;
  }
  return found;
}
