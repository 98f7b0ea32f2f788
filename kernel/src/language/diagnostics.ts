import ts = require("typescript");

import type { CellError } from "./language.js";

/** What a notebook is right to do though a file would not. */
const TOLERATED = new Set([
  7016, // Could not find a declaration file for module
  1202, // Import assignment cannot be used when targeting ECMAScript modules
]);

export const isTolerated = (code: number): boolean => TOLERATED.has(code);

/** The diagnostics of a cell's own text (not of what is appended to it) as places and sentences. */
export function cellErrors(
  diagnostics: readonly ts.Diagnostic[],
  text: string,
  syntax: boolean,
): CellError[] {
  const lines = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext);
  const out: CellError[] = [];
  for (const { category, code, start = 0, length = 0, messageText } of diagnostics) {
    if (category !== ts.DiagnosticCategory.Error || isTolerated(code)) continue;
    if (start > text.length && !syntax) continue;
    const { line, character } = lines.getLineAndCharacterOfPosition(Math.min(start, text.length));
    out.push({
      line: line + 1,
      column: character + 1,
      length: Math.max(0, Math.min(length, text.length - start)),
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      code,
      syntax,
    });
  }
  return out;
}
