import type { FlexSizeT } from "../array/scalars.js";
import type { Vec2 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Beam } from "./beam.js";
import type { Detector } from "./detector.js";
import type { Goniometer } from "./goniometer.js";
import {
  type FormatClass,
  type FrameAccess,
  type FramesOptions,
  type ImageAccess,
  type ImageSetContext,
  imageSetOpener,
  type PanelMask,
  type RawPanel,
  type RealPanel,
} from "./imageAccess.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import type { Scan } from "./scan.js";
import { scanUnion } from "./scanUnion.js";
import { integer, list, object, type Schema, text, textOrNull } from "./schema.js";

/** Where images come from, as an `.expt` file holds it. Paths as written: relative to the file's folder. */
export interface ImageSetRecord extends JsonObject {
  /** ImageSequence (old: ImageSweep), ImageSet, ImageGrid or MemImageSet. */
  __id__: string;
  /** ImageSequence: path with a run of # for the image number, or of a file holding all images. */
  template?: string;
  /** ImageSet, ImageGrid: paths. */
  images?: string[];
  /** Places in a file that holds several images, from 0. */
  single_file_indices?: number[];
  /** ImageGrid: [columns, rows]. */
  grid_size?: number[];
  /** Paths of lookup maps; "" or null for none. */
  mask?: string | null;
  gain?: string | null;
  pedestal?: string | null;
  dx?: string | null;
  dy?: string | null;
  /** What the reader of the format was told. */
  params?: JsonObject;
}

const schema: Schema = {
  name: "imageset",
  required: ["__id__"],
  keys: {
    __id__: text,
    template: text,
    images: list(text),
    single_file_indices: list(integer),
    grid_size: list(integer, 2),
    mask: textOrNull,
    gain: textOrNull,
    pedestal: textOrNull,
    dx: textOrNull,
    dy: textOrNull,
    params: object,
  },
};

/** Paths that mean the same from every folder: from the root, a home, a variable, a drive, another machine. */
const rooted = /^(?:[/\\~$]|[A-Za-z][A-Za-z0-9+.-]*:)/;

const nothingKnown: ImageSetContext = {
  file: undefined,
  beam: undefined,
  detector: undefined,
  goniometer: undefined,
  scan: undefined,
};

/**
 * Which images an experiment was measured on, and DIALS' way to them: `experiments[0].imageset.getRawData(0)`. Files are
 * opened when pixels are asked for; an experiment whose images are elsewhere is as good as any until then.
 */
export class ImageSetData extends Model<ImageSetRecord> implements ImageAccess {
  #context = nothingKnown;
  readonly #given: ImageAccess | undefined;
  #opened: ImageAccess | undefined;

  /** `images`: the set itself where it is open already, or lies in memory. */
  constructor(data: ImageSetRecord, images?: ImageAccess) {
    super(schema, data);
    this.#given = images;
  }

  /** Whether it is a rotation (or time-of-flight) sequence; its image numbers are those of the scan. */
  isSequence(): boolean {
    return this.data.__id__ === "ImageSequence" || this.data.__id__ === "ImageSweep";
  }

  /** Paths of single images, or the one template. */
  paths(): readonly string[] {
    return this.data.images ?? (this.data.template === undefined ? [] : [this.data.template]);
  }

  /** The file this record was read from; the record's paths are relative to its folder. */
  get file(): string | undefined {
    return this.#context.file;
  }

  set file(path: string | undefined) {
    this.#context = { ...this.#context, file: path };
    this.#opened = undefined;
  }

  /**
   * The record as it must be in another file: paths relative to this one's folder are made absolute, as DIALS does, unless the
   * other is in the same folder. `beside` gives a path as seen from the folder of a file.
   */
  recordIn(file: string, beside: (from: string, path: string) => string): ImageSetRecord {
    const { file: from } = this;
    if (from === undefined || beside(from, ".") === beside(file, ".")) return this.data;
    const moved = (path: string) => (path === "" || rooted.test(path) ? path : beside(from, path));
    const record: ImageSetRecord = { ...this.data };
    for (const key of ["template", "mask", "gain", "pedestal", "dx", "dy"] as const)
      if (typeof record[key] === "string") record[key] = moved(record[key]);
    if (record.images) record.images = record.images.map(moved);
    return record;
  }

