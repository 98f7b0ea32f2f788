import {
  determinant,
  fromRows,
  identity,
  inverse,
  multiply,
  rotationAbout,
  row,
  transpose,
} from "../array/mat3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { ChangeOfBasis } from "../crystal/changeOfBasis.js";
import { SpaceGroup } from "../crystal/spaceGroup.js";
import { type CellParameters, UnitCell } from "../crystal/unitCell.js";
import { EwaldError } from "../error.js";
import { bMatrix, cellDeviations, cellOfVectors } from "./cellGeometry.js";
import { Derived } from "./derived.js";
import { type ModelDisplay, modelDisplay } from "./display/bundle.js";
import { crystalRows } from "./display/rows.js";
import type { Goniometer } from "./goniometer.js";
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
  /** a, b, c, Å, α, β, γ, degrees. */
  recalculated_unit_cell?: number[];
  recalculated_cell_parameter_sd?: number[];
  /** Å³. */
  recalculated_cell_volume_sd?: number;
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
    recalculated_unit_cell: list(number, 6),
    recalculated_cell_parameter_sd: list(number),
    recalculated_cell_volume_sd: number,
    mosaicity: number,
    ML_half_mosaicity_deg: number,
    ML_domain_size_ang: number,
  },
};

/** What follows from A. */
interface Setting {
  readonly A: Mat3;
  readonly B: Mat3;
  readonly U: Mat3;
  readonly cell: UnitCell;
}

/** A cell and the symmetry it has (cctbx's `crystal.symmetry`). */
export interface CrystalSymmetry {
  readonly unitCell: UnitCell;
  readonly spaceGroup: SpaceGroup;
}

const radians = Math.PI / 180;

/**
 * Cell, orientation, symmetry and mosaicity of a crystal. A = U·B takes h, k, l to the reciprocal lattice vector in the
 * laboratory with the goniometer at its datum, Å⁻¹, |A·h| = 1/d without 2π.
 */
export class Crystal extends Model<CrystalData> {
  readonly #setting = new Derived<Setting>();
  #spaceGroup: { readonly hall: string; readonly group: SpaceGroup } | undefined;

  constructor(data: CrystalData) {
    super(schema, data);
  }

  /**
   * Of A, Å⁻¹, and a space group or its symbol in any writing (dxtbx's `Crystal(A, space_group_symbol)`). Throws EwaldError
   * `"bad-argument"` for a singular A and for symbols that are none.
   */
  static fromA(A: Mat3, spaceGroup: SpaceGroup | string | number): Crystal {
    const vectors = inverse(A, "A matrix");
    const crystal = new Crystal({
      __id__: "crystal",
      real_space_a: [...row(vectors, 0)],
      real_space_b: [...row(vectors, 1)],
      real_space_c: [...row(vectors, 2)],
      space_group_hall_symbol: " P 1",
    });
    crystal.setSpaceGroup(spaceGroup);
    return crystal;
  }

  /** The cell vectors a, b, c, Å, laboratory frame. */
  getRealSpaceVectors(): [Vec3, Vec3, Vec3] {
    const { real_space_a, real_space_b, real_space_c } = this.data;
    const vector = ([x, y, z]: number[]): Vec3 => [x!, y!, z!];
    return [vector(real_space_a), vector(real_space_b), vector(real_space_c)];
  }

  /** A = U·B, Å⁻¹. Throws EwaldError `"bad-argument"` when the cell vectors lie in a plane. */
  getA(): Mat3 {
    return this.#derived().A;
  }

  /** Sets cell and orientation; forgets values at scan points and covariances, which were of another A. */
  setA(A: Mat3): void {
    this.#setVectors(A);
    this.resetScanPoints();
    this.resetUnitCellErrors();
  }

  /** B, Å⁻¹: the cell in Cartesian axes, a along x and b in the xy plane; lower triangular. */
  getB(): Mat3 {
    return this.#derived().B;
  }

  /** Sets the cell by its B, keeping U. */
  setB(B: Mat3): void {
    this.setA(multiply(this.getU(), B));
  }

