import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The arguments of a `%npm` line; quotes keep spaces together. */
export const splitArguments = (line: string): string[] =>
  Array.from(
    line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );

/** The npm that came with this Node, else the one on the path. */
function npmCommand(): [program: string, ...first: string[]] {
  const bin = dirname(process.execPath);
  for (const folder of ["../lib/node_modules", "node_modules", "../share/nodejs"]) {
    const cli = join(bin, folder, "npm/bin/npm-cli.js");
    if (existsSync(cli)) return [process.execPath, cli];
  }
  return ["npm"];
}

const QUIET = {
  npm_config_fund: "false",
  npm_config_audit: "false",
  npm_config_progress: "false",
  npm_config_update_notifier: "false",
  npm_config_color: "false",
};

/** Runs npm for cells, in the notebook's directory, one at a time; what it says goes to the cell. */
export class Npm {
  /** A cell may go elsewhere by process.chdir; imports are looked for from here all the same. */
  readonly #directory = process.cwd();
  #child: ChildProcess | undefined;
  #interrupted = false;

  /** Resolves to undefined when npm has done its work, else to one sentence saying why it has not. */
  run(
    args: readonly string[],
    print: (name: "stdout" | "stderr", text: string) => void,
  ): Promise<string | undefined> {
    const [program, ...first] = npmCommand();
    const child = spawn(program, [...first, ...args], {
      cwd: this.#directory,
      env: { ...process.env, ...QUIET },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#interrupted = false;
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => print(name, text));
    return new Promise<string | undefined>((resolve) => {
      child.once("error", (error) => resolve(`npm cannot be started: ${error.message}`));
      child.once("close", (code, signal) => {
        if (this.#interrupted) resolve("interrupted");
        else resolve(code === 0 ? undefined : `npm ${args.join(" ")} ended with ${signal ?? `code ${code}`}`);
      });
    }).finally(() => {
      this.#child = undefined;
    });
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#child?.kill("SIGTERM");
  }
}
