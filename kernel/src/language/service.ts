import { builtinModules } from "node:module";

import ts = require("typescript");

import { type KernelConfig, NOTHING, type PreloadPlan } from "../preload/config.js";
import { declarePreload } from "../preload/declarations.js";
import { isCaughtAt } from "./catching.js";
import { judgeCompleteness } from "./completeness.js";
import { cellErrors } from "./diagnostics.js";
import { commentBefore, declarationText } from "./documentation.js";
import { emit } from "./emit.js";
import { importedErrors } from "./importedFiles.js";
import type { CellError, Compiled, Completeness, Completions, Hover, LanguageService } from "./language.js";
import { type Checking, completeMagic, readMagics } from "./magics.js";
import { ownGlobals } from "./ownGlobals.js";
import { CellProgram } from "./program.js";
import { CellScope } from "./scope.js";
import { pathsFor, stringAt } from "./strings.js";

/** What can be imported even from an empty directory. */
const ALWAYS_THERE = [
  "arquero",
  "ewald",
  "ewald-widgets",
  ...builtinModules.filter((name) => !name.startsWith("_")).map((name) => `node:${name}`),
];

const NEXT = "cell_next";
const IMPLICIT_ANY = 7005; // Variable … implicitly has an … type

/** Names come into a cell's scope as aliases; readers want to see what they stand for. */
const unaliased = (signature: string): string =>
  signature.replace(/^\(alias\) /, "").replace(/\n(import|export) [^\n]*$/, "");

/** A tag of a doc comment in markdown: `*@param* \`n\` — what it is`. */
function tagText({ name, text = [] }: ts.JSDocTagInfo): string {
  const words = ts.displayPartsToString(text);
  if (name === "example") return `**@example**\n\n${words}`;
  const parameter = text[0]?.kind === "parameterName" ? text[0].text : undefined;
  if (parameter === undefined) return `*@${name}* ${words}`;
  const meaning = words.slice(parameter.length).replace(/^[\s-]+/, "");
  return `*@${name}* \`${parameter}\`${meaning === "" ? "" : ` — ${meaning}`}`;
}

/** The language service of TypeScript 6 over the cells of one session. */
export class TypeScriptService implements LanguageService {
  readonly #scope = new CellScope();
  readonly #program: CellProgram;
  readonly #directory: string;
  readonly #plan: PreloadPlan;
  #checking: Checking;
  #preloaded = true;
  #cells = 0;

