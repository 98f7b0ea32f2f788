import { EwaldError } from "../error.js";
import { ColumnBase, sameType, sliceBounds } from "./column.js";

/** The typed arrays columns are made of. */
export type ColumnData = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A fresh, zeroed array of the same kind. */
function fresh<D extends ColumnData>(like: D, length: number): D {
  return new (like.constructor as new (n: number) => D)(length);
}

/** A column over one typed array, `stride` numbers to a row, row after row. */
export abstract class TypedColumn<D extends ColumnData, Row> extends ColumnBase<Row> {
  /** The numbers themselves, not a copy: row i is [i·stride, (i+1)·stride). */
  readonly data: D;
  /** Numbers to a row. */
  readonly stride: number;
  readonly length: number;

  protected constructor(data: D, stride: number) {
    super();
    if (data.length % stride !== 0)
      throw new EwaldError("wrong-length", `${data.length} numbers do not make whole rows of ${stride}.`);
    this.data = data;
    this.stride = stride;
    this.length = data.length / stride;
  }

  /** A column of this class over another array. */
  protected like(data: D): this {
    return new (this.constructor as new (data: D) => this)(data);
  }

  /** The typed array itself (as_numpy_array in DIALS copies; this does not). */
  asNumpy(): D {
    return this.data;
  }

  take(indices: Uint32Array): this {
    const { data, stride } = this;
    const out = fresh(data, indices.length * stride);
    if (stride === 1) for (let k = 0; k < indices.length; k++) out[k] = data[indices[k]!]!;
    else if (stride === 3)
      for (let k = 0, to = 0; k < indices.length; k++, to += 3) {
        const from = indices[k]! * 3;
        out[to] = data[from]!;
        out[to + 1] = data[from + 1]!;
        out[to + 2] = data[from + 2]!;
      }
    else
      for (let k = 0, to = 0; k < indices.length; k++) {
        let from = indices[k]! * stride;
        for (let j = 0; j < stride; j++) out[to++] = data[from++]!;
      }
    return this.like(out);
  }

  slice(begin?: number, end?: number): this {
    const [from, to] = sliceBounds(begin, end, this.length);
    return this.like(this.data.slice(from * this.stride, to * this.stride) as D);
  }

  concat(...others: this[]): this {
    let size = this.data.length;
    for (const other of others) {
      sameType(this.type, other);
      size += other.data.length;
    }
    const out = fresh(this.data, size);
    out.set(this.data);
    let at = this.data.length;
    for (const other of others) {
      out.set(other.data, at);
      at += other.data.length;
    }
    return this.like(out);
  }

  copy(): this {
    return this.like(this.data.slice() as D);
  }

  protected assign(to: Uint32Array, from: this, fromRows: Uint32Array | undefined): void {
    const { data, stride } = this;
    const source = from.data === data ? from.data.slice() : from.data;
    for (let k = 0; k < to.length; k++) {
      let i = to[k]! * stride;
      let j = (fromRows ? fromRows[k]! : k) * stride;
      for (const last = i + stride; i < last; ) data[i++] = source[j++]!;
    }
  }

  /** Component j of every row, as an array of the same kind: a copy. */
  protected component(j: number): D {
    const { data, stride, length } = this;
    const out = fresh(data, length);
    for (let i = 0, k = j; i < length; i++, k += stride) out[i] = data[k]!;
    return out;
  }
}

/** Columns whose row is a tuple of `stride` numbers. */
export abstract class TupleColumn<D extends ColumnData, Row extends readonly number[]> extends TypedColumn<
  D,
  Row
> {
  protected row(i: number): Row {
    const { data, stride } = this;
    const row: number[] = [];
    for (let k = i * stride; k < (i + 1) * stride; k++) row.push(data[k]!);
    return row as readonly number[] as Row;
  }

  protected setRow(i: number, row: Row): void {
    checkTuple(row, this.stride, this.type);
    for (let j = 0; j < this.stride; j++) this.data[i * this.stride + j] = row[j]!;
  }
}

function checkTuple(row: readonly number[], stride: number, type: string): void {
  if (!Array.isArray(row) || row.length !== stride)
    throw new EwaldError(
      "wrong-type",
      `A row of a ${type} column is ${stride} numbers, not ${JSON.stringify(row)}.`,
    );
  if (type === "int6" || type === "cctbx::miller::index<>") for (const value of row) checkInt(value, type);
}

/** Rows flattened; each checked to be `stride` numbers, and whole for the integer types. */
export function flattenRows<D extends Float64Array | Int32Array>(
  rows: Iterable<readonly number[]>,
  stride: number,
  type: string,
  make: (flat: number[]) => D,
): D {
  const flat: number[] = [];
  for (const row of rows) {
    checkTuple(row, stride, type);
    for (let j = 0; j < stride; j++) flat.push(row[j]!);
  }
  return make(flat);
}

/** value, if a 32-bit signed integer. */
export function checkInt(value: number, type = "int"): number {
  if (Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) return value;
  throw new EwaldError(
    Number.isInteger(value) ? "out-of-range" : "wrong-type",
    `${value} does not fit a column of type ${type}, which holds whole numbers from -2^31 to 2^31-1.`,
  );
}

/** value, if an integer of 0 … 2^32−1. */
export function checkSizeT(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new EwaldError(
    Number.isInteger(value) ? "out-of-range" : "wrong-type",
    `${value} does not fit a column of type std::size_t, which holds whole numbers from 0 to 2^32-1 here.`,
  );
}
