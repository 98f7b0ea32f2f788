import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Scan } from "../../models/scan.js";
import { cutOut } from "../cutOut.js";
import type { ImageFile, OpenOptions, RawDataOptions, RawPanel } from "../imageFormat.js";
import { inFile } from "../inFile.js";
import { moduleGaps, pilatusModules } from "../modules.js";
import { attenuationOf } from "../sensorMaterial.js";
import type { PanelDescription } from "../simpleModels.js";
import { Axes } from "./axes.js";
import type { CbfLayout } from "./binarySections.js";
import { type Cif, parseCif } from "./cif.js";
import {
  type ArrayPart,
  type ArraySections,
  arrayParts,
  arraySections,
  imgCifHierarchy,
  imgCifPanels,
  partSize,
} from "./imgCifDetector.js";
import { imgCifBeam, imgCifRotation } from "./imgCifModels.js";
import { readSection } from "./sectionData.js";

/** Whether the text of a CBF file describes the experiment by imgCIF's categories. */
export const isImgCif = (text: string): boolean => /_diffrn\.id|_diffrn_source/i.test(text);

/** Opens an imgCIF file ("full CBF"). Throws EwaldError `"bad-format"`. */
export function openImgCif(source: ByteSource, layout: CbfLayout, options: OpenOptions): ImageFile {
  return new ImgCif(source, layout, parseCif(source.name, layout.text), options);
}

/** Thickness of a CSPAD's sensor, mm (Hart et al. 2012, Proc. SPIE 8504, 85040C). */
const cspadThickness = 0.5;

class ImgCif implements ImageFile {
  readonly format: string;
  readonly name: string;
  readonly numImages = 1;
  readonly isSingleFile = false;
  readonly #source: ByteSource;
  readonly #text: string;
  readonly #cif: Cif;
  readonly #axes: Axes;
  readonly #arrays: ArraySections;
  readonly #parts: readonly ArrayPart[];
  readonly #checksums: OpenOptions["checksums"];

  constructor(source: ByteSource, layout: CbfLayout, cif: Cif, options: OpenOptions) {
    this.name = source.name;
    this.#source = source;
    this.#text = layout.text;
    this.#cif = cif;
    this.#checksums = options.checksums;
    this.#axes = new Axes(this.name, cif);
    this.#arrays = arraySections(this.name, cif, layout.sections);
    this.#parts = arrayParts(this.name, cif, this.#arrays);
    if (this.#parts.length === 0)
      throw new EwaldError(
        "bad-format",
        `${this.name} has no _array_structure_list, which says how its image is arranged.`,
      );
    this.format = this.#formatName();
  }

  getBeam(): Beam {
    return inFile(this.name, () => this.#beam());
  }

  #beam(): Beam {
    const beam = imgCifBeam(this.name, this.#cif, this.#axes);
    // The files of these detectors say 0.8 or 0.99 at beamlines where it is more (as DIALS has it).
    if (this.#isPilatus) beam.setPolarizationFraction(0.999);
    return beam;
  }

  getDetector(): Detector {
    const make = this.#isHierarchical ? imgCifHierarchy : imgCifPanels;
    return inFile(this.name, () =>
      make(this.name, this.#cif, this.#axes, this.#parts, (part) => this.#panel(part)),
    );
  }

  getGoniometer(): Goniometer | undefined {
    return this.#rotation?.goniometer;
  }

  getScan(): Scan | undefined {
    return this.#rotation?.scan;
  }

  getRawData(_index = 0, options: RawDataOptions = {}): RawPanel[] {
    const read = new Map<string, RawPanel["values"]>();
    return this.#parts.map((part) => {
      const section = this.#arrays.get(part.arrayId)!;
      let values = read.get(part.arrayId);
      if (!values) {
        // A second array would be read over the first.
        const oneOnly = this.#arrays.size === 1 ? options : {};
        read.set(part.arrayId, (values = readSection(this.#source, section, this.#checksums, oneOnly)));
      }
      const [width, height] = partSize(this.name, part);
      const [nx, ny] = section.dimensions;
      const [x, y, z] = part.ranges.map(([from]) => from) as [number, number, number];
      return { shape: [height, width], values: cutOut(values, nx, x, z * ny + y, width, height) };
    });
  }

  close(): void {
    this.#source.close?.();
  }

  /** Both or, for a still in which nothing belongs to a goniometer, neither. */
  get #rotation() {
    if (!this.#cif.category("_diffrn_measurement_axis").has("axis_id")) return undefined;
    return inFile(this.name, () => imgCifRotation(this.name, this.#cif, this.#axes));
  }

  get #isPilatus(): boolean {
    return /_array_data\.header_convention[^\r\n]*PILATUS/.test(this.#text);
  }

  get #isCspad(): boolean {
    const detector = this.#cif.category("_diffrn_detector");
    return detector.length === 1 && detector.text(0, "type") === "CS PAD";
  }

  get #isHierarchical(): boolean {
    return this.#parts.length > 1 && this.#cif.category("_axis").has("equipment_component");
  }

  /** What is known of a panel beyond its geometry. */
  #panel(part: ArrayPart): Partial<PanelDescription> {
    if (this.#isPilatus) return this.#pilatusPanel(part);
    if (!this.#isCspad) return this.#parts.length > 1 ? { name: part.name, type: "" } : {};
    const mu = attenuationOf("Si", this.getBeam().getWavelength());
    return { sensor: { material: "Si", thickness: cspadThickness, mu, parallax: true } };
  }

  /** The comments of Dectris' header stay in these files. */
  #pilatusPanel(part: ArrayPart): Partial<PanelDescription> {
    const [nx, ny] = partSize(this.name, part);
    const sensor = /^#\s*(\S+)\ssensor, thickness\s*([0-9.]+)\s*m\s*$/m.exec(this.#text);
    const identifier = /^#\s*Detector:\s+(.*?)\s*$/m.exec(this.#text)?.[1];
    const described = { type: "SENSOR_PAD", mask: moduleGaps(nx, ny, pilatusModules) };
    const named = identifier ? { ...described, identifier } : described;
    if (!sensor) return named;
    const material = sensor[1] === "Silicon" ? "Si" : sensor[1]!;
    const mu = attenuationOf(material, this.getBeam().getWavelength());
    return { ...named, sensor: { material, thickness: Number(sensor[2]) * 1000, mu, parallax: true } };
  }

  /** DIALS' reader of the file. */
  #formatName(): string {
    const still = this.#cif.category("_diffrn_measurement_axis").has("axis_id") ? "" : "Still";
    if (this.#isPilatus) {
      const detector = /^# Detector.*$/m.exec(this.#text)?.[0] ?? "";
      if (detector.includes("PILATUS 300K") && detector.includes("S/N 3-0104, Diamond"))
        return "FormatCBFFullPilatusDLS300KSN104";
      if (detector.includes("S/N 60-0100 Diamond")) return "FormatCBFFullPilatusDLS6MSN100";
      if (detector.includes("S/N 60-0126")) return "FormatCBFFullPilatusDLS6MSN126";
      return "FormatCBFFullPilatus";
    }
    if (this.#isCspad) return "FormatCBFCspad";
    if (this.#parts.length > 1) return `FormatCBFMultiTile${this.#isHierarchical ? "Hierarchy" : ""}${still}`;
    if (still) return "FormatCBFFullStill";
    const [section] = this.#arrays.values();
    return /^x-CBF_BYTE_OFFSET$/i.test(section!.conversion) ? "FormatCBFFullByteOffset" : "FormatCBFFull";
  }
}
