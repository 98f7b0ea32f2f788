import { EwaldError } from "../error.js";
import { FlexShoebox, type ShoeboxRows } from "./flexShoebox.js";
import * as functions from "./functions.js";
import { Histogram, type HistogramOptions } from "./histogram.js";
import { FlexInt6, FlexMillerIndex, type Int6, type MillerIndex } from "./integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT, type NumericFlex } from "./scalars.js";
import type { Shoebox } from "./shoebox.js";
import { sortPermutation } from "./sort.js";
import * as statistics from "./statistics.js";
import { FlexStdString } from "./strings.js";
import {
  FlexMat3Double,
  FlexVec2Double,
  FlexVec3Double,
  type Mat3,
  type Vec2,
  type Vec3,
} from "./vectors.js";

function rowCount(n: number): number {
  if (Number.isInteger(n) && n >= 0 && n < 2 ** 32) return n;
  throw new EwaldError("bad-argument", `A column cannot have ${n} rows.`);
}

/** Column of doubles: of these values (a Float64Array is kept, not copied), or of n rows of one value. */
function double(values?: Iterable<number>): FlexDouble;
function double(n: number, value?: number): FlexDouble;
function double(values: Iterable<number> | number = [], value = 0): FlexDouble {
  if (typeof values === "number") return new FlexDouble(new Float64Array(rowCount(values)).fill(value));
  return values instanceof Float64Array ? new FlexDouble(values) : FlexDouble.from(values);
}

/** Column of 32-bit integers: of these values (an Int32Array is kept, not copied), or of n rows of one value. */
function int(values?: Iterable<number>): FlexInt;
function int(n: number, value?: number): FlexInt;
function int(values: Iterable<number> | number = [], value = 0): FlexInt {
  if (typeof values === "number") return FlexInt.from(new Array<number>(rowCount(values)).fill(value));
  return values instanceof Int32Array ? new FlexInt(values) : FlexInt.from(values);
}

/** Column of unsigned integers: of these values (a Uint32Array is kept, not copied), or of n rows of one value. */
function sizeT(values?: Iterable<number>): FlexSizeT;
function sizeT(n: number, value?: number): FlexSizeT;
function sizeT(values: Iterable<number> | number = [], value = 0): FlexSizeT {
  if (typeof values === "number") return FlexSizeT.from(new Array<number>(rowCount(values)).fill(value));
  return values instanceof Uint32Array ? new FlexSizeT(values) : FlexSizeT.from(values);
}

/** Column of truth values: of these values (copied), or of n rows of one value. */
function bool(values?: Iterable<boolean | number>): FlexBool;
function bool(n: number, value?: boolean): FlexBool;
function bool(values: Iterable<boolean | number> | number = [], value = false): FlexBool {
  if (typeof values === "number") return new FlexBool(new Uint8Array(rowCount(values)).fill(value ? 1 : 0));
  return FlexBool.from(values);
}

/** Column of vectors of three: of rows, of interleaved numbers (kept, not copied), or of three columns. */
function vec3Double(rows?: Iterable<Vec3> | Float64Array): FlexVec3Double;
function vec3Double(x: FlexDouble, y: FlexDouble, z: FlexDouble): FlexVec3Double;
function vec3Double(
  rows: Iterable<Vec3> | Float64Array | FlexDouble = [],
  y?: FlexDouble,
  z?: FlexDouble,
): FlexVec3Double {
  if (rows instanceof Float64Array) return new FlexVec3Double(rows);
  if (!(rows instanceof FlexDouble)) return FlexVec3Double.from(rows);
  if (y && z) return FlexVec3Double.fromParts(rows, y, z);
  throw new EwaldError("bad-argument", "vec3Double of columns needs three of them.");
}

