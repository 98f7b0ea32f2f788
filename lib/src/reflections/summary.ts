import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import type { FlexShoebox } from "../array/flexShoebox.js";
import type { FlexInt6 } from "../array/integerTuples.js";
import { boxSize } from "../array/shoebox.js";
import { Flag, type FlagName, flagBits } from "./flag.js";
import { formatNumber } from "./formatNumber.js";
import type { ReflectionTable } from "./reflectionTable.js";
import { standardColumn } from "./standardColumns.js";

/** What is said of one column. Each cell has a text for each number of the row, one for plain numbers. */
export interface ColumnSummary {
  readonly name: string;
  /** As DIALS' flex calls the type. */
  readonly type: string;
  readonly unit: string;
  readonly meaning: string;
  /** Whether its numbers are whole. */
  readonly whole: boolean;
  readonly min: readonly string[];
  readonly max: readonly string[];
  readonly mean: readonly string[];
  /** Anything odd: how many values are not numbers. */
  readonly note: string;
}

/** Names of the types in DIALS' `flex`. */
export const typeNames: { readonly [T in ColumnType]: string } = {
  bool: "bool",
  int: "int",
  "std::size_t": "size_t",
  double: "double",
  "vec2<double>": "vec2_double",
  "vec3<double>": "vec3_double",
  "mat3<double>": "mat3_double",
  int6: "int6",
  "cctbx::miller::index<>": "miller_index",
  "Shoebox<>": "shoebox",
  "std::string": "std_string",
};

const floating: ReadonlySet<ColumnType> = new Set(["double", "vec2<double>", "vec3<double>", "mat3<double>"]);

/** Summary of a column, over its values that are numbers. Of shoeboxes it is over their sizes; no pixel is read. */
export function summarise(table: ReflectionTable, name: string): ColumnSummary {
  const type = table.columnType(name);
  const { unit = "", meaning = "" } = standardColumn(name) ?? {};
  const about = { name, type: typeNames[type], unit, meaning, whole: !floating.has(type) };
  const blank = { ...about, min: [], max: [], mean: [], note: "" };
  if (type === "std::string") return blank;
  if (type === "Shoebox<>") {
    const { min, max, mean } = describe(boxSizes(table, name), 1, 0);
    const text = (value: number) => [formatNumber(value, name, true)];
    if (min > max) return blank;
    return { ...blank, unit: "px per box", min: text(min), max: text(max), mean: text(mean) };
  }
  const { data, stride, whole } = numbers(table.peek(name) as Numbers);
  const parts = Array.from({ length: stride }, (_, j) => describe(data, stride, j));
  const invalid = parts.reduce((sum, part) => sum + part.invalid, 0);
  const cell = (key: "min" | "max" | "mean") => parts.map((part) => formatNumber(part[key], name, whole));
  const note = invalid > 0 ? `${invalid} NaN` : "";
  if (parts.some(({ min, max }) => min > max)) return { ...blank, note };
  // Of truth values the mean says all: the fraction that is true.
  if (type === "bool") return { ...blank, mean: [parts[0]!.mean.toFixed(3)], unit: "fraction" };
  return { ...about, min: cell("min"), max: cell("max"), mean: cell("mean"), note };
}

/** Number of reflections with each flag that any has, lowest bit first. */
export function flagCounts(table: ReflectionTable): [name: FlagName, count: number][] {
  if (!table.has("flags") || table.columnType("flags") !== "std::size_t") return [];
  const { data } = table.peek("flags") as { data: Uint32Array };
  const counts = new Float64Array(32);
  for (const flags of data)
    for (let left = flags; left !== 0; left = (left & (left - 1)) >>> 0)
      counts[31 - Math.clz32(left & -left)]!++;
  return flagBits
    .map((name): [FlagName, number] => [name, counts[31 - Math.clz32(Flag[name])]!])
    .filter(([, count]) => count > 0);
}

/** Row i of a column as text, one for each number. */
export function rowText(table: ReflectionTable, name: string, i: number): string[] {
  if (table.columnType(name) === "Shoebox<>") {
    const box = boxes(table, name);
    const size = (axis: number) => box[6 * i + 2 * axis + 1]! - box[6 * i + 2 * axis]!;
    return [`${size(0)}×${size(1)}×${size(2)} px`];
  }
  const column = table.peek(name) as Exclude<AnyColumn, FlexShoebox>;
  if (column.type === "std::string") return [JSON.stringify(column.data[i])];
  if (column.type === "bool") return [String(column.at(i))];
  const { data, stride, whole } = numbers(column);
  return Array.from({ length: stride }, (_, j) => formatNumber(data[i * stride + j]!, name, whole));
}

interface Description {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly invalid: number;
}

/** Least, greatest and mean of one component, NaN left out; min > max when there is none. */
function describe(data: ArrayLike<number>, stride: number, component: number): Description {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let valid = 0;
  for (let k = component; k < data.length; k += stride) {
    const value = data[k]!;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    valid++;
  }
  return { min, max, mean: sum / valid, invalid: Math.ceil((data.length - component) / stride) - valid };
}

type Numbers = Exclude<AnyColumn, { type: "Shoebox<>" | "std::string" }>;

function numbers(column: Numbers) {
  return { data: column.data, stride: column.stride, whole: !(column.data instanceof Float64Array) };
}

/** The boxes of shoeboxes; from the bbox column where there is one, as the shoeboxes may not be decoded yet. */
function boxes(table: ReflectionTable, name: string): Int32Array {
  if (name === "shoebox" && table.has("bbox") && table.columnType("bbox") === "int6")
    return (table.peek("bbox") as FlexInt6).data;
  return (table.peek(name) as FlexShoebox).bbox;
}

function boxSizes(table: ReflectionTable, name: string): Float64Array {
  const box = boxes(table, name);
  return Float64Array.from({ length: table.nrows }, (_, i) => boxSize(box, 6 * i));
}
