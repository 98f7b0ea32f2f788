import { flag, integer, type Json, text } from "./message.js";

interface Entry {
  line: number;
  input: string;
  output: string | undefined;
}

/** A glob of the protocol (`*`, `?`) as a regular expression over the whole text. */
const globbed = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]")}$`,
  );

/** What was executed in this session. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: undefined });
  }

  /** The text/plain result of a cell, for requests that want outputs. */
  result(line: number, output: string): void {
    const entry = this.#entries.findLast((one) => one.line === line);
    if (entry) entry.output = output;
  }

  /** Answers a history_request: `tail`, `search` or `range`; the session is always number 0, the running one. */
  answer(request: Json): unknown[] {
    const n = integer(request, "n", Number.POSITIVE_INFINITY);
    let found = this.#entries;
    switch (text(request, "hist_access_type")) {
      case "range": {
        const start = integer(request, "start", 1);
        const stop = integer(request, "stop", Number.POSITIVE_INFINITY);
        found = found.filter(({ line }) => line >= start && line < stop);
        break;
      }
      case "search": {
        const pattern = globbed(text(request, "pattern") || "*");
        found = found.filter(({ input }) => pattern.test(input));
        if (flag(request, "unique", false)) {
          const last = new Map(found.map((entry) => [entry.input, entry]));
          found = found.filter((entry) => last.get(entry.input) === entry);
        }
        found = Number.isFinite(n) ? found.slice(-n) : found;
        break;
      }
      default:
        found = Number.isFinite(n) ? (n > 0 ? found.slice(-n) : []) : found;
    }
    const withOutput = flag(request, "output", false);
    return found.map(({ line, input, output }) => [0, line, withOutput ? [input, output ?? null] : input]);
  }
}
