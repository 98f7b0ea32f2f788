import { relative } from "node:path";

import ts = require("typescript");

import { isTolerated } from "./diagnostics.js";
import type { CellError } from "./language.js";

const isLocal = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);
const isChecked = (file: string): boolean =>
  /(?<!\.d)\.[mc]?tsx?$/.test(file) && !file.includes("/node_modules/");

/** The relative specifiers of a file's imports and exports. */
const localImports = (file: ts.SourceFile): ts.StringLiteral[] =>
  file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) && isLocal(moduleSpecifier.text)
      ? [moduleSpecifier]
      : [];
  });

/**
 * The errors of the user's own TypeScript files a cell imports, and of the files those import: told in the cell at the
 * import that leads there, with file, line and column in the sentence.
 * @param length of the user's text; the imports we append are not looked at
 */
export function importedErrors(
  service: ts.LanguageService,
  cell: string,
  length: number,
  directory: string,
): CellError[] {
  const program = service.getProgram();
  const source = program?.getSourceFile(cell);
  if (!program || !source) return [];
  const checker = program.getTypeChecker();
  const fileOf = (specifier: ts.StringLiteral): ts.SourceFile | undefined =>
    checker.getSymbolAtLocation(specifier)?.declarations?.find(ts.isSourceFile);
  const seen = new Set<string>();
  const out: CellError[] = [];
  const visit = (file: ts.SourceFile | undefined, place: ts.LineAndCharacter): void => {
    if (!file || seen.has(file.fileName) || !isChecked(file.fileName)) return;
    seen.add(file.fileName);
    const syntax = service.getSyntacticDiagnostics(file.fileName);
    const found = syntax.length > 0 ? syntax : service.getSemanticDiagnostics(file.fileName);
    for (const { category, code, start = 0, messageText } of found) {
      if (category !== ts.DiagnosticCategory.Error || isTolerated(code)) continue;
      const { line, character } = file.getLineAndCharacterOfPosition(start);
      const where = `${relative(directory, file.fileName)}, line ${line + 1}, column ${character + 1}`;
      const message = `${where}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      const at = { line: place.line + 1, column: place.character + 1 };
      out.push({ ...at, message, code, syntax: syntax.length > 0 });
    }
    for (const specifier of localImports(file)) visit(fileOf(specifier), place);
  };
  for (const specifier of localImports(source)) {
    const start = specifier.getStart(source);
    if (start < length) visit(fileOf(specifier), source.getLineAndCharacterOfPosition(start));
  }
  return out;
}