  /** U = A·B⁻¹: turns those axes into the laboratory; orthogonal, of determinant −1 for left-handed cell vectors. */
  getU(): Mat3 {
    return this.#derived().U;
  }

  /** Sets the orientation, keeping the cell and its errors. Throws EwaldError `"bad-argument"` unless U is orthogonal. */
  setU(U: Mat3): void {
    const off = multiply(U, transpose(U)).map((value, i) => Math.abs(value - identity[i]!));
    if (!(Math.max(...off) < 1e-6))
      throw new EwaldError("bad-argument", `The matrix (${U.join(", ")}) is not orthogonal.`);
    const { B_covariance } = this.data;
    this.setA(multiply(U, this.getB()));
    if (B_covariance) this.data.B_covariance = B_covariance;
  }

  /** The cell. Throws EwaldError `"bad-argument"` when the cell vectors lie in a plane. */
  getUnitCell(): UnitCell {
    return this.#derived().cell;
  }

  /**
   * Sets the cell, keeping U. As in dxtbx, A at scan points and covariances stay as they are; {@link resetScanPoints} and
   * {@link resetUnitCellErrors} forget them. Throws EwaldError `"bad-argument"` for a cell that cannot be.
   */
  setUnitCell(cell: UnitCell | CellParameters): void {
    const B = bMatrix(cell instanceof UnitCell ? cell : new UnitCell(cell));
    this.#setVectors(multiply(this.getU(), B));
  }

  /** a, b, c (Å), α, β, γ (degrees): `getUnitCell().parameters`. */
  getUnitCellParameters(): CellParameters {
    return this.getUnitCell().parameters;
  }

  /** Å³. */
  getVolume(): number {
    return Math.abs(1 / determinant(this.getA()));
  }

  /** S·R(φ)·F·A: h, k, l to the laboratory at φ (degrees; radians with `deg = false`), Å⁻¹. */
  getAAtAngle(goniometer: Goniometer, angle: number, deg = true): Mat3 {
    return multiply(goniometer.getRotationMatrix(angle, deg), this.getA());
  }

  /** Hall symbol as the file has it, without blanks around it. */
  getHallSymbol(): string {
    return this.data.space_group_hall_symbol.trim();
  }

