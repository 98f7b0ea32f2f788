import { rotationAbout, transform } from "../../array/mat3.js";
import type { Vec2, Vec3 } from "../../array/vectors.js";
import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { Detector } from "../../models/detector.js";
import type { ImageFile, ImageFormat, RawPanel } from "../imageFormat.js";
import { littleEndianMachine, swapBytes } from "../pixelBytes.js";
import { flatDetector, scanOfImage, simpleBeam, singleAxisGoniometer } from "../simpleModels.js";
import { type RayonixHeader, rayonixHeader, rayonixHeaderLength } from "./rayonixHeader.js";
import { tiffByteOrder } from "./tiffDirectory.js";

/** Counts per photon of models told by side (px) and pixel (nm), dxtbx's values, good to 20 %: 165, 225, 325, 300. */
function gainOf(side: number, pixel: number): number {
  if (side === 3072) return 1.5;
  if (side === 4096 && pixel === 79_346) return 1.3;
  if (side === 4096 && pixel === 73_242) return 1.5;
  return 1;
}

/** What was added to all counts; it is taken off again, as dxtbx does. */
const biasOf = (header: RayonixHeader) => Math.round(header.get("bias") / 1000);

function detector(header: RayonixHeader): Detector {
  const [twoTheta, ...others] = header.list("starts");
  if (
    header.list("ends")[0] !== twoTheta ||
    header.list("detectorTurns").some((angle) => angle !== 0) ||
    others.length !== 6
  )
    throw new EwaldError(
      "unsupported",
      `${header.file}: the detector turned during the image, or is not at right angles to its arm; such are not read.`,
    );
  const distance = (header.get("distance") || header.get("startDistance")) / 1000;
  if (distance === 0)
    throw new EwaldError(
      "bad-format",
      `${header.file}: the header holds no distance of the detector, so it cannot be placed; its pixels can be read.`,
    );
  const pixelSize: Vec2 = [header.get("pixelX") * 1e-6, header.get("pixelY") * 1e-6];
  const beam = [
    header.get("beamX") * 0.001 * pixelSize[0],
    header.get("beamY") * 0.001 * pixelSize[1],
  ] as const;
  const bias = biasOf(header);
  const swing = rotationAbout([1, 0, 0], (twoTheta! * 0.001 * Math.PI) / 180);
  const place = (v: Vec3) => transform(swing, v);
  return flatDetector([
    {
      type: "SENSOR_CCD",
      fast: place([1, 0, 0]),
      slow: place([0, -1, 0]),
      origin: place([-beam[0], beam[1], -distance]),
      pixelSize,
      imageSize: [header.get("width"), header.get("height")],
      trustedRange: [0 - bias, header.get("saturation") - bias],
      gain: gainOf(header.get("width"), header.get("pixelX")),
    },
  ]);
}

/** `MMDDhhmmYYYY.ss` as seconds since 1970, read as UTC (dxtbx: as the clock of the machine that reads); 0 for no date. */
function epochOf(timestamp: string): number {
  const [, month, day, hour, minute, year, second] =
    /^(\d\d)(\d\d)(\d\d)(\d\d)(\d{4})\.(\d\d)/.exec(timestamp)?.map(Number) ?? [];
  if (month === undefined) return 0;
  return Date.UTC(year!, month - 1, day!, hour!, minute!, second!) / 1000;
}

function pixels(source: ByteSource, header: RayonixHeader): RawPanel {
  const side = header.get("width");
  const bytes = source.read(rayonixHeaderLength, 2 * side * side);
  if (header.littleEndian !== littleEndianMachine) swapBytes(bytes, 2);
  const bias = biasOf(header);
  const counts = new Uint16Array(bytes.buffer);
  const values = new Int32Array(counts.length);
  for (let i = 0; i < values.length; i++) values[i] = counts[i]! - bias;
  return { shape: [side, side], values };
}

function openRayonix(source: ByteSource): ImageFile {
  const header = rayonixHeader(source);
  if (!header)
    throw new EwaldError(
      "unsupported",
      `${source.name} is a TIFF file, but no image of a MarCCD or Rayonix detector; others are not read.`,
    );
  return {
    format: "FormatTIFFRayonix",
    name: source.name,
    numImages: 1,
    isSingleFile: false,
    getBeam: () => {
      const wavelength = header.get("wavelength") * 1e-5;
      if (wavelength > 0) return simpleBeam(wavelength);
      throw new EwaldError("bad-format", `${source.name}: the header holds the wavelength ${wavelength} Å.`);
    },
    getDetector: () => detector(header),
    getGoniometer: () => {
      const ends = header.list("ends");
      if (
        header.list("starts").every((start, axis) => start === ends[axis] || axis === header.get("scanAxis"))
      )
        return singleAxisGoniometer();
      throw new EwaldError("unsupported", `${source.name}: several axes turned during the image; one may.`);
    },
    getScan: () => {
      const start = header.list("starts")[header.get("scanAxis")];
      if (start === undefined)
        throw new EwaldError(
          "bad-format",
          `${source.name}: the header names axis ${header.get("scanAxis")} as that of the scan; there are 0 to 6.`,
        );
      const oscillation: Vec2 = [start * 0.001, header.get("oscillation") * 0.001];
      return scanOfImage(source.name, header.get("exposure") * 0.001, oscillation, epochOf(header.timestamp));
    },
    getRawData: () => [pixels(source, header)],
    close: () => source.close?.(),
  };
}

/** MarCCD and Rayonix detectors: 16-bit TIFF with the detector's header of 3072 bytes (formats.md §5.5). */
export const formatRayonix: ImageFormat = {
  name: "FormatTIFFRayonix",
  understands: (head) => tiffByteOrder(head) !== undefined,
  open: openRayonix,
};
