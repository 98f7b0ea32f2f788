import { identity } from "../../array/mat3.js";
import { dot, scale } from "../../array/vec3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import { type ChunkPacking, Hdf5Writer, type WrittenValue } from "../../hdf5/hdf5Writer.js";
import { MemorySink } from "../../hdf5/memorySink.js";
import type { ByteSink } from "../../hdf5/sourceFs.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Panel } from "../../models/panel.js";
import type { Scan } from "../../models/scan.js";
import { axisAndAngle } from "./axisAndAngle.js";
import { imgCif } from "./transformations.js";

/** Types of pixels that are written. Of the unsigned, the highest value stands for −1 (gap) and the next for −2 (bad). */
export type NxmxPixelType = "uint8" | "uint16" | "uint32" | "int16" | "int32" | "float32";

/** What an NXmx file is to hold. */
export interface NxmxDescription {
  /** Monochromatic, along −z: what an NXmx file can say. */
  readonly beam: Beam;
  readonly detector: Detector;
  /** None, and no scan: stills on no goniometer. */
  readonly goniometer?: Goniometer | undefined;
  readonly scan?: Scan | undefined;
  /** "uint16" unless given. */
  readonly dtype?: NxmxPixelType;
}

export interface NxmxOptions {
  /** Where the file goes, piece by piece; into memory unless given. */
  readonly sink?: ByteSink;
  /** "bitshuffle-lz4" unless given. */
  readonly packing?: ChunkPacking;
  /** What error messages call the file. */
  readonly name?: string;
  /** Names written into the file. */
  readonly instrument?: string;
  readonly source?: string;
  readonly sample?: string;
  /** Bad pixels of each panel, 0 where a pixel is good, besides the panels' own rectangles. */
  readonly pixelMask?: readonly Uint32Array[];
}

/** Pixels of one panel, row by row. */
export type NxmxPixels =
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Uint8Array
  | Float32Array
  | Float64Array;

/** An NXmx file in the making. */
export interface NxmxWriter {
  /** Adds the next image: the pixels of the one panel, or of each. Throws `"wrong-length"`, `"out-of-range"`. */
  addFrame(panels: NxmxPixels | readonly NxmxPixels[]): void;
  /** Ends the file; its bytes, unless they went to a sink. Throws `"wrong-length"` when images of the scan are missing. */
  finish(): Uint8Array<ArrayBuffer>;
}

const arrays = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int16: Int16Array,
  int32: Int32Array,
};
const detectorPath = "/entry/instrument/detector";
const datum = `${detectorPath}/transformations/det_z`;
const samplePath = "/entry/sample/transformations";

/**
 * Begins an NXmx file that DIALS imports with these models and pixels. Images are added one at a time and go to the sink as they
 * come. What NXmx, as DIALS reads it, cannot say is an error (a beam off the z axis) or is left out: names of panels and
 * their grouping, gain and pedestal, image numbers that do not begin at 1, epochs but for the first.
 */
