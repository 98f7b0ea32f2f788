import { FlexBool, FlexSizeT } from "../array/scalars.js";
import type { Vec2 } from "../array/vectors.js";
import type { ByteSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Goniometer } from "../models/goniometer.js";
import type {
  FormatClass,
  FramesOptions,
  ImageAccess,
  PanelMask,
  RawPanel,
  RealPanel,
} from "../models/imageAccess.js";
import { ImageSetData, type ImageSetRecord } from "../models/imageSetData.js";
import type { Scan } from "../models/scan.js";
import { trustedRange } from "../models/trustedRange.js";
import { correctedPanels, filledPanels, panelGains, panelPedestals } from "./correctedData.js";
import { ExternalLookup } from "./externalLookup.js";
import { type Frame, readFrames } from "./frames.js";
import type { RawDataOptions } from "./imageFormat.js";
import type { ImagePlace, ImageReader } from "./imageReader.js";
import { type ImageModels, ImageSetModels } from "./imageSetModels.js";
import {
  type DynamicMasker,
  type ImageSetOptions,
  type ImageSetParts,
  partsOfSources,
} from "./imageSetParts.js";
import { PixelMask } from "./pixelMask.js";

/**
 * Images with their models and maps: DIALS' `ImageSet` under its names. Nothing is read until it is asked for; decoded frames
 * are kept within bounds (`imageCacheBytes`). Indices count the images of the set from 0; one that is not there throws
 * EwaldError `"out-of-range"`. Iterating gives corrected data, as in DIALS.
 */
export class ImageSet implements ImageAccess {
  readonly reader: ImageReader;
  readonly externalLookup: ExternalLookup;
  readonly places: readonly ImagePlace[];
  protected readonly parts: ImageSetParts;
  protected readonly models: ImageSetModels;
  readonly #mask: PixelMask;
  readonly #offsets = new WeakSet<Detector>();

  constructor(parts: ImageSetParts) {
    if (parts.places.length === 0)
      throw new EwaldError("bad-argument", "An image set needs at least one image.");
    this.parts = parts;
    this.reader = parts.reader;
    this.places = parts.places;
    this.models = parts.models ?? new ImageSetModels();
    this.externalLookup = parts.lookup ?? new ExternalLookup();
    this.#mask = new PixelMask(parts.reader, this.externalLookup);
  }

  /** All images of bytes, named as files are, in the order given: those a user picked in a browser. */
  static fromSources<Kind extends ImageSet>(
    this: new (
      parts: ImageSetParts,
    ) => Kind,
    sources: readonly ByteSource[],
    options: ImageSetOptions = {},
  ): Kind {
    return new this(partsOfSources(sources, options));
  }

  get length(): number {
    return this.places.length;
  }

  /** Whether the images follow one another, as in a scan. */
  isSequence(): boolean {
    return false;
  }

  getPath(index: number): string {
    return this.reader.files[this.place(index).file]!.name;
  }

  /** The paths of all images. */
  paths(): string[] {
    return this.places.map(({ file }) => this.reader.files[file]!.name);
  }

  getImageIdentifier(index: number): string {
    const path = this.getPath(index);
    return this.isSingleFile() ? `${path}-${this.place(index).index}` : path;
  }

  /** `volatile`: in memory that the next such call may fill again; nothing is kept for later. */
  getRawData(index: number, options?: RawDataOptions): RawPanel[] {
    return this.reader.rawData(this.place(index), options);
  }

  getCorrectedData(index: number): RealPanel[] {
    return this.correct(this.getRawData(index), index);
  }

  /** Raw counts of an image of this set, got by other ways than `getRawData`, corrected as `getCorrectedData` does. */
  correct(raw: readonly RawPanel[], index: number): RealPanel[] {
    const detector = this.getDetector(index);
    return correctedPanels(
      raw,
      panelGains(detector, this.externalLookup),
      panelPedestals(detector, this.externalLookup),
    );
  }

  getGain(index: number): RealPanel[] {
    const detector = this.getDetector(index);
    return filledPanels(detector, panelGains(detector, this.externalLookup));
  }

  getPedestal(index: number): RealPanel[] {
    const detector = this.getDetector(index);
    return filledPanels(detector, panelPedestals(detector, this.externalLookup));
  }

  getMask(index: number): PanelMask[] {
    return this.maskOf(this.getRawData(index), index);
  }

