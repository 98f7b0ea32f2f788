import { FlexShoebox } from "../array/flexShoebox.js";
import { boxSize } from "../array/shoebox.js";
import type { ShoeboxPoolSource } from "../array/shoeboxPools.js";
import { badFile, quoted } from "../bytes/badFile.js";
import type { ByteSource } from "../bytes/byteSource.js";
import type { Blob } from "./blobColumns.js";

/** Record head: u32 panel, i32 bbox[6], u8 tag (formats.md §1.3). */
const head = 29;
/** Tags: arrays absent; mask of 32-bit integers (version 1); mask of bytes (version 2). */
const absent = 0;
const wideMask = 1;
const byteMask = 2;

/** Bytes read at once. Records shorter than this are read many together, longer ones piece by piece. */
const window = 1 << 18;

/** Records of a blob: place of each record's pixels, bytes from the start of the source, and their tag. */
interface Records {
  readonly source: ByteSource;
  readonly column: string;
  /** End of the blob. */
  readonly end: number;
  readonly pixelsAt: Float64Array;
  readonly tag: Uint8Array;
  readonly size: Float64Array;
}

/** Reads the record heads of a `Shoebox<>` blob; pixels are decoded when somebody asks for them, pool by pool. */
export function readShoeboxes(blob: Blob): FlexShoebox {
  const { source, column, rows } = blob;
  const end = blob.offset + blob.length;
  if (rows * head > blob.length)
    throw badFile(
      source.name,
      blob.offset,
      `column ${quoted(column)} holds ${rows} shoeboxes in ${blob.length} bytes, but each takes at least ${head}`,
    );
  const panel = new Uint32Array(rows);
  const bbox = new Int32Array(6 * rows);
  const start = new Float64Array(rows);
  const records: Records = {
    source,
    column,
    end,
    pixelsAt: new Float64Array(rows),
    tag: new Uint8Array(rows),
    size: new Float64Array(rows),
  };
  const bytes = new Window(source, end, blob.length / Math.max(1, rows) > window / 16 ? 64 : window);
  let at = blob.offset;
  let pixels = 0;
  for (let row = 0; row < rows; row++) {
    const fail = (what: string) => badFile(source.name, at, `row ${row} of column ${quoted(column)} ${what}`);
    if (end - at < head) throw fail("is cut short");
    const k = bytes.at(at, head);
    const view = bytes.view;
    panel[row] = view.getUint32(k, true);
    for (let j = 0; j < 6; j++) bbox[6 * row + j] = view.getInt32(k + 4 + 4 * j, true);
    const tag = view.getUint8(k + 28);
    at += head;
    const b = 6 * row;
    if (bbox[b + 1]! < bbox[b]! || bbox[b + 3]! < bbox[b + 2]! || bbox[b + 5]! < bbox[b + 4]!)
      throw fail(
        `has the bounding box ${bbox.slice(b, b + 6).join(" ")}, an upper bound below its lower one`,
      );
    records.tag[row] = tag;
    records.pixelsAt[row] = at;
    if (tag === absent) {
      start[row] = -1;
      continue;
    }
    if (tag !== wideMask && tag !== byteMask) throw fail(`has the tag ${tag}, but only 0, 1 and 2 are known`);
    const size = boxSize(bbox, b);
    const length = size * (tag === wideMask ? 12 : 9);
    if (length > end - at) throw fail(`needs ${length} bytes of pixels, but only ${end - at} follow`);
    records.size[row] = size;
    start[row] = pixels;
    pixels += size;
    at += length;
  }
  if (at !== end)
    throw badFile(source.name, at, `${end - at} bytes follow the last row of column ${quoted(column)}`);
  return new FlexShoebox({ panel, bbox, start, pools: pixelPools(records, pixels) });
}

function pixelPools(records: Records, pixels: number): ShoeboxPoolSource {
  return {
    pixels,
    data: () => floats(records, pixels, () => 0),
    background: () => floats(records, pixels, (size, tag) => size * (tag === wideMask ? 8 : 5)),
    mask: () => masks(records, pixels),
  };
}

/** One of the two float arrays of every record, one after another. `skip`: bytes of the record before it. */
function floats(records: Records, pixels: number, skip: (size: number, tag: number) => number): Float32Array {
  const pool = new Float32Array(pixels);
  const bytes = new Uint8Array(pool.buffer);
  let to = 0;
  eachPiece(records, skip, 4, (piece) => {
    bytes.set(piece, to);
    to += piece.length;
  });
  return pool;
}

function masks(records: Records, pixels: number): Uint8Array {
  const pool = new Uint8Array(pixels);
  const words = new Int32Array(window / 4);
  const wordBytes = new Uint8Array(words.buffer);
  let to = 0;
  eachPiece(
    records,
    (size) => size * 4,
    (tag) => (tag === wideMask ? 4 : 1),
    (piece, row, at) => {
      if (records.tag[row] === byteMask) {
        pool.set(piece, to);
        to += piece.length;
        return;
      }
      wordBytes.set(piece);
      const count = piece.length / 4;
      let all = 0;
      for (let i = 0; i < count; i++) {
        all |= words[i]!;
        pool[to + i] = words[i]!;
      }
      if ((all & ~0xff) !== 0) {
        const i = words.findIndex((word) => (word & ~0xff) !== 0);
        throw badFile(
          records.source.name,
          at + 4 * i,
          `a mask value of row ${row} of column ${quoted(records.column)} is ${words[i]}, but masks go from 0 to 255`,
        );
      }
      to += count;
    },
  );
  return pool;
}

/** Calls `use` with one array of every record in order, in pieces of `window` bytes at most, whole items each. */
function eachPiece(
  records: Records,
  skip: (size: number, tag: number) => number,
  itemBytes: number | ((tag: number) => number),
  use: (piece: Uint8Array, row: number, at: number) => void,
): void {
  const bytes = new Window(records.source, records.end, window);
  for (let row = 0; row < records.size.length; row++) {
    const size = records.size[row]!;
    if (size === 0) continue;
    const tag = records.tag[row]!;
    const item = typeof itemBytes === "number" ? itemBytes : itemBytes(tag);
    let at = records.pixelsAt[row]! + skip(size, tag);
    for (const last = at + size * item; at < last; ) {
      const length = Math.min(window, last - at);
      const k = bytes.at(at, length);
      use(bytes.bytes.subarray(k, k + length), row, at);
      at += length;
    }
  }
}

/** A stretch of the source kept in memory, moved forward as bytes beyond it are asked for. */
class Window {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  readonly #source: ByteSource;
  readonly #end: number;
  readonly #length: number;
  #from = 0;

  constructor(source: ByteSource, end: number, length: number) {
    this.#source = source;
    this.#end = end;
    this.#length = length;
  }

  /** Index in `bytes` of the source's byte `at`, with `length` bytes there. */
  at(at: number, length: number): number {
    if (at < this.#from || at + length > this.#from + this.bytes.length) {
      this.#from = at;
      this.bytes = this.#source.read(at, Math.min(this.#end - at, Math.max(length, this.#length)));
      this.view = new DataView(this.bytes.buffer);
    }
    return at - this.#from;
  }
}