export function createNxmx(description: NxmxDescription, options: NxmxOptions = {}): NxmxWriter {
  const { detector, scan, dtype = "uint16" } = description;
  const name = options.name ?? "the NXmx file";
  check(description);
  const layout = panelLayout(detector);
  const memory = options.sink ? undefined : new MemorySink();
  const writer = new Hdf5Writer(options.sink ?? memory!, name);
  const packing = options.packing ?? "bitshuffle-lz4";
  writer.group("/entry", { NX_class: "NXentry" });
  writer.dataset("/entry/definition", "NXmx", { version: "1.0" });
  const epoch = scan?.getEpochs()[0] ?? 0;
  if (epoch > 0)
    writer.dataset("/entry/start_time", new Date(epoch * 1000).toISOString().replace(/\.\d+Z$/, "Z"));
  writer.group("/entry/source", { NX_class: "NXsource" });
  writer.dataset("/entry/source/name", options.source ?? "unknown");
  if (description.beam.getProbe() !== "x-ray")
    writer.dataset("/entry/source/probe", description.beam.getProbe());
  writeInstrument(writer, description, options, layout, packing);
  writeSample(writer, description, options);
  writer.group("/entry/data", { NX_class: "NXdata", signal: "data" });
  const data = "/entry/data/data";
  writer.frames(data, layout.shape, dtype, packing, scan?.getNumImages());

  let count = 0;
  const frame = dtype === "float32" ? new Float32Array(layout.pixels) : new arrays[dtype](layout.pixels);
  if (layout.panels.length > 1) frame.fill(dtype === "float32" ? -1 : missingValue(dtype));
  return {
    addFrame(panels) {
      const given = ArrayBuffer.isView(panels) ? [panels] : panels;
      if (given.length !== layout.panels.length)
        throw new EwaldError(
          "wrong-length",
          `${name}: image ${count + 1} has ${given.length} panels, the detector ${layout.panels.length}.`,
        );
      if (scan && count === scan.getNumImages())
        throw new EwaldError(
          "out-of-range",
          `${name}: the scan has ${count} images, all of which are written.`,
        );
      layout.panels.forEach(({ row, rows, columns }, i) => {
        const pixels = given[i]!;
        if (pixels.length !== rows * columns)
          throw new EwaldError(
            "wrong-length",
            `${name}: panel ${i} of image ${count + 1} has ${pixels.length} pixels, not ${columns} × ${rows}.`,
          );
        for (let y = 0; y < rows; y++) {
          const from = y * columns;
          put(
            pixels,
            from,
            columns,
            frame,
            (row + y) * layout.shape[1],
            dtype,
            `${name}: image ${count + 1}`,
          );
        }
      });
      if (!scan) writer.resize(data, [count + 1, ...layout.shape]);
      writer.frame(data, count, layout.shape, new Uint8Array(frame.buffer, 0, frame.byteLength));
      count++;
    },
    finish() {
      if (scan && count !== scan.getNumImages())
        throw new EwaldError(
          "wrong-length",
          `${name}: ${count} of the scan's ${scan.getNumImages()} images were added.`,
        );
      writer.close();
      return memory ? memory.bytes() : new Uint8Array();
    },
  };
}

/** −1 as pixels of a type have it. */
const missingValue = (dtype: Exclude<NxmxPixelType, "float32">): number =>
  dtype.startsWith("u") ? 2 ** Number(dtype.slice(4)) - 1 : -1;

/** Puts pixels into a frame, each as its type can have it. Throws EwaldError `"out-of-range"` for a value it cannot. */
function put(
  pixels: NxmxPixels,
  from: number,
  count: number,
  frame: NxmxPixels,
  to: number,
  dtype: NxmxPixelType,
  what: string,
): void {
  if (dtype === "float32") {
    for (let i = 0; i < count; i++) frame[to + i] = pixels[from + i]!;
    return;
  }
  const unsigned = dtype.startsWith("u");
  const bits = Number(dtype.replace(/\D/g, ""));
  const top = unsigned ? 2 ** bits : 2 ** (bits - 1);
  const lowest = unsigned ? -2 : -top;
  // Of a 32-bit file readers take the values from 2³¹ − 2 on for gaps; of others the two highest stand for −1 and −2.
  const highest =
    dtype === "int32" ? top - 1 : dtype === "uint32" ? 2 ** 31 - 3 : unsigned ? top - 3 : top - 1;
  for (let i = 0; i < count; i++) {
    const value = pixels[from + i]!;
    if (!(value >= lowest && value <= highest && Number.isInteger(value)))
      throw new EwaldError(
        "out-of-range",
        `${what}, pixel ${from + i}: ${value} cannot be written as ${dtype}, which goes from ${lowest} to ${highest}; choose another dtype.`,
      );
    frame[to + i] = value < 0 && unsigned ? top + value : value;
  }
}

interface Layout {
  readonly panels: readonly {
    readonly panel: Panel;
    readonly row: number;
    readonly rows: number;
    readonly columns: number;
  }[];
  readonly shape: readonly [rows: number, columns: number];
  readonly pixels: number;
}

/** Panels one below the other in one array, as wide as the widest. */
function panelLayout(detector: Detector): Layout {
  let row = 0;
  let width = 0;
  const panels = detector.panels.map((panel) => {
    const [columns, rows] = panel.getImageSize();
    const placed = { panel, row, rows, columns };
    row += rows;
    width = Math.max(width, columns);
    return placed;
  });
  return { panels, shape: [row, width], pixels: row * width };
}

