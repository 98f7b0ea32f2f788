import { rotationAbout, transform } from "../../array/mat3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Scan } from "../../models/scan.js";
import {
  flatDetector,
  multiAxisGoniometer,
  scanOfImage,
  simpleBeam,
  simpleDetector,
  singleAxisGoniometer,
} from "../simpleModels.js";
import type { BrukerHeader } from "./brukerHeader.js";
import { brukerSize } from "./brukerPixels.js";

const radians = Math.PI / 180;
/** Shorter waves than this, Å, are electrons'. */
const longestElectron = 0.1;

/** What the header means, by kind of instrument. */
export interface BrukerVariant {
  readonly name: string;
  understands(header: BrukerHeader): boolean;
  beam(header: BrukerHeader): Beam;
  detector(header: BrukerHeader): Detector;
  goniometer(header: BrukerHeader): Goniometer;
  scan(header: BrukerHeader): Scan;
}

const detectorType = (header: BrukerHeader) => (header.get("DETTYPE") ?? "").toUpperCase();
const isPhoton = (header: BrukerHeader) => detectorType(header).includes("CMOS-PHOTONII");

/** mm: the header gives pixels in a cm, as if the image had 512 rows. */
function pixelSize(header: BrukerHeader): number {
  const [, rows] = brukerSize(header);
  return ((10 / header.number("DETTYPE", 1)) * 512) / rows;
}

/** Second of the two where there are two: corrected for the face of the detector; mm. */
const distanceOf = (header: BrukerHeader) =>
  10 * header.number("DISTANC", header.words("DISTANC").length > 1 ? 1 : 0);

/** START and INCREME, degrees; turned round where it turns backwards. */
function forwardScan(header: BrukerHeader): Scan {
  const [start, width] = [header.number("START"), header.number("INCREME")];
  const oscillation: Vec2 = width < 0 ? [-start, -width] : [start, width];
  return scanOfImage(header.file, 1, oscillation, 0);
}

/** CCD detectors, whatever stands around them. */
export const brukerCcd: BrukerVariant = {
  name: "FormatBruker",
  understands: () => true,
  beam: (header) => simpleBeam(header.number("WAVELEN")),
  detector: (header) => {
    const pixel = pixelSize(header);
    const distance = 10 * header.number("DISTANC");
    // A swung detector is put where its beam centre is, not turned: so dxtbx (FormatBruker).
    const shift = distance * Math.tan(header.number("ANGLES") * radians);
    return simpleDetector(
      distance,
      [pixel * header.number("CENTER", 0) + shift, pixel * header.number("CENTER", 1)],
      {
        type: "SENSOR_CCD",
        pixelSize: [pixel, pixel],
        imageSize: brukerSize(header),
        trustedRange: [0, header.number("CCDPARM", -1)],
      },
    );
  },
  goniometer: (header) => singleAxisGoniometer(header.number("INCREME") > 0 ? [1, 0, 0] : [-1, 0, 0]),
  scan: (header) => {
    const start = header.number("ANGLES", header.number("AXIS") - 1);
    return scanOfImage(header.file, 1, [start, Math.abs(header.number("INCREME"))], 0);
  },
};

/** CCD detectors on a three-circle goniometer of fixed χ. */
export const brukerFixedChi: BrukerVariant = {
  ...brukerCcd,
  name: "FormatBrukerFixedChi",
  understands: (header) =>
    (header.get("MODEL") ?? "").includes("FixedChiStage") &&
    !(header.get("DETTYPE") ?? "").includes("PHOTONII"),
  detector: (header) => {
    const pixel = pixelSize(header);
    const swing = rotationAbout([-1, 0, 0], header.number("ANGLES") * radians);
    const place = (v: Vec3) => transform(swing, v);
    return flatDetector([
      {
        type: "SENSOR_CCD",
        fast: [1, 0, 0],
        slow: place([0, 1, 0]),
        origin: place([
          -pixel * header.number("CENTER", 1),
          -pixel * header.number("CENTER", 0),
          -distanceOf(header),
        ]),
        pixelSize: [pixel, pixel],
        imageSize: brukerSize(header),
        trustedRange: [0, 60_000],
      },
    ]);
  },
  goniometer: (header) => {
    const [omega, phi, chi] = [1, 2, 3].map((place) => header.number("ANGLES", place) * radians);
    const phiAxis = transform(rotationAbout([0, 0, -1], chi!), [1, 0, 0]);
    switch (header.number("AXIS")) {
      case 2:
        return singleAxisGoniometer(
          header.number("INCREME") < 0 ? [1, 0, 0] : [-1, 0, 0],
          rotationAbout(phiAxis, phi!),
        );
      case 3:
        return singleAxisGoniometer(transform(rotationAbout([1, 0, 0], omega!), phiAxis));
      default:
        throw new EwaldError(
          "unsupported",
          `${header.file}: a scan about axis ${header.number("AXIS")} is not read; 2 (ω) and 3 (φ) are.`,
        );
    }
  },
  scan: forwardScan,
};

