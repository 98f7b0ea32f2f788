import type { AnyColumn } from "../array/anyColumn.js";
import type { ColumnType } from "../array/column.js";
import type { FlexShoebox } from "../array/flexShoebox.js";
import { quoted } from "../bytes/badFile.js";
import { EwaldError } from "../error.js";
import { MessagePackWriter } from "./messagePack.js";
import { tableName } from "./refl.js";

/** What is asked of a table to write it. */
export interface WritableTable {
  readonly nrows: number;
  keys(): Iterable<string>;
  columnType(name: string): ColumnType;
  /** The column, for reading only. */
  peek(name: string): AnyColumn;
  experimentIdentifiers(): Iterable<readonly [number, string]>;
}

/** Bytes made at a time where a column's memory is not what the file holds. */
const window = 1 << 20;

/**
 * A table as DIALS writes it: MessagePack of version 1, which every DIALS reads, columns in the byte order of their
 * names (formats.md §1.1). A table DIALS wrote comes out as the very same bytes. The pieces are made as they are
 * asked for; those of columns that lie in memory as in the file are views of the columns.
 */
export function* reflChunks(table: WritableTable): Generator<Uint8Array> {
  const names = [...table.keys()].sort(byUtf8);
  const identifiers = [...table.experimentIdentifiers()].sort(([a], [b]) => a - b);
  for (const name of names)
    if (table.columnType(name) === "std::string")
      throw new EwaldError(
        "unsupported",
        `Column ${quoted(name)} is text (std::string), which DIALS' .refl format cannot hold; delete it before writing.`,
      );
  const out = new MessagePackWriter();
  out.array(3).text(tableName).uint(1).map(3);
  out.text("identifiers").map(identifiers.length);
  for (const [id, identifier] of identifiers) out.uint(id).text(identifier);
  out.text("nrows").uint(table.nrows).text("data").map(names.length);
  for (const name of names) {
    const column = table.peek(name);
    const length = blobLength(column, name);
    out.text(name).array(2).text(column.type).array(2).uint(column.length).blobHead(length);
    yield out.take();
    yield* blobChunks(column);
  }
  yield out.take();
}

/** Compares by UTF-8 bytes, which is the order of code points and of C++'s std::map. */
function byUtf8(a: string, b: string): number {
  for (let i = 0; ; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (Number.isNaN(x) || Number.isNaN(y)) return a.length - b.length;
    // Surrogates stand for code points above U+FFFF, but their own codes lie below U+E000.
    const surrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
    if (surrogate(x) !== surrogate(y)) return surrogate(x) ? 1 : -1;
    return x - y;
  }
}

function blobLength(column: AnyColumn, name: string): number {
  let length = 0;
  if (column.type === "Shoebox<>") {
    length = 29 * column.length;
    for (const size of column.sizes(true)) length += 12 * size;
  } else if (column.type === "std::size_t") length = 8 * column.length;
  else if (column.type !== "std::string") length = column.data.byteLength;
  if (length < 2 ** 32) return length;
  throw new EwaldError(
    "unsupported",
    `Column ${quoted(name)} takes ${length} bytes, but a column of a .refl file cannot have more than 2^32-1; ` +
      "split the table.",
  );
}

function* blobChunks(column: AnyColumn): Generator<Uint8Array> {
  if (column.type === "Shoebox<>") yield* shoeboxChunks(column);
  else if (column.type === "std::size_t") yield* sizeChunks(column.data);
  else if (column.type !== "std::string")
    yield new Uint8Array(column.data.buffer, column.data.byteOffset, column.data.byteLength);
}

/** Each u32 as u64. */
function* sizeChunks(data: Uint32Array): Generator<Uint8Array> {
  const rows = window / 8;
  for (let from = 0; from < data.length; from += rows) {
    const to = Math.min(data.length, from + rows);
    const words = new Uint32Array(2 * (to - from));
    for (let i = from, k = 0; i < to; i++, k += 2) words[k] = data[i]!;
    yield new Uint8Array(words.buffer);
  }
}

/** Records of §1.3: head, then data f32, mask i32, background f32. */
function* shoeboxChunks(column: FlexShoebox): Generator<Uint8Array> {
  const { panel, bbox, start } = column;
  const sizes = column.sizes(true);
  const pools = start.some((at) => at >= 0) ? column.pools : undefined;
  const data = pools ? bytesOf(pools.data) : new Uint8Array(0);
  const background = pools ? bytesOf(pools.background) : new Uint8Array(0);
  const mask = pools?.mask ?? new Uint8Array(0);
  let row = 0;
  while (row < column.length) {
    let length = 0;
    let last = row;
    while (last < column.length && (last === row || length < window)) length += 29 + 12 * sizes[last++]!;
    const chunk = new Uint8Array(length);
    const view = new DataView(chunk.buffer);
    let at = 0;
    for (; row < last; row++) {
      view.setUint32(at, panel[row]!, true);
      for (let j = 0; j < 6; j++) view.setInt32(at + 4 + 4 * j, bbox[6 * row + j]!, true);
      const first = start[row]!;
      chunk[at + 28] = first < 0 ? 0 : 1;
      at += 29;
      const size = sizes[row]!;
      if (size === 0) continue;
      chunk.set(data.subarray(4 * first, 4 * (first + size)), at);
      for (let i = 0, k = at + 4 * size; i < size; i++, k += 4) chunk[k] = mask[first + i]!;
      chunk.set(background.subarray(4 * first, 4 * (first + size)), at + 8 * size);
      at += 12 * size;
    }
    yield chunk;
  }
}

const bytesOf = (array: Float32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
