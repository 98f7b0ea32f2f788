import {
  bool,
  type Column,
  columnFromArray,
  type DataType,
  float64,
  int32,
  Table,
  Type,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  uint32,
  utf8,
} from "@uwdata/flechette";
import { FlexBool } from "../array/scalars.js";
import { FlexStdString } from "../array/strings.js";
import { EwaldError } from "../error.js";
import { framed, type ToArqueroOptions } from "./arquero.js";
import { BooleanColumn, type FrameColumn, StridedColumn } from "./components.js";
import { columnsFromFrame, type FrameValues } from "./fromFrame.js";
import type { ReflectionTable } from "./reflectionTable.js";
import type { TableContents } from "./tableParts.js";

/** Key of the experiment identifiers, as JSON, in the metadata of the Arrow schema. */
const identifiersKey = "ewald.experiment_identifiers";

/**
 * The table as an Arrow IPC stream, which Arquero, pandas, polars and DuckDB read. Its columns are those of
 * `toArquero`: float64, int32, uint32, bool and utf8. Shoeboxes are left out. Throws "wrong-type" when shoeboxes are
 * asked for by name.
 */
export function toArrowIPC(table: ReflectionTable, { columns }: ToArqueroOptions = {}): Uint8Array {
  for (const name of columns ?? [])
    if (table.has(name) && table.columnType(name) === "Shoebox<>")
      throw new EwaldError(
        "wrong-type",
        `Column ${JSON.stringify(name)} holds shoeboxes, which Arrow cannot hold.`,
      );
  const names = columns ?? table.keys().filter((name) => table.columnType(name) !== "Shoebox<>");
  const arrow = framed(table, names).map(
    ([name, values]) => [name, arrowColumn(values)] as [string, Column<unknown>],
  );
  const plain = tableFromColumns(arrow);
  const identifiers = JSON.stringify([...table.experimentIdentifiers()]);
  const schema = { ...plain.schema, metadata: new Map([[identifiersKey, identifiers]]) };
  const bytes = tableToIPC(new Table(schema, plain.children), { format: "stream" });
  return bytes!;
}

function arrowColumn(values: FrameColumn): Column<unknown> {
  if (values instanceof BooleanColumn) return columnFromArray(values.toArray(), bool());
  if (Array.isArray(values) || values instanceof FlexStdString)
    return columnFromArray(Array.from(values), utf8());
  const array = values instanceof StridedColumn ? values.toArray() : values;
  if (!ArrayBuffer.isView(array)) throw new EwaldError("wrong-type", "Arrow cannot hold shoeboxes.");
  if (array.length > 0) return columnFromArray(array);
  return columnFromArray([], numberType(array));
}

function numberType(array: Float64Array | Int32Array | Uint32Array): DataType {
  return array instanceof Float64Array ? float64() : array instanceof Int32Array ? int32() : uint32();
}

/**
 * The columns of an Arrow IPC stream or file, made tuples and typed again as `fromArquero` does. Throws "bad-format"
 * for bytes that are something else, or too few. Damage inside the stream's own tables of lengths is not looked for:
 * flechette, which decodes them, can take very long over such.
 */
export function fromArrowIPC(bytes: Uint8Array): TableContents {
  const { table, frame } = decoded(bytes);
  const identifiers = storedIdentifiers(table.schema.metadata?.get(identifiersKey));
  return {
    columns: columnsFromFrame(frame, undefined),
    nrows: table.numRows,
    ...(identifiers ? { identifiers } : {}),
  };
}

function frameValues(column: Column<unknown>): FrameValues {
  return column.length === 0 ? noValues(column.type) : (column.toArray() as unknown as FrameValues);
}

/** No values, of a type: flechette gives a plain empty array, which does not tell it. */
function noValues(type: DataType): FrameValues {
  if (type.typeId === Type.Bool) return new FlexBool(new Uint8Array(0));
  if (type.typeId === Type.Utf8) return new FlexStdString([]);
  if (type.typeId === Type.Int && type.bitWidth <= 32)
    return type.signed ? new Int32Array(0) : new Uint32Array(0);
  return [];
}

function decoded(bytes: Uint8Array): { table: Table; frame: (readonly [string, FrameValues])[] } {
  try {
    const table = tableFromIPC(bytes, {});
    // Of bytes that end before the schema does flechette makes a table of nothing.
    if (table.schema.version === undefined) throw new Error("they hold no schema");
    return { table, frame: table.names.map((name, i) => [name, frameValues(table.getChildAt(i))] as const) };
  } catch (cause) {
    throw new EwaldError(
      "bad-format",
      `These ${bytes.length} bytes are not an Arrow IPC stream or file: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

function storedIdentifiers(text: string | undefined): Map<number, string> | undefined {
  if (text === undefined) return undefined;
  const pairs: unknown = JSON.parse(text);
  const isPair = (pair: unknown): pair is [number, string] =>
    Array.isArray(pair) && Number.isInteger(pair[0]) && typeof pair[1] === "string";
  if (Array.isArray(pairs) && pairs.every(isPair)) return new Map(pairs);
  throw new EwaldError(
    "bad-format",
    `The Arrow metadata ${identifiersKey} is not a list of [number, identifier].`,
  );
}