  /**
   * @param directory where the notebook's modules are looked for
   * @param config what `ewald.config.json` there says
   */
  constructor(directory: string, { preload, types }: Pick<KernelConfig, "preload" | "types">) {
    this.#directory = directory;
    this.#checking = types;
    this.#plan = preload;
    this.#program = new CellProgram(directory, this.#scope);
    declarePreload(this.#program, preload);
    // The first check builds Node's and the library's types; done here, no cell waits for it alone.
    const file = this.#program.open("cell_0", `${this.#scope.draft("cell_0", "console.log(display);").text}`);
    this.#program.service.getSemanticDiagnostics(file);
  }

  async compile(cell: string): Promise<Compiled> {
    const { text, checking, preload, problem } = readMagics(cell);
    if (problem) return { ok: false, errors: [{ ...problem, column: 1, code: 0, syntax: true }] };
    if (checking) this.#checking = checking;
    if (preload !== undefined && preload !== this.#preloaded) {
      this.#preloaded = preload;
      declarePreload(this.#program, preload ? this.#plan : NOTHING);
    }
    const draft = this.#scope.draft(`cell_${++this.#cells}`, text);
    const file = this.#program.open(draft.name, draft.text);
    const { service } = this.#program;
    const syntax = cellErrors(service.getSyntacticDiagnostics(file), text, true);
    if (syntax.length > 0) return { ok: false, errors: syntax };
    const errors = this.#checking === "off" ? [] : this.#typeErrors(file, text, draft.taken);
    if (errors.length > 0 && this.#checking === "on") return { ok: false, errors };
    const emitted = emit(text, {
      isTypeOnly: this.#typeOnlyImports(file),
      isRenamed: ownGlobals(service.getProgram(), file, draft, text.length),
    });
    this.#scope.commit(draft);
    this.#program.prune();
    return { ok: true, ...emitted, warnings: errors, preload: this.#preloaded };
  }

  async translate(cell: string): Promise<Compiled> {
    return { ok: true, ...emit(readMagics(cell).text), warnings: [], preload: this.#preloaded };
  }

  async complete(cell: string, offset: number): Promise<Completions> {
    const magic = completeMagic(cell, offset);
    if (magic) return magic;
    const { text } = readMagics(cell);
    const string = stringAt(text, offset);
    const before =
      /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*$/u.exec(text.slice(0, offset))?.[0] ?? "";
    const found = this.#program.service.getCompletionsAtPosition(this.#openNext(text), offset, {
      includeCompletionsWithInsertText: false,
      includeCompletionsForModuleExports: false,
    });
    const span = found?.entries[0]?.replacementSpan ?? found?.optionalReplacementSpan;
    const start = span && span.start <= offset ? span.start : string ? string.start : offset - before.length;
    const prefix = text.slice(start, offset);
    const entries = (found?.entries ?? []).filter(({ kind }) => kind !== ts.ScriptElementKind.warning);
    const starting = entries.filter(({ name }) => name.startsWith(prefix));
    const loose = entries.filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()));
    const chosen = (starting.length > 0 ? starting : loose).toSorted((a, b) =>
      a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : a.name < b.name ? -1 : 1,
    );
    const items = chosen.map(({ name, kind }) => ({ text: name, kind }));
    if (items.length === 0 && string?.isModule && !string.typed.startsWith(".")) {
      const own = ALWAYS_THERE.filter((name) => name.startsWith(string.typed));
      return { items: own.map((text) => ({ text, kind: "module" })), start: string.start, end: offset };
    }
    if (!string || (string.isModule && items.length > 0)) return { items, start, end: offset };
    const { typed, receiver } = string;
    const column = receiver === undefined ? {} : { column: { of: receiver, typed, start: string.start } };
    if (items.length > 0) return { items, start, end: offset, ...column };
    const paths = pathsFor(typed, process.cwd());
    return { items: paths.items, start: offset - paths.length, end: offset, ...column };
  }

  async hover(cell: string, offset: number, detail = 0): Promise<Hover | undefined> {
    const { text } = readMagics(cell);
    const file = this.#openNext(text);
    const { service } = this.#program;
    const at = (position: number) =>
      position < 0 ? undefined : service.getQuickInfoAtPosition(file, position);
    const info = at(offset) ?? at(offset - 1) ?? this.#calleeInfo(file, offset);
    if (!info) return undefined;
    const signature = unaliased(ts.displayPartsToString(info.displayParts));
    // TypeScript's answer to a name it does not know.
    if (signature === "any") return undefined;
    const source = detail > 0 ? declarationText(service, file, info.textSpan.start) : "";
    const documentation =
      ts.displayPartsToString(info.documentation) || commentBefore(service, file, info.textSpan.start);
    const tags = (info.tags ?? []).map(tagText);
    return {
      signature,
      documentation: [documentation, ...tags].filter((part) => part !== "").join("\n\n"),
      ...(source === "" ? {} : { source }),
    };
  }

  async completeness(cell: string): Promise<Completeness> {
    return judgeCompleteness(readMagics(cell).text);
  }

  async isCaught(cell: string, line: number, column: number): Promise<boolean> {
    return isCaughtAt(readMagics(cell).text, line, column);
  }

  #typeErrors(file: string, text: string, taken: ReadonlySet<string>): CellError[] {
    const { service } = this.#program;
    // `let list = []` of an earlier cell is any[] here; TypeScript would have its type evolve, which ends with its file.
    const evolved = ({ code, start = 0, length = 0 }: ts.Diagnostic) =>
      code === IMPLICIT_ANY && taken.has(text.slice(start, start + length));
    const found = service.getSemanticDiagnostics(file).filter((one) => !evolved(one));
    const own = cellErrors(found, text, false);
    return [...own, ...importedErrors(service, file, text.length, this.#directory)];
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
      if (ts.isImportEqualsDeclaration(statement)) look(statement.name);
      if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
      const { name, namedBindings } = statement.importClause;
      if (name) look(name);
      if (namedBindings && ts.isNamedImports(namedBindings))
        for (const one of namedBindings.elements) look(one.name);
    }
    return (name) => types.has(name);
  }
}
