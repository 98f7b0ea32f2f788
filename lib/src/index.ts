// array
export { type AnyColumn, type ColumnOfType, concatColumns, zeroColumn } from "./array/anyColumn.js";
export type { Column, ColumnType, Selection } from "./array/column.js";
export { flex } from "./array/flex.js";
export { FlexShoebox, type ShoeboxRows } from "./array/flexShoebox.js";
export { Histogram, type HistogramOptions, type SlotInfo } from "./array/histogram.js";
export { FlexInt6, FlexMillerIndex, type Int6, type MillerIndex } from "./array/integerTuples.js";
export { MaskCode, type MaskCodeName } from "./array/maskCode.js";
export { FlexBool, FlexDouble, FlexInt, FlexSizeT, type NumericFlex } from "./array/scalars.js";
export { type Projection, Shoebox, type SummedIntensity } from "./array/shoebox.js";
export { type ShoeboxPoolSource, ShoeboxPools } from "./array/shoeboxPools.js";
export type { SortOptions } from "./array/sort.js";
export { MeanAndVariance } from "./array/statistics.js";
export { FlexStdString } from "./array/strings.js";
export {
  FlexMat3Double,
  FlexVec2Double,
  FlexVec3Double,
  type Mat3,
  type Vec2,
  type Vec3,
} from "./array/vectors.js";