  /** The space group, of the Hall symbol. Throws EwaldError `"bad-argument"` for a symbol that is none: never P 1 instead. */
  getSpaceGroup(): SpaceGroup {
    const hall = this.getHallSymbol();
    if (this.#spaceGroup?.hall !== hall) this.#spaceGroup = { hall, group: SpaceGroup.fromHall(hall) };
    return this.#spaceGroup.group;
  }

  /** Sets the space group and nothing else; the cell is not made to obey it, as in dxtbx. A symbol may be in any writing. */
  setSpaceGroup(spaceGroup: SpaceGroup | string | number): void {
    const group = spaceGroup instanceof SpaceGroup ? spaceGroup : SpaceGroup.of(spaceGroup);
    // DIALS' Hall symbols begin with a blank.
    this.data.space_group_hall_symbol = ` ${group.hallSymbol()}`;
  }

  /** Cell and space group. */
  getCrystalSymmetry(): CrystalSymmetry {
    return { unitCell: this.getUnitCell(), spaceGroup: this.getSpaceGroup() };
  }

  /** Scan points at which A is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.A_at_scan_points?.length ?? 0;
  }

  /** A at the edge of images `index` − 1 and `index` of the scan, Å⁻¹. Throws EwaldError `"out-of-range"`. */
  getAAtScanPoint(index: number): Mat3 {
    return matrix(this.#atScanPoint(this.data.A_at_scan_points, index));
  }

  /** A at all scan points; empty when it does not vary. */
  getAAtScanPoints(): Mat3[] {
    return (this.data.A_at_scan_points ?? []).map(matrix);
  }

  /** One more than there are images. Forgets covariances at scan points, which were of others. */
  setAAtScanPoints(points: Iterable<Mat3>): void {
    this.resetScanPoints();
    this.data.A_at_scan_points = Array.from(points, (A) => [...A]);
  }

  /** B at a scan point, Å⁻¹. */
  getBAtScanPoint(index: number): Mat3 {
    return setting(this.getAAtScanPoint(index)).B;
  }

  /** U at a scan point. */
  getUAtScanPoint(index: number): Mat3 {
    return setting(this.getAAtScanPoint(index)).U;
  }

  /** The cell at a scan point. Throws EwaldError `"out-of-range"`. */
  getUnitCellAtScanPoint(index: number): UnitCell {
    return setting(this.getAAtScanPoint(index)).cell;
  }

  /** a, b, c (Å), α, β, γ (degrees) at a scan point. */
  getUnitCellParametersAtScanPoint(index: number): CellParameters {
    return this.getUnitCellAtScanPoint(index).parameters;
  }

  /**
   * A, Å⁻¹, `offset` images after the start of the scan (z less the first array index): A of a crystal that does not vary;
   * else element by element on the line between the scan points around. Throws `"out-of-range"` off the scan.
   */
  getAAtArrayOffset(offset: number): Mat3 {
    const points = this.getNumScanPoints();
    if (points === 0) return this.getA();
    if (!(offset >= 0 && offset <= points - 1))
      throw new EwaldError("out-of-range", `There is no A ${offset} images into a scan of ${points - 1}.`);
    const before = Math.min(Math.floor(offset), Math.max(0, points - 2));
    const from = this.getAAtScanPoint(before);
    const part = offset - before;
    if (part === 0) return from;
    const to = this.getAAtScanPoint(before + 1);
    return from.map((value, i) => value + (to[i]! - value) * part) as readonly number[] as Mat3;
  }

  /** Forgets A and covariances at scan points. */
  resetScanPoints(): void {
    delete this.data.A_at_scan_points;
    delete this.data.B_covariance_at_scan_points;
  }

  /** Forgets covariances and what follows from them. */
  resetUnitCellErrors(): void {
    delete this.data.B_covariance;
    delete this.data.B_covariance_at_scan_points;
  }

  /** Covariances of the nine elements of B, row by row; undefined when not refined. */
  getBCovariance(): readonly number[] | undefined {
    return this.data.B_covariance ?? undefined;
  }

  /** 9 × 9, row by row. Throws EwaldError `"wrong-length"`. */
  setBCovariance(covariance: ArrayLike<number>): void {
    if (covariance.length !== 81)
      throw new EwaldError("wrong-length", `The covariances of B are 81 numbers, not ${covariance.length}.`);
    this.data.B_covariance = Array.from(covariance);
  }

  /** Covariances of the elements of B at a scan point. Throws EwaldError `"out-of-range"`. */
  getBCovarianceAtScanPoint(index: number): readonly number[] {
    return this.#atScanPoint(this.data.B_covariance_at_scan_points, index);
  }

  /** Standard deviations of a, b, c (Å), α, β, γ (degrees) from the covariances of B; undefined when not refined. */
  getCellParameterSd(): number[] | undefined {
    const covariance = this.getBCovariance();
    return covariance && [...cellDeviations(this.getB(), covariance).subarray(0, 6)];
  }

  /** The same at a scan point. */
  getCellParameterSdAtScanPoint(index: number): number[] {
    const covariance = this.getBCovarianceAtScanPoint(index);
    return [...cellDeviations(this.getBAtScanPoint(index), covariance).subarray(0, 6)];
  }

  /** Standard deviation of the cell's volume, Å³; undefined when not refined. */
  getCellVolumeSd(): number | undefined {
    const covariance = this.getBCovariance();
    return covariance && cellDeviations(this.getB(), covariance)[6];
  }

  /** The cell as dials.two_theta_refine left it; undefined when it was not run. */
  getRecalculatedUnitCell(): UnitCell | undefined {
    const cell = this.data.recalculated_unit_cell ?? undefined;
    return cell && new UnitCell(cell);
  }

  /** Sets that cell and nothing else. */
  setRecalculatedUnitCell(cell: UnitCell | CellParameters): void {
    const { parameters } = cell instanceof UnitCell ? cell : new UnitCell(cell);
    this.data.recalculated_unit_cell = [...parameters];
  }

  /** a, b, c (Å), α, β, γ (degrees) of that cell, as the file has them. */
  getRecalculatedUnitCellParameters(): CellParameters | undefined {
    const cell = this.data.recalculated_unit_cell ?? undefined;
    return cell && ([...cell] as readonly number[] as CellParameters);
  }

  /** Standard deviations of those; undefined without. */
  getRecalculatedCellParameterSd(): readonly number[] | undefined {
    return this.data.recalculated_cell_parameter_sd ?? undefined;
  }

  /** Å³; undefined without. */
  getRecalculatedCellVolumeSd(): number | undefined {
    return this.data.recalculated_cell_volume_sd ?? undefined;
  }

  /**
   * The crystal in another basis, an operator or its text (`b+c,a+c,a+b`): A becomes A·Cᵀ, at scan points too, so that A·h of the new
   * index is that of the old; space group and recalculated cell change along. Covariances are of the old B and are left out. As
   * DIALS' change_basis. Throws EwaldError `"bad-argument"` for a basis that does not fit the lattice.
   */
  changeBasis(change: ChangeOfBasis | string): Crystal {
    const op = typeof change === "string" ? ChangeOfBasis.parse(change) : change;
    const spaceGroup = this.getSpaceGroup().changeBasis(op);
    const changed = new Crystal(structuredClone(this.data));
    changed.setA(op.applyToOrientation(this.getA()));
    if (this.getNumScanPoints() > 0)
      changed.setAAtScanPoints(this.getAAtScanPoints().map((A) => op.applyToOrientation(A)));
    if (!spaceGroup.equals(this.getSpaceGroup())) changed.setSpaceGroup(spaceGroup);
    const recalculated = this.getRecalculatedUnitCell();
    if (recalculated) changed.setRecalculatedUnitCell(recalculated.changeBasis(op));
    return changed;
  }

  /** Turns the crystal (and A at scan points) about an axis; cell and errors stay. */
  rotateAroundOrigin(axis: Vec3, angle: number, deg = true): void {
    const rotation = rotationAbout(axis, deg ? angle * radians : angle);
    const points = this.getAAtScanPoints().map((A) => multiply(rotation, A));
    const { B_covariance_at_scan_points } = this.data;
    this.setU(multiply(rotation, this.getU()));
    if (points.length > 0) this.setAAtScanPoints(points);
    if (B_covariance_at_scan_points) this.data.B_covariance_at_scan_points = B_covariance_at_scan_points;
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

  #setVectors(A: Mat3): void {
    const vectors = inverse(A, "A matrix");
    this.data.real_space_a = [...row(vectors, 0)];
    this.data.real_space_b = [...row(vectors, 1)];
    this.data.real_space_c = [...row(vectors, 2)];
  }

  #derived(): Setting {
    const { real_space_a: a, real_space_b: b, real_space_c: c } = this.data;
    return this.#setting.of([a, b, c], () =>
      setting(inverse(fromRows(...this.getRealSpaceVectors()), "cell")),
    );
  }

  #atScanPoint(points: number[][] | null | undefined, index: number): number[] {
    const found = points?.[index];
    if (found) return found;
    throw new EwaldError(
      "out-of-range",
      `The crystal has no scan point ${index}; it has ${points?.length ?? 0}, counted from 0.`,
    );
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return modelDisplay("Crystal", crystalRows(this));
  }
}

function setting(A: Mat3): Setting {
  const vectors = inverse(A, "A matrix");
  const cell = new UnitCell(cellOfVectors(vectors));
  const B = bMatrix(cell);
  return { A, B, U: multiply(A, inverse(B, "B matrix")), cell };
}

const matrix = (values: readonly number[]): Mat3 => [...values] as readonly number[] as Mat3;
