import type { MillerIndex } from "../array/integerTuples.js";
import type { Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { operatorText, parseOperator } from "./operatorText.js";

/** Translations of symmetry operators are whole numbers of 24ths of the cell edges. */
export const translationDenominator = 24;

/** n modulo 24, 0 … 23. */
export const modulo24 = (n: number): number => ((n % 24) + 24) % 24;

/** A symmetry operator x′ = R·x + t/24 with whole R and t: products never round. Stands in for cctbx's `sgtbx.rt_mx`. */
export class SymOp {
  /** R, row by row. */
  readonly r: readonly number[];
  /** t in 24ths. */
  readonly t: readonly number[];

  /** Nothing is checked here; {@link SymOp.parse} and {@link SymOp.fromAffine} check. */
  constructor(r: readonly number[], t: readonly number[] = [0, 0, 0]) {
    this.r = r;
    this.t = t;
  }

  static readonly identity = new SymOp([1, 0, 0, 0, 1, 0, 0, 0, 1]);

  /** Of `-y,x-y,z+1/3`. Throws EwaldError `"bad-argument"` for text that is no operator with whole R, t over 24, det ±1. */
  static parse(text: string): SymOp {
    const { rows, letters } = parseOperator(text);
    if (letters !== "xyz")
      throw new EwaldError("bad-argument", `Symmetry operator "${text}" must be written with x, y and z.`);
    return SymOp.fromAffine(rows);
  }

  /** The same operator over 24. Throws EwaldError `"bad-argument"` when it has none, or det R is not ±1. */
  static fromAffine(op: AffineOp): SymOp {
    const r = op.r.map((n) => n / op.denominator);
    const t = op.t.map((n) => (n * translationDenominator) / op.denominator);
    if (!r.every(Number.isInteger) || !t.every(Number.isInteger) || Math.abs(op.determinant()) !== 1)
      throw new EwaldError(
        "bad-argument",
        `${operatorText(op)} is no symmetry operator: the rotation must be whole with determinant ±1, the translation in 24ths.`,
      );
    return new SymOp(r, t);
  }

  toAffine(): AffineOp {
    return new AffineOp(
      this.r.map((n) => n * translationDenominator),
      this.t,
      translationDenominator,
    );
  }

  /** This after `first`; the translation is not brought into the cell. */
  multiply(first: SymOp): SymOp {
    const [a, b, s] = [this.r, first.r, first.t];
    const r = new Array<number>(9);
    const t = new Array<number>(3);
    for (let row = 0; row < 3; row++) {
      const [x, y, z] = [a[3 * row]!, a[3 * row + 1]!, a[3 * row + 2]!];
      for (let j = 0; j < 3; j++) r[3 * row + j] = x * b[j]! + y * b[j + 3]! + z * b[j + 6]!;
      t[row] = x * s[0]! + y * s[1]! + z * s[2]! + this.t[row]!;
    }
    return new SymOp(r, t);
  }

  inverse(): SymOp {
    return SymOp.fromAffine(this.toAffine().inverse());
  }

  /** With the translation in [0, 1). */
  modulo(): SymOp {
    return new SymOp(this.r, this.t.map(modulo24));
  }

  /** The whole operator times −1: −R, −t. */
  negate(): SymOp {
    return new SymOp(
      this.r.map((n) => -n + 0),
      this.t.map((n) => -n + 0),
    );
  }

  /** R·x + t of fractional coordinates. */
  apply([x, y, z]: Vec3): Vec3 {
    const part = (i: number) =>
      this.r[3 * i]! * x +
      this.r[3 * i + 1]! * y +
      this.r[3 * i + 2]! * z +
      this.t[i]! / translationDenominator;
    return [part(0), part(1), part(2)];
  }

  /** h·R: the index this operator makes of h (a row vector). */
  applyToIndex([h, k, l]: MillerIndex): MillerIndex {
    const r = this.r;
    return [
      h * r[0]! + k * r[3]! + l * r[6]! + 0,
      h * r[1]! + k * r[4]! + l * r[7]! + 0,
      h * r[2]! + k * r[5]! + l * r[8]! + 0,
    ];
  }

  equals(other: SymOp): boolean {
    return this.r.every((n, i) => n === other.r[i]) && this.t.every((n, i) => n === other.t[i]);
  }

  /** `-y,x-y,z+1/3`. */
  toString(): string {
    return operatorText(this.toAffine());
  }

  /** det R: 1 of a rotation, −1 with an inversion or mirror in it. */
  determinant(): number {
    return determinantOf(this.r);
  }
}

export const determinantOf = (r: readonly number[]): number =>
  r[0]! * (r[4]! * r[8]! - r[5]! * r[7]!) -
  r[1]! * (r[3]! * r[8]! - r[5]! * r[6]!) +
  r[2]! * (r[3]! * r[7]! - r[4]! * r[6]!);
