import { rotationAbout, transform } from "../../array/mat3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import { flatDetector, simpleBeam, simpleDetector, singleAxisGoniometer } from "../simpleModels.js";
import { adscGain } from "./adscGain.js";
import type { SmvHeader } from "./smvHeader.js";
import { smvSize } from "./smvPixels.js";
import { adscEpoch, adscScan, type SmvVariant } from "./smvVariant.js";

/**
 * Counts that ADSC's CCDs are trusted with: 65535 is where they were cut off, 0 the seams between modules, as below the
 * software's pedestal of 40 there is nothing. Before dxtbx 3.12: from −1 to 65535, less the pedestal.
 */
const adscTrustedRange: Vec2 = [1, 65_534];
/** What ADSC's software adds to each pixel, by serial number, where the header does not say. */
const pedestals = new Map([442, 445, 905].map((serial) => [serial, 40]));
/** Detectors at beamlines whose φ turns the other way: Australian Synchrotron, SPring-8 BL38B1, APS 19-ID. */
const reversed = new Set([457, 915, 928, 458, 914]);

/** Those whose dates DIALS leaves aside, and whose widths it takes with their sign. */
const undated = new Set([928, 458, 914]);

/** DIALS' readers of single detectors. */
const bySerial = new Map<number, string>([
  ...[442, 445, 905, 915, 920, 926, 928].map((serial) => [serial, `FormatSMVADSCSN${serial}`] as const),
  [907, "FormatSMVADSCSN926"],
  [457, "FormatSMVADSCSNSN457"],
  [458, "FormatSMVADSCSNAPSID19"],
  [914, "FormatSMVADSCSNAPSID19"],
]);

const needed = [
  "BEAM_CENTER_X",
  "BEAM_CENTER_Y",
  "DISTANCE",
  "WAVELENGTH",
  "PIXEL_SIZE",
  "OSC_START",
  "OSC_RANGE",
  "SIZE1",
  "SIZE2",
  "BYTE_ORDER",
];

const isAdsc = (header: SmvHeader) =>
  header.has(...needed) &&
  !header.has("DTREK_DATE_TIME") &&
  !["fake", "timepix_su"].includes((header.get("BEAMLINE") ?? "").toLowerCase());

