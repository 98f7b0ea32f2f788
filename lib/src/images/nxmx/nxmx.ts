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
import { diamondRules, type FileRules, fileWriterRules } from "./fileRules.js";
import { isHdf5 } from "./isHdf5.js";
import { join, NexusReader } from "./nexusReader.js";
import { beamOf, probeOf, wavelengthsOf } from "./nxBeam.js";
import { type DetectorRules, detectorOf, type ModuleSlice, moduleSlices } from "./nxDetector.js";
import { gapOf, NxFrames, panelsOf } from "./nxFrames.js";
import { goniometerOf, sampleChain, scanOf } from "./nxSample.js";
import { maskOf } from "./staticMask.js";

/** Paths of the entries whose definition is NXmx. */
export function nxmxEntries(nexus: NexusReader): string[] {
  return nexus.groups("/", "NXentry").filter((entry) => nexus.text(join(entry, "definition")) === "NXmx");
}

/** HDF5 by the NeXus application definition NXmx: the "gold standard" of MX (Bernstein et al., IUCrJ 7, 784 (2020)). */
export const nxmxFormat: ImageFormat = {
  name: "FormatNXmx",

  understands(head, source) {
    if (!isHdf5(head)) return false;
    let file: Hdf5File | undefined;
    try {
      file = new Hdf5File(source);
      return nxmxEntries(new NexusReader(file)).length > 0;
    } catch {
      // Damaged, or HDF5 is not loaded: opening it says so.
      return file === undefined;
    } finally {
      file?.close();
    }
  },

  open: (source, options) => new NxmxFile(source, options),
};

class NxmxFile implements ImageFile {
  readonly format: string;
  readonly name: string;
  readonly numImages: number;
  readonly isSingleFile = true;
  readonly #nexus: NexusReader;
  readonly #detectorPath: string;
  readonly #modules: readonly ModuleSlice[];
  readonly #frames: NxFrames;
  /** What volatile reads fill. */
  #again: FrameValues | undefined;
  readonly #wavelengths: Float64Array;
  readonly #probe: string;
  readonly #bits: number | undefined;
  readonly #detector: Detector;
  readonly #goniometer: Goniometer | undefined;
  readonly #scan: Scan | undefined;

  constructor(source: ByteSource, options: OpenOptions) {
    this.name = source.name;
    const file = options.open ? new Hdf5File(source, options.open) : new Hdf5File(source);
    try {
      const nexus = new NexusReader(file);
      this.#nexus = nexus;
      const [entry] = nxmxEntries(nexus);
      if (entry === undefined) throw file.bad("/", "holds no NXentry with the definition NXmx");
      const instrument = nexus.group(entry, "NXinstrument");
      const sample = nexus.groups(entry, "NXsample")[0];
      const detector = nexus.group(instrument, "NXdetector");
      const beam =
        nexus.groups(instrument, "NXbeam")[0] ??
        (sample === undefined ? undefined : nexus.groups(sample, "NXbeam")[0]) ??
        nexus.group(instrument, "NXbeam");
      this.#detectorPath = detector;
      this.#frames = new NxFrames(nexus, nexus.group(entry, "NXdata"));
      const rules = diamondRules(nexus, entry, instrument, detector) ??
        fileWriterRules(nexus, detector) ?? { format: "FormatNXmx" };
      this.format = rules.format;
      this.#modules = this.#modulesBy(rules);
      this.#wavelengths = wavelengthsOf(nexus, beam);
      this.#probe = probeOf(nexus, entry, instrument);
      this.#bits = rules.bits ?? nexus.number(join(detector, "bit_depth_readout"));
      this.#detector = detectorOf(nexus, detector, this.#wavelengths[0]!, this.#modules, rules);
      rules.amend?.(this.#detector);
      const chain = sample === undefined ? [] : sampleChain(nexus, sample);
      const images = this.#frames.length;
      const frameTime = nexus.quantity(join(detector, "frame_time"), "time") ?? 0;
      this.#goniometer = goniometerOf(nexus, chain);
      this.#scan = scanOf(nexus, chain, frameTime, images);
      const count = this.#scan?.getNumImages() ?? images;
      if (count === undefined) throw this.#frames.missing();
      this.numImages = count;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  getBeam(index = 0): Beam {
    this.#check(index);
    return beamOf(this.#nexus, this.#wavelengths, index, this.#probe);
  }

  getDetector(): Detector {
    return new Detector(structuredClone(this.#detector.data));
  }

  getGoniometer(): Goniometer | undefined {
    return this.#goniometer && new Goniometer(structuredClone(this.#goniometer.data));
  }

  getScan(index?: number): Scan | undefined {
    if (index === undefined) return this.#scan && new Scan(structuredClone(this.#scan.data));
    this.#check(index);
    return this.#scan?.slice(index, index + 1);
  }

  getRawData(index = 0, { volatile = false }: RawDataOptions = {}): RawPanel[] {
    this.#check(index);
    const frame = this.#frames.read(index, {
      reuse: volatile ? this.#again : undefined,
      gap: gapOf(this.#bits),
    });
    if (volatile) this.#again = frame.values;
    return panelsOf(this.#nexus, frame, this.#modules);
  }

  getStaticMask(): PanelMask[] | undefined {
    return maskOf(this.#nexus, join(this.#detectorPath, "pixel_mask"), this.#modules);
  }

  close(): void {
    this.#nexus.file.close();
  }

  /** Modules, their sizes turned round where the file plainly has them so: firmware and beamlines once wrote fast, slow. */
  #modulesBy(rules: FileRules): ModuleSlice[] {
    const asWritten = moduleSlices(this.#nexus, this.#detectorPath);
    const [only] = asWritten;
    const shape = this.#frames.frameShape;
    if (asWritten.length > 1 || !only) return asWritten;
    const reversed = [...only.size].reverse();
    const fits = (size: readonly number[]) =>
      shape?.length === size.length && size.every((n, i) => n === shape[i]);
    const turn: DetectorRules = {
      reversedSize: shape ? !fits(only.size) && fits(reversed) : rules.reversedSize === true,
    };
    return turn.reversedSize ? moduleSlices(this.#nexus, this.#detectorPath, turn) : asWritten;
  }

  #check(index: number): void {
    if (Number.isSafeInteger(index) && index >= 0 && index < this.numImages) return;
    throw new EwaldError(
      "out-of-range",
      `${this.name} has ${this.numImages} images; there is no image ${index}, counted from 0.`,
    );
  }
}
