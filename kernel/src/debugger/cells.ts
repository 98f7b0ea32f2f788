import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { CELL_URL_PREFIX, LEADING_LINES } from "../evaluator/cell-url.js";
import type { CellProgram } from "../evaluator/evaluator.js";
import { LineMap } from "./line-map.js";
import { murmur2 } from "./murmur2.js";

/** How front ends work out the file name of a cell from its text; see `debugInfo`. */
export const NAMING = {
  hashMethod: "Murmur2",
  hashSeed: 0xe3a1d,
  tmpFilePrefix: join(tmpdir(), `ewald_${process.pid}`) + sep,
  tmpFileSuffix: ".ts",
} as const;

const KEPT = 2000;

/** The name a cell's text has for the debugger. No file is written. */
export const cellPath = (source: string): string =>
  `${NAMING.tmpFilePrefix}${murmur2(source, NAMING.hashSeed)}${NAMING.tmpFileSuffix}`;

export interface Run {
  origin: number;
  count: number;
  path: string;
  source: string;
  map: string;
  lines?: LineMap;
}

/** The cells that were run, and those a front end has told of, by the path of their text. */
export class DebugCells {
  readonly #runs = new Map<number, Run>();
  readonly #sources = new Map<string, { source: string; lines: Promise<LineMap | undefined> }>();

  /** Remembers a cell about to run; its path and map are worked out only when asked for. */
  remember({ origin, count, source, map }: CellProgram): void {
    this.#runs.set(origin, { origin, count, source, map, path: "" });
    if (this.#runs.size > KEPT) this.#runs.delete(this.#runs.keys().next().value as number);
  }

  /** Remembers a text a front end shows, and how its lines would be translated. */
  tell(source: string, lines: Promise<LineMap | undefined>): string {
    const path = cellPath(source);
    if (!this.#sources.has(path)) this.#sources.set(path, { source, lines });
    return path;
  }

  run(origin: number): Run | undefined {
    const run = this.#runs.get(origin);
    if (run && run.path === "") run.path = cellPath(run.source);
    return run;
  }

  runsOf(path: string): Run[] {
    return [...this.#runs.keys()].map((origin) => this.run(origin) as Run).filter((run) => run.path === path);
  }

  paths(): string[] {
    return [...new Set([...this.#runs.keys()].map((origin) => (this.run(origin) as Run).path))];
  }

  source(path: string): string | undefined {
    return this.#sources.get(path)?.source ?? this.runsOf(path)[0]?.source;
  }

  async lines(path: string): Promise<LineMap | undefined> {
    const run = this.runsOf(path).at(-1);
    return run ? linesOf(run) : this.#sources.get(path)?.lines;
  }

  /** Where a place of V8's (0-based) is in a cell, line and column 1-based; undefined outside the user's code. */
  place(url: string, line: number, column: number): { run: Run; line: number; column: number } | undefined {
    if (!url.startsWith(CELL_URL_PREFIX)) return undefined;
    const run = this.run(Number(url.slice(CELL_URL_PREFIX.length)));
    const found = run && linesOf(run).original(line - LEADING_LINES, column);
    if (!run || !found) return undefined;
    return { run, line: found.originalLine + 1, column: found.originalColumn + 1 };
  }
}

export function linesOf(run: Run): LineMap {
  run.lines ??= new LineMap(run.map);
  return run.lines;
}
