import { unit } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { FrameValues } from "../../hdf5/frames.js";
import { Hdf5File } from "../../hdf5/hdf5File.js";
import type { Beam } from "../../models/beam.js";
import { Detector } from "../../models/detector.js";
import { Goniometer } from "../../models/goniometer.js";
import { Scan } from "../../models/scan.js";
import type {
  ImageFile,
  ImageFormat,
  OpenOptions,
  PanelMask,
  RawDataOptions,
  RawPanel,
} from "../imageFormat.js";
import { eigerGaps } from "../modules.js";
import { attenuationOf } from "../sensorMaterial.js";
import { panelData, panelGroup, singleAxisGoniometer } from "../simpleModels.js";
import { isHdf5 } from "./isHdf5.js";
import { join, NexusReader } from "./nexusReader.js";
import { beamOf, wavelengthsOf } from "./nxBeam.js";
import { gapOf, NxFrames, panelsOf } from "./nxFrames.js";
import { goniometerOf, mostImages, sampleChain, scanOf } from "./nxSample.js";
import { maskOf } from "./staticMask.js";
import { imgCif } from "./transformations.js";

const entry = "/entry";
const detectorPath = "/entry/instrument/detector";
const sample = "/entry/sample";
/** Detectors on a goniometer of another axis than −x (McStas): that of MAX IV's BioMAX, and SPring-8's, which turn the other way. */
const upright = ["E-32-0105"];
const reverse = ["E-32-0114", "E-32-0112", "E-18-0103"];

function isMaster(nexus: NexusReader): boolean {
  if (nexus.file.kind(entry) !== "group" || nexus.attributeText(entry, "NX_class") !== "NXentry")
    return false;
  if (nexus.file.kind(join(entry, "definition")) === "dataset") return false;
  return (nexus.text(join(detectorPath, "description")) ?? "").toLowerCase().includes("dectris eiger");
}

/** Master files of DECTRIS Eigers of the years before they wrote NXmx: nearly NeXus. */
export const dectrisEigerFormat: ImageFormat = {
  name: "FormatHDF5EigerNearlyNexus",

  understands(head, source) {
    if (!isHdf5(head)) return false;
    let file: Hdf5File | undefined;
    try {
      file = new Hdf5File(source);
      return isMaster(new NexusReader(file));
    } catch {
      return false;
    } finally {
      file?.close();
    }
  },

  open: (source, options) => new DectrisEigerFile(source, options),
};

class DectrisEigerFile implements ImageFile {
  readonly format: string;
  readonly name: string;
  readonly numImages: number;
  readonly isSingleFile = true;
  readonly #nexus: NexusReader;
  readonly #frames: NxFrames;
  /** What volatile reads fill. */
  #again: FrameValues | undefined;
  readonly #wavelengths: Float64Array;
  readonly #bits: number | undefined;
  readonly #detector: Detector;
  readonly #goniometer: Goniometer;
  readonly #scan: Scan;

