import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type MessagePort, Worker } from "node:worker_threads";
import { COMMS } from "./comm/comm.js";
import { CommManager } from "./comm/manager.js";
import { showAtOnce } from "./debugger/show.js";
import { SHOW } from "./debugger/show-key.js";
import { makeDisplay } from "./display/api.js";
import { Displays } from "./display/display.js";
import { hideBookkeeping } from "./display/inspect-text.js";
import { captureOutput } from "./evaluator/capture.js";
import { captureChildren } from "./evaluator/children.js";
import { columnsOf } from "./evaluator/columns.js";
import type { CellProgram } from "./evaluator/evaluator.js";
import { installGuards } from "./evaluator/guards.js";
import { makeModules } from "./evaluator/importer.js";
import { installInput } from "./evaluator/input.js";
import { InspectorSession } from "./evaluator/inspector-session.js";
import { runFrom } from "./evaluator/origin.js";
import { CAPTURE, Outlet } from "./evaluator/outlet.js";
import { ReplEvaluator } from "./evaluator/repl.js";
import { reportThrown } from "./evaluator/report.js";
import { defineGlobal, installScope } from "./evaluator/scope.js";
import { installStackFormat } from "./evaluator/stack.js";
import { makeRegistration } from "./modules/register.js";
import { readConfig } from "./preload/config.js";
import { Preload } from "./preload/preload.js";
import type { ProgressWidgets } from "./programs/programCall.js";
import { ProgramCalls } from "./programs/programCalls.js";
import { logLine } from "./threads/log.js";
import { Rpc } from "./threads/rpc.js";

/** Everything of a session but the sockets: the language thread, and on this thread the evaluator and its world. */
export function startSession(transport: Worker, transportForLanguage: MessagePort): void {
  const directory = process.cwd();
  const config = readConfig(directory);
  const language = new Worker(new URL("language/worker.js", import.meta.url), {
    workerData: { directory, config, transport: transportForLanguage },
    transferList: [transportForLanguage],
  });

  const rpc = new Rpc(transport, {
    evaluate: (program: CellProgram) => evaluator.evaluate(program),
    input: (count: number, source: string) => evaluator.input(count, source),
    columns: (expression: string) => columnsOf(inspector, expression),
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
  const calls = new ProgramCalls(displays, (running) => rpc.notify("programs", [running]));
  const guards = installGuards(outlet);
  for (const worker of [transport, language]) {
    worker.on("error", (error) => {
      logLine(`a thread of the kernel failed: ${error.stack ?? error.message}`);
      process.kill(process.pid, "SIGKILL");
    });
  }

  captureOutput(outlet);
  captureChildren();
  installStackFormat();
  hideBookkeeping();
  const cells = pathToFileURL(join(directory, "cell.js")).href;
  const modules = makeModules(directory, makeRegistration(language, cells));
  installScope(directory, modules);
  defineGlobal("display", makeDisplay(displays));
  for (const [key, value] of [
    [COMMS, comms],
    [CAPTURE, outlet.capture.bind(outlet)],
    [Symbol.for(SHOW), showAtOnce],
  ] as const)
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true, enumerable: false });
  installInput(rpc);
  const inspector = new InspectorSession();
  const report = (text: string) => outlet.stream("stderr", text);
  for (const problem of config.problems) report(`${problem}\n`);
  const preload = new Preload(
    config.preload,
    (specifier) => modules.dynamicImport(specifier),
    report,
    (name) => calls.begin(name),
  );
  comms.loaded = preload.ready;
  void preload.ready.then(() => {
    calls.widgets = preload.module("ewald-widgets") as ProgressWidgets | undefined;
  });
  const evaluator = new ReplEvaluator(inspector, displays, calls, preload);
}