function check({ beam, detector, goniometer, scan }: NxmxDescription): void {
  const bad = (what: string) => new EwaldError("unsupported", `NXmx cannot say that ${what}.`);
  const [x, y, z] = beam.getSampleToSourceDirection();
  if (beam.isPolychromatic()) throw bad("the beam is polychromatic");
  if (Math.hypot(x, y, z - 1) > 1e-9)
    throw bad(
      `the beam comes from (${x}, ${y}, ${z}): readers take it to come along z; turn the models so that it does`,
    );
  if (scan && !goniometer) throw bad("there is a scan without a goniometer");
  if (detector.length === 0) throw bad("a detector has no panel");
  const [panel] = detector.panels as [Panel];
  if (detector.length === 1 && panel.getOrigin()[2] > 0 && Math.abs(dot(panel.getNormal(), [0, 0, 1])) > 0.99)
    throw bad("a detector square to the beam is between source and sample: readers put it behind the sample");
}

/** A number alone, whole where it can be. */
const count = (value: number): WrittenValue =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? { numbers: [value], type: "int32" } : value;

function writeInstrument(
  writer: Hdf5Writer,
  { beam, detector, scan, dtype = "uint16" }: NxmxDescription,
  options: NxmxOptions,
  layout: Layout,
  packing: ChunkPacking,
): void {
  writer.group("/entry/instrument", { NX_class: "NXinstrument" });
  writer.dataset("/entry/instrument/name", options.instrument ?? "Ewald");
  writer.group("/entry/instrument/beam", { NX_class: "NXbeam" });
  writer.dataset("/entry/instrument/beam/incident_wavelength", beam.getWavelength(), { units: "angstrom" });
  writer.group(detectorPath, { NX_class: "NXdetector" });
  const at = (name: string) => `${detectorPath}/${name}`;
  const [panel] = detector.panels as [Panel];
  const [low, high] = panel.getTrustedRange();
  writer.dataset(at("description"), options.instrument ?? "Ewald");
  writer.dataset(at("depends_on"), datum);
  writer.dataset(at("underload_value"), count(low));
  writer.dataset(at("saturation_value"), count(high));
  // Readers ask for a sensor; one without thickness changes nothing.
  writer.dataset(at("sensor_material"), panel.getMaterial() || "Si");
  writer.dataset(at("sensor_thickness"), panel.getThickness(), { units: "mm" });
  writer.dataset(at("x_pixel_size"), panel.getPixelSize()[0], { units: "mm" });
  writer.dataset(at("y_pixel_size"), panel.getPixelSize()[1], { units: "mm" });
  if (dtype.startsWith("u")) {
    const bits: WrittenValue = { numbers: [Number(dtype.slice(4))], type: "int32" };
    writer.dataset(at("bit_depth_readout"), bits);
    writer.dataset(at("bit_depth_image"), bits);
  }
  const exposure = scan?.getExposureTimes();
  if (exposure) {
    writer.dataset(at("frame_time"), exposure[0]!, { units: "s" });
    writer.dataset(at("count_time"), exposure[0]!, { units: "s" });
  }
  writer.group(at("transformations"), { NX_class: "NXtransformations" });
  const distance = -panel.getOrigin()[2];
  writer.dataset(datum, [distance], axisAttributes("translation", "mm", [0, 0, 1], "."));
  for (const [i, placed] of layout.panels.entries()) writePanel(writer, placed, i, distance);
  const mask = pixelMask(layout, options.pixelMask);
  if (mask)
    writer.array(at("pixel_mask"), layout.shape, mask, "uint32", packing === "none" ? "none" : "gzip");
}

/** A module for each panel: its frame in the laboratory, at an offset from where the first one's distance leads. */
function writePanel(
  writer: Hdf5Writer,
  { panel, row }: Layout["panels"][number],
  i: number,
  distance: number,
): void {
  const path = `${detectorPath}/module_${String(i).padStart(3, "0")}`;
  writer.group(path, { NX_class: "NXdetector_module" });
  const [columns, rows] = panel.getImageSize();
  writer.dataset(`${path}/data_origin`, { numbers: [row, 0], type: "int32" });
  writer.dataset(`${path}/data_size`, { numbers: [rows, columns], type: "int32" });
  writer.dataset(`${path}/data_stride`, { numbers: [1, 1], type: "int32" });
  const [x, y, z] = imgCif(panel.getOrigin());
  const offset = (vector: Vec3): Record<string, WrittenValue> => ({
    offset: [...vector],
    offset_units: "mm",
  });
  const translation = (vector: Vec3, on: string) => axisAttributes("translation", "mm", vector, on);
  writer.dataset(`${path}/module_offset`, [0], {
    ...translation([1, 0, 0], datum),
    ...offset([x, y, z - distance]),
  });
  const on = `${path}/module_offset`;
  const [fast, slow] = panel.getPixelSize();
  const none = offset([0, 0, 0]);
  writer.dataset(`${path}/fast_pixel_direction`, [fast], {
    ...translation(imgCif(panel.getFastAxis()), on),
    ...none,
  });
  writer.dataset(`${path}/slow_pixel_direction`, [slow], {
    ...translation(imgCif(panel.getSlowAxis()), on),
    ...none,
  });
}

