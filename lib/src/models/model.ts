import type { JsonObject } from "./json.js";
import { checkSchema, type Schema } from "./schema.js";

/**
 * What the models share: `data`, the record as it stands in an `.expt` file (keys, order and units of the file,
 * formats.md §3), is the truth; methods read it and apply the defaults. Unknown keys stay where they are and are
 * written again, so nothing a newer DIALS wrote is lost.
 */
export abstract class Model<Data extends JsonObject> {
  /** The record itself, not a copy: change it to change the model. */
  readonly data: Data;

  /** Keeps the record. Throws EwaldError `"bad-format"` for a known key of the wrong kind or a missing one. */
  protected constructor(schema: Schema, data: Data) {
    checkSchema(schema, data);
    this.data = data;
  }
}
