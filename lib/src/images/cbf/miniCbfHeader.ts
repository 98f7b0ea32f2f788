import { quoted } from "../../bytes/badFile.js";
import { EwaldError } from "../../error.js";
import { epochOf } from "../timestamp.js";
import { type MiniCbfLines, timeKey } from "./miniCbfLines.js";

/** What was asked of a header, by key (or what stands for one), and what it said. */
export type HeaderReads = ReadonlyMap<string, string | undefined>;

const detectorKey = "the detector's lines";

/** What the comments of a miniCBF header say. */
export class MiniCbfHeader {
  /** What error messages call the file. */
  readonly file: string;
  readonly lines: MiniCbfLines;
  /** Values that are others than those of the lines. */
  readonly #changed: ReadonlyMap<string, string> | undefined;
  #reads: Map<string, string | undefined> | undefined;

  /** `changed`: values in which it differs from the lines, which are then those of a file before. */
  constructor(file: string, lines: MiniCbfLines, changed?: ReadonlyMap<string, string>) {
    this.file = file;
    this.lines = lines;
    this.#changed = changed;
  }

  /** The value of a key, its words parted by one space; undefined when there is none. */
  get(key: string): string | undefined {
    const value = this.#changed?.get(key) ?? this.lines.values.get(key);
    this.#reads?.set(key, value);
    return value;
  }

  /** Lines that name the detector: `# Detector: PILATUS 6M, S/N 60-0100 Diamond`. */
  get detectorLines(): readonly string[] {
    this.#reads?.set(detectorKey, this.lines.detector.join("\n"));
    return this.lines.detector;
  }

  /** What `make` makes of the header, and what it asked for. */
  recorded<T>(make: () => T): { made: T; reads: HeaderReads } {
    const reads = (this.#reads = new Map());
    try {
      return { made: make(), reads };
    } finally {
      this.#reads = undefined;
    }
  }

  /** Whether the header says what another did. */
  says(reads: HeaderReads): boolean {
    for (const [key, value] of reads) {
      const own = key === detectorKey ? this.lines.detector.join("\n") : this.get(key);
      if (own !== value) return false;
    }
    return true;
  }

  /** The number that a value begins with. Throws EwaldError `"bad-format"` when there is none. */
  number(key: string): number {
    return this.numberIn(key, 0);
  }

  /** The same, or what to take when the key is not there (or has no value). */
  numberOr(key: string, otherwise: number): number {
    return this.get(key) ? this.number(key) : otherwise;
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
    const time = this.get(timeKey);
    if (time === undefined) return undefined;
    const epoch = epochOf(time);
    if (epoch !== undefined) return epoch;
    throw new EwaldError(
      "bad-format",
      `${this.file} has the time ${quoted(time)} in its header, which is no date of a known form.`,
    );
  }

  /** The year of the exposure; undefined when the header does not say. */
  get year(): number | undefined {
    const year = /^\d{4}/.exec(this.get(timeKey) ?? "")?.[0];
    return year === undefined ? undefined : Number(year);
  }

  #required(key: string): string {
    const value = this.get(key);
    if (value !== undefined) return value;
    throw new EwaldError("bad-format", `${this.file} has no ${key} in its header, which its models need.`);
  }
}
