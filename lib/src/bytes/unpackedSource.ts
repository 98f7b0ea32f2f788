import { Gunzip } from "fflate";
import { EwaldError } from "../error.js";
import { type ByteSource, BytesSource, checkRange } from "./byteSource.js";
import { unpacked } from "./compression.js";
import { sniff } from "./sniff.js";

/** Bytes that are unpacked of a gzip file at first, about: enough for the header of an image. */
const headBytes = 2 ** 14;
/** Compressed bytes that are unpacked at once until there are so many: images of zeros pack a thousand times. */
const piece = 2 ** 9;
/** A smaller file is unpacked whole. */
const smallest = 2 ** 13;

/**
 * A gzipped or bzip2ed file as the bytes it holds; others as they are. Of gzip only the head is unpacked until more is asked for,
 * so that headers of many packed images are read quickly. Throws EwaldError `"bad-format"` for damaged data, when they are read.
 */
export function unpackedSource(source: ByteSource): ByteSource {
  const kind = sniff(source.read(0, Math.min(64, source.size)));
  if (kind === "gzip" && source.size > smallest) return new GzipSource(source);
  if (kind !== "gzip" && kind !== "bzip2") return source;
  return new BytesSource(unpacked(source.read(0, source.size), source.name), source.name);
}

/** A gzip file of one member, its head unpacked at once and the whole when it is needed. */
class GzipSource implements ByteSource {
  readonly name: string;
  /** As the file's last four bytes say; checked when the whole is unpacked. */
  readonly size: number;
  readonly #source: ByteSource;
  readonly #head: Uint8Array;
  #whole: BytesSource | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
    this.name = source.name;
    const tail = source.read(source.size - 4, 4);
    this.size = new DataView(tail.buffer).getUint32(0, true);
    this.#head = unpackedHead(source.read(0, Math.min(source.size, headBytes)), this.name);
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (this.#whole === undefined && offset >= 0 && offset + length <= this.#head.length) {
      checkRange(this, offset, length);
      return this.#head.slice(offset, offset + length) as Uint8Array<ArrayBuffer>;
    }
    this.#whole ??= new BytesSource(unpacked(this.#source.read(0, this.#source.size), this.name), this.name);
    return this.#whole.read(offset, length);
  }

  close(): void {
    this.#source.close?.();
  }
}

function unpackedHead(bytes: Uint8Array, name: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Gunzip((part) => {
    parts.push(part);
    length += part.length;
  });
  try {
    for (let at = 0; at < bytes.length && length < headBytes; at += piece)
      stream.push(bytes.subarray(at, at + piece), false);
  } catch (error) {
    throw new EwaldError("bad-format", `${name}: the gzip data are damaged.`, { cause: error });
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
}
