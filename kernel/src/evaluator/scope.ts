import { createRequire } from "node:module";
import { join } from "node:path";
import type { CellModules } from "./importer.js";
import { thrown } from "./thrown.js";

/** The name under which the code we emit finds the loader and what else it needs; see language/emit.ts. */
export const RUNTIME = "__ewald";

const define = (name: string, value: unknown) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });

/** Puts what every cell sees, beside the preload, into the global scope. */
export function installScope(directory: string, modules: CellModules): void {
  define(RUNTIME, { ...modules, thrown });
  define("require", createRequire(join(directory, "cell.js")));
  define("__dirname", directory);
  define("__filename", join(directory, "cell.ts"));
}

export { define as defineGlobal };
