import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

type Namespace = Record<string, unknown>;
type Import = (specifier: string, options?: { with?: Record<string, string> }) => Promise<Namespace>;

/** Packages of which there must be one copy, the kernel's own: the globals of the preload are theirs. */
const OWN = /^ewald(-widgets|-kernel)?($|\/)/;
const TSLAB = new URL("../compat/tslab.js", import.meta.url).href;

export interface CellModules {
  import(
    specifier: string,
    names?: readonly string[],
    options?: { with?: Record<string, string> },
  ): Promise<Namespace>;
  dynamicImport: Import;
  meta: { url: string; dirname: string; filename: string; resolve(specifier: string): string };
}

const isMissing = (error: unknown): boolean =>
  (error as { code?: string } | null)?.code === "ERR_MODULE_NOT_FOUND";
const isBare = (specifier: string): boolean => !/^(\.{0,2}\/|[a-z][a-z0-9+.-]+:)/i.test(specifier);

const isLocal = (specifier: string): boolean => /^(\.{0,2}\/|file:)/.test(specifier);

/**
 * What import statements of cells become: modules are looked for from `directory`, then from the kernel's install.
 * @param prepareLocal called before a file of the user's own is imported
 */
export function makeModules(directory: string, prepareLocal: () => void = () => {}): CellModules {
  const filename = join(directory, "cell.ts");
  const fromNotebook = vm.runInThisContext("(specifier, options) => import(specifier, options)", {
    filename: join(directory, "cell.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
  }) as Import;
  const fromKernel: Import = (specifier, options) => import(specifier, options as never);

  const load: Import = async (specifier, options) => {
    if (OWN.test(specifier)) return fromKernel(specifier, options);
    if (isLocal(specifier)) prepareLocal();
    const attributes = /\.json$/.test(specifier) ? (options ?? { with: { type: "json" } }) : options;
    try {
      return await fromNotebook(specifier, attributes);
    } catch (error) {
      if (!isBare(specifier) || !isMissing(error)) throw error;
      try {
        return await fromKernel(specifier === "tslab" ? TSLAB : specifier, attributes);
      } catch (second) {
        if (!isMissing(second)) throw second;
        const missing = new Error(
          `cannot find the package "${specifier}" from ${directory}; install it there with: %npm install ${specifier}`,
          { cause: error },
        );
        throw Object.assign(missing, { code: "ERR_MODULE_NOT_FOUND", cause: undefined });
      }
    }
  };

  return {
    dynamicImport: load,
    async import(specifier, names = [], options) {
      const namespace = await load(specifier, options);
      const absent = names.filter((name) => !(name in namespace));
      if (absent.length === 0) return namespace;
      // Names of CommonJS modules that Node could not see beforehand are on the default export.
      const whole = namespace.default;
      const picked: Namespace = { __proto__: namespace } as Namespace;
      for (const name of absent) {
        if (
          (typeof whole !== "object" && typeof whole !== "function") ||
          whole === null ||
          !(name in whole)
        ) {
          throw new SyntaxError(`The module "${specifier}" does not provide an export named "${name}"`);
        }
        picked[name] = (whole as Namespace)[name];
      }
      return picked;
    },
    meta: {
      url: pathToFileURL(filename).href,
      dirname: directory,
      filename,
      resolve: (specifier) => pathToFileURL(createRequire(filename).resolve(specifier)).href,
    },
  };
}
