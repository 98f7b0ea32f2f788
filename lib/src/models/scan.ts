import type { Vec2 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
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

/** Which images there are, and how far the goniometer turned for each. */
export class Scan extends Model<ScanData> {
  readonly #properties: ScanProperties;

  constructor(data: ScanData) {
    super(schema, data);
    this.#properties = data.properties ?? {};
    checkSchema(propertySchema, this.#properties);
    const [first, last] = data.image_range;
    if (last! < first!)
      throw new EwaldError(
        "bad-format",
        `The scan has the image range ${first} to ${last}, which ends before it begins.`,
      );
  }

  /** [first, last] image number, counted from 1, both included. */
  getImageRange(): Vec2 {
    const [first, last] = this.data.image_range;
    return [first!, last!];
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

  /** [start of the first image, width of each], degrees. [0, 0] without rotation. */
  getOscillation(): Vec2 {
    const starts = this.#properties.oscillation;
    if (!starts) {
      const [start, width] = this.data.oscillation ?? [0, 0];
      return [start!, width!];
    }
    return [starts[0] ?? 0, this.#properties.oscillation_width?.[0] ?? (starts[1] ?? 0) - (starts[0] ?? 0)];
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
}
