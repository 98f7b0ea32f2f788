import { Gunzip } from "fflate";
import { EwaldError } from "../error.js";
import { type ByteSource, BytesSource, checkRange } from "./byteSource.js";
import { unpacked } from "./compression.js";
import { sniff } from "./sniff.js";

/** Compressed bytes from which the head of a gzip file is unpacked: enough for the header of an image. */
const headBytes = 2 ** 16;

/**
 * A gzipped or bzip2ed file as the bytes it holds; others as they are. Of gzip only the head is unpacked until more is asked for,
 * so that headers of many packed images are read quickly. Throws EwaldError `"bad-format"` for damaged data, when they are read.
 */
export function unpackedSource(source: ByteSource): ByteSource {
  const kind = sniff(source.read(0, Math.min(64, source.size)));
  if (kind === "gzip" && source.size > headBytes) return new GzipSource(source);
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
    this.#head = unpackedHead(source.read(0, headBytes), this.name);
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
  const stream = new Gunzip((part) => parts.push(part));
  try {
    stream.push(bytes, false);
  } catch (error) {
    throw new EwaldError("bad-format", `${name}: the gzip data are damaged.`, { cause: error });
  }
  const head = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
}