  constructor(source: ByteSource, options: OpenOptions) {
    this.name = source.name;
    const file = options.open ? new Hdf5File(source, options.open) : new Hdf5File(source);
    try {
      const nexus = new NexusReader(file);
      this.#nexus = nexus;
      const serial = nexus.text(join(detectorPath, "detector_number")) ?? "";
      this.format = `FormatHDF5EigerNearlyNexus${reverse.includes(serial) ? "SPring8" : ""}`;
      this.#frames = new NxFrames(nexus, nexus.group(entry, "NXdata"));
      const beams = [join(entry, "instrument/beam"), join(sample, "beam")];
      const beam = beams.find((path) => file.kind(path) === "group");
      this.#wavelengths = wavelengthsOf(nexus, nexus.required(beam, beams[0]!, "the beam"));
      this.#bits =
        nexus.number(join(detectorPath, "bit_depth_image")) ??
        nexus.number(join(detectorPath, "bit_depth_readout"));
      this.#detector = this.#makeDetector();
      const frameTime = nexus.quantity(join(detectorPath, "frame_time"), "time", "s") ?? 0;
      const images = this.#frames.length ?? this.#claimedImages();
      const chain = sampleChain(nexus, sample);
      const goniometer = goniometerOf(nexus, chain);
      const scan = goniometer && scanOf(nexus, chain, frameTime, images);
      const axis: Vec3 = upright.includes(serial) ? [0, 1, 0] : [-1, 0, 0];
      this.#goniometer = goniometer ?? singleAxisGoniometer(imgCif(axis));
      if (reverse.includes(serial) && !this.#goniometer.isMultiAxis())
        this.#goniometer.data.rotation_axis = this.#goniometer.data.rotation_axis!.map((x) => -x);
      this.#scan = scan ?? this.#makeScan(images, frameTime);
      this.numImages = this.#scan.getNumImages();
    } catch (error) {
      file.close();
      throw error;
    }
  }

  getBeam(index = 0): Beam {
    this.#check(index);
    return beamOf(this.#nexus, this.#wavelengths, index, "x-ray");
  }

  getDetector(): Detector {
    return new Detector(structuredClone(this.#detector.data));
  }

  getGoniometer(): Goniometer {
    return new Goniometer(structuredClone(this.#goniometer.data));
  }

  getScan(index?: number): Scan {
    if (index === undefined) return new Scan(structuredClone(this.#scan.data));
    this.#check(index);
    return this.#scan.slice(index, index + 1);
  }

  getRawData(index = 0, { volatile = false }: RawDataOptions = {}): RawPanel[] {
    this.#check(index);
    const frame = this.#frames.read(index, {
      reuse: volatile ? this.#again : undefined,
      gap: gapOf(this.#bits),
    });
    if (volatile) this.#again = frame.values;
    const [nx, ny] = this.#detector.panel(0).getImageSize();
    return panelsOf(this.#nexus, frame, [{ path: detectorPath, origin: [0, 0], size: [ny, nx] }]);
  }

  /** The mask that the detector has applied itself. */
  getStaticMask(): PanelMask[] | undefined {
    if (!this.#nexus.number(join(detectorPath, "pixel_mask_applied"))) return undefined;
    const [nx, ny] = this.#detector.panel(0).getImageSize();
    const whole = [{ path: detectorPath, origin: [0, 0], size: [ny, nx] }];
    return (
      maskOf(this.#nexus, join(detectorPath, "pixel_mask"), whole) ??
      maskOf(this.#nexus, join(detectorPath, "detectorSpecific/pixel_mask"), whole)
    );
  }

  close(): void {
    this.#nexus.file.close();
  }

  #makeDetector(): Detector {
    const nexus = this.#nexus;
    const at = (name: string) => join(detectorPath, name);
    const needed = (name: string, what: string) => nexus.required(nexus.number(at(name)), at(name), what);
    const three = (name: string, from: number): Vec3 => {
      const values = nexus.numbers(at(name));
      const [x, y, z] = values?.subarray(from, from + 3) ?? [];
      if (x === undefined || y === undefined || z === undefined)
        throw nexus.file.bad(at(name), "is no vector");
      // DECTRIS' z points the other way than NeXus'.
      return imgCif([x, y, -z]);
    };
    const fast = unit(three("geometry/orientation/value", 0));
    const slow = unit(three("geometry/orientation/value", 3));
    const pixelSize = [1e3 * needed("x_pixel_size", "m"), 1e3 * needed("y_pixel_size", "m")] as const;
    let origin = three("geometry/translation/distances", 0).map((x) => 1e3 * x) as unknown as Vec3;
    if (origin[0] === 0 && origin[1] === 0) {
      const x = (nexus.number(at("beam_center_x")) ?? 0) * pixelSize[0];
      const y = (nexus.number(at("beam_center_y")) ?? 0) * pixelSize[1];
      origin = [
        -fast[0] * x - slow[0] * y,
        -fast[1] * x - slow[1] * y,
        -Math.abs(origin[2]) - fast[2] * x - slow[2] * y,
      ];
    }
    const cutoff = ["", "detectorModule_000/"]
      .map((folder) => nexus.number(at(`detectorSpecific/${folder}countrate_correction_count_cutoff`)))
      .find((count) => count !== undefined);
    const named = nexus.text(at("sensor_material")) ?? "";
    const material = { si: "Si", silicon: "Si", cdte: "CdTe", gaas: "GaAs" }[named.toLowerCase()];
    if (material === undefined)
      throw new EwaldError(
        "unsupported",
        `${this.name}: the sensor is of ${JSON.stringify(named)}; Si, CdTe and GaAs are known.`,
      );
    const thickness = nexus.required(
      nexus.quantity(at("sensor_thickness"), "length", "m"),
      at("sensor_thickness"),
      "the thickness of the sensor",
    );
    const mu = attenuationOf(material, this.#wavelengths[0]!);
    const [ny, nx] = this.#frames.frameShape?.slice(-2) ?? [
      needed("detectorSpecific/y_pixels_in_detector", "rows"),
      needed("detectorSpecific/x_pixels_in_detector", "columns"),
    ];
    const panel = panelData({
      name: detectorPath,
      type: "SENSOR_PAD",
      fast,
      slow,
      origin,
      pixelSize,
      imageSize: [nx!, ny!],
      trustedRange: [0, nexus.required(cutoff, at("detectorSpecific"), "countrate_correction_count_cutoff")],
      mask: eigerGaps(nx!, ny!),
      sensor: { material, thickness, mu, parallax: true },
    });
    return new Detector({ panels: [panel], hierarchy: panelGroup([{ panel: 0 }]) });
  }

  /** As many images as were asked for; what there is to go by when data files are missing. */
  #claimedImages(): number {
    const count = (name: string) => this.#nexus.number(join(detectorPath, `detectorSpecific/${name}`)) ?? 1;
    return count("nimages") * count("ntrigger");
  }

  #makeScan(images: number, frameTime: number): Scan {
    if (!Number.isSafeInteger(images) || images < 1 || images > mostImages)
      throw this.#nexus.file.bad(detectorPath, `claims ${images} images`);
    const omega = (name: string) => this.#nexus.number(join(sample, `goniometer/omega_${name}`));
    // Single-precision numbers, as they were typed.
    const typed = (value: number | undefined) => Number((value ?? 0).toPrecision(7));
    return new Scan({
      image_range: [1, images],
      batch_offset: 0,
      oscillation: [typed(omega("start")), typed(omega("range_average") ?? omega("increment"))],
      exposure_time: Array.from({ length: images }, () => frameTime),
      epochs: Array.from({ length: images }, (_, i) => i * frameTime),
      valid_image_ranges: {},
    });
  }

  #check(index: number): void {
    if (Number.isSafeInteger(index) && index >= 0 && index < this.numImages) return;
    throw new EwaldError(
      "out-of-range",
      `${this.name} has ${this.numImages} images; there is no image ${index}, counted from 0.`,
    );
  }
}
