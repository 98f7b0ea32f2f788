import { EwaldError } from "../../error.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Panel } from "../../models/panel.js";
import type { ImageFile } from "../imageFormat.js";
import { singleAxisGoniometer } from "../simpleModels.js";
import type { MiniCbfImage } from "./writeMiniCbf.js";

/** Relative (absolute below 1); what writing and reading a decimal number costs is 1e−15. */
const tolerance = 1e-9;

type Values = readonly (number | string | readonly (number | string)[])[] | string | number;

/**
 * Throws EwaldError `"unsupported"` unless the models that were read from a written miniCBF are those it was written for: its
 * header cannot say everything. Names, identifiers and epochs aside.
 */
export function checkCameBack(image: MiniCbfImage, read: ImageFile): void {
  const panel = image.detector.panel(0);
  same("beam", beamOf(image.beam), beamOf(read.getBeam()));
  same("panel", panelOf(panel), panelOf(read.getDetector().panel(0)));
  const goniometer = image.goniometer ?? singleAxisGoniometer();
  if (image.goniometer) same("goniometer", goniometerOf(goniometer), goniometerOf(read.getGoniometer()!));
  if (!image.scan) return;
  const index = image.index ?? 0;
  const scan = read.getScan()!;
  same(
    "scan",
    {
      "angle and width": image.scan.getImageOscillation(image.scan.getImageRange()[0] + index),
      "exposure time": image.scan.getExposureTimes()[index]!,
    },
    { "angle and width": scan.getOscillation(), "exposure time": scan.getExposureTimes()[0]! },
  );
}

const beamOf = (beam: MiniCbfImage["beam"]): Record<string, Values> => ({
  wavelength: beam.getWavelength(),
  direction: beam.getSampleToSourceDirection(),
  "polarization normal": beam.getPolarizationNormal(),
  "polarization fraction": beam.getPolarizationFraction(),
  probe: beam.getProbe(),
  transmission: beam.getTransmission(),
});

const panelOf = (panel: Panel): Record<string, Values> => ({
  "fast axis": panel.getFastAxis(),
  "slow axis": panel.getSlowAxis(),
  origin: panel.getOrigin(),
  "pixel size": panel.getPixelSize(),
  // Older readers say −1 where 0 is the lowest trusted value.
  "trusted range": panel.getTrustedRange().map((end) => (end === -1 ? 0 : end)),
  material: panel.getMaterial(),
  thickness: panel.getThickness(),
  mu: panel.getMu(),
  "parallax correction": String(panel.data.px_mm_strategy?.type ?? "SimplePxMmStrategy"),
  mask: panel.getMask(),
  gain: panel.getGain(),
  pedestal: panel.getPedestal(),
});

const goniometerOf = (goniometer: Goniometer): Record<string, Values> => ({
  axis: goniometer.getRotationAxisDatum(),
  "fixed rotation": goniometer.getFixedRotation(),
  "setting rotation": goniometer.getSettingRotation(),
});

function same(model: string, asked: Record<string, Values>, got: Record<string, Values>): void {
  for (const [key, value] of Object.entries(asked)) {
    if (alike(value, got[key]!)) continue;
    throw new EwaldError(
      "unsupported",
      `A miniCBF file cannot hold the ${key} ${shown(value)} of the ${model}: it would be read as ${shown(got[key]!)}.`,
    );
  }
}

const shown = (value: Values) => (Array.isArray(value) ? `(${value.join(", ")})` : String(value));

function alike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => alike(value, b[i]));
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  return a === b;
}
