import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { type Port, Rpc } from "../threads/rpc.js";
import { LocalFiles, localFile } from "./local-files.js";

/** Node's loader, in its own thread: the user's files are found as TypeScript finds them, and translated. */
const files = new LocalFiles();
let language: Rpc;
let cells: string;

export function initialize(data: { port: MessagePort; cells: string }): void {
  cells = data.cells;
  language = new Rpc(data.port as Port);
}

const withoutVersion = (url: string): string => url.replace(/\?.*$/, "");

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL = "" } = context;
  if (!/^(\.{0,2}\/|file:)/.test(specifier) || !parentURL.startsWith("file:"))
    return next(specifier, context);
  const importer = fileURLToPath(withoutVersion(parentURL));
  const fromCell = withoutVersion(parentURL) === cells;
  if (!fromCell && !files.has(importer)) return next(specifier, context);
  const url = new URL(specifier, parentURL);
  const path = localFile(url);
  if (path === undefined || !files.owns(path)) return next(specifier, context);
  if (fromCell) files.refresh();
  return { ...(await next(files.url(path, fromCell ? undefined : importer), context)), shortCircuit: true };
};

export const load: LoadHook = async (url, context, next) => {
  const path = url.startsWith("file:") ? fileURLToPath(withoutVersion(url)) : "";
  if (!/\.(ts|mts|cts|tsx)$/.test(path) || !files.has(path)) return next(url, context);
  const text = await readFile(path, "utf8");
  const emitted = await language.call<{ code: string } | { fault: string }>("module", text, path);
  if ("fault" in emitted) throw new SyntaxError(emitted.fault);
  return { format: "module", source: emitted.code, shortCircuit: true };
};
