import { identity, multiply, rotationAbout, transform, transpose } from "../array/mat3.js";
import { dot, unit } from "../array/vec3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { Derived } from "./derived.js";
import { type ModelDisplay, modelDisplay } from "./display/bundle.js";
import { goniometerRows } from "./display/rows.js";
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

const radians = Math.PI / 180;

/**
 * What turns the crystal. A reciprocal lattice vector of the crystal at the datum, A·h, is at S·R(φ)·F·A·h in the
 * laboratory: F the fixed rotation, R(φ) the turn about the scan axis, S the setting rotation.
 */
export class Goniometer extends Model<GoniometerData> {
  readonly #rotations = new Derived<{ fixed: Mat3; setting: Mat3 }>();

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
    if (!this.isMultiAxis()) {
      const axis = unit(vector(this.data.rotation_axis));
      if (axis.every(Number.isFinite)) return axis;
      throw new EwaldError(
        "bad-format",
        `The goniometer's rotation axis (${this.data.rotation_axis!.join(", ")}) has no direction.`,
      );
    }
    return vector(this.data.axes![this.data.scan_axis!]);
  }

  /** Throws EwaldError `"bad-argument"` for a vector of no length. */
  setRotationAxisDatum(axis: Vec3): void {
    const [x, y, z] = unit(axis);
    if (!Number.isFinite(x + y + z))
      throw new EwaldError("bad-argument", `The rotation axis (${axis.join(", ")}) has no direction.`);
    if (this.isMultiAxis()) this.data.axes![this.data.scan_axis!] = [x, y, z];
    else this.data.rotation_axis = [x, y, z];
  }

  /** The scan axis as it stands in the laboratory, S·datum. */
  getRotationAxis(): Vec3 {
    return transform(this.getSettingRotation(), this.getRotationAxisDatum());
  }

  /** Sets the axis by how it stands in the laboratory. */
  setRotationAxis(axis: Vec3): void {
    this.setRotationAxisDatum(transform(transpose(this.getSettingRotation()), axis));
  }

  /** F: what turns the crystal before the scan axis does; of several axes the product of those nearer the crystal. */
  getFixedRotation(): Mat3 {
    return this.#both().fixed;
  }

  /** Throws EwaldError `"unsupported"` for several axes, whose angles say it. */
  setFixedRotation(rotation: Mat3): void {
    this.#onlySingle("fixed");
    this.data.fixed_rotation = [...checkedRotation(rotation)];
  }

  /** S: what turns the scan axis itself; of several axes the product of those nearer the base. */
  getSettingRotation(): Mat3 {
    return this.#both().setting;
  }

  /** Throws EwaldError `"unsupported"` for several axes, whose angles say it. */
  setSettingRotation(rotation: Mat3): void {
    this.#onlySingle("setting");
    this.data.setting_rotation = [...checkedRotation(rotation)];
  }

  /** S·R(φ)·F: from the crystal at its datum to the laboratory. */
  getRotationMatrix(angle: number, deg = true): Mat3 {
    return this.#turned(this.getSettingRotation(), deg ? angle * radians : angle);
  }

  /** The same with the setting rotation of a scan point, and the angle there. Throws `"out-of-range"`. */
  getRotationMatrixAtScanPoint(index: number, angle: number, deg = true): Mat3 {
    const setting =
      this.getNumScanPoints() > 0 ? this.getSettingRotationAtScanPoint(index) : this.getSettingRotation();
    return this.#turned(setting, deg ? angle * radians : angle);
  }

  /**
   * The angle φ in (−180°, 180°] that turns about the scan axis as S⁻¹·M·F⁻¹ does. Throws EwaldError `"bad-argument"`
   * when that turns about another axis.
   */
  getAngleFromRotationMatrix(matrix: Mat3, deg = true): number {
    const turn = multiply(transpose(this.getSettingRotation()), matrix, transpose(this.getFixedRotation()));
    const axis = unit(this.getRotationAxisDatum());
    const sine = dot(axis, [turn[7] - turn[5], turn[2] - turn[6], turn[3] - turn[1]]) / 2;
    const angle = Math.atan2(sine, (turn[0] + turn[4] + turn[8] - 1) / 2);
    const off = Math.max(...rotationAbout(axis, angle).map((value, i) => Math.abs(value - turn[i]!)));
    if (!(off < 1e-6))
      throw new EwaldError(
        "bad-argument",
        `The matrix (${matrix.join(", ")}) is no turn about the scan axis; its elements are off by up to ${off}.`,
      );
    return deg ? angle / radians : angle;
  }

  /** Scan points at which the setting rotation is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.setting_rotation_at_scan_points?.length ?? 0;
  }

  /** S at the edge of images `index` − 1 and `index` of the scan. Throws EwaldError `"out-of-range"`. */
  getSettingRotationAtScanPoint(index: number): Mat3 {
    const rotation = this.data.setting_rotation_at_scan_points?.[index];
    if (rotation) return matrix(rotation);
    throw new EwaldError(
      "out-of-range",
      `The goniometer has no scan point ${index}; it has ${this.getNumScanPoints()}, counted from 0.`,
    );
  }

  /** S at all scan points; empty when it does not vary. */
  getSettingRotationAtScanPoints(): Mat3[] {
    return (this.data.setting_rotation_at_scan_points ?? []).map(matrix);
  }

  /** One more than there are images. */
  setSettingRotationAtScanPoints(points: Iterable<Mat3>): void {
    this.data.setting_rotation_at_scan_points = Array.from(points, (rotation) => [
      ...checkedRotation(rotation),
    ]);
  }

  resetScanPoints(): void {
    delete this.data.setting_rotation_at_scan_points;
  }

  /** Of several axes, from crystal to base; of one, that. As the file has them. */
  getAxes(): Vec3[] {
    return this.isMultiAxis() ? this.data.axes!.map(vector) : [this.getRotationAxisDatum()];
  }

  /** Degrees, for each axis; the scan axis counts as 0 in the fixed and setting rotations. Empty of one axis. */
  getAngles(): number[] {
    return this.isMultiAxis() ? [...this.data.angles!] : [];
  }

  /** Degrees, one for each axis. */
  setAngles(angles: readonly number[]): void {
    const count = this.isMultiAxis() ? this.data.axes!.length : 0;
    if (angles.length !== count)
      throw new EwaldError("wrong-length", `The goniometer takes ${count} angles, not ${angles.length}.`);
    if (!angles.every(Number.isFinite))
      throw new EwaldError("bad-argument", `The angles (${angles.join(", ")}) must be finite numbers.`);
    this.data.angles = [...angles];
  }

  /** Names of the axes; empty of one axis. */
  getNames(): string[] {
    return this.isMultiAxis() ? [...(this.data.names ?? [])] : [];
  }

  /** Which of the axes turns in the scan. */
  getScanAxis(): number {
    return this.isMultiAxis() ? this.data.scan_axis! : 0;
  }

  #turned(setting: Mat3, angle: number): Mat3 {
    return multiply(setting, rotationAbout(this.getRotationAxisDatum(), angle), this.getFixedRotation());
  }

  #both(): { fixed: Mat3; setting: Mat3 } {
    const { axes, angles, scan_axis } = this.data;
    if (!this.isMultiAxis())
      return { fixed: matrix(this.data.fixed_rotation), setting: matrix(this.data.setting_rotation) };
    return this.#rotations.of([...axes!, angles, [scan_axis!]], () => {
      // The identity in front makes −0 to 0.
      const turns = axes!.map((axis, i) => rotationAbout(vector(axis), angles![i]! * radians));
      return {
        fixed: multiply(identity, ...turns.slice(0, scan_axis).reverse()),
        setting: multiply(identity, ...turns.slice(scan_axis! + 1).reverse()),
      };
    });
  }

  #onlySingle(which: string): void {
    if (this.isMultiAxis())
      throw new EwaldError(
        "unsupported",
        `The ${which} rotation of a multi-axis goniometer follows from its angles; set those.`,
      );
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return modelDisplay("Goniometer", goniometerRows(this));
  }
}

function matrix(values: readonly number[] | undefined): Mat3 {
  return values ? ([...values] as readonly number[] as Mat3) : identity;
}

function vector(values: readonly number[] | undefined): Vec3 {
  const [x, y, z] = values ?? [];
  return [x!, y!, z!];
}

function checkedRotation(rotation: Mat3): Mat3 {
  const product = multiply(rotation, transpose(rotation));
  if (product.every((value, i) => Math.abs(value - identity[i]!) < 1e-6)) return rotation;
  throw new EwaldError("bad-argument", `The matrix (${rotation.join(", ")}) is no rotation.`);
}
