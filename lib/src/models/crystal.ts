import type { Vec3 } from "../array/vectors.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { list, mat3, number, type Schema, text, vec3 } from "./schema.js";

/** A crystal as an `.expt` file holds it. */
export interface CrystalData extends JsonObject {
  __id__?: string;
  /** Cell vectors, Å, laboratory frame with the goniometer at its datum: the rows of A⁻¹. */
  real_space_a: number[];
  real_space_b: number[];
  real_space_c: number[];
  space_group_hall_symbol: string;
  /** A, row by row, at the edges of images: one more than there are. */
  A_at_scan_points?: number[][];
  /** 9 × 9, row by row. */
  B_covariance?: number[];
  B_covariance_at_scan_points?: number[][];
  /** Degrees. */
  mosaicity?: number;
  /** Degrees. */
  ML_half_mosaicity_deg?: number;
  /** Å. */
  ML_domain_size_ang?: number;
}

const schema: Schema = {
  name: "crystal",
  required: ["real_space_a", "real_space_b", "real_space_c", "space_group_hall_symbol"],
  keys: {
    __id__: text,
    real_space_a: vec3,
    real_space_b: vec3,
    real_space_c: vec3,
    space_group_hall_symbol: text,
    A_at_scan_points: list(mat3),
    B_covariance: list(number),
    B_covariance_at_scan_points: list(list(number)),
    mosaicity: number,
    ML_half_mosaicity_deg: number,
    ML_domain_size_ang: number,
  },
};

/** Cell, orientation, symmetry and mosaicity of a crystal. */
export class Crystal extends Model<CrystalData> {
  constructor(data: CrystalData) {
    super(schema, data);
  }

  /** The cell vectors a, b, c, Å, laboratory frame. */
  getRealSpaceVectors(): [Vec3, Vec3, Vec3] {
    const { real_space_a, real_space_b, real_space_c } = this.data;
    const vector = ([x, y, z]: number[]): Vec3 => [x!, y!, z!];
    return [vector(real_space_a), vector(real_space_b), vector(real_space_c)];
  }

  /** Hall symbol, without blanks around it. */
  getHallSymbol(): string {
    return this.data.space_group_hall_symbol.trim();
  }

  /** Scan points at which A is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.A_at_scan_points?.length ?? 0;
  }

  /** Covariances of the nine elements of B, row by row; undefined when not refined. */
  getBCovariance(): readonly number[] | undefined {
    return this.data.B_covariance ?? undefined;
  }

  /** Which model of mosaicity: dxtbx's MosaicCrystalSauter2014, MosaicCrystalKabsch2010 or plain Crystal. */
  getMosaicityModel(): "Sauter2014" | "Kabsch2010" | "none" {
    const { ML_half_mosaicity_deg, ML_domain_size_ang, mosaicity } = this.data;
    if ((ML_half_mosaicity_deg ?? null) !== null && (ML_domain_size_ang ?? null) !== null)
      return "Sauter2014";
    return (mosaicity ?? null) !== null ? "Kabsch2010" : "none";
  }

  /** Degrees (Kabsch 2010); undefined when the crystal has none. */
  getMosaicity(): number | undefined {
    return this.data.mosaicity ?? undefined;
  }

  /** Degrees (Sauter 2014); undefined when the crystal has none. */
  getHalfMosaicityDeg(): number | undefined {
    return this.data.ML_half_mosaicity_deg ?? undefined;
  }

  /** Å (Sauter 2014); undefined when the crystal has none. */
  getDomainSizeAng(): number | undefined {
    return this.data.ML_domain_size_ang ?? undefined;
  }
}
