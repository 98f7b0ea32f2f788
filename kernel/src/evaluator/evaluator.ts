import type { Shown } from "../display/bundle.js";

/** A checked cell, ready to run. */
export interface CellProgram {
  /** Counts every run, silent ones too; the number output is attributed by. */
  origin: number;
  /** The number in brackets beside the cell. */
  count: number;
  /** The user's TypeScript, for error reports. */
  source: string;
  /** JavaScript for the REPL and the source map from it to `source`. */
  code: string;
  map: string;
  /** Whether the last statement is an expression whose value is the cell's result. */
  hasValue: boolean;
  /** Whether the result is remembered as `_` and `Out[count]`. */
  stored: boolean;
  /** Whether the preloaded globals are there. */
  preload: boolean;
}

export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Outcome = { status: "ok"; result?: Shown } | ({ status: "error" } & Failure);

/** Runs cells in one shared scope. The kernel knows no engine; a browser would bring its own evaluator. */
export interface Evaluator {
  /** Resolves when the cell has ended, its awaited work and its displays included. Never rejects. */
  evaluate(program: CellProgram): Promise<Outcome>;
  /** Aborts the programs that run and ends the running cell's waiting, if a cell runs. Code that holds the thread is stopped from outside first. */
  interrupt(): void;
}
