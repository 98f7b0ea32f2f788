import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

type Options = { stdio?: unknown };
type Rest = (string | Options | readonly string[] | undefined)[];
/** What of an output is to be shown: as it is in place of the descriptors 1 and 2 of the kernel's process. */
const LEADS_HERE: readonly (readonly unknown[])[] = [
  [],
  ["inherit", 1, process.stdout],
  ["inherit", 2, process.stderr],
];

/** Where the child's outputs were to go: the index in its stdio → our stream. */
type Routes = Map<number, NodeJS.WriteStream>;

/** The stdio with pipes in place of what leads to the kernel's own outputs, which no notebook shows. */
function rerouted(stdio: unknown): { stdio: unknown[]; routes: Routes } {
  const list: unknown[] = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  const routes: Routes = new Map();
  for (const [at, one] of list.entries()) {
    if (at === 0) continue;
    const to = LEADS_HERE.findIndex((meant, output) =>
      one === "inherit" ? output === Math.min(at, 2) && at < 3 : meant.includes(one),
    );
    if (to <= 0) continue;
    routes.set(at, to === 1 ? process.stdout : process.stderr);
    list[at] = "pipe";
  }
  return { stdio: list, routes };
}

/** Shows in the notebook what child processes write to outputs they inherit from the kernel. */
export function captureChildren(): void {
  const prototype = childProcess.ChildProcess.prototype as unknown as {
    spawn(this: childProcess.ChildProcess, options: Options): unknown;
  };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const { stdio, routes } = rerouted(options.stdio ?? "pipe");
    if (routes.size === 0) return spawn.call(this, options);
    const started = spawn.call(this, { ...options, stdio });
    for (const [at, stream] of routes) {
      this.stdio[at]?.on("data", (chunk: Uint8Array) => stream.write(chunk));
      // To who started it the output is inherited: there is no stream.
      (this.stdio as unknown[])[at] = null;
      if (at === 1) this.stdout = null;
      if (at === 2) this.stderr = null;
    }
    return started;
  };

  const { spawnSync, execSync, execFileSync } = childProcess;
  type Returned = childProcess.SpawnSyncReturns<Buffer | string>;
  const run = spawnSync as unknown as (...all: Rest) => Returned;
  const optionsOf = (rest: Rest): number =>
    rest.findIndex((one) => typeof one === "object" && one !== null && !Array.isArray(one));
  /** Runs the call with what it inherits piped and then shown; undefined if it inherits nothing of ours. */
  const rerun = (rest: Rest, more: object = {}): Returned | undefined => {
    const at = optionsOf(rest);
    const options = rest[at] as Options | undefined;
    if (options?.stdio === undefined) return undefined;
    const { stdio, routes } = rerouted(options.stdio);
    if (routes.size === 0) return undefined;
    const result = run(...rest.with(at, { ...options, ...more, stdio }));
    for (const [output, stream] of routes) {
      const written = result.output?.[output];
      if (written?.length) stream.write(written);
      if (result.output) result.output[output] = null;
      if (output === 1) result.stdout = null as never;
      if (output === 2) result.stderr = null as never;
    }
    return result;
  };
  /** The stdout of a process that went well, as execSync and execFileSync have it; else their error. */
  const checked = (result: Returned, command: string) => {
    if (!result.error && result.status === 0) return result.stdout;
    const error = result.error ?? new Error(`Command failed: ${command}`);
    throw Object.assign(error, result);
  };
  Object.assign(childProcess, {
    spawnSync: (...rest: Rest) => rerun(rest) ?? run(...rest),
    execSync: (command: string, options?: Options & { shell?: unknown }) => {
      const result = rerun([command, options], { shell: options?.shell ?? true });
      return result ? checked(result, command) : execSync(command, options as childProcess.ExecSyncOptions);
    },
    execFileSync: (...rest: [string, ...Rest]) => {
      const result = rerun(rest);
      if (!result) return (execFileSync as unknown as (...all: Rest) => unknown)(...rest);
      return checked(
        result,
        rest
          .flat()
          .filter((one) => typeof one === "string")
          .join(" "),
      );
    },
  });
  syncBuiltinESMExports();
}
