import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import type { Detector } from "../../models/detector.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { Scan } from "../../models/scan.js";
import { cutOut } from "../cutOut.js";
import type { ImageFile, OpenOptions, RawDataOptions, RawPanel } from "../imageFormat.js";
import { inFile } from "../inFile.js";
import { singleAxisGoniometer } from "../simpleModels.js";
import { type Beamline, beamlines, type MiniCbfParams } from "./beamlines.js";
import type { BinarySection } from "./binarySections.js";
import type { MiniCbfHeader } from "./miniCbfHeader.js";
import type { MiniCbfLines } from "./miniCbfLines.js";
import {
  type ImageSize,
  type MiniCbfFamily,
  miniCbfBeam,
  miniCbfDetector,
  miniCbfScan,
} from "./miniCbfModels.js";
import type { MiniCbfSeries } from "./miniCbfSeries.js";
import { pilatusModulePanels } from "./pilatusModulePanels.js";
import { readSection } from "./sectionData.js";

/** Words of `_array_data.header_convention` that announce a miniCBF header. */
const conventions = /PILATUS|SLS|SSRL|\?|XDS special|GENERIC_MINI/;
const pilatusConventions = /PILATUS|SLS|\?/;

/** The family of a miniCBF header; undefined of a CBF file without one. */
export function miniCbfFamily({ text, lines, detector }: MiniCbfLines): MiniCbfFamily | undefined {
  const convention = lines.find((line) => line.includes("_array_data.header_convention")) ?? "";
  if (detector.some((line) => /eiger/i.test(line))) return "eiger";
  if (
    (text.includes("HF-4M") && detector.some((line) => line.includes("ADSC"))) ||
    convention.includes("ADSC")
  )
    return "adsc";
  const timepix = detector.some((line) => /timepix/i.test(line));
  if (!timepix && (pilatusConventions.test(convention) || detector.some((line) => line.includes("PILATUS"))))
    return "pilatus";
  return conventions.test(convention) ? "other" : undefined;
}

const familyFormats: Readonly<Record<MiniCbfFamily, string>> = {
  pilatus: "FormatCBFMiniPilatus",
  eiger: "FormatCBFMiniEiger",
  adsc: "FormatCBFMiniADSCHF4M",
  other: "FormatCBFMini",
};

/**
 * Opens a CBF file whose header is in its comments: those of Dectris' detectors. With `series` models are shared with the last file
 * of it. Throws EwaldError `"bad-format"`.
 */
export function openMiniCbf(
  source: ByteSource,
  header: MiniCbfHeader,
  [section]: readonly BinarySection[],
  options: OpenOptions,
  series?: MiniCbfSeries,
): ImageFile {
  if (!section)
    throw new EwaldError("bad-format", `${source.name} has a miniCBF header, but no image follows it.`);
  const [nx, ny, nz] = section.dimensions;
  if (nz !== 1 || nx === 0 || ny === 0)
    throw new EwaldError(
      "bad-format",
      `${source.name} has an array of ${section.dimensions.join(" × ")} pixels; an image of two dimensions is needed.`,
    );
  return new MiniCbf(source, header, section, options, series);
}

class MiniCbf implements ImageFile {
  readonly format: string;
  readonly name: string;
  readonly numImages = 1;
  readonly isSingleFile = false;
  readonly #source: ByteSource;
  readonly #header: MiniCbfHeader;
  readonly #section: BinarySection;
  readonly #family: MiniCbfFamily;
  readonly #beamline: Beamline | undefined;
  readonly #params: MiniCbfParams;
  readonly #checksums: OpenOptions["checksums"];
  readonly #series: MiniCbfSeries | undefined;

  constructor(
    source: ByteSource,
    header: MiniCbfHeader,
    section: BinarySection,
    options: OpenOptions,
    series: MiniCbfSeries | undefined,
  ) {
    this.name = source.name;
    this.#source = source;
    this.#header = header;
    this.#section = section;
    this.#checksums = options.checksums;
    this.#params = { multiPanel: options.params?.multi_panel === true };
    this.#series = series;
    const size = this.#size;
    const find = () =>
      beamlines.find((known) => header.detectorLines.some((line) => known.matches(line, header, size)));
    this.#beamline = series ? series.shared("beamline", header, String(size), find) : find();
    this.#family = this.#beamline?.family ?? miniCbfFamily(header.lines) ?? "other";
    this.format = this.#beamline?.format ?? familyFormats[this.#family];
  }

  get #size(): ImageSize {
    return [this.#section.dimensions[0], this.#section.dimensions[1]];
  }

  /** Of a series what the last file had, if this one's header says the same of it. */
  #made<T>(what: string, make: () => T): T {
    if (!this.#series) return make();
    const rest = `${this.format} ${this.#size} ${this.#params.multiPanel}`;
    return this.#series.shared(what, this.#header, rest, make);
  }

  getBeam(): Beam {
    return inFile(this.name, () =>
      this.#made("beam", () => this.#beamline?.beam?.(this.#header) ?? miniCbfBeam(this.#header)),
    );
  }

  getDetector(): Detector {
    return inFile(this.name, () => this.#made("detector", () => this.#detector()));
  }

  #detector(): Detector {
    const own = this.#beamline?.detector?.(this.#header, this.#size, this.#params);
    if (own) return own;
    if (this.#family === "pilatus" && this.#params.multiPanel)
      return pilatusModulePanels(this.#header, this.#size);
    return miniCbfDetector(this.#header, this.#size, this.#family);
  }

  getGoniometer(): Goniometer {
    return inFile(this.name, () =>
      this.#made("goniometer", () => this.#beamline?.goniometer?.(this.#header) ?? singleAxisGoniometer()),
    );
  }

  getScan(): Scan {
    return inFile(this.name, () => miniCbfScan(this.#header));
  }

  getRawData(_index = 0, options: RawDataOptions = {}): RawPanel[] {
    const values = readSection(this.#source, this.#section, this.#checksums, options);
    const [nx, ny] = this.#size;
    const severalPanels =
      this.#beamline?.detector !== undefined || (this.#family === "pilatus" && this.#params.multiPanel);
    if (!severalPanels) return [{ shape: [ny, nx], values }];
    return this.getDetector().panels.map((panel) => {
      const [x, y] = panel.getRawImageOffset();
      const [width, height] = panel.getImageSize();
      if (x + width > nx || y + height > ny)
        throw new EwaldError(
          "bad-format",
          `${this.name} has ${nx} × ${ny} pixels; panel ${panel.getName()} lies at ${x}, ${y} with ${width} × ${height}.`,
        );
      return { shape: [height, width], values: cutOut(values, nx, x, y, width, height) };
    });
  }

  close(): void {
    this.#source.close?.();
  }
}
