import { quoted } from "../../bytes/badFile.js";
import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";

/** Length of an entry: seven characters of key, a colon, 72 of value. */
const lineLength = 80;
const blockLength = 512;
/** Longer headers are damage. */
const mostBlocks = 1024;

/** The first keys of every file. */
const firstKeys = ["FORMAT", "VERSION", "HDRBLKS"];

/** Whether the bytes begin a Bruker frame. */
export function isBruker(head: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(head.subarray(0, firstKeys.length * lineLength));
  return firstKeys.every((key, i) => {
    const line = text.slice(i * lineLength, i * lineLength + 8);
    return line[7] === ":" && line.slice(0, 7).trim() === key;
  });
}

/** The header of a Bruker frame (.sfrm, SAXI formats 86 and 100): entries of 80 characters, in blocks of 512 bytes. */
export class BrukerHeader {
  readonly file: string;
  /** Where the pixels begin. */
  readonly length: number;
  readonly #entries = new Map<string, string>();

  /** Throws EwaldError `"bad-format"` when it is not whole. */
  constructor(source: ByteSource) {
    this.file = source.name;
    const decoder = new TextDecoder("latin1");
    const head = decoder.decode(source.read(0, Math.min(source.size, 3 * lineLength)));
    const blocks = Number(head.slice(2 * lineLength + 8));
    this.length = blocks * blockLength;
    if (!(Number.isInteger(blocks) && blocks > 0 && blocks <= mostBlocks) || this.length > source.size)
      throw new EwaldError(
        "bad-format",
        `${this.file}: the header claims ${quoted(head.slice(2 * lineLength + 8).trim())} blocks of 512 bytes; the file has ${source.size} bytes.`,
      );
    const text = decoder.decode(source.read(0, this.length));
    for (let at = 0; at + lineLength <= text.length; at += lineLength) {
      const line = text.slice(at, at + lineLength);
      if (line[7] !== ":") continue;
      const key = line.slice(0, 7).trim();
      const value = line.slice(8).trim();
      const known = this.#entries.get(key);
      this.#entries.set(key, known === undefined ? value : `${known}\n${value}`);
    }
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** Words of a value. Throws EwaldError `"bad-format"` when the key is not there. */
  words(key: string): string[] {
    const value = this.get(key);
    if (value !== undefined) return value.split(/\s+/);
    throw new EwaldError("bad-format", `${this.file}: the header has no ${key}.`);
  }

  /** The number at a place among the words of a value; negative places count from the end. Throws EwaldError `"bad-format"`. */
  number(key: string, place = 0): number {
    const word = this.words(key).at(place);
    const value = Number(word);
    if (word !== undefined && word !== "" && Number.isFinite(value)) return value;
    throw new EwaldError(
      "bad-format",
      `${this.file}: the header has ${quoted(this.get(key)!)} as its ${key}, where number ${place} is needed.`,
    );
  }
}
