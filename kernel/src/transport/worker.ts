import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { LanguageService } from "../language/language.js";
import { type Port, Rpc } from "../threads/rpc.js";
import { readConnection } from "./connection.js";
import { Kernel } from "./kernel.js";
import type { Json } from "./message.js";
import { endWithParent } from "./parent.js";
import { onInterruptSignal } from "./signals.js";
import { bindSockets } from "./zmq.js";

/** The thread of sockets and protocol. */
const { connectionFile, language: port } = workerData as { connectionFile: string; language: MessagePort };

const rpc = new Rpc(port);
const language: LanguageService = {
  compile: (text) => rpc.call("compile", text),
  translate: (text) => rpc.call("translate", text),
  complete: (text, offset) => rpc.call("complete", text, offset),
  hover: (text, offset, detail) => rpc.call("hover", text, offset, detail),
  completeness: (text) => rpc.call("completeness", text),
  isCaught: (text, line, column) => rpc.call("isCaught", text, line, column),
};

// Messages of the main thread wait at the port until there is a kernel to hear them.
const transport = await bindSockets(readConnection(connectionFile));
const main = new Rpc(parentPort as Port, {
  input: (origin: number, prompt: string, password: boolean) => kernel.input(origin, prompt, password),
  stream: (origin: number, name: string, text: string) => kernel.stream(origin, name, text),
  publish: (origin: number, type: string, content: Json, metadata: Json, buffers: Uint8Array[]) =>
    kernel.publish(origin, type, content, metadata, buffers),
  programs: (running: number) => kernel.programs(running),
});
const kernel: Kernel = new Kernel(transport, main, language);
kernel.start();
(parentPort as Port).postMessage("bound");
onInterruptSignal(() => kernel.interrupt());
// The main thread may be held by a cell: only this ends it for certain.
endWithParent(() => process.kill(process.pid, "SIGKILL"));