/** The serial number, of headers with a date; undefined for others. */
function serialOf(header: SmvHeader): number | undefined {
  const text = header.get("DETECTOR_SN") ?? "";
  return header.has("DATE") && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** Beam centre [fast, slow], mm, from the keys that hold it, in Mosflm's frame: x down the image, y along its rows. */
function beamCentre(header: SmvHeader, serial: number | undefined): Vec2 {
  const at = (x: string, y: string): Vec2 => [header.number(y), header.number(x)];
  const centre = () => at("BEAM_CENTER_X", "BEAM_CENTER_Y");
  switch (serial) {
    case 442: {
      // Moved from ALS 8.3.1 to 5.0.1 on 14 May 2006, where Denzo's beam centre was given up.
      const moved = Date.UTC(2006, 4, 14) / 1000;
      return adscEpoch(header.get("DATE")) < moved ? at("DENZO_X_BEAM", "DENZO_Y_BEAM") : centre();
    }
    case 445:
      return at("DENZO_XBEAM", "DENZO_YBEAM");
    case 905:
      if (header.has("DENZO_XBEAM")) return at("DENZO_XBEAM", "DENZO_YBEAM");
      if (header.has("DENZO_BEAM_CENTER_X")) return at("DENZO_BEAM_CENTER_X", "DENZO_BEAM_CENTER_Y");
      throw new EwaldError(
        "bad-format",
        `${header.file}: detector 905 has its beam centre in DENZO_XBEAM or DENZO_BEAM_CENTER_X; neither is there.`,
      );
    case 907:
    case 926:
      return header.has("DENZO_X_BEAM") ? at("DENZO_X_BEAM", "DENZO_Y_BEAM") : centre();
    case 458:
    case 914: {
      const key = header.keys().find((name) => name.endsWith("_SPATIAL_BEAM_POSITION"));
      const [x, y] = header.numbers(key ?? "…_SPATIAL_BEAM_POSITION", 2);
      const pixel = header.number("PIXEL_SIZE");
      return [y! * pixel, smvSize(header)[1] * pixel - x! * pixel];
    }
    default:
      return centre();
  }
}

function adscDetector(header: SmvHeader): Detector {
  const serial = serialOf(header);
  const pixel = header.number("PIXEL_SIZE");
  const distance = header.number("DISTANCE");
  const panel = {
    type: "SENSOR_CCD",
    pixelSize: [pixel, pixel] as Vec2,
    imageSize: smvSize(header),
    trustedRange: adscTrustedRange,
    gain: adscGain(header, serial),
    pedestal:
      (serial === undefined ? undefined : pedestals.get(serial)) ?? header.numberOr("IMAGE_PEDESTAL", 0),
  };
  const [fast, slow] = beamCentre(header, serial);
  if (serial !== 907 && serial !== 926) return simpleDetector(distance, [fast, slow], panel);
  // ALS 8.3.1 swings its detectors about x; the beam centre is that of the swung one.
  const twoTheta = (header.numberOr("TWOTHETA", 0) * Math.PI) / 180;
  const swing = rotationAbout([1, 0, 0], twoTheta);
  const place = (v: Vec3) => transform(swing, v);
  return flatDetector([
    {
      ...panel,
      pedestal: 0,
      fast: place([1, 0, 0]),
      slow: place([0, -1, 0]),
      origin: place([-(fast + distance * Math.tan(twoTheta)), slow, -distance]),
    },
  ]);
}

/** ADSC's detectors, and the many programs and instruments that write as they do. */
export const adsc: SmvVariant = {
  name: "FormatSMVADSC",
  understands: isAdsc,
  beam: (header) => simpleBeam(header.number("WAVELENGTH")),
  detector: adscDetector,
  goniometer: (header) => {
    const serial = serialOf(header);
    const backwards = (serial !== undefined && reversed.has(serial)) || header.number("OSC_RANGE") <= 0;
    return singleAxisGoniometer(backwards ? [-1, 0, 0] : [1, 0, 0]);
  },
  scan: (header) =>
    adscScan(header, {
      exposureTime: header.numberOr("TIME", 0),
      width: undated.has(serialOf(header) ?? 0)
        ? header.number("OSC_RANGE")
        : Math.abs(header.number("OSC_RANGE")),
      epoch: undated.has(serialOf(header) ?? 0) ? 0 : adscEpoch(header.get("DATE")),
    }),
};

/** The same with a date and a serial number, by which detectors and their ways are known. */
export const adscSerial: SmvVariant = {
  ...adsc,
  name: "FormatSMVADSCSN",
  particular: (header) => bySerial.get(serialOf(header)!),
  understands: (header) => isAdsc(header) && serialOf(header) !== undefined,
};

/** Thermo Fisher's Ceta D, an electron detector; from −1000, as its noise is taken off, to 8000 for each pixel binned. */
export const cetaD: SmvVariant = {
  ...adsc,
  name: "FormatSMVADSCCetaD",
  understands: (header) =>
    isAdsc(header) && `${header.get("BEAMLINE") ?? ""}${header.get("DETECTOR_SN") ?? ""}`.includes("CETAD"),
  beam: (header) => unpolarizedElectrons(header.number("WAVELENGTH")),
  detector: (header) => {
    const pixel = header.number("PIXEL_SIZE");
    const binning = header.get("BIN") === "2x2" ? 2 : 1;
    return simpleDetector(
      header.number("DISTANCE"),
      [header.number("BEAM_CENTER_Y"), header.number("BEAM_CENTER_X")],
      {
        type: "SENSOR_PAD",
        pixelSize: [pixel, pixel],
        imageSize: smvSize(header),
        trustedRange: [-1000, 8000 * binning ** 2],
        gain: header.numberOr("GAIN", 26),
        pedestal: header.numberOr("IMAGE_PEDESTAL", 0),
      },
    );
  },
};

/** A Pilatus' images written as ADSC's by iotbx, told by their size; counts are photons. */
export const adscDebug: SmvVariant = {
  ...adsc,
  name: "FormatSMVADSCDBG",
  understands: (header) => isAdsc(header) && header.get("SIZE1") === "2463" && header.get("SIZE2") === "2527",
  detector: (header) => {
    const pixel = header.number("PIXEL_SIZE");
    return simpleDetector(header.number("DISTANCE"), beamCentre(header, undefined), {
      type: "SENSOR_CCD",
      pixelSize: [pixel, pixel],
      imageSize: smvSize(header),
      trustedRange: [0, 65_535],
    });
  },
};

/** An unpolarized beam of electrons along −z. */
export function unpolarizedElectrons(wavelength: number): Beam {
  const { data } = simpleBeam(wavelength);
  return new Beam({ ...data, polarization_fraction: 0.5, probe: "electron" });
}
