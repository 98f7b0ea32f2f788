import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { Beam } from "../../models/beam.js";
import type { Detector, PanelGroupData } from "../../models/detector.js";
import type { Panel } from "../../models/panel.js";
import { fixed, general } from "../text/printf.js";
import { braced } from "../text/vector.js";

/** A panel as it stands in the laboratory. */
export interface PanelReport {
  readonly name: string;
  readonly type: string;
  readonly identifier: string;
  /** [fast, slow], mm. */
  readonly pixelSize: Vec2;
  /** [fast, slow], px. */
  readonly imageSize: Vec2;
  /** Where the panel begins in the raw image, [fast, slow], px. */
  readonly rawImageOffset: Vec2;
  readonly trustedRange: Vec2;
  /** Of the sensor, mm. */
  readonly thickness: number;
  readonly material: string;
  /** mm⁻¹. */
  readonly mu: number;
  readonly gain: number;
  readonly pedestal: number;
  readonly fastAxis: Vec3;
  readonly slowAxis: Vec3;
  /** mm. */
  readonly origin: Vec3;
  readonly normal: Vec3;
  /** Of the plane from the sample, mm; negative when the normal points towards the sample. */
  readonly directedDistance: number;
  readonly pxMmStrategy: string;
  /** Untrusted rectangles [f0, s0, f1, s1], px, half-open. */
  readonly mask: readonly (readonly number[])[];
}

/** A group of panels: its name, and what is in it; a number is a panel. */
export interface PanelGroupReport {
  readonly name: string;
  readonly children: readonly (PanelGroupReport | number)[];
}

export interface DetectorReport {
  readonly panels: readonly PanelReport[];
  readonly hierarchy?: PanelGroupReport;
  /** Smallest d of all corners, Å. */
  readonly maxResolution?: number;
  /** d up to which rings are whole, Å; absent when the beam passes outside the panels. */
  readonly maxInscribedResolution?: number;
}

function panelReport(panel: Panel): PanelReport {
  return {
    name: panel.getName(),
    type: panel.getType(),
    identifier: panel.getIdentifier(),
    pixelSize: panel.getPixelSize(),
    imageSize: panel.getImageSize(),
    rawImageOffset: panel.getRawImageOffset(),
    trustedRange: panel.getTrustedRange(),
    thickness: panel.getThickness(),
    material: panel.getMaterial(),
    mu: panel.getMu(),
    gain: panel.getGain(),
    pedestal: panel.getPedestal(),
    fastAxis: panel.getFastAxis(),
    slowAxis: panel.getSlowAxis(),
    origin: panel.getOrigin(),
    normal: panel.getNormal(),
    directedDistance: panel.getDirectedDistance(),
    pxMmStrategy: panel.getPxMmStrategyName(),
    mask: panel.getMask(),
  };
}

const groupReport = (group: PanelGroupData): PanelGroupReport => ({
  name: group.name ?? "",
  children: (group.children ?? []).map((child) =>
    typeof child.panel === "number" ? child.panel : groupReport(child as PanelGroupData),
  ),
});

/** s0, Å⁻¹: of a polychromatic beam that of its shortest wavelength; undefined without any. */
export function sharpestS0(beam: Beam | undefined): Vec3 | undefined {
  if (!beam?.isPolychromatic()) return beam?.getS0();
  const [shortest] = beam.getWavelengthRange();
  const [x, y, z] = beam.getUnitS0();
  return shortest > 0 ? [x / shortest, y / shortest, z / shortest] : undefined;
}

export function detectorReport(detector: Detector, beam: Beam | undefined): DetectorReport {
  const s0 = sharpestS0(beam);
  const inscribed = s0 && detector.getMaxInscribedResolution(s0);
  return {
    panels: detector.panels.map(panelReport),
    ...(detector.hierarchy && { hierarchy: groupReport(detector.hierarchy) }),
    ...(s0 && detector.length > 0 && { maxResolution: detector.getMaxResolution(s0) }),
    ...(inscribed !== undefined && { maxInscribedResolution: inscribed }),
  };
}

function panelText(panel: PanelReport): string[] {
  const parallax = panel.pxMmStrategy.includes("Parallax");
  return [
    "Panel:",
    `  name: ${panel.name}`,
    `  type: ${panel.type}`,
    `  identifier: ${panel.identifier}`,
    `  pixel_size:${braced(panel.pixelSize)}`,
    `  image_size: ${braced(panel.imageSize)}`,
    `  trusted_range: ${braced(panel.trustedRange)}`,
    `  thickness: ${general(panel.thickness)}`,
    `  material: ${panel.material}`,
    `  mu: ${general(panel.mu)}`,
    `  gain: ${general(panel.gain)}`,
    `  pedestal: ${general(panel.pedestal)}`,
    `  fast_axis: ${braced(panel.fastAxis)}`,
    `  slow_axis: ${braced(panel.slowAxis)}`,
    `  origin: ${braced(panel.origin)}`,
    `  distance: ${general(Math.abs(panel.directedDistance))}`,
    `  pixel to millimeter strategy: ${panel.pxMmStrategy}`,
    ...(parallax ? [`    mu: ${general(panel.mu)}`, `    t0: ${general(panel.thickness)}`] : []),
    "",
  ];
}

/** The panels, and the resolution limits, as `dials.show` prints them. */
export function detectorText({ panels, maxResolution, maxInscribedResolution }: DetectorReport): string[] {
  const lines = ["Detector:", ...panels.flatMap(panelText), ""];
  if (maxResolution === undefined) return lines;
  const inscribed =
    maxInscribedResolution === undefined ? "none, the beam misses" : fixed(maxInscribedResolution, 6);
  return [
    ...lines,
    `Max resolution (at corners): ${fixed(maxResolution, 6)}`,
    `Max resolution (inscribed):  ${inscribed}`,
    "",
  ];
}
