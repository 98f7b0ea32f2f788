import { BytesSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Panel } from "../../models/panel.js";
import type { Scan } from "../../models/scan.js";
import { moduleGaps, pilatusModules } from "../modules.js";
import { byteOffsetSection } from "./byteOffsetSection.js";
import { checkCameBack } from "./cameBack.js";
import { formatCbf } from "./formatCbf.js";

/** One image and the models it was measured with. */
export interface MiniCbfImage {
  readonly beam: Beam;
  /** One panel at a right angle to the beam, fast along +x, slow along −y. */
  readonly detector: Detector;
  /** Read back as the one axis (1, 0, 0), unless `detectorName` is of an instrument that Ewald and DIALS know. */
  readonly goniometer?: Goniometer | undefined;
  /** Without: a still, read back as a scan of one image of width 0. */
  readonly scan?: Scan | undefined;
  /** Which image of the scan this is, counted from 0. */
  readonly index?: number;
  /** Counts, row by row; −1 gaps, −2 bad pixels. */
  readonly data: Int32Array;
  /** What the header says after `# Detector:`; the panel's identifier, else a name with the serial number 60-0000. */
  readonly detectorName?: string;
  /** Name of the data block: the file's, without its ending. */
  readonly name?: string;
  /** Whether to write also what will be read back with other models, as an image to look at. */
  readonly lossy?: boolean;
  /** More lines for the header's comments, without `#`: `Comment: …`. */
  readonly comments?: readonly string[];
}

/**
 * The bytes of a miniCBF file, compressed by byte offsets, as Pilatus detectors write it (Dectris' header conventions 1.2). DIALS
 * reads back the same pixels and equal models: what such a header cannot say is refused (unless `lossy`). An image that Pilatus modules
 * fill, and whose panel masks the gaps between them, is written as a Pilatus' (`PILATUS_1.2`), others as `GENERIC_MINI`.
 * Throws EwaldError `"unsupported"`, `"wrong-length"`, `"bad-argument"`.
 */
export function writeMiniCbf(image: MiniCbfImage): Uint8Array<ArrayBuffer> {
  const { detector, data } = image;
  if (detector.length !== 1)
    throw new EwaldError(
      "unsupported",
      `A miniCBF file holds one panel; the detector has ${detector.length}.`,
    );
  const panel = detector.panel(0);
  const [nx, ny] = panel.getImageSize();
  if (data.length !== nx * ny)
    throw new EwaldError(
      "wrong-length",
      `${data.length} pixels were given for a panel of ${nx} × ${ny} (${nx * ny}).`,
    );
  const bytes = assemble(headerText(image, panel), data, nx, ny);
  const source = new BytesSource(bytes, `${image.name ?? "image"}_00001.cbf`);
  if (!image.lossy) checkCameBack(image, formatCbf.open(source, {}));
  return bytes;
}

function assemble(header: string, data: Int32Array, nx: number, ny: number): Uint8Array<ArrayBuffer> {
  const section = byteOffsetSection(data, [nx, ny]);
  const bytes = new Uint8Array(header.length + section.length);
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  bytes.set(section, header.length);
  return bytes;
}

/** All before the binary section, lines ended as Dectris' software does. */
function headerText(image: MiniCbfImage, panel: Panel): string {
  const pilatus = isPilatus(panel);
  const lines = [
    `###CBF: VERSION 1.5, Ewald - ${pilatus ? "PILATUS" : "generic"} detectors`,
    "",
    `data_${(image.name ?? "image").replace(/[^!-~]/g, "_")}`,
    "",
    `_array_data.header_convention "${pilatus ? "PILATUS_1.2" : "GENERIC_MINI"}"`,
    "_array_data.header_contents",
    ";",
    ...comments(image, panel, pilatus).map((line) => `# ${line}`),
    ";",
    "",
    "_array_data.data",
    ";",
  ];
  for (const line of lines)
    if (!/^[\t -~]*$/.test(line))
      throw new EwaldError(
        "bad-argument",
        `${JSON.stringify(line)} cannot stand in a CBF header, which is of printable ASCII.`,
      );
  return lines.map((line) => `${line}\r\n`).join("");
}

/** Whether the image is made of Pilatus modules and its mask is of the gaps between them. */
function isPilatus(panel: Panel): boolean {
  const [nx, ny] = panel.getImageSize();
  const gaps = moduleGaps(nx, ny, pilatusModules);
  return gaps.length > 0 && String(gaps) === String(panel.getMask());
}

function comments(image: MiniCbfImage, panel: Panel, pilatus: boolean): string[] {
  const { beam, scan, index = 0 } = image;
  const number = scan ? scan.getImageRange()[0] + index : 1;
  const [start, width] = scan?.getImageOscillation(number) ?? [0, 0];
  const exposure = scan?.getExposureTimes()[index] ?? 0;
  const [pixelX, pixelY] = panel.getPixelSize();
  const [x, y, z] = panel.getOrigin();
  const name =
    image.detectorName ?? (panel.getIdentifier() || `${pilatus ? "PILATUS" : "GENERIC"}, S/N 60-0000`);
  return [
    `Detector: ${name}`,
    timeText(scan?.getImageEpoch(number) ?? 0),
    `Pixel_size ${microns(pixelX)} m x ${microns(pixelY)} m`,
    ...sensorLine(panel),
    `Exposure_time ${exposure} s`,
    `Exposure_period ${exposure} s`,
    "Tau = 0 s",
    `Count_cutoff ${Math.round(panel.getTrustedRange()[1])} counts`,
    `Wavelength ${beam.getWavelength()} A`,
    `Detector_distance ${-z / 1000} m`,
    `Beam_xy (${-x / pixelX}, ${y / pixelY}) pixels`,
    `Flux ${beam.getFlux()}`,
    ...(beam.getTransmission() === 1 ? [] : [`Transmission ${beam.getTransmission()}`]),
    `Start_angle ${start} deg.`,
    `Angle_increment ${width} deg.`,
    `Polarization ${beam.getPolarizationFraction()}`,
    "Detector_2theta 0 deg.",
    ...goniometerLines(image.goniometer),
    ...(image.comments ?? []),
  ];
}

/** mm as metres, in the way of the trade: 172e-6. */
const microns = (millimetres: number) => `${Number((millimetres * 1000).toPrecision(15))}e-6`;

function sensorLine(panel: Panel): string[] {
  const material = { Si: "Silicon", CdTe: "CdTe" }[panel.getMaterial()];
  if (material) return [`${material} sensor, thickness ${panel.getThickness() / 1000} m`];
  return panel.getType() === "SENSOR_CCD" ? ["CCD sensor"] : [];
}

/** Angles of the axes by their names, GON_PHI as Phi. */
function goniometerLines(goniometer: Goniometer | undefined): string[] {
  const angles = goniometer?.getAngles() ?? [];
  return (goniometer?.getNames() ?? []).map((name, i) => {
    const plain = name.replace(/^GON_/, "");
    return `${plain.charAt(0).toUpperCase()}${plain.slice(1).toLowerCase()} ${angles[i]} deg.`;
  });
}

/** Seconds since 1970 as 2019-09-11T13:20:28.989, with microseconds where there are some. */
function timeText(epoch: number): string {
  const whole = Math.floor(epoch);
  const micro = Math.min(999_999, Math.round((epoch - whole) * 1e6));
  const fraction = String(micro).padStart(6, "0").replace(/000$/, "");
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${fraction}`;
}
