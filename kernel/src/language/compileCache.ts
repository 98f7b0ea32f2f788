import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";

type Internals = typeof Module & {
  wrap(source: string): string;
  new (id: string): { exports: unknown; filename: string; loaded: boolean };
};

const nothing = () => {};

/**
 * Loads TypeScript's 9 MB with V8's compiled code of an earlier start, so that `require("typescript")` finds it
 * done. Returns what stores the compiled code for the next start; call it when the compiler has been used, for
 * only functions that have run are in it. Whatever fails here only makes the start slower.
 */
export function loadTypeScriptFromCache(): () => void {
  try {
    const require = createRequire(import.meta.url);
    const file = require.resolve("typescript");
    const { version } = require("typescript/package.json") as { version: string };
    const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ewald");
    const cache = join(folder, `typescript-${version}-v8-${process.versions.v8}-${process.arch}.bin`);
    const read = (): Buffer | undefined => {
      try {
        return readFileSync(cache);
      } catch {
        return undefined;
      }
    };
    const cachedData = read();
    const { wrap } = Module as Internals;
    const script = new vm.Script(wrap(readFileSync(file, "utf8")), {
      filename: file,
      ...(cachedData ? { cachedData } : {}),
    });
    const module = new (Module as Internals)(file);
    module.filename = file;
    const run = script.runInThisContext() as (...parts: unknown[]) => void;
    run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
    module.loaded = true;
    require.cache[file] = module as NodeJS.Module;
    if (cachedData && script.cachedDataRejected === false) return nothing;
    return () => {
      try {
        mkdirSync(folder, { recursive: true });
        const beside = `${cache}.${process.pid}`;
        writeFileSync(beside, script.createCachedData());
        renameSync(beside, cache);
      } catch {
        // A home that cannot be written to: the next start is as slow as this one.
      }
    };
  } catch {
    return nothing;
  }
}
