import { type Entry, HistoryFile } from "./history-file.js";
import { flag, integer, type Json, text } from "./message.js";

/** A glob of the protocol (`*`, `?`) as a regular expression over the whole text. */
const globbed = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]")}$`,
  );

/** Not while somebody waits for the first cell. */
const STORE_AFTER_MS = 200;

/** What was executed, in this session and those before it. The file is opened when first needed. */
export class History {
  readonly #path: string | undefined;
  readonly #entries: Entry[] = [];
  #file: HistoryFile | undefined;
  #stored = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param path the file that keeps history between sessions; none without it */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  add(line: number, input: string): void {
    this.#entries.push({ session: 0, line, input });
    this.#timer ??= setTimeout(() => this.store(), STORE_AFTER_MS);
  }

  /** The text/plain result of a cell, for requests that want outputs; results outlive no session. */
  result(line: number, output: string): void {
    const entry = this.#entries.findLast((one) => one.line === line);
    if (entry) entry.output = output;
  }

  /** Writes what is not yet in the file. */
  store(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const file = this.#opened;
    for (const { line, input } of this.#entries.slice(this.#stored))
      file.append({ session: file.session, line, input });
    this.#stored = this.#entries.length;
  }

  /**
   * Answers a history_request: `tail` and `search` over all sessions, `range` over one: 0 is the running one, a negative
   * number counts back from it. The running session is told as number 0.
   */
  answer(request: Json): unknown[] {
    const n = integer(request, "n", Number.POSITIVE_INFINITY);
    const last = (entries: Entry[]) => (Number.isFinite(n) ? (n > 0 ? entries.slice(-n) : []) : entries);
    const { earlier, session: current } = this.#opened;
    let found = [...earlier, ...this.#entries];
    switch (text(request, "hist_access_type")) {
      case "range": {
        const start = integer(request, "start", 1);
        const stop = integer(request, "stop", Number.POSITIVE_INFINITY);
        const asked = integer(request, "session", 0);
        const session = asked < 0 ? current + asked : asked === current ? 0 : asked;
        found = found.filter((one) => one.session === session && one.line >= start && one.line < stop);
        break;
      }
      case "search": {
        const pattern = globbed(text(request, "pattern") || "*");
        found = found.filter(({ input }) => pattern.test(input));
        if (flag(request, "unique", false)) {
          const newest = new Map(found.map((entry) => [entry.input, entry]));
          found = found.filter((entry) => newest.get(entry.input) === entry);
        }
        found = last(found);
        break;
      }
      default:
        found = last(found);
    }
    const withOutput = flag(request, "output", false);
    return found.map(({ session, line, input, output }) => [
      session,
      line,
      withOutput ? [input, output ?? null] : input,
    ]);
  }

  get #opened(): HistoryFile {
    this.#file ??= new HistoryFile(this.#path);
    return this.#file;
  }
}
