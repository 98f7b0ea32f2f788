import type { AnyColumn } from "../array/anyColumn.js";
import { FlexDouble, FlexInt, type NumericFlex } from "../array/scalars.js";
import { type SortOptions, sortPermutation } from "../array/sort.js";
import { EwaldError } from "../error.js";

export interface SortRowsOptions extends SortOptions {
  /** For tuples: which elements decide, the first before the next. Default: all, from the first. */
  readonly order?: readonly number[];
}

/** Row numbers in the order of the column's values; equal ones keep theirs. */
export function sortedRows(column: AnyColumn, name: string, options: SortRowsOptions = {}): Uint32Array {
  switch (column.type) {
    case "Shoebox<>":
      throw new EwaldError(
        "wrong-type",
        `Column ${JSON.stringify(name)} holds shoeboxes, which have no order.`,
      );
    case "bool":
      return sortPermutation(column.asInt(), options).data;
    case "int":
    case "std::size_t":
    case "double":
    case "std::string":
      return sortPermutation(column, options).data;
    default:
      return sortedTuples(column, name, options);
  }
}

interface Tuples {
  readonly data: Float64Array | Int32Array;
  readonly stride: number;
  readonly length: number;
}

/** Least significant element first, each pass stable. */
function sortedTuples(
  column: Tuples,
  name: string,
  { order, reverse = false }: SortRowsOptions,
): Uint32Array {
  const { data, stride, length } = column;
  const elements = order ?? Array.from({ length: stride }, (_, j) => j);
  let rows = Uint32Array.from({ length }, (_, i) => i);
  for (const j of [...elements].reverse()) {
    if (!(Number.isInteger(j) && j >= 0 && j < stride))
      throw new EwaldError(
        "out-of-range",
        `order asks for element ${j}, but rows of column ${JSON.stringify(name)} have ${stride}.`,
      );
    const key: NumericFlex =
      data instanceof Float64Array
        ? new FlexDouble(Float64Array.from(rows, (i) => data[i * stride + j]!))
        : new FlexInt(Int32Array.from(rows, (i) => data[i * stride + j]!));
    const before = rows;
    rows = sortPermutation(key, { reverse }).data.map((k) => before[k]!);
  }
  return rows;
}