  /** The mask of an image of this set whose raw counts were got by other ways than `getRawData`. */
  maskOf(raw: readonly RawPanel[], index: number): PanelMask[] {
    const mask = this.getDynamicMask(index);
    this.#mask.trusted(this.getDetector(index), raw, mask);
    return mask;
  }

  /** Good pixels as far as the counts themselves do not say: static mask ∧ what the goniometer does not hide. */
  getDynamicMask(index: number): PanelMask[] {
    const mask = this.getStaticMask(index);
    const masker = this.masker();
    const scan = masker && this.getScan(index);
    const seen = scan && masker.getMask(this.getDetector(index), scan.getOscillation()[0]);
    seen?.forEach(({ values }, panel) => {
      const into = mask[panel]!.values.data;
      for (let i = 0; i < into.length; i++) into[i]! &= values.data[i]!;
    });
    return mask;
  }

  /** What tells the goniometer's shadows: that given; of a sequence, also that which its format makes (`dynamic_shadowing`). */
  masker(): DynamicMasker | undefined {
    return this.parts.masker;
  }

  /** Whether the mask changes from image to image by more than the counts: by what the goniometer shadows. */
  hasDynamicMask(): boolean {
    return this.masker() !== undefined;
  }

  /** Whether each file of the set says for itself which pixels are bad. */
  hasMaskOfFile(): boolean {
    return this.isSingleFile() && this.reader.files.length > 1;
  }

  /** Whether `ImageSetFactory.fromRecord` makes the same of `toRecord()` and the models of the first image, in any thread. */
  opensByRecord(): boolean {
    const { files, options } = this.reader;
    return (
      files.every(({ byPath }) => byPath) &&
      !options.open &&
      !options.checksums &&
      !this.parts.masker &&
      (this.isSequence() || this.models.sharesDetector())
    );
  }

  /** Good pixels of all images alike: external mask ∧ the format's own ∧ panels' rectangles. A copy. */
  getStaticMask(index = 0): PanelMask[] {
    const place = this.isSingleFile() ? this.place(index) : this.places[0]!;
    return this.#mask.static(this.getDetector(index), place);
  }

  /** 0 within the panels' untrusted rectangles. */
  getUntrustedRectangleMask(index = 0): PanelMask[] {
    return this.getDetector(index).panels.map((panel) => {
      const [fast, slow] = panel.getImageSize();
      return { shape: [slow, fast], values: new FlexBool(panel.getUntrustedRectangleMask()) };
    });
  }

  /** Pixels whose raw counts are in the trusted range, both ends included (`models/trustedRange.ts`). */
  getTrustedRangeMask(index: number): PanelMask[] {
    const raw = this.getRawData(index);
    const mask = raw.map(({ shape, values }) => ({
      shape,
      values: new FlexBool(new Uint8Array(values.length).fill(1)),
    }));
    this.#mask.trusted(this.getDetector(index), raw, mask);
    return mask;
  }

  getBeam(index = 0): Beam {
    return this.model("beam", index)!;
  }

  getDetector(index = 0): Detector {
    const detector = this.model("detector", index)!;
    this.#applyOffsets(detector);
    return detector;
  }

  getGoniometer(index = 0): Goniometer | undefined {
    return this.model("goniometer", index);
  }

  getScan(index = 0): Scan | undefined {
    return this.model("scan", index);
  }

  /** Sets the beam of one image; without an index, and of a sequence, of all. */
  setBeam(beam: Beam, index?: number): void {
    this.#set("beam", beam, index);
  }

  setDetector(detector: Detector, index?: number): void {
    this.#set("detector", detector, index);
  }

  setGoniometer(goniometer: Goniometer | undefined, index?: number): void {
    this.#set("goniometer", goniometer, index);
  }

  setScan(scan: Scan | undefined, index?: number): void {
    this.#set("scan", scan, index);
  }

  getIndices(): FlexSizeT {
    return new FlexSizeT(
      Uint32Array.from(this.places, ({ file, index }) => (this.isSingleFile() ? index : file)),
    );
  }

  getArrayRange(): Vec2 {
    return [0, this.length];
  }

  getTemplate(): string {
    throw new EwaldError(
      "unsupported",
      "An ImageSet has no template, as its images need not follow one another; paths() names its files.",
    );
  }

  getFormatClass(): FormatClass {
    return { name: this.reader.file(this.places[0]!.file).format };
  }

