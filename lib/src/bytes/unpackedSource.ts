import { type ByteSource, BytesSource, checkRange, peek } from "./byteSource.js";
import { unpacked } from "./compression.js";
import { gunzipHead } from "./gzip.js";
import { sniff } from "./sniff.js";

/** First bytes of a file that are read at once: enough for most headers. */
export const headBytes = 4096;
/** Packed bytes of a gzip file that are unpacked at first, and when their content is not enough. */
const packedHeads = [4096, 2 ** 14] as const;
/** A smaller file is unpacked whole. */
const smallest = 2 ** 13;

/**
 * A gzipped or bzip2ed file as the bytes it holds; others as they are. Of gzip only the head is unpacked until more is asked for,
 * so that headers of many packed images are read quickly. Throws EwaldError `"bad-format"` for damaged data, when they are read.
 */
export function unpackedSource(source: ByteSource): ByteSource {
  const head = source.read(0, Math.min(headBytes, source.size));
  const kind = sniff(head.subarray(0, 64));
  if (kind === "gzip" && source.size > smallest) return new GzipSource(source, head);
  if (kind === "gzip" || kind === "bzip2")
    return new BytesSource(unpacked(source.read(0, source.size), source.name), source.name);
  return source.copy ? new HeadedSource(source, head) : source;
}

/** To be called when the header has been read: what is read from then on is fetched, and seen to be of the same file still. */
export function forgetHead(source: ByteSource): void {
  if (source instanceof HeadedSource) source.forgetHead();
}

const nothing = new Uint8Array(0);

/** A source that has to fetch its bytes, the first of them kept: headers are read in small pieces. */
class HeadedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #source: ByteSource;
  #head: Uint8Array<ArrayBuffer>;

  constructor(source: ByteSource, head: Uint8Array<ArrayBuffer>) {
    this.name = source.name;
    this.size = source.size;
    this.#source = source;
    this.#head = head;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (!within(this.#head, offset, length)) return this.#source.read(offset, length);
    return this.#head.slice(offset, offset + length);
  }

  peek(offset: number, length: number): Uint8Array {
    if (within(this.#head, offset, length)) return this.#head.subarray(offset, offset + length);
    return this.#source.peek?.(offset, length) ?? this.#source.read(offset, length);
  }

  forgetHead(): void {
    this.#head = nothing;
  }

  copy(offset: number, target: Uint8Array): void {
    this.#source.copy!(offset, target);
  }

  close(): void {
    this.#source.close?.();
  }
}

const within = (bytes: Uint8Array, offset: number, length: number) =>
  offset >= 0 && length >= 0 && offset + length <= bytes.length;

/** A gzip file of one member: its head is unpacked at first, more of it when asked for, and the whole when that is not enough. */
class GzipSource implements ByteSource {
  readonly name: string;
  /** As the file's last four bytes say; checked when the whole is unpacked. */
  readonly size: number;
  readonly #source: ByteSource;
  #packed: number;
  #unpacked: Uint8Array;
  #isWhole = false;

  constructor(source: ByteSource, head: Uint8Array) {
    this.#source = source;
    this.name = source.name;
    const tail = source.read(source.size - 4, 4);
    this.size = new DataView(tail.buffer).getUint32(0, true);
    this.#packed = packedHeads[0];
    this.#unpacked = gunzipHead(head.subarray(0, this.#packed), this.name);
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.peek(offset, length));
  }

  peek(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    const end = offset + length;
    if (!this.#isWhole && end > this.#unpacked.length && end <= packedHeads[1]) this.#unpackMore();
    if (!this.#isWhole && end > this.#unpacked.length) {
      this.#unpacked = unpacked(peek(this.#source, 0, this.#source.size), this.name);
      this.#isWhole = true;
    }
    return this.#unpacked.subarray(offset, end);
  }

  #unpackMore(): void {
    const length = Math.min(packedHeads[1], this.#source.size);
    if (length <= this.#packed) return;
    this.#packed = length;
    this.#unpacked = gunzipHead(peek(this.#source, 0, length), this.name);
  }

  close(): void {
    this.#source.close?.();
  }
}
