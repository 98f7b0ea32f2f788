import { badFile } from "../bytes/badFile.js";
import type { ByteSource } from "../bytes/byteSource.js";

/** Bytes fetched at once when reading headers. */
const window = 4096;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Walks MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) over a ByteSource, reading only what is asked
 * for: binary blobs are stepped over, so that opening a large file touches its headers alone. Each method reads
 * one item and fails, naming the byte, when the item is of another kind or larger than the rest of the file.
 */
export class MessagePackCursor {
  readonly #source: ByteSource;
  #offset = 0;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  /** Place of #bytes in the source. */
  #from = 0;

  constructor(source: ByteSource, offset = 0) {
    this.#source = source;
    this.#offset = offset;
  }

  /** Place of the next item, bytes from the start of the source. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes from the next item to the end. */
  get remaining(): number {
    return this.#source.size - this.#offset;
  }

  /** Number of items of an array whose items follow. */
  array(what: string): number {
    const at = this.#offset;
    const byte = this.#uint(1);
    if (byte >= 0x90 && byte <= 0x9f) return byte & 0x0f;
    if (byte === 0xdc) return this.#count(this.#uint(2), 1, at, what);
    if (byte === 0xdd) return this.#count(this.#uint(4), 1, at, what);
    throw this.#unexpected(at, byte, "an array", what);
  }

  /** Number of pairs of a map whose pairs follow. */
  map(what: string): number {
    const at = this.#offset;
    const byte = this.#uint(1);
    if (byte >= 0x80 && byte <= 0x8f) return byte & 0x0f;
    if (byte === 0xde) return this.#count(this.#uint(2), 2, at, what);
    if (byte === 0xdf) return this.#count(this.#uint(4), 2, at, what);
    throw this.#unexpected(at, byte, "a map", what);
  }

  /** A whole number of 0 … 2^53−1. */
  uint(what: string): number {
    const at = this.#offset;
    const byte = this.#uint(1);
    if (byte <= 0x7f) return byte;
    if (byte === 0xcc) return this.#uint(1);
    if (byte === 0xcd) return this.#uint(2);
    if (byte === 0xce) return this.#uint(4);
    if (byte === 0xcf) {
      const value = this.#uint(4) * 2 ** 32 + this.#uint(4);
      if (Number.isSafeInteger(value)) return value;
      throw badFile(this.#source.name, at, `${what} is ${value}, more than a file can hold`);
    }
    throw this.#unexpected(at, byte, "a whole number", what);
  }

  /** UTF-8 text. */
  text(what: string): string {
    const at = this.#offset;
    const byte = this.#uint(1);
    let length: number;
    if (byte >= 0xa0 && byte <= 0xbf) length = byte & 0x1f;
    else if (byte === 0xd9) length = this.#uint(1);
    else if (byte === 0xda) length = this.#uint(2);
    else if (byte === 0xdb) length = this.#uint(4);
    else throw this.#unexpected(at, byte, "text", what);
    this.#count(length, 1, at, what);
    this.#fill(length);
    const start = this.#offset - this.#from;
    this.#offset += length;
    try {
      return utf8.decode(this.#bytes.subarray(start, start + length));
    } catch {
      throw badFile(this.#source.name, at, `${what} is not UTF-8 text`);
    }
  }

  /** Place and length of a binary blob, stepped over. */
  blob(what: string): { offset: number; length: number } {
    const at = this.#offset;
    const byte = this.#uint(1);
    let length: number;
    if (byte === 0xc4) length = this.#uint(1);
    else if (byte === 0xc5) length = this.#uint(2);
    else if (byte === 0xc6) length = this.#uint(4);
    else throw this.#unexpected(at, byte, "binary data", what);
    this.#count(length, 1, at, what);
    const offset = this.#offset;
    this.#offset += length;
    return { offset, length };
  }

  #count(count: number, least: number, at: number, what: string): number {
    if (count * least <= this.remaining) return count;
    throw badFile(
      this.#source.name,
      at,
      `${what} is said to hold ${count} items, but only ${this.remaining} bytes follow`,
    );
  }

  #unexpected(at: number, byte: number, wanted: string, what: string): Error {
    const found = `0x${byte.toString(16).padStart(2, "0")}`;
    return badFile(this.#source.name, at, `${wanted} is expected for ${what}, but the type byte is ${found}`);
  }

  /** Big-endian, as MessagePack is. */
  #uint(length: 1 | 2 | 4): number {
    this.#fill(length);
    const start = this.#offset - this.#from;
    this.#offset += length;
    if (length === 1) return this.#view.getUint8(start);
    return length === 2 ? this.#view.getUint16(start) : this.#view.getUint32(start);
  }

  /** Makes the next `length` bytes lie in #bytes. */
  #fill(length: number): void {
    if (length > this.remaining)
      throw badFile(
        this.#source.name,
        this.#offset,
        `${length} more bytes are needed but the file ends after ${this.remaining}; it was cut short`,
      );
    if (this.#offset >= this.#from && this.#offset + length <= this.#from + this.#bytes.length) return;
    this.#from = this.#offset;
    this.#bytes = this.#source.read(this.#offset, Math.min(this.remaining, Math.max(length, window)));
    this.#view = new DataView(this.#bytes.buffer);
  }
}

/** Gathers MessagePack items, each in its shortest form, as the C++ library DIALS writes with. */
export class MessagePackWriter {
  readonly #bytes: number[] = [];

  array(count: number): this {
    return this.#sized(count, 0x90, 15, [0, 0xdc, 0xdd]);
  }

  map(count: number): this {
    return this.#sized(count, 0x80, 15, [0, 0xde, 0xdf]);
  }

  uint(value: number): this {
    if (value < 0x80) this.#bytes.push(value);
    else if (value < 2 ** 8) this.#put(0xcc, value, 1);
    else if (value < 2 ** 16) this.#put(0xcd, value, 2);
    else if (value < 2 ** 32) this.#put(0xce, value, 4);
    else this.#put(0xcf, Math.floor(value / 2 ** 32), 4).#append(value % 2 ** 32, 4);
    return this;
  }

  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    this.#sized(bytes.length, 0xa0, 31, [0xd9, 0xda, 0xdb]);
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** The head of a binary blob; its bytes must follow. At most 2^32−1 bytes. */
  blobHead(length: number): this {
    return this.#sized(length, 0, -1, [0xc4, 0xc5, 0xc6]);
  }

  /** What was gathered; empties the writer. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes.length = 0;
    return bytes;
  }

  #sized(count: number, fix: number, most: number, [one, two, four]: [number, number, number]): this {
    if (count <= most) this.#bytes.push(fix | count);
    else if (count < 2 ** 8 && one !== 0) this.#put(one, count, 1);
    else if (count < 2 ** 16) this.#put(two, count, 2);
    else this.#put(four, count, 4);
    return this;
  }

  #put(type: number, value: number, length: number): this {
    this.#bytes.push(type);
    return this.#append(value, length);
  }

  #append(value: number, length: number): this {
    for (let shift = 8 * (length - 1); shift >= 0; shift -= 8) this.#bytes.push((value >>> shift) & 0xff);
    return this;
  }
}
