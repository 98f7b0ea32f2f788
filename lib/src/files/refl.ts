import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import { badFile, quoted } from "../bytes/badFile.js";
import { type ByteSource, BytesSource } from "../bytes/byteSource.js";
import { unpacked } from "../bytes/compression.js";
import { containerName, sniff } from "../bytes/sniff.js";
import { EwaldError } from "../error.js";
import { type Blob, blobTypes } from "./blobColumns.js";
import { readPickledTable } from "./flexPickle.js";
import { MessagePackCursor } from "./messagePack.js";
import { readHdf5Table } from "./reflHdf5.js";

/** What a MessagePack reflection table calls itself. */
export const tableName = "dials::af::reflection_table";

/** A column not decoded yet. */
export interface StoredColumn {
  readonly type: ColumnType;
  readonly length: number;
  load(): AnyColumn;
}

/** What a file says about a table before any column is decoded. */
export interface StoredTable {
  readonly rows: number;
  /** Identifiers of experiments, by the number in column `id`. */
  readonly identifiers: Map<number, string>;
  readonly columns: Map<string, StoredColumn>;
}

/** More rows than any array can have: a number that can only be damage. */
const mostRows = 2 ** 32 - 1;

/**
 * Reads a reflection table, whatever its extension: DIALS' MessagePack of version 1 and 2, or a Python pickle of a
 * flex table (protocols 0 to 5), either of them gzipped or not; or the HDF5 of DIALS from 3.23 on. Columns are decoded when first asked for.
 */
export function readTable(source: ByteSource): StoredTable {
  const container = sniff(source.read(0, Math.min(source.size, 64)));
  if (container === "messagepack") return readRefl(source);
  if (container === "pickle") return readPickledTable(source.read(0, source.size), source.name);
  if (container === "gzip" || container === "bzip2")
    return readTable(new BytesSource(unpacked(source.read(0, source.size), source.name), source.name));
  if (container === "hdf5") return readHdf5Table(source);
  if (source.size === 0)
    throw new EwaldError("bad-format", `${source.name} is empty; a reflection table has at least 57 bytes.`);
  throw new EwaldError(
    "bad-format",
    `${source.name} is ${containerName[container]}, not a reflection table (MessagePack or pickle, gzipped or not, or HDF5).`,
  );
}

/** Reads the heads of a MessagePack table (formats.md §1.1) and leaves the columns for later. */
function readRefl(source: ByteSource): StoredTable {
  const cursor = new MessagePackCursor(source);
  const parts = cursor.array("the reflection table");
  if (parts !== 3) throw badFile(source.name, 0, `a reflection table has 3 parts, but here are ${parts}`);
  const name = cursor.text("the name of the format");
  if (name !== tableName)
    throw badFile(source.name, 1, `the format calls itself ${quoted(name)}, not ${quoted(tableName)}`);
  const version = cursor.uint("the version");
  if (version !== 1 && version !== 2)
    throw new EwaldError(
      "unsupported",
      `${source.name}: the reflection table is of version ${version}, but 1 and 2 are known.`,
    );
  let rows: number | undefined;
  let identifiers = new Map<number, string>();
  let columns: Map<string, Head> | undefined;
  for (let left = cursor.map("the table's parts"); left > 0; left--) {
    const at = cursor.offset;
    const key = cursor.text("a part's name");
    if (key === "nrows") rows = cursor.uint("nrows");
    else if (key === "identifiers") identifiers = readIdentifiers(cursor);
    else if (key === "data") columns = readHeads(cursor, source.name);
    else
      throw badFile(
        source.name,
        at,
        `the table has a part ${quoted(key)}, but only identifiers, nrows and data are known`,
      );
  }
  if (rows === undefined || !columns)
    throw badFile(source.name, cursor.offset, `the table has no ${rows === undefined ? "nrows" : "data"}`);
  if (rows > mostRows) throw badFile(source.name, 0, `the table is said to have ${rows} rows`);
  if (cursor.remaining > 0)
    throw badFile(source.name, cursor.offset, `${cursor.remaining} bytes follow the end of the table`);
  const stored = new Map<string, StoredColumn>();
  for (const [column, head] of columns) stored.set(column, storedColumn(source, column, head, rows));
  return { rows, identifiers, columns: stored };
}

function readIdentifiers(cursor: MessagePackCursor): Map<number, string> {
  const identifiers = new Map<number, string>();
  for (let left = cursor.map("identifiers"); left > 0; left--)
    identifiers.set(cursor.uint("an experiment number"), cursor.text("an experiment identifier"));
  return identifiers;
}

interface Head {
  readonly type: string;
  readonly at: number;
  readonly rows: number;
  readonly offset: number;
  readonly length: number;
}

function readHeads(cursor: MessagePackCursor, file: string): Map<string, Head> {
  const heads = new Map<string, Head>();
  for (let left = cursor.map("data"); left > 0; left--) {
    const at = cursor.offset;
    const column = cursor.text("a column's name");
    const what = `column ${quoted(column)}`;
    const outer = cursor.array(what);
    const type = cursor.text(`the type of ${what}`);
    const inner = cursor.array(what);
    if (outer !== 2 || inner !== 2) throw badFile(file, at, `${what} is not [type, [rows, bytes]]`);
    const rows = cursor.uint(`the length of ${what}`);
    heads.set(column, { type, at, rows, ...cursor.blob(what) });
  }
  return heads;
}

function storedColumn(source: ByteSource, column: string, head: Head, rows: number): StoredColumn {
  const what = `column ${quoted(column)}`;
  if (!Object.hasOwn(blobTypes, head.type))
    throw badFile(source.name, head.at, `${what} is of the unknown type ${quoted(head.type)}`);
  const type = head.type as ColumnType;
  if (head.rows !== rows)
    throw badFile(source.name, head.at, `${what} has ${head.rows} rows, but the table has ${rows}`);
  const { stride, read } = blobTypes[type];
  if (stride !== undefined && head.length !== rows * stride)
    throw badFile(
      source.name,
      head.at,
      `${what} (${type}) has ${rows} rows in ${head.length} bytes, but they take ${rows * stride}`,
    );
  const blob: Blob = { source, column, offset: head.offset, length: head.length, rows };
  return { type, length: rows, load: () => read(blob) };
}
