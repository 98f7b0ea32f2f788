/** A fault found before running: where (1-based line and column in the user's cell) and what. */
export interface CellError {
  line: number;
  column: number;
  /** Characters it covers. */
  length?: number;
  message: string;
  /** TypeScript's number of the diagnostic. */
  code: number;
  /** Whether the text does not even parse. */
  syntax: boolean;
}

export type Compiled =
  | { ok: true; code: string; map: string; hasValue: boolean; warnings: CellError[]; preload: boolean }
  | { ok: false; errors: CellError[] };

export interface Completion {
  text: string;
  /** TypeScript's kind: "function", "method", "property", "const", … */
  kind: string;
}

export interface Completions {
  items: Completion[];
  /** UTF-16 offsets of the text the completion replaces. */
  start: number;
  end: number;
  /** Set inside a string that may name a column: whose, what is typed of it, and where that begins. */
  column?: { of: string; typed: string; start: number };
}

export interface Hover {
  signature: string;
  documentation: string;
  /** The declaration as it is written, at detail 1. */
  source?: string;
}

export type Completeness =
  | { status: "complete" | "invalid" | "unknown" }
  | { status: "incomplete"; indent: string };

/** Knows the language of cells. The kernel knows no compiler; another could answer these six questions. */
export interface LanguageService {
  /** Checks a cell against the cells before it; if it may run, its names become known to the cells after it. */
  compile(text: string): Promise<Compiled>;
  /** Translates an expression without checking it. */
  translate(text: string): Promise<Compiled>;
  /** @param offset UTF-16 offset of the cursor */
  complete(text: string, offset: number): Promise<Completions>;
  /** @param detail 1 also tells the text of the declaration */
  hover(text: string, offset: number, detail?: number): Promise<Hover | undefined>;
  completeness(text: string): Promise<Completeness>;
  /** Whether a place (1-based) of a cell stands within a `try` whose `catch` would take what is thrown there. */
  isCaught(text: string, line: number, column: number): Promise<boolean>;
}
