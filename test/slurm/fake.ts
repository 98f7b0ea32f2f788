// Slurm's commands as scripts in a folder of the test's own (fakeSlurm.mjs).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("./fakeSlurm.mjs", import.meta.url));

export class FakeSlurm {
  readonly #state: string;
  /** The path of its sbatch. */
  readonly sbatch: string;

  constructor(folder: string) {
    const bin = join(folder, "bin");
    this.#state = join(folder, "state");
    this.sbatch = join(bin, "sbatch");
    mkdirSync(bin);
    mkdirSync(this.#state);
    for (const name of ["sbatch", "squeue", "scancel", "scontrol"])
      writeFileSync(
        join(bin, name),
        `#!/bin/sh\nFAKE_SLURM='${this.#state}' exec '${process.execPath}' '${script}' ${name} "$@"\n`,
        { mode: 0o755 },
      );
  }

  /** Leaves word: `refuse`, `busy`, `down`, `hold`, `maxArraySize`. */
  say(what: string, text = "yes"): void {
    writeFileSync(join(this.#state, what), text);
  }

  unsay(what: string): void {
    rmSync(join(this.#state, what), { force: true });
  }

  /** The arguments of each sbatch so far. */
  calls(): string[][] {
    return this.#lines("calls").map((line) => JSON.parse(line) as string[]);
  }

  /** What scancel was told. */
  cancelled(): string[] {
    return this.#lines("cancelled");
  }

  /** The states of an array's tasks: `RUNNING|None`. */
  states(job: number): string[] {
    const folder = join(this.#state, String(job));
    const names = readdirSync(folder).filter((name) => name.endsWith(".state"));
    return names.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  }

  /** Ends a task with its script and all, as when its node goes down. */
  killNode(job: number, element: number): void {
    process.kill(-Number(readFileSync(join(this.#state, String(job), `${element}.pid`), "utf8")), "SIGKILL");
  }

  #lines(name: string): string[] {
    try {
      return readFileSync(join(this.#state, name), "utf8").trim().split("\n");
    } catch {
      return [];
    }
  }
}
