import { type MessagePort, workerData } from "node:worker_threads";
import { Rpc } from "../threads/rpc.js";
import { loadTypeScriptFromCache } from "./compileCache.js";
import type { LanguageService } from "./language.js";

/** The thread of the language service. Requests that come while TypeScript loads wait for it. */
const { directory, transport } = workerData as { directory: string; transport: MessagePort };

const store = loadTypeScriptFromCache();
const service: Promise<LanguageService> = import("./service.js").then(
  ({ TypeScriptService }) => new TypeScriptService(directory),
);
// Later, when nobody waits for the first cell any more.
setTimeout(store, 8000).unref();

new Rpc(transport, {
  compile: async (text: string) => (await service).compile(text),
  translate: async (text: string) => (await service).translate(text),
  complete: async (text: string, offset: number) => (await service).complete(text, offset),
  hover: async (text: string, offset: number) => (await service).hover(text, offset),
  completeness: async (text: string) => (await service).completeness(text),
  isCaught: async (text: string, line: number, column: number) =>
    (await service).isCaught(text, line, column),
});
