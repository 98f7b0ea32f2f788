/** A comment: the value of a key, or the time of the exposure, which has none. */
interface Comment {
  readonly key: string;
  readonly value: string;
}

/** The time of the exposure among the values; no key has a space. */
export const timeKey = "the time";

const namesDetector = /^# detector(?!_)/i;
/** What kinds of files are told apart by: other than a value. */
const telling = /_diffrn|header_convention|HF-4M/i;

/**
 * The lines of a miniCBF header and what they say: a comment's first word is a key, the others its value, `=` and `:` apart. A
 * comment of one or two words with two colons is the time of the exposure. Where a key comes again, the last holds.
 */
export class MiniCbfLines {
  readonly text: string;
  /** Without their ends. */
  readonly lines: readonly string[];
  /** Values by key, their words parted by one space. */
  readonly values: ReadonlyMap<string, string>;
  /** Those that name the detector. */
  readonly detector: readonly string[];
  /** For each line its key; undefined of a line that is no comment. */
  readonly #keys: readonly (string | undefined)[];
  /** Keys of several lines. */
  readonly #repeated: ReadonlySet<string>;

  constructor(text: string) {
    this.text = text;
    this.lines = text.split(/\r?\n/);
    this.detector = this.lines.filter((line) => namesDetector.test(line));
    const comments = this.lines.map(commentIn);
    const values = new Map<string, string>();
    const repeated = new Set<string>();
    for (const comment of comments) {
      if (!comment) continue;
      if (values.has(comment.key)) repeated.add(comment.key);
      values.set(comment.key, comment.value);
    }
    this.values = values;
    this.#keys = comments.map((comment) => comment?.key);
    this.#repeated = repeated;
  }

  /**
   * The values of another header that differ, if it is this one but for values of comments (and the name of the data block): the
   * next of a series, most of whose lines need not be read again. Undefined otherwise.
   */
  changes(text: string): Map<string, string> | undefined {
    const changed = new Map<string, string>();
    let at = 0;
    for (const [i, line] of this.lines.entries()) {
      if (at > text.length) return undefined;
      let end = at + line.length;
      let next = afterLine(text, end);
      if (next < 0 || !text.startsWith(line, at)) {
        end = endOfLine(text, at);
        next = afterLine(text, end);
        if (!this.#change(i, text.slice(at, end), changed)) return undefined;
      }
      at = next;
    }
    return at === text.length + 1 ? changed : undefined;
  }

  /** Takes in a line that differs; false where more than a value does. */
  #change(index: number, line: string, changed: Map<string, string>): boolean {
    const before = this.lines[index]!;
    if ([before, line].some((one) => telling.test(one) || namesDetector.test(one))) return false;
    const key = this.#keys[index];
    const comment = commentIn(line);
    if (key === undefined || !comment)
      return key === undefined && !comment && before.startsWith("data_") && line.startsWith("data_");
    if (comment.key !== key || this.#repeated.has(key)) return false;
    changed.set(key, comment.value);
    return true;
  }
}

/** Where the line that ends at a place is followed by the next, one beyond the text after the last line; −1 where it goes on. */
function afterLine(text: string, end: number): number {
  if (end === text.length) return end + 1;
  if (text[end] === "\n") return end + 1;
  return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : -1;
}

/** Where the line that begins at a place ends. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === "\r" ? end - 1 : end;
}

function commentIn(line: string): Comment | undefined {
  if (!line.startsWith("#")) return undefined;
  const words = wordsOf(line.slice(1));
  if (words.length <= 2 && line.split(":").length === 3 && !line.includes("Image_path"))
    return { key: timeKey, value: line.slice(1).trim() };
  const [, key, ...value] = wordsOf(line.replace(/[=:]/g, ""));
  return key === undefined ? undefined : { key, value: value.join(" ") };
}

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");
