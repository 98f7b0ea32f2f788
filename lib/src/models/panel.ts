import { transform } from "../array/mat3.js";
import { angleBetween, dot, norm } from "../array/vec3.js";
import type { Mat3, Vec2, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { Derived } from "./derived.js";
import { laboratory, localFrame, type PanelFrame, seenFrom, within } from "./panelFrame.js";
import { type PanelData, type PanelFrameData, PanelRecord } from "./panelRecord.js";
import { checkRay, resolutionOfPoint, twoThetaOfPoint } from "./panelResolution.js";
import {
  checkOffsets,
  millimeterToPixel,
  type PixelGrid,
  type PixelOffsets,
  pixelToMillimeter,
} from "./pxMmStrategy.js";

export type { PanelData, PanelFrameData, TrustedRangeOptions } from "./panelRecord.js";

/** What sends pixels to millimetres when the strategy needs maps that the panel was not given. */
const withoutMaps: Readonly<Record<string, string>> = {
  OffsetPxMmStrategy: "SimplePxMmStrategy",
  OffsetParallaxCorrectedPxMmStrategy: "ParallaxCorrectedPxMmStrategy",
};

/**
 * One plane of pixels. Pixel coordinates are (fast, slow): pixel (i, j) covers [i, i+1) × [j, j+1), its centre is at
 * (i + ½, j + ½). Millimetres are counted from the corner of pixel (0, 0). Vectors are in the laboratory frame unless
 * their name says local.
 */
export class Panel extends PanelRecord {
  readonly #groups: readonly PanelFrameData[];
  readonly #frame = new Derived<{ frame: PanelFrame; parent: PanelFrame }>();
  #offsets: PixelOffsets | undefined;

  /** `groups`: the groups it is in, outermost first; its own axes and origin are local to the last. */
  constructor(data: PanelData, groups: readonly PanelFrameData[] = []) {
    super(data);
    this.#groups = groups;
  }

  /** Unit vector along rows, in the frame of the parent group (of the laboratory, without one). */
  getLocalFastAxis(): Vec3 {
    return localFrame(this.data).fast;
  }

  /** Unit vector from row to row, in the frame of the parent group. */
  getLocalSlowAxis(): Vec3 {
    return localFrame(this.data).slow;
  }

  /** Corner of pixel (0, 0), mm, in the frame of the parent group. */
  getLocalOrigin(): Vec3 {
    return localFrame(this.data).origin;
  }

  /** Axes, origin, normal and d-matrix in the laboratory: what the getters below give one by one. */
  getFrame(): PanelFrame {
    return this.#frames().frame;
  }

  /** The frame of the group it is in, in the laboratory; the laboratory itself without one. */
  getParentFrame(): PanelFrame {
    return this.#frames().parent;
  }

  /** Unit vector along rows. */
  getFastAxis(): Vec3 {
    return this.getFrame().fast;
  }

  /** Unit vector from row to row. */
  getSlowAxis(): Vec3 {
    return this.getFrame().slow;
  }

  /** Corner of pixel (0, 0), mm. */
  getOrigin(): Vec3 {
    return this.getFrame().origin;
  }

  /** fast × slow; it may point to the sample or away. */
  getNormal(): Vec3 {
    return this.getFrame().normal;
  }

  /** Columns fast, slow, origin: d·(x, y, 1) is the point at (x, y) mm. */
  getDMatrix(): Mat3 {
    return this.getFrame().d;
  }

  /** d⁻¹. Throws EwaldError `"bad-argument"` when the panel's plane holds the sample. */
  getInverseDMatrix(): Mat3 {
    const { D } = this.getFrame();
    if (D) return D;
    throw new EwaldError(
      "bad-argument",
      `The plane of panel ${JSON.stringify(this.getName())} holds the sample, so no ray meets it in one point.`,
    );
  }

  /** Places the panel in the laboratory; what is written is local to its group. Throws unless the axes are at right angles. */
  setFrame(fast: Vec3, slow: Vec3, origin: Vec3): void {
    const angle = angleBetween(fast, slow);
    if (!(Math.abs(angle - Math.PI / 2) < 1e-6))
      throw new EwaldError(
        "bad-argument",
        `The axes (${fast.join(", ")}) and (${slow.join(", ")}) of a panel are not at right angles.`,
      );
    const axes = { fast_axis: [...fast], slow_axis: [...slow], origin: [...origin] };
    const local = seenFrom(this.getParentFrame(), localFrame(axes));
    this.data.fast_axis = [...local.fast];
    this.data.slow_axis = [...local.slow];
    this.data.origin = [...local.origin];
  }

  /** Distance of its plane from the sample, mm. */
  getDistance(): number {
    return Math.abs(this.getDirectedDistance());
  }

  /** origin·normal, mm: negative when the normal points towards the sample. */
  getDirectedDistance(): number {
    const { origin, normal } = this.getFrame();
    return dot(origin, normal);
  }

  /** Foot of the perpendicular from the sample, [fast, slow] mm. */
  getNormalOrigin(): Vec2 {
    const { fast, slow, origin } = this.getFrame();
    return [-dot(origin, fast), -dot(origin, slow)];
  }

  /** Foot of the perpendicular from the sample, px. */
  getNormalOriginPx(): Vec2 {
    return this.millimeterToPixel(this.getNormalOrigin());
  }

  /**
   * How pixels become millimetres: SimplePxMmStrategy, ParallaxCorrectedPxMmStrategy, OffsetPxMmStrategy or
   * OffsetParallaxCorrectedPxMmStrategy, as far as the panel has what it needs: the parallax correction a sensor of known
   * thickness and attenuation, the offsets their maps. Else it is, as in DIALS, the simpler one.
   */
  getPxMmStrategyName(): string {
    const asked = this.askedStrategy();
    const given = this.#offsets ? asked : (withoutMaps[asked] ?? asked);
    if (this.getMu() > 0 && this.getThickness() > 0) return given;
    return given.replace("ParallaxCorrected", "").replace(/^PxMm/, "SimplePxMm");
  }

  /** Offset maps, which no `.expt` file holds: they come with the imageset's `dx` and `dy`. Undefined takes them away. */
  setOffsetMaps(dx: Float64Array | undefined, dy?: Float64Array): void {
    const maps = dx && dy ? { dx, dy, size: this.getImageSize() } : undefined;
    this.#offsets = maps && checkOffsets(maps, `panel ${JSON.stringify(this.getName())}`);
  }

  /**
   * What the conversions between pixels, mm and laboratory need, for loops over many of them. Throws EwaldError: `"bad-format"`
   * when pixels have no size, `"bad-argument"` when there is a parallax correction and the plane holds the sample.
   */
  getPixelGrid(): PixelGrid {
    const strategy = this.getPxMmStrategyName();
    const [width, height] = this.getPixelSize();
    if (!(width > 0 && height > 0))
      throw new EwaldError(
        "bad-format",
        `Panel ${JSON.stringify(this.getName())} has pixels of ${width} × ${height} mm; both sides must be above 0.`,
      );
    // The correction divides by the cosine to the normal, which then is 0.
    if (strategy.includes("Parallax")) this.getInverseDMatrix();
    const parallax = strategy.includes("Parallax")
      ? { mu: this.getMu(), thickness: this.getThickness() }
      : undefined;
    const offsets = strategy.startsWith("Offset") ? this.#offsets : undefined;
    return { frame: this.getFrame(), pixelSize: this.getPixelSize(), parallax, offsets };
  }

  /** Pixel coordinates to mm on the panel. */
  pixelToMillimeter([px, py]: Vec2): Vec2 {
    return pixelToMillimeter(this.getPixelGrid(), px, py);
  }

  /** mm on the panel to pixel coordinates; with a parallax correction not the exact inverse, nor is DIALS'. */
  millimeterToPixel([x, y]: Vec2): Vec2 {
    return millimeterToPixel(this.getPixelGrid(), x, y);
  }

  /** The point at mm of the panel, mm from the sample. */
  getLabCoord([x, y]: Vec2): Vec3 {
    return transform(this.getFrame().d, [x, y, 1]);
  }

  /** The point at pixel coordinates, mm from the sample. */
  getPixelLabCoord(px: Vec2): Vec3 {
    return this.getLabCoord(this.pixelToMillimeter(px));
  }

  /** Where the ray along s1 (any length) meets the panel's plane, mm; undefined if it flies away from it. */
  getRayIntersection(s1: Vec3): Vec2 | undefined {
    return this.#intersection(s1, (w) => w > 0);
  }

  /** The same in pixels. */
  getRayIntersectionPx(s1: Vec3): Vec2 | undefined {
    const at = this.getRayIntersection(s1);
    return at && this.millimeterToPixel(at);
  }

  /** Where the line along s1, forth and back, meets the panel's plane, mm; undefined if it never does. */
  getBidirectionalRayIntersection(s1: Vec3): Vec2 | undefined {
    return this.#intersection(s1, (w) => w !== 0);
  }

  /** The same in pixels. */
  getBidirectionalRayIntersectionPx(s1: Vec3): Vec2 | undefined {
    const at = this.getBidirectionalRayIntersection(s1);
    return at && this.millimeterToPixel(at);
  }

  /** Where the direct beam meets the panel's plane, mm; undefined if it flies away from it. */
  getBeamCentre(s0: Vec3): Vec2 | undefined {
    return this.getRayIntersection(s0);
  }

  /** The same in pixels. */
  getBeamCentrePx(s0: Vec3): Vec2 | undefined {
    return this.getRayIntersectionPx(s0);
  }

  /** The same as a point, mm from the sample. */
  getBeamCentreLab(s0: Vec3): Vec3 | undefined {
    const at = this.getBeamCentre(s0);
    return at && this.getLabCoord(at);
  }

  /** Whether pixel coordinates are on the panel: 0 ≤ x < size. */
  isCoordValid([px, py]: Vec2): boolean {
    const [nx, ny] = this.getImageSize();
    return px >= 0 && py >= 0 && px < nx && py < ny;
  }

  /** Whether mm are on the panel: 0 ≤ x < size, after conversion to pixels. */
  isCoordValidMm(mm: Vec2): boolean {
    return this.isCoordValid(this.millimeterToPixel(mm));
  }

  /** 2θ, radians, at pixel coordinates. */
  getTwoThetaAtPixel(s0: Vec3, px: Vec2): number {
    return twoThetaOfPoint(s0, this.getPixelLabCoord(px));
  }

  /** cos² 2θ at pixel coordinates. */
  getCos2TwoThetaAtPixel(s0: Vec3, px: Vec2): number {
    const point = this.getPixelLabCoord(px);
    checkRay(s0, point);
    return dot(s0, point) ** 2 / (dot(s0, s0) * dot(point, point));
  }

  /** d = λ / (2 sin θ), Å, at pixel coordinates; Infinity in the direct beam. s0 in Å⁻¹, without 2π. */
  getResolutionAtPixel(s0: Vec3, px: Vec2): number {
    return resolutionOfPoint(s0, this.getPixelLabCoord(px));
  }

  /** The smallest d, Å, of the four corners. */
  getMaxResolutionAtCorners(s0: Vec3): number {
    const [nx, ny] = this.getImageSize();
    const corners: Vec2[] = [
      [0, 0],
      [nx, 0],
      [0, ny],
      [nx, ny],
    ];
    return Math.min(...corners.map((px) => this.getResolutionAtPixel(s0, px)));
  }

  /**
   * d, Å, of the widest cone about the beam whose ellipse on the panel stays within it, judged, as in DIALS, by the four
   * points of the edges level with the beam centre. Undefined if the beam flies away from the panel.
   */
  getMaxResolutionEllipse(s0: Vec3): number | undefined {
    const centre = this.getBeamCentrePx(s0);
    if (!centre) return undefined;
    const [nx, ny] = this.getImageSize();
    const points: Vec2[] = [
      [0, centre[1]],
      [nx, centre[1]],
      [centre[0], 0],
      [centre[0], ny],
    ];
    return Math.max(...points.map((px) => this.getResolutionAtPixel(s0, px)));
  }

  /** Solid angle, sr, of the pixel around pixel coordinates: area × cosine of the angle to the normal / distance². */
  getSolidAngleAtPixel(px: Vec2): number {
    const point = this.getPixelLabCoord(px);
    checkRay(this.getNormal(), point);
    const [sx, sy] = this.getPixelSize();
    return (sx * sy * Math.abs(dot(point, this.getNormal()))) / norm(point) ** 3;
  }

  #intersection(s1: Vec3, meets: (w: number) => boolean): Vec2 | undefined {
    const { D } = this.getFrame();
    if (!D) return undefined;
    const [u, v, w] = transform(D, s1);
    return meets(w) && Number.isFinite(u / w + v / w) ? [u / w, v / w] : undefined;
  }

  #frames(): { frame: PanelFrame; parent: PanelFrame } {
    const nodes = [...this.#groups, this.data];
    return this.#frame.of(
      nodes.flatMap((node) => [node.fast_axis, node.slow_axis, node.origin]),
      () => {
        let parent = laboratory;
        for (const group of this.#groups) parent = within(parent, localFrame(group));
        return { parent, frame: within(parent, localFrame(this.data)) };
      },
    );
  }
}
