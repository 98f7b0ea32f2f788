import { quoted } from "../../bytes/badFile.js";
import type { ByteSource } from "../../bytes/byteSource.js";
import { EwaldError } from "../../error.js";

/** How every SMV file begins. */
const beginning = "{\nHEADER_BYTES=";
/** No header is longer; what claims to be is damaged. */
const longestHeader = 2 ** 20;

const ascii = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);

/** Whether the bytes begin an SMV file. */
export function isSmv(head: Uint8Array): boolean {
  return ascii(head.subarray(0, beginning.length)) === beginning;
}

/** The header of an SMV file (ADSC; formats.md §5.4): lines `KEY=VALUE;` between braces, padded to its length. */
export class SmvHeader {
  /** What error messages call the file. */
  readonly file: string;
  /** Where the pixels begin. */
  readonly length: number;
  readonly #entries = new Map<string, string>();

  /** Throws EwaldError `"bad-format"` when it is not whole. */
  constructor(source: ByteSource) {
    this.file = source.name;
    const head = ascii(source.read(0, Math.min(64, source.size)));
    const claimed = /^\{\nHEADER_BYTES=\s*(\d{1,9})\s*;/.exec(head)?.[1];
    this.length = Number(claimed);
    if (claimed === undefined || this.length > longestHeader || this.length > source.size)
      throw new EwaldError(
        "bad-format",
        `${this.file}: the SMV header claims ${claimed ?? "no"} bytes; the file has ${source.size}.`,
      );
    for (const line of ascii(source.read(0, this.length)).split("\n")) {
      if (line.startsWith("}")) break;
      const at = line.indexOf("=");
      if (at < 0) continue;
      this.#entries.set(
        line.slice(0, at).trim(),
        line
          .slice(at + 1)
          .replace(/;.*$/s, "")
          .trim(),
      );
    }
  }

  /** The value of a key as text; undefined when there is none. */
  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  has(...keys: readonly string[]): boolean {
    return keys.every((key) => this.#entries.has(key));
  }

  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** Throws EwaldError `"bad-format"` when there is none. */
  text(key: string): string {
    const value = this.get(key);
    if (value !== undefined) return value;
    throw new EwaldError("bad-format", `${this.file}: the SMV header has no ${key}.`);
  }

  /** The value as a number. Throws EwaldError `"bad-format"`. */
  number(key: string): number {
    const text = this.text(key);
    const value = Number(text);
    if (text !== "" && Number.isFinite(value)) return value;
    throw new EwaldError(
      "bad-format",
      `${this.file}: the SMV header has ${quoted(text)} as its ${key}, not a number.`,
    );
  }

  /** The same, or what to take when the key is not there. */
  numberOr(key: string, otherwise: number): number {
    return this.has(key) ? this.number(key) : otherwise;
  }

  /** Numbers parted by spaces, at least `count` of them. Throws EwaldError `"bad-format"`. */
  numbers(key: string, count: number): number[] {
    const text = this.text(key);
    const values = text === "" ? [] : text.split(/\s+/).map(Number);
    if (values.length >= count && values.every(Number.isFinite)) return values;
    throw new EwaldError(
      "bad-format",
      `${this.file}: the SMV header has ${quoted(text)} as its ${key}, which must be ${count} numbers.`,
    );
  }

  /** Words parted by spaces. */
  words(key: string): string[] {
    return this.text(key)
      .split(/\s+/)
      .filter((word) => word !== "");
  }
}
