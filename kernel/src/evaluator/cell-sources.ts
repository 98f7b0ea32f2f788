import { SourceMap } from "node:module";
import { CELL_URL_PREFIX, LEADING_LINES } from "./cell-url.js";
import type { CellProgram } from "./evaluator.js";

const KEPT = 2000;

export interface Place {
  /** The cell's number in brackets. */
  count: number;
  /** 1-based, in the user's TypeScript. */
  line: number;
  column: number;
  source: string;
}

const programs = new Map<number, CellProgram>();
const maps = new Map<number, SourceMap>();

/** Remembers a cell so that positions in it can be told; the oldest are forgotten. */
export function rememberCell(program: CellProgram): void {
  programs.set(program.origin, program);
  if (programs.size > KEPT) {
    const oldest = programs.keys().next().value as number;
    programs.delete(oldest);
    maps.delete(oldest);
  }
}

const mapOf = (program: CellProgram): SourceMap => {
  let map = maps.get(program.origin);
  if (!map) {
    map = new SourceMap(JSON.parse(program.map));
    maps.set(program.origin, map);
  }
  return map;
};

/** Where a position (1-based) in the running code of a cell is in what the user wrote; undefined for other files. */
export function placeInCell(url: string | null | undefined, line: number, column: number): Place | undefined {
  if (!url?.startsWith(CELL_URL_PREFIX)) return undefined;
  const program = programs.get(Number(url.slice(CELL_URL_PREFIX.length)));
  if (!program) return undefined;
  const entry = mapOf(program).findEntry(line - 1 - LEADING_LINES, column - 1);
  if (!("originalLine" in entry)) return undefined;
  return {
    count: program.count,
    source: program.source,
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}
