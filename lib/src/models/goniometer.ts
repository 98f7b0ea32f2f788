import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { normalized } from "./beam.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { integer, list, mat3, number, type Schema, text, vec3 } from "./schema.js";

/** A goniometer as an `.expt` file holds it: of one axis, or of several (then `axes`, `angles`, `scan_axis`). */
export interface GoniometerData extends JsonObject {
  rotation_axis?: number[];
  /** Row by row. */
  fixed_rotation?: number[];
  /** Row by row. */
  setting_rotation?: number[];
  setting_rotation_at_scan_points?: number[][];
  /** From crystal to base. */
  axes?: number[][];
  /** Degrees. */
  angles?: number[];
  names?: string[];
  scan_axis?: number;
}

const keys: Schema["keys"] = {
  rotation_axis: vec3,
  fixed_rotation: mat3,
  setting_rotation: mat3,
  setting_rotation_at_scan_points: list(mat3),
  axes: list(vec3),
  angles: list(number),
  names: list(text),
  scan_axis: integer,
};
const single: Schema = { name: "goniometer", required: ["rotation_axis"], keys };
const multiple: Schema = { name: "multi-axis goniometer", required: [], keys };

const isMultiple = (data: GoniometerData) =>
  [data.axes, data.angles, data.scan_axis].every((value) => (value ?? undefined) !== undefined);

/** What turns the crystal. */
export class Goniometer extends Model<GoniometerData> {
  constructor(data: GoniometerData) {
    super(isMultiple(data) ? multiple : single, data);
    if (!this.isMultiAxis()) return;
    const { axes, angles, scan_axis } = data;
    if (axes!.length === angles!.length && axes![scan_axis!] !== undefined) return;
    throw new EwaldError(
      "bad-format",
      `The goniometer has ${axes!.length} axes, ${angles!.length} angles and scans axis ${scan_axis}; ` +
        "each axis needs an angle, and the scan axis must be one of them.",
    );
  }

  /** Whether several axes are given; then fixed and setting rotation follow from their angles. */
  isMultiAxis(): boolean {
    return isMultiple(this.data);
  }

  /** The scan axis with all angles at zero; unit length, laboratory frame (of several axes: as the file has it). */
  getRotationAxisDatum(): Vec3 {
    if (!this.isMultiAxis()) return normalized(this.data.rotation_axis!);
    const [x, y, z] = this.data.axes![this.data.scan_axis!] ?? [];
    return [x!, y!, z!];
  }

  /** Row by row; undefined for several axes (it follows from their angles). */
  getFixedRotation(): Mat3 | undefined {
    return this.isMultiAxis() ? undefined : matrix(this.data.fixed_rotation);
  }

  /** Row by row; undefined for several axes. */
  getSettingRotation(): Mat3 | undefined {
    return this.isMultiAxis() ? undefined : matrix(this.data.setting_rotation);
  }

  /** Scan points at which the setting rotation is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.setting_rotation_at_scan_points?.length ?? 0;
  }
}

function matrix(values: number[] | undefined): Mat3 {
  return [...(values ?? [1, 0, 0, 0, 1, 0, 0, 0, 1])] as readonly number[] as Mat3;
}
