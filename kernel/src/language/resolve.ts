import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import ts = require("typescript");

type Resolved = ts.ResolvedModuleWithFailedLookupLocations;
type ResolvedTypes = ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations;

const kernelFile = fileURLToPath(import.meta.url);
const OWN = /^ewald(-widgets|-kernel)?($|\/)/;
const TSLAB = join(dirname(kernelFile), "../compat/tslab.d.ts");

/** Where the kernel's own @types are, so that Node's names are known in an empty directory. */
export const typeRoot = (): string =>
  dirname(dirname(createRequire(kernelFile).resolve("@types/node/package.json")));

/**
 * Looks modules up as the importer does at run time: from the notebook's directory, then from the kernel's
 * install. What was found is remembered; what was not is looked for again, for it may be installed meanwhile.
 */
export class Resolver {
  readonly #options: ts.CompilerOptions;
  readonly #modules = new Map<string, Resolved>();
  readonly #types = new Map<string, ResolvedTypes>();

  constructor(options: ts.CompilerOptions) {
    this.#options = options;
  }

  module(specifier: string, containing: string): Resolved {
    const key = `${dirname(containing)}\n${specifier}`;
    const known = this.#modules.get(key);
    if (known) return known;
    const found = this.#lookUp(specifier, containing);
    // A library's missing optional dependency stays missing; only the user's own imports are tried anew.
    if (found.resolvedModule || containing.includes("/node_modules/")) this.#modules.set(key, found);
    return found;
  }

  types(name: string, containing: string, mode: ts.ResolutionMode): ResolvedTypes {
    const key = `${dirname(containing)}\n${name}\n${mode}`;
    let found = this.#types.get(key);
    if (!found) {
      found = ts.resolveTypeReferenceDirective(
        name,
        containing,
        this.#options,
        ts.sys,
        undefined,
        undefined,
        mode,
      );
      this.#types.set(key, found);
    }
    return found;
  }

  #lookUp(specifier: string, containing: string): Resolved {
    const from = (file: string) => ts.resolveModuleName(specifier, file, this.#options, ts.sys);
    if (OWN.test(specifier)) return from(kernelFile);
    if (specifier === "tslab") {
      const resolvedModule = { resolvedFileName: TSLAB, extension: ts.Extension.Dts };
      return { resolvedModule } as Resolved;
    }
    const found = from(containing);
    if (found.resolvedModule || specifier.startsWith(".") || specifier.startsWith("/")) return found;
    return from(kernelFile);
  }
}
