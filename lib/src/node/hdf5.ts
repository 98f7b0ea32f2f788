// HDF5 (h5wasm) for Node: brought up without waiting, plugins from the package h5wasm-plugins.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import vm from "node:vm";
import { EwaldError } from "../error.js";
import { pluginFile } from "../hdf5/filters.js";
import type { Hdf5Host, Hdf5Start } from "../hdf5/library.js";
import type { Hdf5Module, Hdf5ModuleOptions } from "../hdf5/module.js";
import { FileSource } from "./fileSource.js";

/** What is used of WebAssembly's interface; its types come with neither ES2023 nor Node's. */
interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: Exports };
}
type Imports = { env: { emscripten_resize_heap(bytes: number): number | boolean } };
type Exports = {
  emscripten_stack_get_current(): number;
  _emscripten_stack_restore(pointer: number): void;
};
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyHost }).WebAssembly;

/** What h5wasm's script takes from the global object: as arguments, since globals of a context are slow to look up. */
const shared = [
  "ArrayBuffer",
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Error",
  "RangeError",
  "TypeError",
  "TextDecoder",
  "TextEncoder",
  "performance",
  "crypto",
  "Date",
  "console",
  "Array",
  "BigInt",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Proxy",
  "Reflect",
  "Set",
  "String",
  "Symbol",
  "WeakMap",
];

/** A file of a package we depend on, looked for as imports are; its `exports` name neither of those wanted here. */
function fileOf(name: string, file: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, file)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new EwaldError("unsupported", `HDF5 needs ${name}/${file}, which is not installed; run npm install.`);
}

interface Run {
  readonly options: object;
  module?: Hdf5Module;
  error?: unknown;
}

/** HDF5's memory grows to this, bytes, and no further: what asks for more gets an error. */
const mostMemory = 2 ** 30;

let start: ((options: object) => Run) | undefined;
let compiled: object | undefined;
let latest: Exports | undefined;

/** Instance of the compiled library, its growth bounded. */
function instanceOf(imports: Imports) {
  const grow = imports.env.emscripten_resize_heap;
  imports.env.emscripten_resize_heap = (bytes) => (bytes >>> 0 > mostMemory ? 0 : grow(bytes));
  const instance = new wasm.Instance(compiled!, imports);
  latest = instance.exports;
  return instance;
}

/**
 * h5wasm starts asynchronously, though in Node nothing of it needs to wait. Its script is run in a context whose
 * microtasks end with each evaluation (`microtaskMode`), so that the promise it gives is settled when we look.
 */
function prepare(): (options: object) => Run {
  const path = fileOf("h5wasm", "dist/esm/hdf5_util.js");
  const text = readFileSync(path, "utf8");
  const script = text.replace("import.meta.url", "undefined").replace(/export default Module;\s*$/, "");
  if (!text.includes("async function Module(") || text.length - script.length < 20)
    throw new EwaldError("unsupported", `${path} is not the h5wasm that Ewald knows (0.10.3).`);
  const host = Object.defineProperties({}, Object.getOwnPropertyDescriptors(wasm));
  Object.defineProperty(host, "instantiate", {
    value: (bytes: Uint8Array, imports: Imports) => {
      compiled ??= new wasm.Module(bytes);
      return { module: compiled, instance: instanceOf(imports) };
    },
  });
  const here = globalThis as unknown as Record<string, unknown>;
  const globals: Record<string, unknown> = {};
  const context = vm.createContext(globals, { microtaskMode: "afterEvaluate" });
  const make = vm.compileFunction(`${script}\nreturn Module;`, ["WebAssembly", ...shared], {
    filename: path,
    parsingContext: context,
  });
  globals.ewaldModule = make(host, ...shared.map((name) => here[name]));
  const begin = new vm.Script(
    "ewaldModule(ewald.options).then((module) => { ewald.module = module; }, (error) => { ewald.error = error; });",
  );
  return (options) => {
    const run: Run = { options };
    globals.ewald = run;
    begin.runInContext(context);
    return run;
  };
}

/** What the second and later starts need not do again: unpack and compile. */
const again = {
  instantiateWasm(imports: Imports, done: (instance: object, module: object) => void) {
    done(instanceOf(imports), compiled!);
    return {};
  },
};

function instantiate(options: Hdf5ModuleOptions): Hdf5Start {
  start ??= prepare();
  const run = start(compiled ? { ...options, ...again } : { ...options });
  const exports = latest;
  if (!run.module || !exports)
    throw new EwaldError("unsupported", "HDF5 cannot be started here.", { cause: run.error });
  return {
    module: run.module,
    stack: {
      save: () => exports.emscripten_stack_get_current(),
      restore: (pointer) => exports._emscripten_stack_restore(pointer),
    },
  };
}

/** HDF5 in Node: from the packages h5wasm and h5wasm-plugins, found as any import is. */
export const hdf5Host: Hdf5Host = {
  instantiate,
  plugin: (name) => new FileSource(fileOf("h5wasm-plugins", `plugins/${pluginFile(name)}`), { own: true }),
  beside: (from, path) => new FileSource(resolve(dirname(from), path)),
};
