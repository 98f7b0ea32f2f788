import { transform } from "../../array/mat3.js";
import { FlexBool } from "../../array/scalars.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { PanelMask } from "../../models/imageAccess.js";
import type { Panel } from "../../models/panel.js";
import type { DynamicMasker } from "../imageSetParts.js";
import { fillPolygon } from "../masks/polygon.js";
import { clippedToRectangle, convexHull, polygonArea } from "./convexPolygon.js";
import { type GoniometerShadow, shadowPoints } from "./goniometerShadow.js";

/** Points whose depth, as a part of the panel's, is less than this are not in front of it. */
const leastDepth = 1e-5;

/**
 * The shadow a goniometer casts from the crystal onto the detector as its scan axis turns. Stands in for dxtbx's
 * `GoniometerShadowMasker`: on each panel's plane the convex hull of the shape's points, cut to the panel.
 */
export class GoniometerShadowMasker implements DynamicMasker {
  readonly shadow: GoniometerShadow;
  readonly goniometer: Goniometer;

  constructor(shadow: GoniometerShadow, goniometer: Goniometer) {
    this.shadow = shadow;
    this.goniometer = goniometer;
  }

  /** Points of the shape in the laboratory, mm, at an angle of the scan (degrees): dxtbx's `extrema_at_scan_angle`. */
  extremaAtScanAngle(angle: number): Vec3[] {
    return shadowPoints(this.shadow, this.goniometer, angle);
  }

  /** For each panel the corners of the shape's image on it, px, in order round it; none where it misses the panel. */
  projectExtrema(detector: Detector, angle: number): Vec2[][] {
    const points = this.extremaAtScanAngle(angle);
    return detector.panels.map((panel) => imageOnPanel(panel, points));
  }

  /** 0 where the shape hides a pixel's centre; undefined when it hides none. */
  getMask(detector: Detector, angle: number): PanelMask[] | undefined {
    const shapes = this.projectExtrema(detector, angle);
    const { isWindow = false } = this.shadow;
    if (!isWindow && shapes.every(({ length }) => length === 0)) return undefined;
    return detector.panels.map((panel, i) => {
      const [fast, slow] = panel.getImageSize();
      const data = new Uint8Array(fast * slow).fill(1);
      const mask: PanelMask = { shape: [slow, fast], values: new FlexBool(data) };
      if (shapes[i]!.length > 0) fillPolygon(mask, shapes[i]!);
      if (isWindow) for (let k = 0; k < data.length; k++) data[k]! ^= 1;
      return mask;
    });
  }

  /** Which part of the detector's area is hidden at an angle of the scan: what dials.shadow_plot shows. */
  shadowedFraction(detector: Detector, angle: number): number {
    let [hidden, all] = [0, 0];
    for (const [i, shape] of this.projectExtrema(detector, angle).entries()) {
      const [fast, slow] = detector.panels[i]!.getImageSize();
      const area = polygonArea(shape);
      hidden += this.shadow.isWindow ? fast * slow - area : area;
      all += fast * slow;
    }
    return hidden / all;
  }
}

/** Corners of the image of points on a panel, px. */
function imageOnPanel(panel: Panel, points: readonly Vec3[]): Vec2[] {
  const toPanel = panel.getInverseDMatrix();
  const seen: Vec2[] = [];
  for (const point of points) {
    const [x, y, depth] = transform(toPanel, point);
    if (depth > leastDepth) seen.push([x / depth, y / depth]);
  }
  const hull = convexHull(seen);
  if (hull.length < 3) return [];
  const [fast, slow] = panel.getPixelSize();
  const shape = clippedToRectangle(hull, panel.getImageSizeMm());
  return shape.length < 3 ? [] : shape.map(([x, y]) => [x / fast, y / slow]);
}
