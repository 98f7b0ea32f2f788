import { type ByteSource, BytesSource } from "../bytes/byteSource.js";
import { EwaldError } from "../error.js";
import { hdf5PluginNames, pluginFile } from "./filters.js";
import type { Hdf5Module, Hdf5ModuleOptions } from "./module.js";
import { SourceFs } from "./sourceFs.js";

/** An HDF5 just brought up. */
export interface Hdf5Start {
  readonly module: Hdf5Module;
  /** Its stack pointer, which a call that breaks off leaves where it was; undefined where it cannot be reached. */
  readonly stack?: { save(): number; restore(pointer: number): void };
}

/** How HDF5 is brought up where files are read; `node/` installs one that needs no waiting. */
export interface Hdf5Host {
  /** A fresh HDF5. */
  instantiate(options: Hdf5ModuleOptions): Hdf5Start;
  /** A compression plugin, `bshuf`, as h5wasm-plugins has it. */
  plugin(name: string): ByteSource;
  /** Names of those there are; all of `hdf5PluginNames` unless given. */
  readonly plugins?: readonly string[];
  /** Opens a file that another refers to, its path as written there; undefined where there are no files by path. */
  beside?: (from: string, path: string) => ByteSource;
}

/** How a browser loads HDF5. */
export interface LoadHdf5Options {
  /** Where the files of `h5wasm-plugins/plugins` lie, ending in "/"; without it only what needs no plugin is read. */
  readonly pluginUrl?: string;
  /** The plugins wanted of them; `["bshuf", "lz4", "zstd", "blosc"]` unless given. */
  readonly plugins?: readonly string[];
}

/** HDF5 grown beyond this is put away and begun anew. */
const mostMemory = 1 << 29;
/** Calls that broke off within the library after which it is begun anew: each leaves a handle, or some stack, taken. */
const mostBreaks = { withStack: 500, withoutStack: 24 };

/** One running HDF5 with its file system. */
export interface Hdf5Instance extends Hdf5Start {
  readonly fs: SourceFs;
  /** What HDF5 has printed during the call: its error stack. */
  readonly printed: string[];
  breaks: number;
}

let host: Hdf5Host | undefined;
let instance: Hdf5Instance | undefined;

/** Gives the way HDF5 is brought up. */
export function installHdf5(installed: Hdf5Host): void {
  host = installed;
  instance = undefined;
}

/** What opens files that a file refers to, when the caller gives nothing. */
export const filesBeside = (from: string) => {
  const beside = host?.beside;
  return beside && ((path: string) => beside(from, path));
};

/**
 * Loads HDF5 (h5wasm, 4 MB). In Node this need not be called: it happens by itself, in 0.2 s, when the first HDF5 file is
 * opened. A browser calls it once before it opens one.
 */
export async function loadHdf5(options: LoadHdf5Options = {}): Promise<void> {
  if (host) {
    hdf5();
    return;
  }
  const { ready } = (await import("h5wasm")) as unknown as { ready: Promise<Hdf5Module> };
  let module: Hdf5Module | undefined = await ready;
  const plugins = new Map<string, Uint8Array>();
  if (options.pluginUrl !== undefined)
    for (const name of options.plugins ?? ["bshuf", "lz4", "zstd", "blosc"]) {
      const url = `${options.pluginUrl}${pluginFile(name)}`;
      const fetched = await get(url);
      plugins.set(name, fetched);
    }
  installHdf5({
    instantiate: () => {
      const first = module;
      module = undefined;
      if (first) return { module: first };
      throw new EwaldError("unsupported", "HDF5 stopped on a damaged file; reload the page to read on.");
    },
    plugin: (name) => new BytesSource(plugins.get(name) ?? new Uint8Array(), pluginFile(name)),
    plugins: [...plugins.keys()],
  });
  hdf5();
}

