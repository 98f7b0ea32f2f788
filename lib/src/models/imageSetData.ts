import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
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
    mask: textOrNull,
    gain: textOrNull,
    pedestal: textOrNull,
    dx: textOrNull,
    dy: textOrNull,
    params: object,
  },
};

/** Which images an experiment was measured on. */
export class ImageSetData extends Model<ImageSetRecord> {
  constructor(data: ImageSetRecord) {
    super(schema, data);
  }

  /** Whether it is a rotation (or time-of-flight) sequence; its image numbers are those of the scan. */
  isSequence(): boolean {
    return this.data.__id__ === "ImageSequence" || this.data.__id__ === "ImageSweep";
  }

  /** Paths of single images, or the one template. */
  paths(): readonly string[] {
    return this.data.images ?? (this.data.template === undefined ? [] : [this.data.template]);
  }
}
