import { type MessagePort, Worker } from "node:worker_threads";
import { COMMS } from "./comm/comm.js";
import { CommManager } from "./comm/manager.js";
import { showAtOnce } from "./debugger/show.js";
import { SHOW } from "./debugger/show-key.js";
import { makeDisplay } from "./display/api.js";
import { Displays } from "./display/display.js";
import { captureOutput } from "./evaluator/capture.js";
import type { CellProgram } from "./evaluator/evaluator.js";
import { installGuards } from "./evaluator/guards.js";
import { makeModules } from "./evaluator/importer.js";
import { InspectorSession } from "./evaluator/inspector-session.js";
import { runFrom } from "./evaluator/origin.js";
import { Outlet } from "./evaluator/outlet.js";
import { ReplEvaluator } from "./evaluator/repl.js";
import { reportThrown } from "./evaluator/report.js";
import { defineGlobal, installScope } from "./evaluator/scope.js";
import { installStackFormat } from "./evaluator/stack.js";
import { installPreload } from "./preload/preload.js";
import { logLine } from "./threads/log.js";
import { Rpc } from "./threads/rpc.js";

/** Everything of a session but the sockets: the language thread, and on this thread the evaluator and its world. */
export function startSession(transport: Worker, transportForLanguage: MessagePort): void {
  const directory = process.cwd();
  const language = new Worker(new URL("language/worker.js", import.meta.url), {
    workerData: { directory, transport: transportForLanguage },
    transferList: [transportForLanguage],
  });

  const rpc = new Rpc(transport, {
    evaluate: (program: CellProgram) => evaluator.evaluate(program),
    interrupt: () => evaluator.interrupt(),
    comm: (
      origin: number,
      type: string,
      content: object,
      metadata: Record<string, unknown>,
      buffers: Uint8Array[],
    ) =>
      runFrom(origin, async () => {
        try {
          await comms.receive(type, content, metadata, buffers);
        } catch (error) {
          outlet.stream("stderr", `${reportThrown(error).traceback.join("\n")}\n`);
        }
      }),
    exit: (code: number) => guards.exit(code),
  });
  const outlet = new Outlet(rpc);
  const comms = new CommManager(outlet);
  const displays = new Displays(outlet);
  const guards = installGuards(outlet);
  for (const worker of [transport, language]) {
    worker.on("error", (error) => {
      logLine(`a thread of the kernel failed: ${error.stack ?? error.message}`);
      process.kill(process.pid, "SIGKILL");
    });
  }
  // The transport thread hears the signal too, and interrupts; here it only must not end the process.
  process.on("SIGINT", () => {});

  captureOutput(outlet);
  installStackFormat();
  installScope(directory, makeModules(directory));
  defineGlobal("display", makeDisplay(displays));
  for (const [key, value] of [
    [COMMS, comms],
    [Symbol.for(SHOW), showAtOnce],
  ] as const)
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true, enumerable: false });
  const preloaded = installPreload((text) => outlet.stream("stderr", text));
  const evaluator = new ReplEvaluator(new InspectorSession(), displays, preloaded);
}
