import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { multiply, transform, transpose } from "../array/mat3.js";
import { FlexDouble } from "../array/scalars.js";
import { FlexVec3Double, type Mat3, type Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { ChangeOfBasis } from "./changeOfBasis.js";
import type { ClosedGroup } from "./groupClosure.js";
import { minimumReduction } from "./minimumReduction.js";
import { niggliReduction, type Reduction } from "./niggliReduction.js";

/** a, b, c in Å, α, β, γ in degrees. */
export type CellParameters = readonly [
  a: number,
  b: number,
  c: number,
  alpha: number,
  beta: number,
  gamma: number,
];

/** How near two cells must be to be called similar. */
export interface CellTolerances {
  /** Largest part by which the smaller of two lengths falls short of the larger. Default 0.01. */
  readonly relativeLength?: number;
  /** Largest difference of two angles, degrees. Default 1. */
  readonly absoluteAngle?: number;
}

const degree = Math.PI / 180;

/** Below this part of (abc)², a squared volume is no better than rounding: the angles do not close. */
const flat = 1e-14;

/** Exact where crystals are: at 60, 90 and 120 degrees. */
function cosine(degrees: number): number {
  if (degrees === 90) return 0;
  if (degrees === 60) return 0.5;
  if (degrees === 120) return -0.5;
  return Math.cos(degrees * degree);
}

const arccosine = (x: number) => Math.acos(Math.min(1, Math.max(-1, x))) / degree;

/**
 * A unit cell. Cartesian axes as in cctbx and the PDB: a along x, b in the xy plane, c* along z. Never changes. Stands in for
 * cctbx's `uctbx.unit_cell`.
 */
export class UnitCell {
  /** a, b, c, Å, α, β, γ, degrees. */
  readonly parameters: CellParameters;
  /** Å³. */
  readonly volume: number;
  /** G, Å², row by row: G_ij = a_i·a_j. */
  readonly metric: Mat3;
  /** G* = G⁻¹, Å⁻², row by row. */
  readonly reciprocalMetric: Mat3;
  /** O, Å: fractional to Cartesian coordinates, upper triangular. */
  readonly orthogonalizationMatrix: Mat3;
  /** F = O⁻¹, Å⁻¹: Cartesian to fractional coordinates. Its transpose is B. */
  readonly fractionalizationMatrix: Mat3;

  /** Throws EwaldError `"bad-argument"` for a cell that cannot be: lengths that are not positive, angles that cannot close. */
  constructor(parameters: ArrayLike<number>) {
    const [a, b, c, alpha, beta, gamma] = Array.from(parameters) as unknown as CellParameters;
    const [ca, cb, cg] = [cosine(alpha), cosine(beta), cosine(gamma)];
    const squared = 1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg;
    const impossible = (why: string) =>
      new EwaldError(
        "bad-argument",
        `A cell of ${Array.from(parameters).join(", ")} (Å, degrees) cannot be: ${why}.`,
      );
    if (parameters.length !== 6)
      throw impossible(`it has ${parameters.length} numbers, not a, b, c, α, β, γ`);
    if (!(a > 0 && b > 0 && c > 0 && Number.isFinite(a * b * c)))
      throw impossible("lengths must be positive numbers");
    if (![alpha, beta, gamma].every((angle) => angle > 0 && angle < 180))
      throw impossible("angles must lie between 0 and 180");
    if (!(squared > flat))
      throw impossible("angles must close: each less than the sum of the others, their sum less than 360");
    const sg = Math.sqrt(1 - cg * cg);
    const root = Math.sqrt(squared);
    const x = (ca - cb * cg) / sg;
    const z = root / sg;
    this.parameters = [a, b, c, alpha, beta, gamma];
    this.volume = a * b * c * root;
    this.metric = [
      a * a,
      a * b * cg,
      a * c * cb,
      a * b * cg,
      b * b,
      b * c * ca,
      a * c * cb,
      b * c * ca,
      c * c,
    ];
    this.orthogonalizationMatrix = [a, b * cg, c * cb, 0, b * sg, c * x, 0, 0, c * z];
    this.fractionalizationMatrix = [
      1 / a,
      -cg / (a * sg) + 0,
      (cg * x - cb * sg) / (a * sg * z) + 0,
      0,
      1 / (b * sg),
      -x / (b * sg * z) + 0,
      0,
      0,
      1 / (c * z),
    ];
    const F = this.fractionalizationMatrix;
    this.reciprocalMetric = multiply(F, transpose(F));
  }

  /** The cell with this metric (Å², row by row, its upper half is read). */
  static fromMetric(g: Mat3): UnitCell {
    const [a, b, c] = [Math.sqrt(g[0]), Math.sqrt(g[4]), Math.sqrt(g[8])];
    return new UnitCell([
      a,
      b,
      c,
      arccosine(g[5] / (b * c)),
      arccosine(g[2] / (a * c)),
      arccosine(g[1] / (a * b)),
    ]);
  }

  /** The cell of an orientation matrix A (Å⁻¹, A·h without 2π), whatever the orientation. */
  static fromOrientation(A: Mat3): UnitCell {
    return UnitCell.fromMetric(multiply(transpose(A), A)).reciprocal();
  }

  /** a*, b*, c*, Å⁻¹, α*, β*, γ*, degrees. */
  get reciprocalParameters(): CellParameters {
    return this.reciprocal().parameters;
  }

  /** The reciprocal cell as a cell: lengths in Å⁻¹. */
  reciprocal(): UnitCell {
    return UnitCell.fromMetric(this.reciprocalMetric);
  }

  // Lengths of the reciprocal lattice

  /** 1/d², Å⁻², of one index or of a column. */
  dStarSquared(index: MillerIndex): number;
  dStarSquared(indices: FlexMillerIndex): FlexDouble;
  dStarSquared(indices: FlexMillerIndex | MillerIndex): FlexDouble | number {
    if (indices instanceof FlexMillerIndex) return new FlexDouble(this.#overColumn(indices, false));
    return this.#overColumn(FlexMillerIndex.from([indices]), false)[0]!;
  }

  /** 1/d², or d, of every index. */
  #overColumn({ data, length }: FlexMillerIndex, asD: boolean): Float64Array {
    const g = this.reciprocalMetric;
    const [aa, bb, cc, ab, ac, bc] = [g[0], g[4], g[8], 2 * g[1], 2 * g[2], 2 * g[5]];
    const out = new Float64Array(length);
    for (let i = 0, j = 0; i < length; i++, j += 3) {
      const h = data[j]!;
      const k = data[j + 1]!;
      const l = data[j + 2]!;
      const squared = h * (h * aa + k * ab + l * ac) + k * (k * bb + l * bc) + l * l * cc;
      out[i] = asD ? 1 / Math.sqrt(squared) : squared;
    }
    return out;
  }

  /** d, Å, of one index or of a column; Infinity of (0, 0, 0). */
  d(index: MillerIndex): number;
  d(indices: FlexMillerIndex): FlexDouble;
  d(indices: FlexMillerIndex | MillerIndex): FlexDouble | number {
    if (indices instanceof FlexMillerIndex) return new FlexDouble(this.#overColumn(indices, true));
    return this.#overColumn(FlexMillerIndex.from([indices]), true)[0]!;
  }

  /**
   * 2θ, radians, of one index or of a column at a wavelength (Å). Throws EwaldError `"out-of-range"` where λ > 2d, naming the index:
   * it cannot reflect.
   */
  twoTheta(index: MillerIndex, wavelength: number): number;
  twoTheta(indices: FlexMillerIndex, wavelength: number): FlexDouble;
  twoTheta(indices: FlexMillerIndex | MillerIndex, wavelength: number): FlexDouble | number {
    const column = indices instanceof FlexMillerIndex ? indices : FlexMillerIndex.from([indices]);
    const out = this.dStarSquared(column);
    for (let i = 0; i < out.length; i++) {
      const sine = (wavelength / 2) * Math.sqrt(out.data[i]!);
      if (!(sine <= 1))
        throw new EwaldError(
          "out-of-range",
          `Index (${column.at(i).join(", ")}) cannot reflect at λ = ${wavelength} Å: its d is ${1 / Math.sqrt(out.data[i]!)} Å, less than λ/2.`,
        );
      out.data[i] = 2 * Math.asin(sine);
    }
    return column === indices ? out : out.data[0]!;
  }

  /** The largest |h|, |k|, |l| that any index with d ≥ dMin (Å) can have. */
  maxMillerIndices(dMin: number): MillerIndex {
    if (!(dMin > 0)) throw new EwaldError("bad-argument", `d must be a positive length (Å), not ${dMin}.`);
    const [a, b, c] = this.parameters;
    const most = (length: number) => Math.floor(length / dMin + 1e-9);
    return [most(a), most(b), most(c)];
  }

  // Coordinates

  /** Fractional to Cartesian coordinates (Å), one site or a column. */
  orthogonalize(site: Vec3): Vec3;
  orthogonalize(sites: FlexVec3Double): FlexVec3Double;
  orthogonalize(sites: FlexVec3Double | Vec3): FlexVec3Double | Vec3 {
    return applied(this.orthogonalizationMatrix, sites);
  }

  /** Cartesian (Å) to fractional coordinates, one site or a column. */
  fractionalize(site: Vec3): Vec3;
  fractionalize(sites: FlexVec3Double): FlexVec3Double;
  fractionalize(sites: FlexVec3Double | Vec3): FlexVec3Double | Vec3 {
    return applied(this.fractionalizationMatrix, sites);
  }

  // Other cells

  /** Whether all lengths and angles agree within the tolerances (cctbx's `is_similar_to`). */
  isSimilarTo(other: UnitCell, { relativeLength = 0.01, absoluteAngle = 1 }: CellTolerances = {}): boolean {
    return this.parameters.every((mine, i) => {
      const theirs = other.parameters[i]!;
      if (i >= 3) return Math.abs(mine - theirs) <= absoluteAngle;
      return Math.min(mine, theirs) / Math.max(mine, theirs) >= 1 - relativeLength;
    });
  }

  /** The cell in another basis. */
  changeBasis(change: ChangeOfBasis): UnitCell {
    return change.isIdentity() ? this : this.#inBasis(change.cInv.matrix());
  }

  /** Columns of P are the new cell vectors by the old. */
  #inBasis(P: Mat3): UnitCell {
    return UnitCell.fromMetric(multiply(transpose(P), this.metric, P));
  }

  /** The mean of the metrics the group's rotations make of this one: the nearest cell that has the symmetry. */
  averagedOver(group: ClosedGroup): UnitCell {
    const sum = new Array<number>(9).fill(0);
    for (const { r } of group.representatives) {
      const R = r as readonly number[] as Mat3;
      const g = multiply(transpose(R), this.metric, R);
      for (let i = 0; i < 9; i++) sum[i]! += g[i]! / group.representatives.length;
    }
    return UnitCell.fromMetric(sum as readonly number[] as Mat3);
  }

  /** Whether the group's rotations leave the cell as it is, within the tolerances (cctbx's `is_compatible_with` a space group). */
  isCompatibleWith(group: ClosedGroup, tolerances: CellTolerances = {}): boolean {
    return this.isSimilarTo(this.averagedOver(group), tolerances);
  }

  /**
   * Niggli reduction (Krivý & Gruber 1976) and the operator that leads to the reduced cell. `relativeEpsilon` times ∛V is the
   * distance (of squared lengths) that counts as none.
   */
  niggliReduction(relativeEpsilon = 1e-5): Reduction {
    if (!(relativeEpsilon >= 0))
      throw new EwaldError("bad-argument", `Epsilon must be 0 or more, not ${relativeEpsilon}.`);
    return niggliReduction(this.metric, Math.cbrt(this.volume) * relativeEpsilon);
  }

  niggliCell(relativeEpsilon = 1e-5): UnitCell {
    return this.changeBasis(this.niggliReduction(relativeEpsilon).change);
  }

  /**
   * Reduction to a cell whose edges are the three shortest (Buerger cell), and the operator that leads there: cctbx's minimum cell.
   * Unlike the Niggli cell it needs no epsilon to be found, but a lattice may have several.
   */
  minimumReduction(): Reduction {
    return minimumReduction(this.metric);
  }

  minimumCell(): UnitCell {
    return this.changeBasis(this.minimumReduction().change);
  }

  /** `57.81 57.78 150.03 90 90 90`. */
  toString(): string {
    return this.parameters.map((n) => Number(n.toPrecision(10))).join(" ");
  }
}

function applied(m: Mat3, sites: FlexVec3Double | Vec3): FlexVec3Double | Vec3 {
  if (!(sites instanceof FlexVec3Double)) return transform(m, sites);
  const from = sites.data;
  const to = new Float64Array(from.length);
  for (let i = 0; i < to.length; i += 3) {
    const [x, y, z] = [from[i]!, from[i + 1]!, from[i + 2]!];
    to[i] = m[0] * x + m[1] * y + m[2] * z;
    to[i + 1] = m[3] * x + m[4] * y + m[5] * z;
    to[i + 2] = m[6] * x + m[7] * y + m[8] * z;
  }
  return new FlexVec3Double(to);
}
