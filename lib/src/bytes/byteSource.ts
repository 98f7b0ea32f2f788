import { EwaldError } from "../error.js";

/**
 * Random access to the bytes of one file, read as they are needed. Implemented over memory here and over an
 * open file in `node/fileSource.ts`; every reader of `files/` works on either.
 */
export interface ByteSource {
  /** What error messages call it: a path, or a name the caller gave. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * A fresh copy of bytes `[offset, offset + length)` that starts at byte 0 of its own buffer, so that any typed
   * array may be laid over it. A range outside the source is an EwaldError `"bad-format"`, raised before memory
   * is taken.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /**
   * The same bytes to be looked at and let go: they may be the source's own memory, or a buffer that the next `peek` of any
   * source fills again, and must not be changed. Spares large images a copy; {@link peek} falls back to `read`.
   */
  peek?(offset: number, length: number): Uint8Array;
  /** Fills `target` with the bytes from `offset` on. Only of a source that has to fetch its bytes; see `peek`. */
  copy?(offset: number, target: Uint8Array): void;
  /** Lets go of the underlying file; later reads fail. Not required: an unreachable source closes itself. */
  close?(): void;
}

/** Throws unless `[offset, offset + length)` lies within the source. */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > source.size
  ) {
    throw new EwaldError(
      "bad-format",
      `${source.name}: ${length} bytes are needed at byte ${offset}, but the file has ${source.size} bytes; it was cut short or is damaged.`,
    );
  }
}

/** Bytes `[offset, offset + length)` for reading at once, copied only where the source cannot do otherwise. */
export function peek(source: ByteSource, offset: number, length: number): Uint8Array {
  return source.peek?.(offset, length) ?? source.read(offset, length);
}

/** A {@link ByteSource} over bytes already in memory. The bytes are not copied until read; do not change them. */
export class BytesSource implements ByteSource {
  readonly name: string;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, name = "bytes") {
    this.#bytes = bytes;
    this.name = name;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return new Uint8Array(this.#bytes.subarray(offset, offset + length));
  }

  peek(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }
}