/** Column of shoeboxes: of these (pixels copied), of pools (kept), or of panels and boxes without arrays. */
function shoebox(rows: Iterable<Shoebox> | ShoeboxRows): FlexShoebox;
function shoebox(panel: FlexSizeT, bbox: FlexInt6): FlexShoebox;
function shoebox(rows: Iterable<Shoebox> | ShoeboxRows | FlexSizeT, bbox?: FlexInt6): FlexShoebox {
  if (rows instanceof FlexSizeT) {
    if (bbox) return FlexShoebox.unallocated(rows, bbox);
    throw new EwaldError("bad-argument", "shoebox of panels needs a column of boxes too.");
  }
  return "pools" in rows ? new FlexShoebox(rows) : FlexShoebox.from(rows);
}

/**
 * Columns and what is done with them, named after DIALS' `flex` module: factories for every column type, functions
 * of columns, statistics, order and histograms.
 */
export const flex = Object.freeze({
  double,
  int,
  sizeT,
  bool,
  vec3Double,
  shoebox,
  /** Column of pairs: of rows, or of interleaved numbers (kept, not copied). */
  vec2Double: (rows: Iterable<Vec2> | Float64Array = []): FlexVec2Double =>
    rows instanceof Float64Array ? new FlexVec2Double(rows) : FlexVec2Double.from(rows),
  /** Column of 3 × 3 matrices, row by row: of rows, or of numbers one after another (kept, not copied). */
  mat3Double: (rows: Iterable<Mat3> | Float64Array = []): FlexMat3Double =>
    rows instanceof Float64Array ? new FlexMat3Double(rows) : FlexMat3Double.from(rows),
  /** Column of six integers a row: of rows, or of numbers one after another (kept, not copied). */
  int6: (rows: Iterable<Int6> | Int32Array = []): FlexInt6 =>
    rows instanceof Int32Array ? new FlexInt6(rows) : FlexInt6.from(rows),
  /** Column of Miller indices: of rows, or of interleaved numbers (kept, not copied). */
  millerIndex: (rows: Iterable<MillerIndex> | Int32Array = []): FlexMillerIndex =>
    rows instanceof Int32Array ? new FlexMillerIndex(rows) : FlexMillerIndex.from(rows),
  /** Column of strings (copied). */
  stdString: (values: Iterable<string> = []): FlexStdString => FlexStdString.from(values),
  /** 0, 1 … n−1; or begin, begin + step … below end. */
  doubleRange: (begin: number, end?: number, step?: number): FlexDouble =>
    new FlexDouble(functions.range(begin, end, step)),
  /** 0, 1 … n−1; or begin, begin + step … below end. */
  intRange: (begin: number, end?: number, step?: number): FlexInt =>
    FlexInt.from(functions.range(begin, end, step)),
  /** 0, 1 … n−1; or begin, begin + step … below end. */
  sizeTRange: (begin: number, end?: number, step?: number): FlexSizeT =>
    FlexSizeT.from(functions.range(begin, end, step)),
  /** Histogram of the values: {@link Histogram}. */
  histogram: (values: NumericFlex | Iterable<number>, options?: HistogramOptions): Histogram =>
    Histogram.of(values, options),
  sortPermutation,
  abs: functions.abs,
  acos: functions.acos,
  asin: functions.asin,
  atan: functions.atan,
  atan2: functions.atan2,
  ceil: functions.ceil,
  cos: functions.cos,
  exp: functions.exp,
  floor: functions.floor,
  iround: functions.iround,
  linspace: functions.linspace,
  log: functions.log,
  log10: functions.log10,
  order: functions.order,
  pow: functions.pow,
  sin: functions.sin,
  sqrt: functions.sqrt,
  tan: functions.tan,
  max: statistics.max,
  maxIndex: statistics.maxIndex,
  mean: statistics.mean,
  meanAndVariance: statistics.meanAndVariance,
  median: statistics.median,
  min: statistics.min,
  minIndex: statistics.minIndex,
  percentile: statistics.percentile,
  product: statistics.product,
  sum: statistics.sum,
});
