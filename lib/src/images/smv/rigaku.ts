import { rotationAbout, transform } from "../../array/mat3.js";
import { add, scale, unit } from "../../array/vec3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import { attenuationOf } from "../sensorMaterial.js";
import {
  flatDetector,
  multiAxisGoniometer,
  scanOfImage,
  simpleBeam,
  singleAxisGoniometer,
} from "../simpleModels.js";
import type { SmvHeader } from "./smvHeader.js";
import type { SmvVariant } from "./smvVariant.js";

// d*TREK headers: every vector is there, in the laboratory frame of the file, and taken as it stands, as dxtbx does.

const needed = [
  "DETECTOR_NUMBER",
  "DETECTOR_NAMES",
  "BYTE_ORDER",
  "SIZE1",
  "SIZE2",
  "Data_type",
  "ROTATION",
  "ROTATION_VECTOR",
  "SOURCE_VECTORS",
  "SOURCE_POLARZ",
];

/** Keys of the detector begin with its name. */
const nameOf = (header: SmvHeader) => header.words("DETECTOR_NAMES")[0] ?? "";

function isRigaku(header: SmvHeader): boolean {
  return header.has(...needed) && header.number("DETECTOR_NUMBER") === header.words("DETECTOR_NAMES").length;
}

/** What the header says the detector is, lower case. */
function description(header: SmvHeader): string {
  const name = nameOf(header);
  return [`${name}DETECTOR_IDENTIFICATION`, `${name}DETECTOR_DESCRIPTION`, "DETECTOR_TYPE"]
    .map((key) => header.get(key) ?? "")
    .join(" ")
    .toLowerCase();
}

const vectors = (numbers: readonly number[]): Vec3[] =>
  Array.from({ length: Math.floor(numbers.length / 3) }, (_, i) => [
    numbers[3 * i]!,
    numbers[3 * i + 1]!,
    numbers[3 * i + 2]!,
  ]);

interface Sensor {
  readonly type: "SENSOR_CCD" | "SENSOR_PAD";
  /** Whether the directions of rows and columns are those of the distortion's vectors. */
  readonly distortion: boolean;
  /** Thickness, mm, of silicon, with a correction for depth. */
  readonly thickness?: number;
}

function rigakuDetector(header: SmvHeader, sensor: Sensor): Detector {
  const name = nameOf(header);
  let [fast, slow] = vectors(header.numbers(`${name}DETECTOR_VECTORS`, 6)) as [Vec3, Vec3];
  if (sensor.distortion) {
    const [a, b, c, d] = header.numbers(`${name}SPATIAL_DISTORTION_VECTORS`, 4);
    [fast, slow] = [add(scale(fast, a!), scale(slow, b!)), add(scale(fast, c!), scale(slow, d!))];
  }
  const [beamX, beamY, pixelX, pixelY] = header.numbers(`${name}SPATIAL_DISTORTION_INFO`, 4);
  let origin = scale(add(scale(fast, beamX! * pixelX!), scale(slow, beamY! * pixelY!)), -1);
  const values = header.numbers(`${name}GONIO_VALUES`, 1);
  const axes = vectors(header.numbers(`${name}GONIO_VECTORS`, 3));
  const units = header.words(`${name}GONIO_UNITS`);
  // The last of the detector's own axes is the nearest to it.
  for (let i = units.length - 1; i >= 0; i--) {
    const [axis, value] = [axes[i], values[i]];
    if (!axis || value === undefined)
      throw new EwaldError("bad-format", `${header.file}: axis ${i} of the detector has no vector or value.`);
    if (units[i] === "deg") {
      const turn = rotationAbout(axis, (value * Math.PI) / 180);
      [fast, slow, origin] = [transform(turn, fast), transform(turn, slow), transform(turn, origin)];
    } else if (units[i] === "mm") origin = add(origin, scale(axis, value));
    else
      throw new EwaldError(
        "bad-format",
        `${header.file}: axis ${i} of the detector is in ${units[i]}, which must be deg or mm.`,
      );
  }
  const [nx, ny] = header.numbers(`${name}DETECTOR_DIMENSIONS`, 2);
  const { type, thickness } = sensor;
  return flatDetector([
    {
      type,
      fast: unit(fast),
      slow: unit(slow),
      origin,
      pixelSize: [pixelX!, pixelY!],
      imageSize: [nx!, ny!],
      trustedRange: [0, Math.trunc(header.number("SATURATED_VALUE"))],
      ...(thickness && {
        sensor: {
          material: "Si",
          thickness,
          mu: attenuationOf("Si", header.number("SCAN_WAVELENGTH")),
          parallax: true,
        },
      }),
    },
  ]);
}

function rigakuBeam(header: SmvHeader): Beam {
  const [x, y, z] = header.numbers("SOURCE_VECTORS", 3);
  const [fraction, ...normal] = header.numbers("SOURCE_POLARZ", 4);
  const wavelength = header.has("SCAN_WAVELENGTH")
    ? header.number("SCAN_WAVELENGTH")
    : header.numbers("SOURCE_WAVELENGTH", 1).at(-1)!;
  const { data } = simpleBeam(wavelength);
  return new Beam({
    ...data,
    direction: [...unit([x!, y!, z!])],
    polarization_fraction: fraction!,
    polarization_normal: normal.slice(0, 3),
  });
}

