import { currentOrigin, runFrom } from "./origin.js";
import type { Outlet } from "./outlet.js";
import { reportThrown } from "./report.js";

/** Thrown by `process.exit` in a cell: it ends the cell, not the kernel. */
export class ExitCalled extends Error {
  override readonly name = "ExitCalled";

  constructor(code: unknown) {
    super(
      `process.exit(${code ?? ""}) ended the cell; the kernel goes on. Shut it down from the notebook's menu.`,
    );
  }
}

/** Keeps user code from ending the kernel: exits, unhandled rejections and errors thrown in timers. */
export function installGuards(outlet: Outlet): { exit: (code: number) => never } {
  const exit = process.exit.bind(process);
  process.exit = ((code?: unknown) => {
    throw new ExitCalled(code);
  }) as typeof process.exit;
  process.abort = process.exit as () => never;

  const print = (what: string, thrown: unknown) => {
    const { traceback } =
      thrown instanceof ExitCalled ? { traceback: [thrown.message] } : reportThrown(thrown);
    outlet.stream("stderr", `${what}\n${traceback.join("\n")}\n`);
  };
  const listeners: [event: string, listener: (thrown: unknown) => void][] = [
    ["uncaughtException", (error) => print("Uncaught, in code the cell left running:", error)],
    [
      "unhandledRejection",
      (reason) =>
        runFrom(currentOrigin(), () =>
          print("Unhandled promise rejection, in code the cell left running:", reason),
        ),
    ],
    // The transport thread hears the signal too, and interrupts; here it only must not end the process.
    ["SIGINT", () => {}],
  ];
  const listen = () => {
    for (const [event, listener] of listeners)
      if (!process.listeners(event as "exit").includes(listener)) process.on(event, listener);
  };
  listen();
  // A cell that clears its own listeners must not clear these.
  const { removeAllListeners } = process;
  process.removeAllListeners = ((...events: [string?]) => {
    removeAllListeners.apply(process, events as never);
    listen();
    return process;
  }) as typeof process.removeAllListeners;
  return { exit };
}
