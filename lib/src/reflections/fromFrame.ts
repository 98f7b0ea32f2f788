import { type AnyColumn, zeroColumn } from "../array/anyColumn.js";
import { ColumnBase, type ColumnType } from "../array/column.js";
import { FlexShoebox } from "../array/flexShoebox.js";
import { FlexInt6, FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { Shoebox } from "../array/shoebox.js";
import { FlexStdString } from "../array/strings.js";
import { FlexMat3Double, FlexVec2Double, FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { BooleanColumn, componentSuffixes, StridedColumn, type TupleType } from "./components.js";
import { standardTypes } from "./standardColumns.js";

/** A data frame's column: an array, a typed array, or anything with rows to ask for. */
export interface FrameValues {
  readonly length: number;
  at(i: number): unknown;
}

const tupleClass = {
  "vec2<double>": (data: Float64Array) => new FlexVec2Double(data),
  "vec3<double>": (data: Float64Array) => new FlexVec3Double(data),
  "mat3<double>": (data: Float64Array) => new FlexMat3Double(data),
  int6: (data: Float64Array | Int32Array) => new FlexInt6(integers(data)),
  "cctbx::miller::index<>": (data: Float64Array | Int32Array) => new FlexMillerIndex(integers(data)),
} as const;

function integers(data: Float64Array | Int32Array): Int32Array {
  return data instanceof Int32Array ? data : FlexInt.from(data).data;
}

/** The table columns that a data frame's columns make, of all rows or of these. */
export function columnsFromFrame(
  frame: readonly (readonly [name: string, values: FrameValues])[],
  rows: Uint32Array | undefined,
): Record<string, AnyColumn> {
  const values = new Map(frame);
  const columns = new Map<string, AnyColumn>();
  for (const [name] of frame) {
    if (!values.has(name)) continue;
    const tuple = tupleOf(name, values);
    if (!tuple) {
      columns.set(name, scalarColumn(name, values.get(name)!, rows));
      continue;
    }
    columns.set(tuple.name, tupleColumn(tuple.type, tuple.parts, values, rows));
    for (const part of tuple.parts) values.delete(part);
  }
  return Object.fromEntries(columns);
}

interface Tuple {
  readonly name: string;
  readonly type: TupleType;
  readonly parts: readonly string[];
}

/** The tuple that a column of this name is a component of, if all its components are there. Longer tuples first. */
function tupleOf(name: string, there: ReadonlyMap<string, unknown>): Tuple | undefined {
  const dot = name.lastIndexOf(".");
  const [owner, suffix] = dot < 0 ? ["miller_index", name] : [name.slice(0, dot), name.slice(dot + 1)];
  if (there.has(owner)) return undefined;
  for (const type of [
    "mat3<double>",
    "int6",
    "vec3<double>",
    "cctbx::miller::index<>",
    "vec2<double>",
  ] as const) {
    const suffixes: readonly string[] = componentSuffixes[type];
    if (!suffixes.includes(suffix) || (dot < 0 && type !== "cctbx::miller::index<>")) continue;
    const parts = suffixes.map((part) => (dot < 0 ? part : `${owner}.${part}`));
    if (parts.every((part) => there.has(part))) return { name: owner, type, parts };
  }
  return undefined;
}

function tupleColumn(
  type: TupleType,
  parts: readonly string[],
  values: ReadonlyMap<string, FrameValues>,
  rows: Uint32Array | undefined,
): AnyColumn {
  const columns = parts.map((part) => values.get(part)!);
  const whole = columns.map((column) => (column instanceof StridedColumn ? column.column : undefined));
  const [first] = whole;
  // The components of one column, still in place: it is the column itself.
  const inPlace = columns.every((column, j) => column instanceof StridedColumn && column.component === j);
  if (first?.type === type && inPlace && whole.every((column) => column === first))
    return rows ? first.take(rows) : first;
  const length = rows ? rows.length : columns[0]!.length;
  const stride = parts.length;
  // Strided views are gathered first: plain arrays are quicker to read.
  const sources = columns.map((column) => (column instanceof StridedColumn ? column.toArray() : column));
  const fill = <D extends Float64Array | Int32Array>(data: D): D => {
    sources.forEach((source, j) => {
      const numbers = source instanceof Float64Array || source instanceof Int32Array ? source : undefined;
      for (let i = 0, k = j; i < length; i++, k += stride) {
        const row = rows ? rows[i]! : i;
        data[k] = numbers ? numbers[row]! : numberAt(parts[j]!, source, row);
      }
    });
    return data;
  };
  try {
    if (
      (type === "int6" || type === "cctbx::miller::index<>") &&
      sources.every((s) => s instanceof Int32Array)
    )
      return tupleClass[type](fill(new Int32Array(length * stride)));
    return tupleClass[type](fill(new Float64Array(length * stride)));
  } catch (cause) {
    if (!(cause instanceof EwaldError)) throw cause;
    const reason = `Columns ${parts.join(", ")} do not make a column of type ${type}: ${cause.message}`;
    throw new EwaldError("wrong-type", reason, { cause });
  }
}

function scalarColumn(name: string, values: FrameValues, rows: Uint32Array | undefined): AnyColumn {
  if (values instanceof BooleanColumn) return rows ? values.column.take(rows) : values.column;
  if (values instanceof ColumnBase) {
    const column = values as unknown as AnyColumn;
    return rows ? column.take(rows) : column;
  }
  const length = rows ? rows.length : values.length;
  const at = (i: number) => values.at(rows ? rows[i]! : i);
  const type = typeFor(name, values, values.length === 0 ? undefined : values.at(0));
  const whole = wholeArray(type, values);
  if (whole) return rows ? whole.take(rows) : whole;
  try {
    return build[type](length, at, name);
  } catch (cause) {
    if (!(cause instanceof EwaldError)) throw cause;
    throw new EwaldError(
      "wrong-type",
      `Column ${JSON.stringify(name)} cannot be of type ${type}: ${cause.message}`,
      {
        cause,
      },
    );
  }
}

/** The column over the frame's own array, where that is the type's. */
function wholeArray(type: ColumnType, values: FrameValues): AnyColumn | undefined {
  if (type === "double" && values instanceof Float64Array) return new FlexDouble(values);
  if (type === "int" && values instanceof Int32Array) return new FlexInt(values);
  if (type === "std::size_t" && values instanceof Uint32Array) return new FlexSizeT(values);
  return undefined;
}

/** What the catalogue says, else what the values tell. */
function typeFor(name: string, values: FrameValues, first: unknown): ColumnType {
  const found = typeOfValues(name, values, first);
  const allowed = standardTypes(name);
  if (!allowed || allowed.includes(found)) return found;
  return allowed[0]!;
}

function typeOfValues(name: string, values: FrameValues, first: unknown): ColumnType {
  if (values instanceof Int32Array || values instanceof Int16Array || values instanceof Int8Array)
    return "int";
  if (values instanceof Uint32Array || values instanceof Uint16Array || values instanceof Uint8Array)
    return "std::size_t";
  if (typeof first === "boolean") return "bool";
  if (typeof first === "string") return "std::string";
  if (first instanceof Shoebox) return "Shoebox<>";
  if (isNumbers(first)) {
    const type = ({ 2: "vec2<double>", 3: "vec3<double>", 6: "int6", 9: "mat3<double>" } as const)[
      first.length
    ];
    if (type) return type;
  }
  if (first === undefined || first === null || typeof first === "number" || typeof first === "bigint")
    return "double";
  throw new EwaldError(
    "wrong-type",
    `Column ${JSON.stringify(name)} holds ${Object.prototype.toString.call(first)}, which no column of a reflection ` +
      "table can hold; leave it out.",
  );
}

type At = (i: number) => unknown;

function filled<D extends { [i: number]: number }>(out: D, length: number, at: At, name: string): D {
  for (let i = 0; i < length; i++) out[i] = checkedNumber(name, at(i), i);
  return out;
}

function tuples(type: TupleType) {
  const stride = componentSuffixes[type].length;
  return (length: number, at: At, name: string): AnyColumn => {
    const data = new Float64Array(length * stride);
    for (let i = 0; i < length; i++) {
      const row = at(i);
      if (!isNumbers(row) || row.length !== stride)
        throw new EwaldError("wrong-type", `row ${i} of ${JSON.stringify(name)} is not ${stride} numbers.`);
      for (let j = 0; j < stride; j++) data[i * stride + j] = checkedNumber(name, row[j], i);
    }
    return tupleClass[type](data);
  };
}

function each<T>(length: number, at: At): T[] {
  return Array.from({ length }, (_, i) => at(i) as T);
}

const build: { readonly [T in ColumnType]: (length: number, at: At, name: string) => AnyColumn } = {
  bool: (n, at) => FlexBool.from(each<boolean>(n, at)),
  int: (n, at, name) => FlexInt.from(filled(new Float64Array(n), n, at, name)),
  "std::size_t": (n, at, name) => FlexSizeT.from(filled(new Float64Array(n), n, at, name)),
  double: (n, at, name) => new FlexDouble(filled(new Float64Array(n), n, at, name)),
  "vec2<double>": tuples("vec2<double>"),
  "vec3<double>": tuples("vec3<double>"),
  "mat3<double>": tuples("mat3<double>"),
  int6: tuples("int6"),
  "cctbx::miller::index<>": tuples("cctbx::miller::index<>"),
  "Shoebox<>": (n, at) => (n === 0 ? zeroColumn["Shoebox<>"](0) : FlexShoebox.from(each<Shoebox>(n, at))),
  "std::string": (n, at) => FlexStdString.from(each<string>(n, at)),
};

function numberAt(name: string, values: FrameValues, i: number): number {
  return checkedNumber(name, values.at(i), i);
}

function checkedNumber(name: string, value: unknown, i: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" && value === BigInt(Number(value))) return Number(value);
  throw new EwaldError(
    "wrong-type",
    `Row ${i} of column ${JSON.stringify(name)} is ${String(value)}, not a number; filter such rows out, or impute them.`,
  );
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return (Array.isArray(value) || ArrayBuffer.isView(value)) && !(value instanceof DataView);
}
