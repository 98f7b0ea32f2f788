import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import { fixed, general } from "../text/printf.js";
import { braced } from "../text/vector.js";

/** Where a beam hits the detector. */
export interface BeamCentre {
  readonly panel: number;
  /** [fast, slow], mm on the panel. */
  readonly mm: Vec2;
  /** [fast, slow], px of the panel. */
  readonly px: Vec2;
  /** Of the raw image that holds several panels: px, and the panel's mm there. Absent for a single panel. */
  readonly rawImagePx?: Vec2;
  readonly rawImageMm?: Vec2;
  /** mm from the sample, laboratory frame. */
  readonly lab: Vec3;
}

/** Least and greatest beam centre of a beam that varies in the scan. */
export interface BeamCentreRange {
  readonly panel: number;
  readonly mm: readonly [fast: Vec2, slow: Vec2];
  readonly px: readonly [fast: Vec2, slow: Vec2];
}

export interface BeamReport {
  /** "electron" or "neutron"; absent for X-rays. */
  readonly probe?: string;
  /** Å; absent of a polychromatic beam. */
  readonly wavelength?: number;
  /** Å; of a polychromatic beam. */
  readonly wavelengthRange?: Vec2;
  readonly sampleToSourceDirection: Vec3;
  /** Radians, as `dials.show` prints it. */
  readonly divergence: number;
  /** Radians. */
  readonly sigmaDivergence: number;
  readonly polarizationNormal: Vec3;
  readonly polarizationFraction: number;
  readonly flux: number;
  readonly transmission: number;
  /** Scan points at which s0 is given; 0 when it does not vary. */
  readonly scanPoints: number;
  /** Absent when the beam hits no panel. */
  readonly beamCentre?: BeamCentre;
  readonly beamCentreRange?: BeamCentreRange;
}

/** The first panel that the beam hits, and where. */
function beamCentre(detector: Detector, s0: Vec3): BeamCentre | undefined {
  const number = detector.getPanelIntersection(s0);
  if (number === undefined) return undefined;
  const panel = detector.panel(number);
  const mm = panel.getBeamCentre(s0)!;
  const px = panel.millimeterToPixel(mm);
  const centre = { panel: number, mm, px, lab: panel.getLabCoord(mm) };
  if (detector.length === 1) return centre;
  const [fast, slow] = panel.getRawImageOffset();
  const rawImagePx: Vec2 = [px[0] + fast, px[1] + slow];
  return { ...centre, rawImagePx, rawImageMm: panel.pixelToMillimeter(rawImagePx) };
}

/** Undefined unless all hit the same panel. */
function centreRange(detector: Detector, points: readonly Vec3[]): BeamCentreRange | undefined {
  const centres = points.flatMap((s0) => beamCentre(detector, s0) ?? []);
  const panel = centres[0]?.panel;
  if (panel === undefined || centres.length < points.length) return undefined;
  if (centres.some((centre) => centre.panel !== panel)) return undefined;
  const range = (values: readonly number[]): Vec2 => [Math.min(...values), Math.max(...values)];
  const both = (which: "mm" | "px"): [Vec2, Vec2] => [
    range(centres.map((centre) => centre[which][0])),
    range(centres.map((centre) => centre[which][1])),
  ];
  return { panel, mm: both("mm"), px: both("px") };
}

export function beamReport(beam: Beam, detector: Detector | undefined): BeamReport {
  const centre = detector && beamCentre(detector, beam.getS0());
  const range = detector && centreRange(detector, beam.getS0AtScanPoints());
  const probe = beam.getProbe();
  return {
    ...(probe !== "x-ray" && { probe }),
    ...(beam.isPolychromatic()
      ? { wavelengthRange: beam.getWavelengthRange() }
      : { wavelength: beam.getWavelength() }),
    sampleToSourceDirection: beam.getSampleToSourceDirection(),
    divergence: beam.getDivergence(false),
    sigmaDivergence: beam.getSigmaDivergence(false),
    polarizationNormal: beam.getPolarizationNormal(),
    polarizationFraction: beam.getPolarizationFraction(),
    flux: beam.getFlux(),
    transmission: beam.getTransmission(),
    scanPoints: beam.getNumScanPoints(),
    ...(centre && { beamCentre: centre }),
    ...(range && { beamCentreRange: range }),
  };
}

/** `(x,y)` with two decimals. */
const pair = ([x, y]: Vec2) => `(${fixed(x, 2)},${fixed(y, 2)})`;

/** The beam and where it hits, as `dials.show` prints them. */
export function beamText(beam: BeamReport): string[] {
  const { wavelength, wavelengthRange, beamCentre: centre, beamCentreRange: range } = beam;
  const lines = [
    "Beam:",
    ...(beam.probe === undefined ? [] : [`    probe: ${beam.probe}`]),
    ...(wavelength === undefined ? [] : [`    wavelength: ${general(wavelength)}`]),
    ...(wavelengthRange === undefined ? [] : [`    wavelength range: ${braced(wavelengthRange)}`]),
    `    sample to source direction : ${braced(beam.sampleToSourceDirection)}`,
    `    divergence: ${general(beam.divergence)}`,
    `    sigma divergence: ${general(beam.sigmaDivergence)}`,
    `    polarization normal: ${braced(beam.polarizationNormal)}`,
    `    polarization fraction: ${general(beam.polarizationFraction)}`,
    `    flux: ${general(beam.flux)}`,
    `    transmission: ${general(beam.transmission)}`,
    ...(beam.scanPoints > 0 ? [`    s0 sampled at ${beam.scanPoints} scan points`] : []),
  ];
  if (centre) {
    const panel = centre.rawImagePx === undefined ? "" : `panel ${centre.panel}, `;
    lines.push(
      "",
      "Beam centre: ",
      `    mm: ${panel}${pair(centre.mm)}`,
      `    px: ${panel}${pair(centre.px)}`,
    );
    if (centre.rawImageMm) lines.push(`    mm, raw image: ${pair(centre.rawImageMm)}`);
    if (centre.rawImagePx) lines.push(`    px, raw image: ${pair(centre.rawImagePx)}`);
  }
  if (range) {
    const span = ([low, high]: Vec2) => `[${fixed(low, 2)},${fixed(high, 2)}]`;
    for (const unit of ["mm", "px"] as const)
      lines.push(`Beam centre range (${unit}): (${range[unit].map(span).join(",")})`);
  }
  return [...lines, ""];
}
