import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";

const gcd = (a: number, b: number): number => {
  a = Math.abs(a);
  b = Math.abs(b);
  while (b) [a, b] = [b, a % b];
  return a;
};

/**
 * x′ = R·x + t in exact rationals: nine and three whole numerators over one denominator, always in lowest terms. What
 * change-of-basis operators are made of; the operators of a group, whose rotations are whole, are {@link SymOp}s.
 */
export class AffineOp {
  /** Numerators of R, row by row. */
  readonly r: readonly number[];
  /** Numerators of t. */
  readonly t: readonly number[];
  /** Positive common denominator of all twelve. */
  readonly denominator: number;

  constructor(r: readonly number[], t: readonly number[] = [0, 0, 0], denominator = 1) {
    const numbers = [...r, ...t, denominator];
    if (r.length !== 9 || t.length !== 3 || !numbers.every(Number.isSafeInteger) || denominator === 0)
      throw new EwaldError(
        "bad-argument",
        `An exact operator needs 9 + 3 whole numbers below 2⁵³ over one that is not 0, not (${r.join(" ")}), (${t.join(" ")}) over ${denominator}.`,
      );
    const common = numbers.reduce(gcd, 0) * Math.sign(denominator);
    // + 0 turns −0 into 0.
    this.r = r.map((n) => n / common + 0);
    this.t = t.map((n) => n / common + 0);
    this.denominator = denominator / common;
  }

  static readonly identity = new AffineOp([1, 0, 0, 0, 1, 0, 0, 0, 1]);

  /** This after `first`: x ↦ this(first(x)). */
  multiply(first: AffineOp): AffineOp {
    const { r: a, denominator: d } = this;
    const { r: b, t: s, denominator: e } = first;
    const r: number[] = [];
    const t: number[] = [];
    for (let i = 0; i < 9; i += 3) {
      for (let j = 0; j < 3; j++) r.push(a[i]! * b[j]! + a[i + 1]! * b[j + 3]! + a[i + 2]! * b[j + 6]!);
      t.push(a[i]! * s[0]! + a[i + 1]! * s[1]! + a[i + 2]! * s[2]! + this.t[i / 3]! * e);
    }
    return new AffineOp(r, t, d * e);
  }

  /** det R. */
  determinant(): number {
    const [a, b, c, d, e, f, g, h, i] = this.r as Mat3;
    return (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) / this.denominator ** 3;
  }

  /** The operator that undoes this one. Throws EwaldError `"bad-argument"` when R is singular. */
  inverse(): AffineOp {
    const [a, b, c, d, e, f, g, h, i] = this.r as Mat3;
    const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    if (det === 0)
      throw new EwaldError(
        "bad-argument",
        `The operator (${this.r.join(" ")}) is singular: it has no inverse.`,
      );
    const adjugate = [
      e * i - f * h,
      c * h - b * i,
      b * f - c * e,
      f * g - d * i,
      a * i - c * g,
      c * d - a * f,
      d * h - e * g,
      b * g - a * h,
      a * e - b * d,
    ];
    // x = R⁻¹x′ − R⁻¹t with R = r/d: R⁻¹ = d·adj(r)/det, and t = τ/d, so R⁻¹t = adj(r)·τ/det.
    const t = [0, 3, 6].map(
      (k) => -(adjugate[k]! * this.t[0]! + adjugate[k + 1]! * this.t[1]! + adjugate[k + 2]! * this.t[2]!),
    );
    return new AffineOp(
      adjugate.map((n) => n * this.denominator),
      t,
      det,
    );
  }

  equals(other: AffineOp): boolean {
    return (
      this.denominator === other.denominator &&
      this.r.every((n, i) => n === other.r[i]) &&
      this.t.every((n, i) => n === other.t[i])
    );
  }

  /** R in doubles, row by row. */
  matrix(): Mat3 {
    return this.r.map((n) => n / this.denominator) as readonly number[] as Mat3;
  }

  /** t in doubles. */
  translation(): Vec3 {
    return this.t.map((n) => n / this.denominator) as readonly number[] as Vec3;
  }

  /** R·x + t. */
  apply([x, y, z]: Vec3): Vec3 {
    const [r, t] = [this.r, this.t];
    const part = (i: number) =>
      (r[3 * i]! * x + r[3 * i + 1]! * y + r[3 * i + 2]! * z + t[i]!) / this.denominator;
    return [part(0), part(1), part(2)];
  }
}
