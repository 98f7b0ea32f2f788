import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const kernelFile = fileURLToPath(import.meta.url);
const OWN = /^ewald(-widgets|-kernel)?($|\/)/;
const TSLAB = join(dirname(kernelFile), "../compat/tslab.d.ts");

/** Where the kernel's own @types are, so that Node's names are known in an empty directory. */
export const typeRoot = (): string =>
  dirname(dirname(createRequire(kernelFile).resolve("@types/node/package.json")));

/** Looks modules up as the importer does at run time: from the notebook's directory, then from the kernel's install. */
export function makeResolver(options: ts.CompilerOptions) {
  return (specifier: string, containing: string): ts.ResolvedModuleWithFailedLookupLocations => {
    const from = (file: string) => ts.resolveModuleName(specifier, file, options, ts.sys);
    if (OWN.test(specifier)) return from(kernelFile);
    const found = from(containing);
    if (found.resolvedModule || specifier.startsWith(".") || specifier.startsWith("/")) return found;
    if (specifier === "tslab") {
      return {
        resolvedModule: { resolvedFileName: TSLAB, extension: ts.Extension.Dts },
        failedLookupLocations: [],
      } as never;
    }
    return from(kernelFile);
  };
}
