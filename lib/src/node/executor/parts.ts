import { createHash } from "node:crypto";

/** Large arrays that inputs share, each once: by where it lies, else by its content. */
export class Parts {
  readonly #places = new WeakMap<ArrayBufferLike, Map<string, number>>();
  readonly #hashes = new Map<string, number>();
  /** Told of each new one. */
  readonly #keep: (part: number, bytes: Uint8Array, hash: string) => void;

  constructor(keep: (part: number, bytes: Uint8Array, hash: string) => void) {
    this.#keep = keep;
  }

  /** The number of the part with these bytes. */
  numberOf(bytes: Uint8Array): number {
    let ofBuffer = this.#places.get(bytes.buffer);
    if (!ofBuffer) this.#places.set(bytes.buffer, (ofBuffer = new Map()));
    const place = `${bytes.byteOffset} ${bytes.byteLength}`;
    const known = ofBuffer.get(place);
    if (known !== undefined) return known;
    const hash = createHash("sha256").update(bytes).digest("hex");
    let part = this.#hashes.get(hash);
    if (part === undefined) {
      this.#hashes.set(hash, (part = this.#hashes.size));
      this.#keep(part, bytes, hash);
    }
    ofBuffer.set(place, part);
    return part;
  }
}
