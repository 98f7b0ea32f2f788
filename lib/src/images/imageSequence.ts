import type { Vec2 } from "../array/vectors.js";
import type { ImageSetRecord } from "../models/imageSetData.js";
import type { Scan } from "../models/scan.js";
import { ImageSet } from "./imageSet.js";
import { type ImageModels, scanOfSequence } from "./imageSetModels.js";
import type { DynamicMasker, ImageSetParts } from "./imageSetParts.js";
import { maskerOfFormat } from "./shadows/formatShadows.js";

/** Images that follow one another, with one set of models and a scan: DIALS' `ImageSequence` (before 3.0 ImageSweep). */
export class ImageSequence extends ImageSet {
  #format: string | undefined;

  override isSequence(): boolean {
    return true;
  }

  /** The scan of all images, or that of one. Without one in the models it is put together from the headers. */
  override getScan(index?: number): Scan | undefined {
    const whole = this.#wholeScan();
    if (index === undefined) return whole;
    this.place(index);
    return whole.slice(index, index + 1);
  }

  override getArrayRange(): Vec2 {
    return this.#wholeScan().getArrayRange();
  }

  override masker(): DynamicMasker | undefined {
    const given = super.masker();
    const goniometer = given ? undefined : this.getGoniometer();
    if (!goniometer?.isMultiAxis()) return given;
    // asked of each image: its first file is not opened for it again and again
    this.#format ??= this.getFormatClass().name;
    return maskerOfFormat(this.#format, this.params(), goniometer);
  }

  override getTemplate(): string {
    return this.parts.template ?? this.getPath(0);
  }

  override partialSet(begin: number, end: number): ImageSequence {
    return new ImageSequence(this.part(begin, end));
  }

  override slice(begin?: number, end?: number): ImageSequence {
    return super.slice(begin, end) as ImageSequence;
  }

  override toRecord(): ImageSetRecord {
    const indices = this.isSingleFile()
      ? { single_file_indices: this.places.map(({ index }) => index) }
      : undefined;
    return { __id__: "ImageSequence", template: this.getTemplate(), ...indices, ...this.recordTail() };
  }

  protected override model<N extends keyof ImageModels>(name: N, index: number): ImageModels[N] {
    this.place(index);
    return this.models.ofSequence(name, this.reader, this.places[0]!);
  }

  protected override part(begin: number, end: number): ImageSetParts {
    const parts = super.part(begin, end);
    return { ...parts, models: this.models.withScan(this.#wholeScan().slice(begin, end)) };
  }

  #wholeScan(): Scan {
    const { scan } = this.models.shared;
    if (scan) return scan;
    const made = scanOfSequence(this.reader, this.places);
    this.models.set("scan", made);
    return made;
  }
}
