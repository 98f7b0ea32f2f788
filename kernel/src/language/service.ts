import ts = require("typescript");

import { declarePreload } from "../preload/declarations.js";
import { isCaughtAt } from "./catching.js";
import { judgeCompleteness } from "./completeness.js";
import { cellErrors } from "./diagnostics.js";
import { commentBefore } from "./documentation.js";
import { emit } from "./emit.js";
import type { Compiled, Completeness, Completions, Hover, LanguageService } from "./language.js";
import { type Checking, readMagics } from "./magics.js";
import { CellProgram } from "./program.js";
import { CellScope } from "./scope.js";

const NEXT = "cell_next";

/** Names come into a cell's scope as aliases; readers want to see what they stand for. */
const unaliased = (signature: string): string =>
  signature.replace(/^\(alias\) /, "").replace(/\nimport [^\n]*$/, "");

/** The language service of TypeScript 6 over the cells of one session. */
export class TypeScriptService implements LanguageService {
  readonly #scope = new CellScope();
  readonly #program: CellProgram;
  #checking: Checking = "on";
  #cells = 0;

  /** @param directory where the notebook's modules are looked for */
  constructor(directory: string) {
    this.#program = new CellProgram(directory, this.#scope);
    declarePreload(this.#program);
    // The first check builds Node's and the library's types; done here, no cell waits for it alone.
    const file = this.#program.open("cell_0", `${this.#scope.draft("cell_0", "console.log(display);").text}`);
    this.#program.service.getSemanticDiagnostics(file);
  }

  async compile(cell: string): Promise<Compiled> {
    const { text, checking, problem } = readMagics(cell);
    if (problem) return { ok: false, errors: [{ ...problem, column: 1, code: 0, syntax: true }] };
    if (checking) this.#checking = checking;
    const draft = this.#scope.draft(`cell_${++this.#cells}`, text);
    const file = this.#program.open(draft.name, draft.text);
    const { service } = this.#program;
    const syntax = cellErrors(service.getSyntacticDiagnostics(file), text, true);
    if (syntax.length > 0) return { ok: false, errors: syntax };
    const errors =
      this.#checking === "off" ? [] : cellErrors(service.getSemanticDiagnostics(file), text, false);
    if (errors.length > 0 && this.#checking === "on") return { ok: false, errors };
    const emitted = emit(text, this.#typeOnlyImports(file));
    this.#scope.commit(draft);
    this.#program.prune();
    return { ok: true, ...emitted, warnings: errors };
  }

  async translate(cell: string): Promise<Compiled> {
    return { ok: true, ...emit(readMagics(cell).text, () => false), warnings: [] };
  }

  async complete(cell: string, offset: number): Promise<Completions> {
    const { text } = readMagics(cell);
    const before =
      /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*$/u.exec(text.slice(0, offset))?.[0] ?? "";
    const found = this.#program.service.getCompletionsAtPosition(this.#openNext(text), offset, {
      includeCompletionsWithInsertText: false,
      includeCompletionsForModuleExports: false,
    });
    const span = found?.optionalReplacementSpan;
    const start = span && span.start <= offset ? span.start : offset - before.length;
    const prefix = text.slice(start, offset);
    const entries = (found?.entries ?? []).filter(({ kind }) => kind !== ts.ScriptElementKind.warning);
    const starting = entries.filter(({ name }) => name.startsWith(prefix));
    const loose = entries.filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()));
    const chosen = (starting.length > 0 ? starting : loose).toSorted((a, b) =>
      a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : a.name < b.name ? -1 : 1,
    );
    return { items: chosen.map(({ name, kind }) => ({ text: name, kind })), start, end: offset };
  }

  async hover(cell: string, offset: number): Promise<Hover | undefined> {
    const { text } = readMagics(cell);
    const file = this.#openNext(text);
    const { service } = this.#program;
    const at = (position: number) =>
      position < 0 ? undefined : service.getQuickInfoAtPosition(file, position);
    const info = at(offset) ?? at(offset - 1) ?? this.#calleeInfo(file, offset);
    if (!info) return undefined;
    const documentation =
      ts.displayPartsToString(info.documentation) || commentBefore(service, file, info.textSpan.start);
    const tags = (info.tags ?? []).map((tag) => {
      const words = ts.displayPartsToString(tag.text);
      return tag.name === "example" ? `**@example**\n\n${words}` : `*@${tag.name}* ${words}`;
    });
    return {
      signature: unaliased(ts.displayPartsToString(info.displayParts)),
      documentation: [documentation, ...tags].filter((part) => part !== "").join("\n\n"),
    };
  }

  async completeness(cell: string): Promise<Completeness> {
    return judgeCompleteness(readMagics(cell).text);
  }

  async isCaught(cell: string, line: number, column: number): Promise<boolean> {
    return isCaughtAt(readMagics(cell).text, line, column);
  }

  #openNext(text: string): string {
    return this.#program.open(NEXT, this.#scope.draft(NEXT, text, true).text);
  }

  /** The function being called, when the cursor stands among its arguments. */
  #calleeInfo(file: string, offset: number): ts.QuickInfo | undefined {
    const help = this.#program.service.getSignatureHelpItems(file, offset, undefined);
    if (!help) return undefined;
    const before = help.applicableSpan.start - 2;
    return this.#program.service.getQuickInfoAtPosition(file, before);
  }

  #typeOnlyImports(path: string): (name: string) => boolean {
    const program = this.#program.service.getProgram();
    const file = program?.getSourceFile(path);
    const types = new Set<string>();
    if (!program || !file) return () => false;
    const checker = program.getTypeChecker();
    const look = (name: ts.Identifier) => {
      const symbol = checker.getSymbolAtLocation(name);
      if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return;
      const meant = checker.getAliasedSymbol(symbol);
      const unknown = meant.escapedName === "unknown" || meant.flags === ts.SymbolFlags.None;
      if (!unknown && !(meant.flags & ts.SymbolFlags.Value)) types.add(name.text);
    };
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
      const { name, namedBindings } = statement.importClause;
      if (name) look(name);
      if (namedBindings && ts.isNamedImports(namedBindings))
        for (const one of namedBindings.elements) look(one.name);
    }
    return (name) => types.has(name);
  }
}
