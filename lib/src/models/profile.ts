import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { list, number, numberOrList, type Schema, text } from "./schema.js";

/** A profile model as an `.expt` file holds it. */
export interface ProfileData extends JsonObject {
  /** "gaussian_rs" or "ellipsoid". */
  __id__: string;
  /** gaussian_rs: extent of a spot in standard deviations. */
  n_sigma?: number;
  /** gaussian_rs: beam divergence, degrees; a list when it varies in the scan. */
  sigma_b?: number | number[];
  /** gaussian_rs: mosaicity, degrees; a list when it varies in the scan. */
  sigma_m?: number | number[];
  /** ellipsoid. */
  parameterisation?: string;
  /** ellipsoid. */
  parameters?: number[];
}

const schema: Schema = {
  name: "profile model",
  required: ["__id__"],
  keys: {
    __id__: text,
    n_sigma: number,
    sigma_b: numberOrList,
    sigma_m: numberOrList,
    parameterisation: text,
    parameters: list(number),
  },
};

/** Shape of the reflections. */
export class Profile extends Model<ProfileData> {
  constructor(data: ProfileData) {
    super(schema, data);
  }

  /** "gaussian_rs", "ellipsoid" or another. */
  get id(): string {
    return this.data.__id__;
  }
}
