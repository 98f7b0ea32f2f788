import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { ShoeboxPools } from "../array/shoeboxPools.js";
import { FlexVec3Double } from "../array/vectors.js";
import type { Box } from "./profile.js";

type Triple = readonly [number, number, number];

/** Columns of a table, each made from its rows by one function. */
export class ColumnsOf<Row> {
  constructor(readonly rows: readonly Row[]) {}

  doubles(of: (row: Row) => number): FlexDouble {
    return new FlexDouble(Float64Array.from(this.rows, of));
  }

  ints(of: (row: Row) => number): FlexInt {
    return new FlexInt(Int32Array.from(this.rows, of));
  }

  sizes(of: (row: Row, at: number) => number): FlexSizeT {
    return new FlexSizeT(Uint32Array.from(this.rows, of));
  }

  bools(of: (row: Row) => boolean): FlexBool {
    return new FlexBool(Uint8Array.from(this.rows, (row) => (of(row) ? 1 : 0)));
  }

  vectors(of: (row: Row) => Triple): FlexVec3Double {
    const data = new Float64Array(3 * this.rows.length);
    for (const [i, row] of this.rows.entries()) data.set(of(row), 3 * i);
    return new FlexVec3Double(data);
  }

  indices(of: (row: Row) => Triple): FlexMillerIndex {
    const data = new Int32Array(3 * this.rows.length);
    for (const [i, row] of this.rows.entries()) data.set(of(row), 3 * i);
    return new FlexMillerIndex(data);
  }

  boxes(of: (row: Row) => Box): FlexInt6 {
    const data = new Int32Array(6 * this.rows.length);
    for (const [i, row] of this.rows.entries()) data.set(of(row), 6 * i);
    return new FlexInt6(data);
  }

  /** Panel 0; background zeros, as the spot finder leaves it. */
  shoeboxes(of: (row: Row) => { box: Box; data: Float32Array; mask: Uint8Array }): FlexShoebox {
    const n = this.rows.length;
    const parts = this.rows.map(of);
    const pixels = parts.reduce((sum, { data }) => sum + data.length, 0);
    const start = new Float64Array(n);
    const data = new Float32Array(pixels);
    const mask = new Uint8Array(pixels);
    let at = 0;
    for (const [i, part] of parts.entries()) {
      start[i] = at;
      data.set(part.data, at);
      mask.set(part.mask, at);
      at += part.data.length;
    }
    return new FlexShoebox({
      panel: new Uint32Array(n),
      bbox: this.boxes((row) => of(row).box).data,
      start,
      pools: ShoeboxPools.of(data, mask),
    });
  }
}
