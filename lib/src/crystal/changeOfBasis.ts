import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { multiply, transpose } from "../array/mat3.js";
import type { Mat3, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { operatorText, parseOperator } from "./operatorText.js";

/**
 * A change of basis, exact: x′ = C·x of fractional coordinates, h′ = h·C⁻¹ of Miller indices, (a′ b′ c′) = (a b c)·C⁻¹ of cell
 * vectors. Stands in for cctbx's `sgtbx.change_of_basis_op`.
 */
export class ChangeOfBasis {
  readonly c: AffineOp;
  readonly cInv: AffineOp;

  constructor(c: AffineOp, cInv: AffineOp = c.inverse()) {
    this.c = c;
    this.cInv = cInv;
  }

  static readonly identity = new ChangeOfBasis(AffineOp.identity);

  /**
   * Of any notation: coordinates `x-y,x,z`, new cell vectors by the old `b+c,a+c,a+b`, new indices by the old `l,h,k`. A shift in
   * the second and third form is the new origin. Throws EwaldError `"bad-argument"` for text that cannot be read or is singular.
   */
  static parse(text: string): ChangeOfBasis {
    const { rows, letters } = parseOperator(text);
    if (letters === "xyz") return new ChangeOfBasis(rows);
    if (letters === "hkl" && rows.t.some((n) => n !== 0))
      throw new EwaldError("bad-argument", `Indices do not shift: "${text}" cannot have a constant.`);
    return new ChangeOfBasis(transposed(rows)).inverse();
  }

  /** This after `first`. */
  multiply(first: ChangeOfBasis): ChangeOfBasis {
    return new ChangeOfBasis(this.c.multiply(first.c), first.cInv.multiply(this.cInv));
  }

  inverse(): ChangeOfBasis {
    return new ChangeOfBasis(this.cInv, this.c);
  }

  isIdentity(): boolean {
    return this.c.equals(AffineOp.identity);
  }

  equals(other: ChangeOfBasis): boolean {
    return this.c.equals(other.c);
  }

  /** The index in the new basis. Throws EwaldError `"out-of-range"` when it is not whole there. */
  applyToIndex(index: MillerIndex): MillerIndex {
    return this.applyToIndices(FlexMillerIndex.from([index])).at(0);
  }

  /**
   * A column of indices in the new basis: h·C⁻¹. Throws EwaldError `"out-of-range"` naming the first that is not whole there, as
   * one that a centring of the old cell forbids may be.
   */
  applyToIndices(indices: FlexMillerIndex): FlexMillerIndex {
    const { r, denominator } = this.cInv;
    const [a, b, c, d, e, f, g, h, i] = r as Mat3;
    const from = indices.data;
    const to = new Int32Array(from.length);
    for (let k = 0; k < from.length; k += 3) {
      const [p, q, s] = [from[k]!, from[k + 1]!, from[k + 2]!];
      const x = (p * a + q * d + s * g) / denominator;
      const y = (p * b + q * e + s * h) / denominator;
      const z = (p * c + q * f + s * i) / denominator;
      if (denominator !== 1 && !(Number.isInteger(x) && Number.isInteger(y) && Number.isInteger(z)))
        throw new EwaldError(
          "out-of-range",
          `Index (${p}, ${q}, ${s}) of row ${k / 3} becomes (${x}, ${y}, ${z}) by ${this.asHkl()}: it has no whole index in that basis; leave absent ones out first.`,
        );
      to[k] = x;
      to[k + 1] = y;
      to[k + 2] = z;
    }
    return new FlexMillerIndex(to);
  }

  /** Fractional coordinates in the new basis. */
  applyToSite(site: Vec3): Vec3 {
    return this.c.apply(site);
  }

  /** The orientation matrix of the new basis: A′ = A·Cᵀ, so that A′·h′ = A·h. */
  applyToOrientation(A: Mat3): Mat3 {
    return multiply(A, transpose(this.c.matrix()));
  }

  /** `x-y,x,z`. */
  asXyz(): string {
    return operatorText(this.c);
  }

  /** The new cell vectors by the old, with the new origin: `b+c,a+c,a+b`. */
  asAbc(): string {
    return operatorText(transposed(this.cInv), "abc");
  }

  /** The new indices by the old: `k+l,h+l,h+k`. */
  asHkl(): string {
    return operatorText(transposed(new AffineOp(this.cInv.r, [0, 0, 0], this.cInv.denominator)), "hkl");
  }

  toString(): string {
    return this.asXyz();
  }
}

/** Rotation transposed, translation kept. */
const transposed = (op: AffineOp): AffineOp => {
  const r = op.r;
  return new AffineOp([r[0]!, r[3]!, r[6]!, r[1]!, r[4]!, r[7]!, r[2]!, r[5]!, r[8]!], op.t, op.denominator);
};
