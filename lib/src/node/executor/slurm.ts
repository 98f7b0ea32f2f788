import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClusterOptions } from "../../compute/cluster.js";
import { abortedError, type Executor, type MapOptions, type Task } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import { JobFolder } from "./jobFolder.js";
import { SlurmQueue } from "./slurmQueue.js";
import { SlurmRun } from "./slurmRun.js";

/** The options with their defaults. */
export interface SlurmSettings {
  readonly njobs: number;
  readonly nproc: number;
  readonly tasks: number;
  readonly retries: number;
  readonly pollInterval: number;
  readonly queueInterval: number;
  readonly settle: number;
  readonly node: string;
  readonly setup: readonly string[];
  readonly launcher: string;
  readonly sbatchArgs: readonly string[];
  readonly log: (message: string) => void;
}

export interface SlurmExecutor extends Executor {
  /** The results one by one, in the order of the shards, as they come; a loop that is left cancels the rest. */
  stream<In, Out>(task: Task<In, Out>, shards: readonly In[], options?: MapOptions): AsyncGenerator<Out>;
}

// By way of the folder: the command is bundled into one beside it. So is what a task starts; tasks of modules that import the
// library are known only among the library's own files.
const script = (name: string) => fileURLToPath(new URL(`../executor/${name}.js`, import.meta.url));
const bundled = script("arrayTask");
const modular = script("slurmTask");

/**
 * Does the work in job arrays of Slurm, shared files as the bus: each shard's input and result is a file in a folder of the job
 * below `folder`, and a task of the array does every n-th shard, in `nproc` threads. Results are the same as anywhere else and
 * come in the order of the shards.
 *
 * A task that was killed, lost its node or its time is given out again, for what it has not finished, up to `retries` times a
 * shard; what a task itself throws comes through with its code and is not tried again. Aborting cancels the jobs and removes
 * the folder; when work fails, the folder stays, with what is finished and the logs. A process that is killed and started again
 * with the same folder and the same work takes over what is finished and what still runs. The work is the same when task,
 * inputs and library are: contents of files the inputs only name are not looked at.
 *
 * @throws EwaldError `"bad-argument"` (options; what Slurm refuses), `"unsupported"` (no Slurm here, or another library there),
 * `"work-lost"` (tasks died too often; the message ends with the log)
 */
export function slurmExecutor(options: ClusterOptions = {}): SlurmExecutor {
  const { folder = "ewald_jobs", modules = [], sbatch = "sbatch" } = options;
  const settings = { ...settingsOf(options), launcher: modules.length > 0 ? modular : bundled };
  const queue = new SlurmQueue(sbatch);
  const running = new Set<AbortController>();

  async function* stream<In, Out>(
    task: Task<In, Out>,
    shards: readonly In[],
    { signal, progress }: MapOptions = {},
  ): AsyncGenerator<Out> {
    if (signal?.aborted) throw abortedError();
    if (shards.length === 0) return;
    if (!existsSync(settings.launcher))
      throw new EwaldError(
        "unsupported",
        `Slurm needs the built library, and there is no ${settings.launcher}; \`npm run build\` in the checkout makes it.`,
      );
    const paths = modules.map((module) => resolve(module));
    const job = await JobFolder.open(folder, task.name, shards, paths);
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    running.add(stop);
    const run = new SlurmRun(job, task.name, shards.length, queue, settings, stop.signal, progress);
    let outcome: "done" | "failed" | "left" = "left";
    try {
      for (let shard = 0; shard < shards.length; shard++) yield (await run.result(shard)) as Out;
      outcome = "done";
    } catch (error) {
      if (!stop.signal.aborted) outcome = "failed";
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      running.delete(stop);
      await run.end(outcome === "failed");
    }
  }

  return {
    workers: settings.njobs * settings.nproc,
    stream,
    async map<In, Out>(task: Task<In, Out>, shards: readonly In[], options: MapOptions = {}): Promise<Out[]> {
      const results: Out[] = [];
      for await (const result of stream(task, shards, options)) results.push(result);
      return results;
    },
    async close() {
      for (const stop of running) stop.abort();
    },
  };
}

function settingsOf(options: ClusterOptions): Omit<SlurmSettings, "launcher"> {
  const { njobs = 8, nproc = 1, tasks = njobs, retries = 2, log = () => {} } = options;
  const { pollInterval = 0.5, queueInterval = 15, settle = 2 } = options;
  for (const [name, value, least] of [
    ["njobs", njobs, 1],
    ["nproc", nproc, 1],
    ["tasks", tasks, 1],
    ["retries", retries, 0],
  ] as const)
    if (!(Number.isInteger(value) && value >= least))
      throw new EwaldError("bad-argument", `${name}=${value}: a whole number from ${least} on is needed.`);
  for (const [name, value] of Object.entries({ pollInterval, queueInterval, settle }))
    if (!(value >= 0 && value < 2 ** 31 / 1000))
      throw new EwaldError("bad-argument", `${name}=${value}: seconds are needed, 0 or more.`);
  const { partition, account, qos, time, memory } = options;
  const named = { partition, account, qos, time, mem: memory, "cpus-per-task": nproc };
  const sbatchArgs = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  return {
    njobs,
    nproc,
    tasks,
    retries,
    log,
    pollInterval,
    queueInterval,
    settle,
    node: options.node ?? process.execPath,
    setup: options.setup ?? [],
    sbatchArgs: [...sbatchArgs, ...(options.sbatchArgs ?? [])],
  };
}
