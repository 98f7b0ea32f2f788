import { quoted } from "../../bytes/badFile.js";
import { EwaldError } from "../../error.js";
import { epochOf } from "../timestamp.js";

/**
 * The comments of a miniCBF header, `# Wavelength 0.97 A`: the first word is the key, the others its value, `=` and `:` apart. A
 * comment of one or two words with two colons is the time of the exposure.
 */
export class MiniCbfHeader {
  /** What error messages call the file. */
  readonly file: string;
  /** All text before the data. */
  readonly text: string;
  /** Lines of the text, without their ends. */
  readonly lines: readonly string[];
  readonly #entries = new Map<string, string>();
  readonly #time: string | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.lines = text.split(/\r?\n/);
    for (const line of this.lines) {
      if (!line.startsWith("#")) continue;
      const words = wordsOf(line.slice(1));
      if (words.length <= 2 && line.split(":").length === 3 && !line.includes("Image_path")) {
        this.#time = line.slice(1).trim();
        continue;
      }
      const [, key, ...value] = wordsOf(line.replace(/[=:]/g, ""));
      if (key !== undefined) this.#entries.set(key, value.join(" "));
    }
  }

  /** The value of a key, its words parted by one space; undefined when there is none. */
  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** Lines that name the detector: `# Detector: PILATUS 6M, S/N 60-0100 Diamond`. */
  get detectorLines(): string[] {
    return this.lines.filter((line) => /^# detector/i.test(line) && !/^# detector_/i.test(line));
  }

  /** The number that a value begins with. Throws EwaldError `"bad-format"` when there is none. */
  number(key: string): number {
    return this.numberIn(key, 0);
  }

  /** The same, or what to take when the key is not there (or has no value). */
  numberOr(key: string, otherwise: number): number {
    return this.#entries.get(key) ? this.number(key) : otherwise;
  }

  /** The number at a place among the words of a value. */
  numberIn(key: string, index: number): number {
    const value = this.#required(key);
    const word = value.split(" ")[index] ?? "";
    const found = Number(word);
    if (word !== "" && Number.isFinite(found)) return found;
    throw new EwaldError(
      "bad-format",
      `${this.file} has ${quoted(value)} as its ${key} in its header, where a number is needed.`,
    );
  }

  /** Two numbers, `(1229.30, 1200.48) pixels` or `172e-6 m x 172e-6 m`. */
  pair(key: string): [number, number] {
    const value = this.#required(key);
    const [a, b] = (value.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g) ?? []).map(Number);
    if (a !== undefined && b !== undefined && Number.isFinite(a) && Number.isFinite(b)) return [a, b];
    throw new EwaldError(
      "bad-format",
      `${this.file} has ${quoted(value)} as its ${key} in its header, where two numbers are needed.`,
    );
  }

  /** When the exposure began, s since 1970; undefined when the header does not say. Throws EwaldError `"bad-format"`. */
  get epoch(): number | undefined {
    if (this.#time === undefined) return undefined;
    const epoch = epochOf(this.#time);
    if (epoch !== undefined) return epoch;
    throw new EwaldError(
      "bad-format",
      `${this.file} has the time ${quoted(this.#time)} in its header, which is no date of a known form.`,
    );
  }

  /** The year of the exposure; undefined when the header does not say. */
  get year(): number | undefined {
    const year = /^\d{4}/.exec(this.#time ?? "")?.[0];
    return year === undefined ? undefined : Number(year);
  }

  #required(key: string): string {
    const value = this.#entries.get(key);
    if (value !== undefined) return value;
    throw new EwaldError("bad-format", `${this.file} has no ${key} in its header, which its models need.`);
  }
}

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");
