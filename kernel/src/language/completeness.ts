import ts = require("typescript");

import type { Completeness } from "./language.js";

/** Faults that more text would mend wherever they are reported: an open template literal, an open comment. */
const OPEN_ENDED = new Set([1160, 1010]);

type Parsed = ts.SourceFile & { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };

function indentAfter(text: string): string {
  const lines = text.split("\n");
  const last = lines.findLast((line) => line.trim() !== "") ?? "";
  const indent = /^\s*/.exec(last)?.[0] ?? "";
  return /[{([]\s*$|=>\s*$/.test(last) ? `${indent}  ` : indent;
}

/** Whether a text is a whole cell, the beginning of one, or can never become one. */
export function judgeCompleteness(text: string): Completeness {
  const options = { languageVersion: ts.ScriptTarget.ESNext, setExternalModuleIndicator: markModule };
  const { parseDiagnostics } = ts.createSourceFile("cell.ts", text, options) as Parsed;
  const first = parseDiagnostics[0];
  if (!first) return { status: "complete" };
  const end = text.trimEnd().length;
  const open = parseDiagnostics.some(
    ({ code, start }) => OPEN_ENDED.has(code) || (start >= end && code !== 1002),
  );
  const earlier = parseDiagnostics.some(
    ({ code, start, length }) => !OPEN_ENDED.has(code) && start + length < end,
  );
  if (open && !earlier) return { status: "incomplete", indent: indentAfter(text) };
  return { status: "invalid" };
}

const markModule = (file: ts.SourceFile): void => {
  (file as unknown as { externalModuleIndicator: unknown }).externalModuleIndicator ??= true;
};