/** Bit 8 ("user defined") where a panel's rectangles or the caller say so; undefined when nothing is masked. */
function pixelMask(
  { panels, shape, pixels }: Layout,
  given: readonly Uint32Array[] | undefined,
): Uint32Array | undefined {
  if (!given && panels.every(({ panel }) => panel.getMask().length === 0)) return undefined;
  const mask = new Uint32Array(pixels);
  panels.forEach(({ panel, row, rows, columns }, i) => {
    const good = panel.getUntrustedRectangleMask();
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const at = y * columns + x;
        mask[(row + y) * shape[1] + x] = (good[at] ? 0 : 256) | (given?.[i]?.[at] ?? 0);
      }
  });
  return mask;
}

function axisAttributes(
  kind: "rotation" | "translation",
  units: string,
  vector: Vec3,
  dependsOn: string,
): Record<string, WrittenValue> {
  return { transformation_type: kind, units, vector: [...vector], depends_on: dependsOn };
}

function writeSample(
  writer: Hdf5Writer,
  { goniometer, scan }: NxmxDescription,
  { sample = "unknown" }: NxmxOptions,
): void {
  writer.group("/entry/sample", { NX_class: "NXsample" });
  writer.dataset("/entry/sample/name", sample);
  if (!goniometer) return;
  writer.group(samplePath, { NX_class: "NXtransformations" });
  const axes = rotations(goniometer);
  const images = scan?.getNumImages() ?? 1;
  // DIALS reads no scan whose angles fall: it is written as one about the opposite axis.
  const [from, step] = scan?.getOscillation() ?? [0, 0];
  const sign = step < 0 ? -1 : 1;
  const [start, width] = [sign * from, sign * step];
  const angles = Array.from({ length: images }, (_, i) => start + i * width);
  const still = width === 0;
  writer.dataset("/entry/sample/depends_on", `${samplePath}/${axes[0]!.name}`);
  axes.forEach(({ name, vector, angle, scanned }, i) => {
    const path = `${samplePath}/${name}`;
    const on = axes[i + 1] ? `${samplePath}/${axes[i + 1]!.name}` : ".";
    const turning = scanned && (scan !== undefined || !goniometer.isMultiAxis());
    // Readers count the images of a still scan by the values of the innermost axis.
    const values = turning ? angles : still && i === 0 ? angles.map(() => angle) : [angle];
    writer.dataset(
      path,
      values,
      axisAttributes("rotation", "deg", imgCif(scanned ? scale(vector, sign) : vector), on),
    );
    if (turning && scan)
      writer.dataset(
        `${path}_end`,
        values.map((value) => value + width),
        { units: "deg" },
      );
  });
}

interface Rotation {
  readonly name: string;
  readonly vector: Vec3;
  readonly angle: number;
  readonly scanned: boolean;
}

/** Rotations from crystal to base. Those of one axis that stands on, or carries, a fixed one get it as an axis of its own. */
function rotations(goniometer: Goniometer): Rotation[] {
  if (goniometer.isMultiAxis()) {
    const scanAxis = goniometer.getScanAxis();
    const axes = goniometer.getAxes();
    const angles = goniometer.getAngles();
    const names = goniometer.getNames();
    return axes.map((vector, i) => {
      const name = (names[i] ?? "").replace(/[^\w.-]/g, "_") || `axis_${i}`;
      return { name, vector, angle: angles[i]!, scanned: i === scanAxis };
    });
  }
  const fixed = (name: string, matrix: Mat3): Rotation[] => {
    if (matrix.every((value, i) => Math.abs(value - identity[i]!) < 1e-14)) return [];
    const [vector, angle] = axisAndAngle(matrix);
    return [{ name, vector, angle, scanned: false }];
  };
  const omega = { name: "omega", vector: goniometer.getRotationAxisDatum(), angle: 0, scanned: true };
  return [
    ...fixed("fixed", goniometer.getFixedRotation()),
    omega,
    ...fixed("setting", goniometer.getSettingRotation()),
  ];
}
