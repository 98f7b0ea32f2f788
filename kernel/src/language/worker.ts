import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { KernelConfig } from "../preload/config.js";
import { Rpc } from "../threads/rpc.js";
import { loadTypeScriptFromCache } from "./compileCache.js";
import type { LanguageService } from "./language.js";

/** The thread of the language service. Requests that come while TypeScript loads wait for it. */
const { directory, config, transport } = workerData as {
  directory: string;
  config: KernelConfig;
  transport: MessagePort;
};

const store = loadTypeScriptFromCache();
const service: Promise<LanguageService> = import("./service.js").then(
  ({ TypeScriptService }) => new TypeScriptService(directory, config),
);
// Later, when nobody waits for the first cell any more.
setTimeout(store, 8000).unref();

// The loader of the user's own files, once there is one, has them translated here.
parentPort?.on("message", ({ port }: { port: MessagePort }) => {
  new Rpc(port, {
    module: async (text: string, path: string) => {
      await service;
      return (await import("./emit-module.js")).emitModule(text, path);
    },
  });
});

new Rpc(transport, {
  compile: async (text: string) => (await service).compile(text),
  translate: async (text: string) => (await service).translate(text),
  complete: async (text: string, offset: number) => (await service).complete(text, offset),
  hover: async (text: string, offset: number, detail: number) => (await service).hover(text, offset, detail),
  completeness: async (text: string) => (await service).completeness(text),
  isCaught: async (text: string, line: number, column: number) =>
    (await service).isCaught(text, line, column),
});
