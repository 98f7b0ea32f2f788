import { sameLength } from "./column.js";
import { FlexDouble } from "./scalars.js";
import { flattenRows, TupleColumn } from "./typedColumn.js";

export type Vec2 = readonly [x: number, y: number];
export type Vec3 = readonly [x: number, y: number, z: number];
/** Row by row: a11 a12 a13 a21 … a33. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number];

/** Column of pairs, interleaved: x0 y0 x1 y1 … */
export class FlexVec2Double extends TupleColumn<Float64Array, Vec2> {
  override readonly type = "vec2<double>";

  constructor(data: Float64Array) {
    super(data, 2);
  }

  /** A column of these pairs: a copy. */
  static from(rows: Iterable<Vec2>): FlexVec2Double {
    return new FlexVec2Double(flattenRows(rows, 2, "vec2<double>", (flat) => Float64Array.from(flat)));
  }

  /** First components: a copy. */
  get x(): FlexDouble {
    return new FlexDouble(this.component(0));
  }

  /** Second components: a copy. */
  get y(): FlexDouble {
    return new FlexDouble(this.component(1));
  }

  /** Both components: copies. */
  parts(): [FlexDouble, FlexDouble] {
    return [this.x, this.y];
  }
}

/** Column of vectors of three, interleaved: x0 y0 z0 x1 y1 z1 … */
export class FlexVec3Double extends TupleColumn<Float64Array, Vec3> {
  override readonly type = "vec3<double>";

  constructor(data: Float64Array) {
    super(data, 3);
  }

  /** A column of these vectors: a copy. */
  static from(rows: Iterable<Vec3>): FlexVec3Double {
    return new FlexVec3Double(flattenRows(rows, 3, "vec3<double>", (flat) => Float64Array.from(flat)));
  }

  /** The vectors with these components, as `flex.vec3_double(x, y, z)`. */
  static fromParts(x: FlexDouble, y: FlexDouble, z: FlexDouble): FlexVec3Double {
    sameLength(x, y, "fromParts");
    sameLength(x, z, "fromParts");
    const data = new Float64Array(3 * x.length);
    for (let i = 0, k = 0; i < x.length; i++) {
      data[k++] = x.data[i]!;
      data[k++] = y.data[i]!;
      data[k++] = z.data[i]!;
    }
    return new FlexVec3Double(data);
  }

  /** First components: a copy. */
  get x(): FlexDouble {
    return new FlexDouble(this.component(0));
  }

  /** Second components: a copy. */
  get y(): FlexDouble {
    return new FlexDouble(this.component(1));
  }

  /** Third components: a copy. */
  get z(): FlexDouble {
    return new FlexDouble(this.component(2));
  }

  /** The three components: copies. */
  parts(): [FlexDouble, FlexDouble, FlexDouble] {
    return [this.x, this.y, this.z];
  }

  /** Sum with a column, row by row, or with one vector. */
  add(other: FlexVec3Double | Vec3): FlexVec3Double {
    return this.shift(other, 1, "add");
  }

  /** Difference to a column, row by row, or to one vector. */
  sub(other: FlexVec3Double | Vec3): FlexVec3Double {
    return this.shift(other, -1, "sub");
  }

  /** Every vector times a number, or times its own number of a column. */
  mul(scale: number | FlexDouble): FlexVec3Double {
    const out = new Float64Array(this.data.length);
    if (typeof scale === "number") for (let k = 0; k < out.length; k++) out[k] = this.data[k]! * scale;
    else {
      sameLength(this, scale, "mul");
      for (let i = 0, k = 0; i < this.length; i++)
        for (let j = 0; j < 3; j++, k++) out[k] = this.data[k]! * scale.data[i]!;
    }
    return new FlexVec3Double(out);
  }

  /** Scalar products with a column, row by row, or with one vector. */
  dot(other: FlexVec3Double | Vec3): FlexDouble {
    const [b, step] = this.operand(other, "dot");
    const a = this.data;
    const out = new Float64Array(this.length);
    for (let i = 0, k = 0, m = 0; i < out.length; i++, k += 3, m += step)
      out[i] = a[k]! * b[m]! + a[k + 1]! * b[m + 1]! + a[k + 2]! * b[m + 2]!;
    return new FlexDouble(out);
  }

  /** Vector products this × other, with a column, row by row, or with one vector. */
  cross(other: FlexVec3Double | Vec3): FlexVec3Double {
    const [b, step] = this.operand(other, "cross");
    const a = this.data;
    const out = new Float64Array(a.length);
    for (let k = 0, m = 0; k < out.length; k += 3, m += step) {
      out[k] = a[k + 1]! * b[m + 2]! - a[k + 2]! * b[m + 1]!;
      out[k + 1] = a[k + 2]! * b[m]! - a[k]! * b[m + 2]!;
      out[k + 2] = a[k]! * b[m + 1]! - a[k + 1]! * b[m]!;
    }
    return new FlexVec3Double(out);
  }

  /** Lengths of the vectors. */
  norms(): FlexDouble {
    const squares = this.dot(this);
    for (let i = 0; i < squares.length; i++) squares.data[i] = Math.sqrt(squares.data[i]!);
    return squares;
  }

  /** The vectors at length 1; a zero vector becomes NaN, as 0/0. */
  eachNormalize(): FlexVec3Double {
    const norms = this.norms();
    return this.mul(new FlexDouble(norms.data.map((norm) => 1 / norm)));
  }

  private operand(other: FlexVec3Double | Vec3, name: string): [Float64Array, 0 | 3] {
    if (!(other instanceof FlexVec3Double)) return [FlexVec3Double.from([other]).data, 0];
    sameLength(this, other, name);
    return [other.data, 3];
  }

  private shift(other: FlexVec3Double | Vec3, sign: 1 | -1, name: string): FlexVec3Double {
    const [b, step] = this.operand(other, name);
    const out = new Float64Array(this.data.length);
    for (let k = 0, m = 0; k < out.length; k += 3, m += step)
      for (let j = 0; j < 3; j++) out[k + j] = this.data[k + j]! + sign * b[m + j]!;
    return new FlexVec3Double(out);
  }
}

/** Column of 3 × 3 matrices, nine numbers each, row by row. */
export class FlexMat3Double extends TupleColumn<Float64Array, Mat3> {
  override readonly type = "mat3<double>";

  constructor(data: Float64Array) {
    super(data, 9);
  }

  /** A column of these matrices: a copy. */
  static from(rows: Iterable<Mat3>): FlexMat3Double {
    return new FlexMat3Double(flattenRows(rows, 9, "mat3<double>", (flat) => Float64Array.from(flat)));
  }
}
