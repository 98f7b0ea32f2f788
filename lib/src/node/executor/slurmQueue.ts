import { execFile } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { abortedError } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";

/** What the queue says of one task of an array. */
export interface QueueState {
  /** Slurm's word: PENDING, RUNNING, COMPLETED, NODE_FAIL … */
  readonly state: string;
  /** Why it waits, or how it ended. */
  readonly reason: string;
}

export interface SubmittedArray {
  readonly job: string;
  readonly cluster?: string | undefined;
}

/** States in which a task is over, whatever is in its folder (squeue(1), JOB STATE CODES). */
const over = new Set([
  "BOOT_FAIL",
  "CANCELLED",
  "COMPLETED",
  "DEADLINE",
  "FAILED",
  "LAUNCH_FAILED",
  "NODE_FAIL",
  "OUT_OF_MEMORY",
  "PREEMPTED",
  "RECONFIG_FAIL",
  "REVOKED",
  "TIMEOUT",
]);

/** Whether a task in this state is over. */
export function isOver({ state }: QueueState): boolean {
  return over.has(state);
}

/** Whether Slurm has put a task aside for good: it waits, but only an administrator would set it free. */
export function isStuck({ state, reason }: QueueState): boolean {
  return state === "REQUEUE_HOLD" || /requeued.held|JobHoldMaxRequeue/i.test(reason);
}

// What a controller says that is too busy or being restarted.
const passing =
  /timed out|unable to contact|temporarily|connection (refused|reset|failure)|try again|Zero Bytes/i;
/** Seconds to wait before asking such a one again. */
const patience = [1, 3, 10, 30];

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Slurm as its commands show it: sbatch, squeue, scancel, scontrol. */
export class SlurmQueue {
  readonly #sbatch: string;

  /** `sbatch`: the command, or its path; the others are taken from the same folder. */
  constructor(sbatch: string) {
    this.#sbatch = sbatch;
  }

  /**
   * Submits an array. A controller that does not answer is asked again, after a look whether it took the job nevertheless.
   * Throws EwaldError `"bad-argument"` with sbatch's own words where Slurm does not want it.
   */
  async submit(
    args: readonly string[],
    name: string,
    script: readonly string[],
    signal: AbortSignal,
  ): Promise<SubmittedArray> {
    for (let attempt = 0; ; attempt++) {
      const all = ["--parsable", `--job-name=${name}`, ...args, ...script];
      const { code, out, err } = await this.#run("sbatch", all);
      const submitted = /^(\d+)(?:;(\S+))?\s*$/m.exec(out);
      if (code === 0 && submitted) return { job: submitted[1]!, cluster: submitted[2] };
      const wait = patience[attempt];
      if (!passing.test(err) || wait === undefined)
        throw new EwaldError(
          "bad-argument",
          `Slurm did not take the job (sbatch ${all.filter((arg) => !/^--(parsable|output|chdir|open-mode|job-name)|^[^-]/.test(arg)).join(" ")}): ${oneLine(err) || oneLine(out) || `exit code ${code}`}.`,
        );
      await delay(wait * 1000, undefined, { signal }).catch(() => {});
      const taken = await this.find(name);
      if (taken) return { job: taken };
      if (signal.aborted) throw abortedError();
    }
  }

  /** The id of the array of this name; undefined where there is none in the queue. */
  async find(name: string): Promise<string | undefined> {
    const { out } = await this.#run("squeue", [
      "--noheader",
      "--states=all",
      `--name=${name}`,
      "--format=%F",
    ]);
    return /^\d+/m.exec(out)?.[0];
  }

  /**
   * What the queue says of an array's tasks, by index; those it has forgotten (after MinJobAge, five minutes) are missing.
   * Undefined where the controller does not answer.
   */
  async states({ job, cluster }: SubmittedArray): Promise<Map<number, QueueState> | undefined> {
    const { code, out, err } = await this.#run("squeue", [
      "--noheader",
      "--array",
      "--states=all",
      `--jobs=${job}`,
      "--format=%i|%T|%r",
      ...on(cluster),
    ]);
    if (code !== 0) return /invalid job id/i.test(err) ? new Map() : undefined;
    return parseStates(out, job);
  }

  /** Ends an array, or one task of it. What is over already is no error. */
  async cancel({ job, cluster }: SubmittedArray, element?: number): Promise<void> {
    for (const wait of [...patience.slice(0, 3), undefined]) {
      const { err } = await this.#run("scancel", [
        ...on(cluster),
        element === undefined ? job : `${job}_${element}`,
      ]);
      if (!passing.test(err) || wait === undefined) return;
      await delay(wait * 1000);
    }
  }

  /** How many tasks an array may have (MaxArraySize); Slurm's own default where it does not say. */
  async maxArraySize(): Promise<number> {
    const { out } = await this.#run("scontrol", ["show", "config"]);
    return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(out)?.[1] ?? 1001);
  }

  #run(command: string, args: readonly string[]): Promise<Said> {
    const path = command === "sbatch" ? this.#sbatch : beside(this.#sbatch, command);
    return new Promise((resolve, reject) => {
      execFile(path, args, { timeout: 120_000, maxBuffer: 2 ** 28 }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        if (error && /^(ENOENT|EACCES|ENOTDIR|ENOEXEC)$/.test(String(error.code)))
          reject(
            new EwaldError(
              "unsupported",
              `The command ${path} cannot be started (${error.code}); work goes to Slurm from a machine that has sbatch, squeue, scancel and scontrol, on the PATH or beside the sbatch that is named.`,
            ),
          );
        else if (error?.killed) resolve({ code, out, err: `${path} timed out` });
        // no process, too many of them: as passing as a busy controller
        else if (typeof error?.code === "string") resolve({ code, out, err: `try again: ${error.code}` });
        else resolve({ code, out, err });
      });
    });
  }
}

/** The lines of `squeue --format=%i|%T|%r` that are of this array, by the index of the task. */
export function parseStates(text: string, job: string): Map<number, QueueState> {
  const found = new Map<number, QueueState>();
  for (const line of text.split("\n")) {
    const [id = "", state = "", reason = ""] = line.trim().split("|");
    const [array, index] = id.split("_");
    if (array === job && index !== undefined && /^\d+$/.test(index))
      found.set(Number(index), { state, reason });
  }
  return found;
}

function beside(sbatch: string, command: string): string {
  return basename(sbatch) === sbatch ? command : join(dirname(sbatch), command);
}

const on = (cluster: string | undefined) => (cluster === undefined ? [] : [`--clusters=${cluster}`]);

/** What a command wrote, as the end of one sentence. */
function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^\w+: error: /, "").trim());
  return lines
    .filter((line) => line !== "")
    .join("; ")
    .replace(/\.$/, "");
}
