// Runs the built `ewald` command in a process of its own.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../support/paths.js";

export const command = join(root, "lib/bin/ewald.js");

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `ewald` with arguments and text for its standard input; `interrupt`: milliseconds until Ctrl-C. `cwd`: where it runs. */
export function ewald(
  args: readonly string[],
  { input = "", interrupt = 0, cwd = "." } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (part: Buffer) => err.push(part));
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    child.stdin.on("error", () => {});
    if (interrupt > 0) setTimeout(() => child.kill("SIGINT"), interrupt);
    else child.stdin.end(input);
  });
}
