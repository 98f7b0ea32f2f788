/** A place of emitted code (0-based) and the line and column of the user's TypeScript it comes from (0-based). */
export interface Segment {
  line: number;
  column: number;
  originalLine: number;
  originalColumn: number;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map(Array.from(DIGITS, (digit, value) => [digit, value]));

/** The signed numbers of one segment of a source map (base 64 VLQ). */
function numbers(segment: string): number[] {
  const out: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = VALUES.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    out.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return out;
}

/** A cell's source map, read in both directions. */
export class LineMap {
  readonly #segments: Segment[] = [];
  readonly #firstOfLine = new Map<number, Segment>();
  readonly #lines: number[];

  /** @param map the source map (version 3) of one source, as JSON */
  constructor(map: string) {
    const { mappings } = JSON.parse(map) as { mappings: string };
    let originalLine = 0;
    let originalColumn = 0;
    for (const [line, segments] of mappings.split(";").entries()) {
      let column = 0;
      for (const segment of segments.split(",")) {
        const [dColumn, source, dLine = 0, dOriginalColumn = 0] = numbers(segment);
        if (dColumn === undefined) continue;
        column += dColumn;
        originalLine += dLine;
        originalColumn += dOriginalColumn;
        if (source !== undefined) this.#segments.push({ line, column, originalLine, originalColumn });
      }
    }
    for (const segment of this.#segments)
      if (!this.#firstOfLine.has(segment.originalLine)) this.#firstOfLine.set(segment.originalLine, segment);
    this.#lines = [...this.#firstOfLine.keys()].sort((a, b) => a - b);
  }

  /** Where the code of an original line, or of the next that has code, begins; undefined past the last. */
  emitted(originalLine: number): Segment | undefined {
    const line = this.#lines.find((one) => one >= originalLine);
    return line === undefined ? undefined : this.#firstOfLine.get(line);
  }

  /** The last segment that begins at or before a place of the emitted code. */
  original(line: number, column: number): Segment | undefined {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = this.#segments[middle] as Segment;
      if (one.line < line || (one.line === line && one.column <= column)) low = middle + 1;
      else high = middle;
    }
    return this.#segments[low - 1];
  }

  /** Original lines (0-based) between two, both included, that have code. */
  linesWithCode(from: number, to: number): number[] {
    return this.#lines.filter((line) => line >= from && line <= to);
  }
}
