import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { object, type Schema, text } from "./schema.js";

/** A scaling model as an `.expt` file holds it: components by name, and how it was configured. */
export interface ScalingModelData extends JsonObject {
  /** "physical", "KB", "array" or "dose_decay". */
  __id__: string;
  configuration_parameters?: JsonObject;
}

const schema: Schema = {
  name: "scaling model",
  required: ["__id__"],
  keys: { __id__: text, configuration_parameters: object },
};

/** Inverse scale factors of a data set. */
export class ScalingModel extends Model<ScalingModelData> {
  constructor(data: ScalingModelData) {
    super(schema, data);
  }

  /** "physical", "KB", "array", "dose_decay" or another. */
  get id(): string {
    return this.data.__id__;
  }
}
