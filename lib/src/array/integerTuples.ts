import { sameLength } from "./column.js";
import { FlexBool, FlexInt } from "./scalars.js";
import { flattenRows, TupleColumn } from "./typedColumn.js";
import { FlexVec3Double } from "./vectors.js";

/** Half-open box [x0,x1) × [y0,y1) × [z0,z1), px, px, array index. */
export type Int6 = readonly [x0: number, x1: number, y0: number, y1: number, z0: number, z1: number];
export type MillerIndex = readonly [h: number, k: number, l: number];

/** 1 where all `stride` integers of a row agree; b may be one row for all. */
function equalRows(a: Int32Array, b: Int32Array, stride: number, equal: 0 | 1): FlexBool {
  const out = new Uint8Array(a.length / stride);
  const step = b.length === stride && a.length !== stride ? 0 : stride;
  for (let i = 0; i < out.length; i++) {
    let same: 0 | 1 = 1;
    for (let j = 0; j < stride; j++) if (a[i * stride + j] !== b[i * step + j]) same = 0;
    out[i] = same === equal ? 1 : 0;
  }
  return new FlexBool(out);
}

/** Column of six integers a row, as bounding boxes. */
export class FlexInt6 extends TupleColumn<Int32Array, Int6> {
  override readonly type = "int6";

  constructor(data: Int32Array) {
    super(data, 6);
  }

  /** A column of these rows: a copy. */
  static from(rows: Iterable<Int6>): FlexInt6 {
    return new FlexInt6(flattenRows(rows, 6, "int6", (flat) => Int32Array.from(flat)));
  }

  /** The six columns x0, x1, y0, y1, z0, z1: copies. */
  parts(): [FlexInt, FlexInt, FlexInt, FlexInt, FlexInt, FlexInt] {
    const part = (j: number) => new FlexInt(this.component(j));
    return [part(0), part(1), part(2), part(3), part(4), part(5)];
  }

  /** Where all six agree, with a column or with one row. */
  eq(other: FlexInt6 | Int6): FlexBool {
    return equalRows(this.data, this.operand(other), 6, 1);
  }

  /** Where any of the six differs. */
  ne(other: FlexInt6 | Int6): FlexBool {
    return equalRows(this.data, this.operand(other), 6, 0);
  }

  private operand(other: FlexInt6 | Int6): Int32Array {
    if (!(other instanceof FlexInt6)) return FlexInt6.from([other]).data;
    sameLength(this, other, "eq");
    return other.data;
  }
}

/** Column of Miller indices, interleaved: h0 k0 l0 h1 … */
export class FlexMillerIndex extends TupleColumn<Int32Array, MillerIndex> {
  override readonly type = "cctbx::miller::index<>";

  constructor(data: Int32Array) {
    super(data, 3);
  }

  /** A column of these indices: a copy. */
  static from(rows: Iterable<MillerIndex>): FlexMillerIndex {
    return new FlexMillerIndex(
      flattenRows(rows, 3, "cctbx::miller::index<>", (flat) => Int32Array.from(flat)),
    );
  }

  /** All h: a copy. */
  get h(): FlexInt {
    return new FlexInt(this.component(0));
  }

  /** All k: a copy. */
  get k(): FlexInt {
    return new FlexInt(this.component(1));
  }

  /** All l: a copy. */
  get l(): FlexInt {
    return new FlexInt(this.component(2));
  }

  /** h, k and l: copies. */
  parts(): [FlexInt, FlexInt, FlexInt] {
    return [this.h, this.k, this.l];
  }

  /** The indices as vectors. */
  asVec3Double(): FlexVec3Double {
    return new FlexVec3Double(Float64Array.from(this.data));
  }

  /** Friedel mates −h −k −l. */
  neg(): FlexMillerIndex {
    return new FlexMillerIndex(this.data.map((index) => -index));
  }

  /** Where all three agree, with a column or with one index. */
  eq(other: FlexMillerIndex | MillerIndex): FlexBool {
    return equalRows(this.data, this.operand(other), 3, 1);
  }

  /** Where any of the three differs. */
  ne(other: FlexMillerIndex | MillerIndex): FlexBool {
    return equalRows(this.data, this.operand(other), 3, 0);
  }

  private operand(other: FlexMillerIndex | MillerIndex): Int32Array {
    if (!(other instanceof FlexMillerIndex)) return FlexMillerIndex.from([other]).data;
    sameLength(this, other, "eq");
    return other.data;
  }
}
