import ts = require("typescript");

import { compilerOptions } from "./program.js";

/**
 * Translates a file of the user's own to a module Node can load; its source map is inside. Types are not checked.
 * A fault of syntax is returned as a sentence.
 */
export function emitModule(text: string, path: string): { code: string } | { fault: string } {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...compilerOptions(),
      noEmit: false,
      inlineSourceMap: true,
      inlineSources: true,
      lib: [],
      types: [],
    },
  });
  const fault = diagnostics?.find(({ category }) => category === ts.DiagnosticCategory.Error);
  if (fault) {
    const { line, character } = ts.getLineAndCharacterOfPosition(
      ts.createSourceFile(path, text, ts.ScriptTarget.ESNext),
      fault.start ?? 0,
    );
    const message = ts.flattenDiagnosticMessageText(fault.messageText, "\n");
    return { fault: `${path}, line ${line + 1}, column ${character + 1}: ${message} (TS${fault.code})` };
  }
  return { code: outputText };
}