  /** What the reader of the format was told, DIALS' format_kwargs. */
  params(): Readonly<Record<string, unknown>> {
    return this.reader.options.params ?? {};
  }

  /** What users should know of how these images are taken; empty when nothing is out of the ordinary. */
  getNotices(): string[] {
    const older = this.getDetector().panels.filter((panel) => trustedRange(panel).older).length;
    if (older === 0) return [];
    return [
      `The trusted range of ${older === 1 ? "a panel" : `${older} panels`} begins at -1, as readers before dxtbx 3.12 wrote ` +
        "it, who did not trust -1 itself; its pixels count as bad here, those of 0 as good.",
    ];
  }

  /** Images `begin` to `end`, half-open; they share files, caches and maps with this set. Throws `"out-of-range"`. */
  partialSet(begin: number, end: number): ImageSet {
    return new ImageSet(this.part(begin, end));
  }

  /** As `partialSet`; negative numbers count from the end, as in arrays. */
  slice(begin = 0, end: number = this.length): ImageSet {
    const bound = (x: number) => Math.min(this.length, Math.max(0, x < 0 ? x + this.length : x));
    return this.partialSet(bound(begin), bound(end));
  }

  /** Frames in order, the next ones read ahead while one is worked on. */
  frames(options: FramesOptions = {}): AsyncGenerator<Frame> {
    return readFrames(this, options);
  }

  *[Symbol.iterator](): IterableIterator<RealPanel[]> {
    for (let i = 0; i < this.length; i++) yield this.getCorrectedData(i);
  }

  /** The record an `.expt` file holds of it. */
  toRecord(): ImageSetRecord {
    const record: ImageSetRecord = { __id__: "ImageSet", images: this.paths(), ...this.recordTail() };
    if (this.isSingleFile()) record.single_file_indices = this.places.map(({ index }) => index);
    return record;
  }

  /** As the model of an experiment, with this set open: `new Experiment({ imageset: set.toModel(), … })`. */
  toModel(): ImageSetData {
    return new ImageSetData(this.toRecord(), this);
  }

  /** Closes its files and forgets its frames; they are opened again when asked for. */
  close(): void {
    this.reader.close(this.places);
  }

  toString(): string {
    const { name } = this.constructor;
    return `${name} of ${this.length} images (${this.reader.files[this.places[0]!.file]!.name}${this.length > 1 ? " …" : ""})`;
  }

  /** Whether its files hold many images each. */
  protected isSingleFile(): boolean {
    return this.parts.singleFile ?? this.reader.isSingleFile(this.places[0]!.file);
  }

  protected place(index: number): ImagePlace {
    const place = this.places[index];
    if (place) return place;
    throw new EwaldError(
      "out-of-range",
      `There is no image ${index} in a set of ${this.length}, counted from 0.`,
    );
  }

  protected model<N extends keyof ImageModels>(name: N, index: number): ImageModels[N] {
    return this.models.of(name, this.reader, this.place(index));
  }

  protected part(begin: number, end: number): ImageSetParts {
    if (Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && end > begin && end <= this.length)
      return {
        ...this.parts,
        places: this.places.slice(begin, end),
        models: this.models,
        lookup: this.externalLookup,
      };
    throw new EwaldError("out-of-range", `Images ${begin} to ${end} of a set of ${this.length} are none.`);
  }

  protected recordTail(): Omit<ImageSetRecord, "__id__"> {
    const { mask, gain, pedestal, dx, dy } = this.externalLookup;
    return {
      mask: mask.filename,
      gain: gain.filename,
      pedestal: pedestal.filename,
      dx: dx.filename,
      dy: dy.filename,
      params: structuredClone(this.params()) as NonNullable<ImageSetRecord["params"]>,
    };
  }

  #set<N extends keyof ImageModels>(name: N, model: ImageModels[N], index: number | undefined): void {
    const one = index === undefined || this.isSequence() ? undefined : this.place(index);
    this.models.set(name, model, one);
  }

  #applyOffsets(detector: Detector): void {
    const { dx, dy } = this.externalLookup;
    if (this.#offsets.has(detector) || !dx.data || !dy.data) return;
    this.#offsets.add(detector);
    detector.panels.forEach((panel, i) => {
      panel.setOffsetMaps(dx.data![i]?.values, dy.data![i]?.values);
    });
  }
}
