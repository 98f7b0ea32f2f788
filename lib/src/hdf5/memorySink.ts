import type { ByteSink } from "./sourceFs.js";

const pageSize = 1 << 20;

/** A file that grows in memory. */
export class MemorySink implements ByteSink {
  readonly #pages: Uint8Array[] = [];
  #length = 0;

  write(offset: number, bytes: Uint8Array): void {
    this.#each(offset, bytes.length, (page, from, at, count) =>
      page.set(bytes.subarray(at, at + count), from),
    );
    this.#length = Math.max(this.#length, offset + bytes.length);
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#each(offset, length, (page, from, at, count) => bytes.set(page.subarray(from, from + count), at));
    return bytes;
  }

  /** The whole of it, a copy. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.read(0, this.#length));
  }

  #each(
    offset: number,
    length: number,
    use: (page: Uint8Array, from: number, at: number, count: number) => void,
  ): void {
    for (let at = 0; at < length; ) {
      const index = Math.floor((offset + at) / pageSize);
      while (this.#pages.length <= index) this.#pages.push(new Uint8Array(pageSize));
      const from = (offset + at) % pageSize;
      const count = Math.min(length - at, pageSize - from);
      use(this.#pages[index]!, from, at, count);
      at += count;
    }
  }
}
