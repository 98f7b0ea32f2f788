import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Scan } from "../../models/scan.js";
import { eigerGaps, moduleGaps, pilatusModules } from "../modules.js";
import { attenuationOf } from "../sensorMaterial.js";
import { type PanelDescription, scanOfImage, simpleBeam, simpleDetector } from "../simpleModels.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";

/** Families of detectors that write miniCBF files; what they leave unsaid differs. */
export type MiniCbfFamily = "pilatus" | "eiger" | "adsc" | "other";

/** [fast, slow], px. */
export type ImageSize = readonly [number, number];

/** What an Eiger's file without Count_cutoff is taken to trust (files of the GPhL converter). */
const eigerCutoff = 1e8;

/** The beam, along −z. */
export function miniCbfBeam(header: MiniCbfHeader): Beam {
  const beam = simpleBeam(wavelengthOf(header));
  beam.setFlux(header.numberOr("Flux", 0));
  beam.setTransmission(header.numberOr("Transmission", 1));
  return beam;
}

/** Å. Throws EwaldError `"bad-format"`. */
export function wavelengthOf(header: MiniCbfHeader): number {
  const wavelength = header.number("Wavelength");
  if (wavelength > 0) return wavelength;
  throw new EwaldError(
    "bad-format",
    `${header.file} has a Wavelength of ${wavelength} Å in its header, which must be positive.`,
  );
}

/** mm. */
export const distanceOf = (header: MiniCbfHeader): number => header.number("Detector_distance") * 1000;

/** What `# Silicon sensor, thickness 0.00045 m` says, thickness in mm; undefined of a detector without such a line. */
export function sensorOf(header: MiniCbfHeader): { material: "Si" | "CdTe"; thickness: number } | undefined {
  for (const [key, material] of [
    ["Silicon", "Si"],
    ["CdTe", "CdTe"],
  ] as const)
    if (header.get(key) !== undefined) return { material, thickness: header.numberIn(key, 2) * 1000 };
  return undefined;
}

/** The sensor with its attenuation at the beam's wavelength; positions in it are corrected for parallax. */
export function absorbingSensor(
  { material, thickness }: { material: string; thickness: number },
  wavelength: number,
): NonNullable<PanelDescription["sensor"]> {
  return { material, thickness, mu: attenuationOf(material, wavelength), parallax: true };
}

/** One panel for the whole image, gaps between modules masked. */
export function miniCbfDetector(header: MiniCbfHeader, [nx, ny]: ImageSize, family: MiniCbfFamily): Detector {
  const [pixelX, pixelY] = header.pair("Pixel_size");
  const [beamX, beamY] = header.pair("Beam_xy");
  const sensor = sensorOf(header) ?? (family === "eiger" ? { material: "Si", thickness: 0.45 } : undefined);
  const ccd = !sensor && header.get("CCD") !== undefined;
  const cutoff =
    family === "eiger" ? header.numberOr("Count_cutoff", eigerCutoff) : header.number("Count_cutoff");
  return simpleDetector(distanceOf(header), [beamX * pixelX * 1000, beamY * pixelY * 1000], {
    type: sensor ? "SENSOR_PAD" : ccd ? "SENSOR_CCD" : "SENSOR_UNKNOWN",
    pixelSize: [1000 * pixelX, 1000 * pixelY],
    imageSize: [nx, ny],
    trustedRange: [0, cutoff],
    mask:
      family === "pilatus" ? moduleGaps(nx, ny, pilatusModules) : family === "eiger" ? eigerGaps(nx, ny) : [],
    ...(sensor ? { sensor: absorbingSensor(sensor, wavelengthOf(header)) } : {}),
    ...(family === "eiger" ? { identifier: header.get("Detector") ?? "Unknown Eiger" } : {}),
  });
}

/** The scan of the one image. */
export function miniCbfScan(header: MiniCbfHeader): Scan {
  return scanOfImage(
    header.file,
    header.number("Exposure_period"),
    [header.number("Start_angle"), header.number("Angle_increment")],
    header.epoch ?? 0,
  );
}
