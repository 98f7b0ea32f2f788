import { EwaldError } from "../error.js";
import { type ColumnType, sameType } from "./column.js";
import { FlexShoebox } from "./flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "./integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "./scalars.js";
import { ShoeboxPools } from "./shoeboxPools.js";
import { FlexStdString } from "./strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double } from "./vectors.js";

/** The class of each column type. */
export interface ColumnOfType {
  bool: FlexBool;
  int: FlexInt;
  "std::size_t": FlexSizeT;
  double: FlexDouble;
  "vec2<double>": FlexVec2Double;
  "vec3<double>": FlexVec3Double;
  "mat3<double>": FlexMat3Double;
  int6: FlexInt6;
  "cctbx::miller::index<>": FlexMillerIndex;
  "Shoebox<>": FlexShoebox;
  "std::string": FlexStdString;
}

/** Any column a reflection table can hold; `type` tells which. */
export type AnyColumn = ColumnOfType[ColumnType];

/** A column of `length` rows of zero: 0, false, "", boxes of no size without arrays. As DIALS makes new rows. */
export const zeroColumn: { readonly [T in ColumnType]: (length: number) => ColumnOfType[T] } = {
  bool: (n) => new FlexBool(new Uint8Array(n)),
  int: (n) => new FlexInt(new Int32Array(n)),
  "std::size_t": (n) => new FlexSizeT(new Uint32Array(n)),
  double: (n) => new FlexDouble(new Float64Array(n)),
  "vec2<double>": (n) => new FlexVec2Double(new Float64Array(2 * n)),
  "vec3<double>": (n) => new FlexVec3Double(new Float64Array(3 * n)),
  "mat3<double>": (n) => new FlexMat3Double(new Float64Array(9 * n)),
  int6: (n) => new FlexInt6(new Int32Array(6 * n)),
  "cctbx::miller::index<>": (n) => new FlexMillerIndex(new Int32Array(3 * n)),
  "Shoebox<>": (n) =>
    new FlexShoebox({
      panel: new Uint32Array(n),
      bbox: new Int32Array(6 * n),
      start: new Float64Array(n).fill(-1),
      pools: ShoeboxPools.empty(),
    }),
  "std::string": (n) => new FlexStdString(new Array<string>(n).fill("")),
};

/** The rows of all these columns, one after another. All must have one type; there must be one at least. */
export function concatColumns<C extends AnyColumn>(columns: readonly C[]): C {
  const [first, ...rest] = columns as readonly AnyColumn[];
  if (!first) throw new EwaldError("bad-argument", "concatColumns needs at least one column.");
  for (const column of rest) sameType(first.type, column);
  return (first as { concat(...others: readonly AnyColumn[]): unknown }).concat(...rest) as C;
}
