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
  process.on("uncaughtException", (error) => print("Uncaught, in code the cell left running:", error));
  process.on("unhandledRejection", (reason) =>
    runFrom(currentOrigin(), () =>
      print("Unhandled promise rejection, in code the cell left running:", reason),
    ),
  );
  return { exit };
}