async function get(url: string): Promise<Uint8Array> {
  type Answer = { ok: boolean; status: number; arrayBuffer(): Promise<ArrayBuffer> };
  const request = (globalThis as unknown as { fetch(url: string): Promise<Answer> }).fetch;
  const answer = await request(url);
  if (!answer.ok) throw new EwaldError("file-not-found", `${url} cannot be loaded (${answer.status}).`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The running HDF5, brought up if need be. Throws EwaldError `"unsupported"` where `loadHdf5` must come first. */
export function hdf5(): Hdf5Instance {
  instance ??= startHdf5();
  return instance;
}

/** Plugins that there are. */
export const pluginsHere = (): readonly string[] => host?.plugins ?? hdf5PluginNames;

/** An HDF5 for a task of its own, where there can be several; else the running one. */
export function hdf5Apart(): Hdf5Instance {
  return host?.beside ? startHdf5() : hdf5();
}

function startHdf5(): Hdf5Instance {
  if (!host)
    throw new EwaldError(
      "unsupported",
      "HDF5 is not loaded: call `await loadHdf5()` before the first HDF5 file.",
    );
  const printed: string[] = [];
  const line = (text: string) => {
    if (printed.length < 200) printed.push(text);
  };
  const started = host.instantiate({ noInitialRun: true, print: line, printErr: line });
  const { module } = started;
  const fs = new SourceFs(module.FS);
  for (let i = module.get_plugin_search_paths().length - 1; i >= 0; i--) module.remove_plugin_search_path(i);
  const { plugin } = host;
  const available = pluginsHere().map((name) => ({ name: pluginFile(name), open: () => plugin(name) }));
  fs.mountFiles("/plugins", available);
  module.insert_plugin_search_path("/plugins", 0);
  fs.catchAbsolutePaths();
  return { ...started, fs, printed, breaks: 0 };
}

/** Whether this HDF5 has not been put away. */
export const isRunning = (one: Hdf5Instance): boolean => one === instance;

/** Puts an HDF5 away: files open in it open themselves anew in the next. */
function putAway(one: Hdf5Instance): void {
  if (one === instance) instance = undefined;
}

/**
 * Runs one call of the library for a file. What breaks off within it becomes an EwaldError; an HDF5 that is not to be
 * trusted any more (it aborted, ran out of stack or has grown large) is put away.
 */
export function callHdf5<T>(
  path: string,
  name: string,
  what: string,
  call: (module: Hdf5Module) => T,
  running: Hdf5Instance = hdf5(),
): T {
  const { module, fs, printed, stack } = running;
  printed.length = 0;
  fs.begin(path);
  const top = stack?.save();
  try {
    return call(module);
  } catch (error) {
    if (error instanceof EwaldError) throw error;
    if (top !== undefined) stack?.restore(top);
    const most = stack ? mostBreaks.withStack : mostBreaks.withoutStack;
    const fatal = !(error instanceof Error) || error.name !== "Error";
    if (fatal || ++running.breaks > most) putAway(running);
    if (fs.failure instanceof EwaldError) throw fs.failure;
    throw hdf5Error(name, what, running, error);
  } finally {
    if (module.HEAPU8.length > mostMemory) putAway(running);
  }
}

/** The error of a call that did not succeed, in HDF5's own words where it has some. */
export function hdf5Error(
  name: string,
  what: string,
  { fs, printed }: Hdf5Instance,
  cause?: unknown,
): EwaldError {
  if (fs.failure instanceof EwaldError) return fs.failure;
  const [missing] = fs.missing;
  if (missing !== undefined)
    return new EwaldError(
      "file-not-found",
      `${name}: ${what} refers to the file ${missing}, which is not there; put it where the link says.`,
    );
  const reason = reasonIn(printed);
  return new EwaldError(
    "bad-format",
    `${name}: ${what} cannot be read${reason ? ` (HDF5: ${reason})` : ""}; the file is damaged or was cut short.`,
    cause === undefined ? undefined : { cause },
  );
}

/** The innermost line of an error stack that says something. */
function reasonIn(printed: readonly string[]): string | undefined {
  const lines = printed.filter((text) => /^\s+#\d+:/.test(text));
  const [last] = lines.slice(-1);
  return last?.replace(/^.*line \d+ in [\w$]+\(\): /, "").trim() || undefined;
}
