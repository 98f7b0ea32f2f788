import type { Vec2 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { type ModelDisplay, modelDisplay } from "./display/bundle.js";
import { scanRows } from "./display/rows.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { appendScans } from "./scanAppend.js";
import { checkSchema, integer, list, number, numberOrList, object, type Schema, vec2 } from "./schema.js";

/**
 * A scan as an `.expt` file holds it. Before dxtbx 3.18 oscillation, exposure times and epochs stand by themselves;
 * since then in `properties`, a value for each image. Either stays as it came.
 */
export interface ScanData extends JsonObject {
  /** [first, last], counted from 1, both included. */
  image_range: number[];
  batch_offset?: number;
  /** [start, width], degrees. */
  oscillation?: number[];
  /** s, of all images or of each. */
  exposure_time?: number | number[];
  /** s. */
  epochs?: number[];
  /** Ranges of image numbers, by experiment identifier. */
  valid_image_ranges?: JsonObject;
  properties?: ScanProperties;
}

/** Values of each image, by name. */
export interface ScanProperties extends JsonObject {
  /** Starting angle of each image, degrees. */
  oscillation?: number[];
  /** One number, for a scan of one image, degrees. */
  oscillation_width?: number[];
  exposure_time?: number[];
  epochs?: number[];
  /** µs. */
  time_of_flight?: number[];
}

const schema: Schema = {
  name: "scan",
  required: ["image_range"],
  keys: {
    image_range: list(integer, 2),
    batch_offset: integer,
    oscillation: vec2,
    exposure_time: numberOrList,
    epochs: list(number),
    valid_image_ranges: object,
    properties: object,
  },
};
const propertySchema: Schema = {
  name: "scan's properties",
  required: [],
  keys: {
    oscillation: list(number),
    oscillation_width: list(number),
    exposure_time: list(number),
    epochs: list(number),
    time_of_flight: list(number),
  },
};

/** Narrower images than this are stills, degrees (dxtbx's own limit). */
const stillWidth = 1e-7;
/** Turns by which an angle may miss an end of the scan and still be in it: rounding. */
const angleSlack = 1e-12;
const radians = Math.PI / 180;

/** Which images there are, and how far the goniometer turned for each. */
export class Scan extends Model<ScanData> {
  constructor(data: ScanData) {
    super(schema, data);
    checkSchema(propertySchema, this.#properties);
    checkRange(data.image_range as number[] as [number, number]);
  }

  get #properties(): ScanProperties {
    return this.data.properties ?? {};
  }

  /** [first, last] image number, counted from 1, both included. */
  getImageRange(): Vec2 {
    const [first, last] = this.data.image_range;
    return [first!, last!];
  }

  /** Oscillation of an image stays; what is given for each image is cut, or goes on as its getter says. */
  setImageRange([first, last]: Vec2): void {
    checkRange([first, last]);
    const oscillation = this.getOscillation();
    this.data.image_range = [first, last];
    if (this.#properties.oscillation) this.setOscillation(oscillation);
    if (this.#properties.exposure_time) this.setExposureTimes(this.getExposureTimes());
    if (this.#properties.epochs) this.setEpochs(this.getEpochs());
  }

  /** The same, half-open and counted from 0: [first − 1, last). */
  getArrayRange(): Vec2 {
    const [first, last] = this.getImageRange();
    return [first - 1, last];
  }

  getNumImages(): number {
    const [first, last] = this.getArrayRange();
    return last - first;
  }

  /** Added to image numbers to make batch numbers. */
  getBatchOffset(): number {
    return this.data.batch_offset ?? 0;
  }

  setBatchOffset(offset: number): void {
    this.data.batch_offset = offset;
  }

  /** [first, last] batch number: image number plus batch offset. */
  getBatchRange(): Vec2 {
    const [first, last] = this.getImageRange();
    return [this.getBatchForImageIndex(first), this.getBatchForImageIndex(last)];
  }

  getBatchForImageIndex(image: number): number {
    return image + this.getBatchOffset();
  }

  getBatchForArrayIndex(index: number): number {
    return index + 1 + this.getBatchOffset();
  }

  isBatchValid(batch: number): boolean {
    const [first, last] = this.getBatchRange();
    return first <= batch && batch <= last;
  }

  /** Whether the scan turns the crystal: an oscillation is given. */
  hasOscillation(): boolean {
    return (this.#properties.oscillation ?? this.data.oscillation) !== undefined;
  }

  /** Values of each image by name, as newer DIALS has them: "time_of_flight" (µs) and others. */
  getProperty(name: string): Float64Array | undefined {
    const values = this.#properties[name];
    return Array.isArray(values) ? Float64Array.from(values as number[]) : undefined;
  }

  /** [start of the first image, width of each], degrees. [0, 0] without rotation. */
  getOscillation(): Vec2 {
    const starts = this.#properties.oscillation;
    if (!starts) {
      const [start, width] = this.data.oscillation ?? [0, 0];
      return [start!, width!];
    }
    return [starts[0] ?? 0, this.#properties.oscillation_width?.[0] ?? (starts[1] ?? 0) - (starts[0] ?? 0)];
  }

  /** [start of the first image, width of each], degrees; written as the record has it, old or new. */
  setOscillation([start, width]: Vec2): void {
    if (!Number.isFinite(start + width))
      throw new EwaldError("bad-argument", `A scan cannot turn from ${start}° by ${width}° an image.`);
    const { properties } = this.data;
    if (!properties) {
      this.data.oscillation = [start, width];
      return;
    }
    const images = this.getNumImages();
    properties.oscillation = Array.from({ length: images }, (_, i) => start + i * width);
    if (images === 1) properties.oscillation_width = [width];
    else delete properties.oscillation_width;
  }

  /** [start, width] of one image, degrees. Throws EwaldError `"out-of-range"`. */
  getImageOscillation(image: number): Vec2 {
    const [start, width] = this.getOscillation();
    return [start + this.#offsetOfImage(image) * width, width];
  }

  /** [start of the first image, end of the last], degrees. */
  getOscillationRange(): Vec2 {
    const [start, width] = this.getOscillation();
    return [start, start + this.getNumImages() * width];
  }

  /** Whether nothing turns during an image. */
  isStill(): boolean {
    return Math.abs(this.getOscillation()[1]) < stillWidth;
  }

  /** φ at the start of an image number, which may have a fraction; degrees, radians with `deg = false`. */
  getAngleFromImageIndex(image: number, deg = true): number {
    return this.getAngleFromArrayIndex(image - 1, deg);
  }

  /** φ at z, an array index: image n covers z from n − 1 to n; degrees, radians with `deg = false`. */
  getAngleFromArrayIndex(z: number, deg = true): number {
    const [start, width] = this.getOscillation();
    return (start + (z - this.getArrayRange()[0]) * width) * (deg ? 1 : radians);
  }

  /** z at φ (degrees; radians with `deg = false`), not brought into the scan by whole turns. Throws for a still. */
  getArrayIndexFromAngle(angle: number, deg = true): number {
    const [start, width] = this.getOscillation();
    if (width === 0) throw new EwaldError("bad-argument", "A scan of width 0 has no index for an angle.");
    return this.getArrayRange()[0] + ((deg ? angle : angle / radians) - start) / width;
  }

  /** Image number at φ, with its fraction: one more than the array index. */
  getImageIndexFromAngle(angle: number, deg = true): number {
    return this.getArrayIndexFromAngle(angle, deg) + 1;
  }

  /** Whether φ, give or take whole turns, is in the scan, its ends included. */
  isAngleValid(angle: number, deg = true): boolean {
    const degrees = deg ? angle : angle / radians;
    const [low, high] = this.#lowAndHigh();
    const turns = Math.ceil((low - degrees) / 360 - angleSlack);
    return degrees + 360 * turns <= high + 360 * angleSlack;
  }

  /** Whether z is in the scan: first − 1 ≤ z < last. */
  isArrayIndexValid(z: number): boolean {
    const [first, last] = this.getArrayRange();
    return first <= z && z < last;
  }

  isImageIndexValid(image: number): boolean {
    const [first, last] = this.getImageRange();
    return first <= image && image <= last;
  }

  /**
   * Everywhere in the scan that φ, give or take whole turns, is passed: [angle in radians, z] each, in order of angle; as
   * DIALS' get_array_indices_with_angle. Empty when the scan does not reach it.
   */
  getArrayIndicesWithAngle(angle: number, deg = true): Vec2[] {
    const degrees = deg ? angle : angle / radians;
    if (!Number.isFinite(degrees))
      throw new EwaldError("bad-argument", `A scan never passes the angle ${angle}.`);
    const [low, high] = this.#lowAndHigh();
    const found: Vec2[] = [];
    if (this.getOscillation()[1] === 0) return found;
    for (let turn = Math.ceil((low - degrees) / 360 - angleSlack); ; turn++) {
      const at = degrees + 360 * turn;
      if (at > high + 360 * angleSlack) return found;
      found.push([at * radians, this.getArrayIndexFromAngle(at)]);
    }
  }

  /** The same with image numbers, one more than z. */
  getImageIndicesWithAngle(angle: number, deg = true): Vec2[] {
    return this.getArrayIndicesWithAngle(angle, deg).map(([at, z]) => [at, z + 1]);
  }

  /** s, for each image; a short list goes on with its last value, none means 0. */
  getExposureTimes(): Float64Array {
    const given = this.#properties.exposure_time ?? this.data.exposure_time ?? [0];
    const times = typeof given === "number" ? [given] : given;
    return Float64Array.from({ length: this.getNumImages() }, (_, i) => times[i] ?? times.at(-1) ?? 0);
  }

  /** s, for each image; a short list goes on with its last difference, one value is repeated, none means 0. */
  getEpochs(): Float64Array {
    const epochs = this.#properties.epochs ?? this.data.epochs ?? [];
    const last = epochs.at(-1) ?? 0;
    const step = last - (epochs.at(-2) ?? last);
    return Float64Array.from(
      { length: this.getNumImages() },
      (_, i) => epochs[i] ?? last + step * (i - epochs.length + 1),
    );
  }

  /** s, for each image, written as the record has it. */
  setExposureTimes(times: ArrayLike<number>): void {
    (this.data.properties ?? this.data).exposure_time = this.#forEachImage(times, "exposure times");
  }

  /** s, for each image, written as the record has it. */
  setEpochs(epochs: ArrayLike<number>): void {
    (this.data.properties ?? this.data).epochs = this.#forEachImage(epochs, "epochs");
  }

  /** s. Throws EwaldError `"out-of-range"`. */
  getImageEpoch(image: number): number {
    return this.getEpochs()[this.#offsetOfImage(image)]!;
  }

  /** Ranges of image numbers, both ends included, that an experiment uses; empty when not restricted. */
  getValidImageRanges(identifier: string): Vec2[] {
    const ranges = this.data.valid_image_ranges?.[identifier];
    return Array.isArray(ranges)
      ? ranges.map((range) => [...(range as number[])] as number[] as [number, number])
      : [];
  }

  setValidImageRanges(identifier: string, ranges: Iterable<Vec2>): void {
    this.data.valid_image_ranges = {
      ...this.data.valid_image_ranges,
      [identifier]: Array.from(ranges, (r) => [...r]),
    };
  }

  /**
   * The scan of images number `begin` to `end`, counted from 0 in this scan and half-open, as scan[begin:end] in DIALS;
   * negative counts from the end. Keeps image numbers and angles. Throws EwaldError `"out-of-range"` when none is left.
   */
  slice(begin = 0, end: number = this.getNumImages()): Scan {
    const images = this.getNumImages();
    const bound = (x: number) => Math.min(images, Math.max(0, Math.trunc(x < 0 ? x + images : x)));
    const [from, to] = [bound(begin), bound(end)];
    if (to <= from)
      throw new EwaldError("out-of-range", `Images ${begin} to ${end} of a scan of ${images} are none.`);
    const data = structuredClone(this.data);
    const [first] = this.getImageRange();
    const [start, width] = this.getOscillation();
    data.image_range = [first + from, first + to - 1];
    for (const [name, values] of Object.entries(data.properties ?? {}))
      if (Array.isArray(values) && values.length === images) data.properties![name] = values.slice(from, to);
    const part = new Scan(data);
    if (this.hasOscillation()) part.setOscillation([start + from * width, width]);
    if (this.#properties.exposure_time ?? this.data.exposure_time)
      part.setExposureTimes(this.getExposureTimes().slice(from, to));
    if (this.#properties.epochs ?? this.data.epochs) part.setEpochs(this.getEpochs().slice(from, to));
    return part;
  }

  /**
   * Goes on with the images of another scan. `tolerance`: part of an image's width by which angles may miss. Throws EwaldError
   * `"bad-argument"` when it does not begin where this one ends.
   */
  append(next: Scan, tolerance?: number): void {
    appendScans(this, [next], tolerance);
  }

  /** Lower and upper end of all angles, degrees, whichever way the scan turns. */
  #lowAndHigh(): Vec2 {
    const [start, end] = this.getOscillationRange();
    return [Math.min(start, end), Math.max(start, end)];
  }

  #offsetOfImage(image: number): number {
    if (Number.isInteger(image) && this.isImageIndexValid(image)) return image - this.getImageRange()[0];
    const [first, last] = this.getImageRange();
    throw new EwaldError(
      "out-of-range",
      `There is no image ${image} in a scan of images ${first} to ${last}.`,
    );
  }

  #forEachImage(values: ArrayLike<number>, what: string): number[] {
    if (values.length === this.getNumImages()) return Array.from(values);
    throw new EwaldError(
      "wrong-length",
      `${values.length} ${what} were given for a scan of ${this.getNumImages()} images.`,
    );
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return modelDisplay("Scan", scanRows(this));
  }
}

function checkRange([first, last]: Vec2): void {
  if (Number.isInteger(first) && Number.isInteger(last) && last >= first) return;
  const what = last < first ? "which ends before it begins" : "which must be whole numbers";
  throw new EwaldError("bad-format", `The scan has the image range ${first} to ${last}, ${what}.`);
}
