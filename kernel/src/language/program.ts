import { basename, join } from "node:path";

import ts = require("typescript");

import { PRELOAD_FILE } from "../preload/declarations.js";
import { makeRegistry } from "./registry.js";
import { Resolver, typeRoot } from "./resolve.js";
import type { CellScope } from "./scope.js";

export const compilerOptions = (): ts.CompilerOptions => ({
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.esnext.decorators.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ["node"],
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  esModuleInterop: true,
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  strict: true,
  types: ["node"],
  typeRoots: [typeRoot()],
});

/** The last method is TypeScript's own, for its own hosts; where it is absent things are only slower. */
type Host = ts.LanguageServiceHost & { getModuleResolutionCache(): ts.ModuleResolutionCache };

/** Always the same root, so that TypeScript takes over what it resolved for the program before. */
const ROOT_FILE = "ewald-cells.d.ts";
const CELL = /^cell_\w+$/;

/** TypeScript's language service over the cells of a session, which exist only in memory. */
export class CellProgram {
  readonly service: ts.LanguageService;
  readonly #directory: string;
  readonly #scope: CellScope;
  #current = { name: "cell_0", text: "" };
  readonly #snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
  #preload = { text: "", version: 0 };
  #version = 0;

  constructor(directory: string, scope: CellScope) {
    this.#directory = directory;
    this.#scope = scope;
    const options = compilerOptions();
    const resolver = new Resolver(options);
    // TypeScript asks here for package.json files; without it, it reads them again for every cell.
    const packages = ts.createModuleResolutionCache(directory, (file) => file, options);
    const inMemory = (file: string) => this.#text(file) !== undefined;
    this.service = ts.createLanguageService(
      <Host>{
        getCompilationSettings: () => options,
        getProjectVersion: () => String(this.#version),
        getScriptFileNames: () => [this.path(PRELOAD_FILE), this.path(ROOT_FILE)],
        getScriptVersion: (file) => this.#fileVersion(file),
        getScriptSnapshot: (file) => this.#snapshot(file),
        getModuleResolutionCache: () => packages,
        getCurrentDirectory: () => directory,
        getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
        fileExists: (file) => inMemory(file) || ts.sys.fileExists(file),
        readFile: (file) => this.#text(file) ?? ts.sys.readFile(file),
        readDirectory: ts.sys.readDirectory,
        directoryExists: ts.sys.directoryExists,
        getDirectories: ts.sys.getDirectories,
        realpath: (file) => (inMemory(file) ? file : (ts.sys.realpath?.(file) ?? file)),
        useCaseSensitiveFileNames: () => true,
        resolveTypeReferenceDirectiveReferences: (references, containing) =>
          references.map((one) =>
            typeof one === "string"
              ? resolver.types(one, containing, undefined)
              : resolver.types(one.fileName, containing, one.resolutionMode),
          ),
        resolveModuleNameLiterals: (literals, containing) =>
          literals.map(({ text }) => {
            const name = text.startsWith("./") ? text.slice(2) : "";
            if (!CELL.test(name) || this.#text(this.path(`${name}.ts`)) === undefined)
              return resolver.module(text, containing);
            return {
              resolvedModule: { resolvedFileName: this.path(`${name}.ts`), extension: ts.Extension.Ts },
              failedLookupLocations: [],
            } as ts.ResolvedModuleWithFailedLookupLocations;
          }),
      },
      makeRegistry(),
    );
  }

  path(file: string): string {
    return join(this.#directory, file);
  }

  /** Makes a cell the program's current root; others are reached through what it mentions. Returns its path. */
  open(name: string, text: string): string {
    if (this.#current.name !== name || this.#current.text !== text) {
      this.#current = { name, text };
      this.#version++;
    }
    return this.path(`${name}.ts`);
  }

  setPreload(text: string): void {
    this.#preload = { text, version: ++this.#version };
  }

  #snapshot(file: string): ts.IScriptSnapshot | undefined {
    const version = this.#fileVersion(file);
    const known = this.#snapshots.get(file);
    if (known?.version === version) return known.snapshot;
    const text = this.#text(file) ?? ts.sys.readFile(file);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(text);
    this.#snapshots.set(file, { version, snapshot });
    return snapshot;
  }

  /** Forgets the texts of cells that are no more. */
  prune(): void {
    for (const file of this.#snapshots.keys()) {
      if (CELL.test(basename(file, ".ts")) && this.#text(file) === undefined) this.#snapshots.delete(file);
    }
  }

  #text(file: string): string | undefined {
    const name = basename(file);
    if (this.path(name) !== file) return undefined;
    if (name === PRELOAD_FILE) return this.#preload.text;
    if (name === ROOT_FILE) return `import "./${this.#current.name}";`;
    const cell = name.endsWith(".ts") ? name.slice(0, -3) : "";
    if (cell === this.#current.name) return this.#current.text;
    return CELL.test(cell) ? this.#scope.text(cell) : undefined;
  }

  #fileVersion(file: string): string {
    const name = basename(file);
    if (name === PRELOAD_FILE) return `p${this.#preload.version}`;
    const text = this.#text(file);
    if (text !== undefined) return text;
    // The user's own files may be edited; declarations elsewhere are those of packages.
    const fixed = file.endsWith(".d.ts") && !file.startsWith(this.#directory);
    if (fixed || file.includes("/node_modules/")) return "1";
    return String(ts.sys.getModifiedTime?.(file)?.getTime() ?? 1);
  }
}
