import type { ProgramContext, Progress } from "../../programs/defineProgram.js";

/** Context of a run in a terminal: messages by line, progress as one line that is redrawn where there is a TTY. */
export function terminalContext(err: NodeJS.WritableStream & { readonly isTTY?: boolean }): {
  context: ProgramContext & { abort: () => void };
  /** Clears the progress line. */
  finish: () => void;
} {
  const controller = new AbortController();
  let drawn = 0;
  let last = 0;
  const finish = () => {
    if (drawn > 0) err.write(`\r${" ".repeat(drawn)}\r`);
    drawn = 0;
  };
  const progress = ({ what, done, total }: Progress) => {
    const now = Date.now();
    if (err.isTTY !== true || (now - last < 100 && done < total)) return;
    last = now;
    const line = `${what}: ${done} of ${total} (${Math.floor((100 * done) / Math.max(1, total))} %)`;
    err.write(`\r${line.padEnd(drawn)}`);
    drawn = line.length;
  };
  const log = (message: string) => {
    finish();
    err.write(`${message}\n`);
  };
  return { context: { progress, log, signal: controller.signal, abort: () => controller.abort() }, finish };
}