  /**
   * Gives the panels of the experiments' detector the maps of pixel offsets (`dx`, `dy`) of the record, where there are such: as
   * DIALS since 3.22 whenever their files are there, whether or not the images are.
   */
  applyOffsetMaps(): void {
    if (!this.data.dx || !this.data.dy || !this.#context.detector) return;
    try {
      this.getDetector(0);
    } catch (error) {
      if (!(error instanceof EwaldError && error.code === "file-not-found")) throw error;
    }
  }

  /**
   * Notes an experiment on these images, as the constructor of Experiment does: the models of the first are the set's, its
   * scan covers those of all.
   */
  usedBy(models: Partial<Omit<ImageSetContext, "file">>): void {
    const known = this.#context;
    this.#context = {
      file: known.file,
      beam: known.beam ?? models.beam,
      detector: known.detector ?? models.detector,
      goniometer: known.goniometer ?? models.goniometer,
      scan: scanUnion(known.scan, models.scan),
    };
    if (this.#context.scan !== known.scan) this.#opened = undefined;
  }

  /**
   * The images: an `ImageSequence`, `ImageSet` or `ImageGrid` of this record. No file is opened yet. Throws EwaldError
   * `"unsupported"` for images that were in the memory of another program.
   */
  open(): ImageAccess {
    return this.#given ?? (this.#opened ??= imageSetOpener()(this.data, this.#context));
  }

  /**
   * Images `begin` to `end` of all `length`, half-open. Of a sequence by template the record stays the same, its images being those
   * of the scan. What lies in memory is cut with it.
   */
  sliceRecord(begin: number, end: number, length: number): ImageSetData {
    const data = structuredClone(this.data) as ImageSetRecord;
    if (data.images?.length === length) data.images = data.images.slice(begin, end);
    if (data.single_file_indices?.length === length)
      data.single_file_indices = data.single_file_indices.slice(begin, end);
    const part = new ImageSetData(
      data,
      this.#given?.length === length ? this.#given.partialSet(begin, end) : this.#given,
    );
    part.file = this.file;
    return part;
  }

  get length(): number {
    return this.open().length;
  }

  getPath(index: number): string {
    return this.open().getPath(index);
  }

  getImageIdentifier(index: number): string {
    return this.open().getImageIdentifier(index);
  }

  getRawData(index: number): RawPanel[] {
    return this.open().getRawData(index);
  }

  getCorrectedData(index: number): RealPanel[] {
    return this.open().getCorrectedData(index);
  }

  getGain(index: number): RealPanel[] {
    return this.open().getGain(index);
  }

  getPedestal(index: number): RealPanel[] {
    return this.open().getPedestal(index);
  }

  getMask(index: number): PanelMask[] {
    return this.open().getMask(index);
  }

  getDynamicMask(index: number): PanelMask[] {
    return this.open().getDynamicMask(index);
  }

  hasDynamicMask(): boolean {
    return this.open().hasDynamicMask();
  }

  getBeam(index?: number): Beam {
    return this.open().getBeam(index);
  }

  getDetector(index?: number): Detector {
    return this.open().getDetector(index);
  }

  getGoniometer(index?: number): Goniometer | undefined {
    return this.open().getGoniometer(index);
  }

  getScan(index?: number): Scan | undefined {
    return this.open().getScan(index);
  }

  getIndices(): FlexSizeT {
    return this.open().getIndices();
  }

  getArrayRange(): Vec2 {
    return this.open().getArrayRange();
  }

  getTemplate(): string {
    return this.open().getTemplate();
  }

  getFormatClass(): FormatClass {
    return this.open().getFormatClass();
  }

  partialSet(begin: number, end: number): ImageAccess {
    return this.open().partialSet(begin, end);
  }

  slice(begin?: number, end?: number): ImageAccess {
    return this.open().slice(begin, end);
  }

  getUntrustedRectangleMask(index?: number): PanelMask[] {
    return this.open().getUntrustedRectangleMask(index);
  }

  getNotices(): string[] {
    return this.open().getNotices();
  }

  frames(options?: FramesOptions): AsyncGenerator<FrameAccess> {
    return this.open().frames(options);
  }

  [Symbol.iterator](): IterableIterator<RealPanel[]> {
    return this.open()[Symbol.iterator]();
  }
}
