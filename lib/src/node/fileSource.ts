import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type ByteSource, checkRange } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";

const leftOpen = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/** What `peek` fills again and again; larger pieces get a buffer of their own. */
let kept = new Uint8Array(0);
const largestKept = 2 ** 25;

let allowed: (path: string) => void = () => {};

/** Asks `check` before a file is opened from now on; it throws for those that are not to be read. */
export function limitFiles(check: (path: string) => void): void {
  allowed = check;
}

/**
 * A file read in pieces. It stays open until `close` or until nobody holds the source; a file replaced by another
 * meanwhile (written beside and renamed) goes on being read as it was. One rewritten in place, as DIALS does, is
 * noticed by its size and time of change: reading then fails with EwaldError `"file-changed"`.
 */
export class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #changed: bigint;
  #descriptor: number | undefined;

  /** Throws EwaldError `"file-not-found"` or `"file-unreadable"`. `own`: a file of the library itself, which no limit is for. */
  constructor(path: string, { own = false } = {}) {
    this.name = path;
    if (!own) allowed(path);
    const descriptor = opened(path);
    const stat = fstatSync(descriptor, { bigint: true });
    if (!stat.isFile()) {
      closeSync(descriptor);
      throw new EwaldError("file-unreadable", `${path} is not a file; give the path of one.`);
    }
    this.size = Number(stat.size);
    this.#changed = stat.mtimeNs;
    this.#descriptor = descriptor;
    leftOpen.register(this, descriptor, this);
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return this.#fill(offset, new Uint8Array(length));
  }

  peek(offset: number, length: number): Uint8Array {
    if (length > largestKept) return this.read(offset, length);
    checkRange(this, offset, length);
    if (kept.length < length) kept = new Uint8Array(length);
    return this.#fill(offset, kept.subarray(0, length));
  }

  copy(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    this.#fill(offset, target);
  }

  #fill<Bytes extends Uint8Array>(offset: number, bytes: Bytes): Bytes {
    const { length } = bytes;
    const descriptor = this.#descriptor;
    if (descriptor === undefined)
      throw new EwaldError("file-unreadable", `${this.name} has been closed; open it again to read on.`);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
      if (count === 0) break;
      done += count;
    }
    const now = fstatSync(descriptor, { bigint: true });
    if (Number(now.size) !== this.size || now.mtimeNs !== this.#changed)
      throw new EwaldError(
        "file-changed",
        `${this.name} was rewritten after it was opened, and columns not read yet are gone; open it again.`,
      );
    return bytes;
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    leftOpen.unregister(this);
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function opened(path: string): number {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for its other end.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new EwaldError("file-not-found", `There is no file ${path}.`, { cause: error });
    throw new EwaldError("file-unreadable", `${path} cannot be opened (${code}).`, { cause: error });
  }
}
