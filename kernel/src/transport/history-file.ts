import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { logLine } from "../threads/log.js";

export interface Entry {
  session: number;
  line: number;
  input: string;
  output?: string;
}

/** Of a longer file only the end is read; a file twice as long is put aside as `history.old.jsonl`. */
const READ = 4 << 20;

/** Where history is kept: `EWALD_HISTORY`, else below the person's data directory; undefined with `EWALD_HISTORY=off`. */
export function historyPath(): string | undefined {
  const own = process.env.EWALD_HISTORY;
  if (own === "off") return undefined;
  return (
    own || join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "ewald", "history.jsonl")
  );
}

const isEntry = (value: unknown): value is Entry => {
  const { session, line, input } = (value ?? {}) as Partial<Record<string, unknown>>;
  return Number.isInteger(session) && Number.isInteger(line) && typeof input === "string";
};

/** The end of the file; a line torn by a crash, or by the cut at its beginning, is left out. */
function read(path: string): Entry[] {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, READ));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes
      .toString("utf8")
      .split("\n")
      .flatMap((line) => {
        try {
          const entry: unknown = JSON.parse(line);
          return isEntry(entry) ? [entry] : [];
        } catch {
          return [];
        }
      });
  } finally {
    closeSync(file);
  }
}

/**
 * What was executed in all sessions, one JSON object a line, only the person's own to read. Lines are appended whole,
 * so that kernels may share the file and a kernel killed leaves at most its last line torn.
 */
export class HistoryFile {
  readonly #path: string | undefined;
  /** What earlier sessions left. */
  readonly earlier: readonly Entry[];
  /** The number of this session. */
  readonly session: number;

  constructor(path: string | undefined) {
    this.#path = path;
    this.earlier = path === undefined ? [] : read(path);
    this.session = 1 + this.earlier.reduce((most, { session }) => Math.max(most, session), 0);
    if (path === undefined) return;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 2 * READ)
        renameSync(path, path.replace(/(\.jsonl)?$/, ".old$1"));
      // A line torn by an earlier crash must not swallow ours.
      appendFileSync(path, "\n", { mode: 0o600 });
    } catch (error) {
      this.#path = undefined;
      logLine(`history will not be kept: ${String(error)}`);
    }
  }

  append(entry: Entry): void {
    if (this.#path === undefined) return;
    try {
      appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch {
      // A full disk costs the history only.
    }
  }
}