/** Axes as numbered in AXIS, from 1. */
const axisNames = ["2THETA", "OMEGA", "PHI", "CHI", "X", "Y", "Z"];
const modernDetectors = ["CMOS-PHOTONI", "EIGER", "QUADRO", "DECTRIS-ELA"];

/** Pixel detectors: Photon II to IV, and Dectris' with Bruker's software (dxtbx ≥ 3.20: FormatBrukerModern). */
export const brukerModern: BrukerVariant = {
  name: "FormatBrukerModern",
  understands: (header) => modernDetectors.some((type) => detectorType(header).startsWith(type)),
  beam: (header) => {
    const wavelength = header.number("WAVELEN");
    const { data } = simpleBeam(wavelength);
    // A home source, or a microscope: no polarization.
    const probe = wavelength < longestElectron ? { probe: "electron" } : {};
    return new Beam({ ...data, polarization_fraction: 0.5, ...probe });
  },
  detector: (header) => {
    const photon = isPhoton(header);
    const pixel = photon ? pixelSize(header) : 0.075;
    const down = photon ? 1 : -1;
    const swing = rotationAbout([0, down, 0], header.number("ANGLES") * radians);
    const origin: Vec3 = [
      -pixel * header.number("CENTER", -2),
      -down * pixel * header.number("CENTER", -1),
      -distanceOf(header),
    ];
    return flatDetector([
      {
        type: photon ? "SENSOR_CCD" : "SENSOR_PAD",
        fast: transform(swing, [1, 0, 0]),
        slow: [0, down, 0],
        origin: transform(swing, origin),
        pixelSize: [pixel, pixel],
        imageSize: brukerSize(header),
        trustedRange: [0, header.number("CCDPARM", -1)],
        gain: modernGain(header),
        // So strong an attenuation that neither depth nor efficiency is corrected for.
        sensor: { material: "Si", thickness: 0.45, mu: 1e10, parallax: false },
      },
    ]);
  },
  goniometer: (header) => {
    const [omega, phi, chi] = [1, 2, 3].map((place) => header.number("ANGLES", place));
    const [phiAxis, chiAxis]: [Vec3, Vec3] = isPhoton(header)
      ? [
          [0, -1, 0],
          [0, 0, 1],
        ]
      : [
          [1, 0, 0],
          [0, 0, -1],
        ];
    const axes = [
      ["PHI", phiAxis, phi!],
      ["CHI", chiAxis, chi!],
      ["OMEGA", [0, 1, 0], omega! - 180],
    ] as const;
    const scanned = axisNames[header.number("AXIS") - 1];
    const scanAxis = axes.findIndex(([name]) => name === scanned);
    const goniometer = multiAxisGoniometer(axes, scanAxis < 0 ? 2 : scanAxis);
    return header.number("WAVELEN") < longestElectron
      ? singleAxisGoniometer(goniometer.getRotationAxis())
      : goniometer;
  },
  scan: forwardScan,
};

/** Counts per photon: electrons per photon over electrons per count; some files of a Quadro have it upside down. */
function modernGain(header: BrukerHeader): number {
  const perCount = header.number("CCDPARM", 1);
  if (perCount === 0) return 1;
  const gain = header.number("CCDPARM", 2) / perCount;
  return /EIGER|QUADRO/.test(detectorType(header)) && gain === 1 / 3 ? 3 : gain;
}