const scanAxisOnly = (header: SmvHeader): Goniometer =>
  singleAxisGoniometer(unit(vectors(header.numbers("ROTATION_VECTOR", 3))[0]!));

/** All axes of the goniometer; the header has them from base to crystal. Throws unless they make the rotation axis it states. */
function allAxes(header: SmvHeader): Goniometer {
  const names = header.words("CRYSTAL_GONIO_NAMES");
  const units = header.words("CRYSTAL_GONIO_UNITS");
  const values = header.numbers("CRYSTAL_GONIO_VALUES", names.length);
  const directions = vectors(header.numbers("CRYSTAL_GONIO_VECTORS", 3 * names.length));
  const axes = names
    .map((name, i) => [name, directions[i]!, values[i]!] as const)
    .filter((_, i) => units[i] === "deg")
    .reverse();
  const scanAxis = axes.findIndex(([name]) => name === header.text("ROTATION_AXIS_NAME"));
  const [stated] = vectors(header.numbers("ROTATION_VECTOR", 3));
  const goniometer = scanAxis < 0 ? undefined : multiAxisGoniometer(axes, scanAxis);
  if (goniometer?.getRotationAxis().every((value, i) => Math.abs(value - stated![i]!) < 1e-6))
    return goniometer;
  throw new EwaldError(
    "bad-format",
    `${header.file}: the goniometer's axes do not make the rotation axis (${stated!.join(", ")}) that the header states.`,
  );
}

/** `14-Mar-2008 10:11:12`, and others of their kind, as seconds since 1970; 0 for what is no date. */
function dtrekEpoch(text: string | undefined): number {
  const [, day, month, year, time] = /^\s*(\d+)-([A-Za-z]{3})-(\d{4}) +([\d:]+)/.exec(text ?? "") ?? [];
  const milliseconds = day === undefined ? Number.NaN : Date.parse(`${day} ${month} ${year} ${time} GMT`);
  return Number.isNaN(milliseconds) ? 0 : milliseconds / 1000;
}

const rigakuScan = (header: SmvHeader) => {
  const [start, , width, time] = header.numbers("ROTATION", 4);
  const oscillation: Vec2 = [start!, width!];
  return scanOfImage(header.file, time!, oscillation, dtrekEpoch(header.get("DTREK_DATE_TIME")));
};

const common = { beam: rigakuBeam, scan: rigakuScan };

/** Saturn CCDs. */
export const rigakuSaturn: SmvVariant = {
  ...common,
  name: "FormatSMVRigakuSaturn",
  understands: (header) =>
    isRigaku(header) && header.has("DTREK_DATE_TIME") && description(header).includes("saturn"),
  detector: (header) => rigakuDetector(header, { type: "SENSOR_CCD", distortion: true }),
  goniometer: allAxes,
};

/** Saturn CCDs without a time. */
export const rigakuSaturnNoTime: SmvVariant = {
  ...common,
  name: "FormatSMVRigakuSaturnNoTS",
  understands: (header) =>
    isRigaku(header) && !header.has("DTREK_DATE_TIME") && description(header).includes("saturn"),
  detector: (header) => rigakuDetector(header, { type: "SENSOR_CCD", distortion: false }),
  goniometer: scanAxisOnly,
};

/** A200 CCDs, and image plates (R-AXIS) written as SMV. */
export const rigakuA200: SmvVariant = {
  ...common,
  name: "FormatSMVRigakuA200",
  understands: (header) => isRigaku(header) && /a200|raxis/.test(description(header)),
  detector: (header) => rigakuDetector(header, { type: "SENSOR_CCD", distortion: true }),
  goniometer: scanAxisOnly,
  scan: (header) => {
    const [start, , width, time] = header.numbers("ROTATION", 4);
    return scanOfImage(header.file, time!, [start!, width!], 0);
  },
};

/** Pilatus 200K and 300K. */
export const rigakuPilatus: SmvVariant = {
  ...common,
  name: "FormatSMVRigakuPilatus",
  understands: (header) =>
    isRigaku(header) && ["Pilatus 200K", "Pilatus 300K"].includes(header.get("DETECTOR_TYPE") ?? ""),
  detector: (header) => rigakuDetector(header, { type: "SENSOR_PAD", distortion: true }),
  goniometer: scanAxisOnly,
  bytesPerPixel: 4,
};

/** Eiger; its sensor is not described and taken for 0.45 mm of silicon. */
export const rigakuEiger: SmvVariant = {
  ...common,
  name: "FormatSMVRigakuEiger",
  understands: (header) =>
    isRigaku(header) && (header.get(`${nameOf(header)}DETECTOR_DESCRIPTION`) ?? "").includes("Eiger"),
  detector: (header) => rigakuDetector(header, { type: "SENSOR_PAD", distortion: true, thickness: 0.45 }),
  goniometer: allAxes,
  bytesPerPixel: 4,
};
