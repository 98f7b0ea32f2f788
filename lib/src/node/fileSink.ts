import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EwaldError } from "../error.js";
import type { ByteSink } from "../hdf5/sourceFs.js";

let count = 0;

/** A file written at places, beside the one it replaces; it takes its name when it is complete, or leaves nothing behind. */
export class FileSink implements ByteSink {
  readonly #path: string;
  readonly #beside: string;
  readonly #descriptor: number;

  /** Throws EwaldError `"file-unreadable"` where it cannot be written. */
  constructor(path: string) {
    this.#path = path;
    this.#beside = join(dirname(path), `.${basename(path)}.${process.pid}-s${++count}.part`);
    try {
      this.#descriptor = openSync(this.#beside, "wx+");
    } catch (error) {
      throw this.#failed(error);
    }
  }

  write(offset: number, bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, offset + done);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return bytes;
  }

  /** Gives the file its name. */
  finish(): void {
    closeSync(this.#descriptor);
    renameSync(this.#beside, this.#path);
  }

  /** Leaves no file. */
  abandon(): void {
    closeSync(this.#descriptor);
    rmSync(this.#beside, { force: true });
  }

  #failed(error: unknown): EwaldError {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return new EwaldError("file-unreadable", `${this.#path} cannot be written (${code}).`, { cause: error });
  }
}
