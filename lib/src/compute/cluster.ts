import { EwaldError } from "../error.js";
import type { Executor } from "./executor.js";

/** How work is given to a batch system. What is not given is as the site has it. */
export interface ClusterOptions {
  /** Where jobs have their folders, on a file system that the nodes share; `ewald_jobs` in the working folder. */
  readonly folder?: string | undefined;
  /** Tasks of an array that run at a time (DIALS' `mp.njobs`); 8. */
  readonly njobs?: number | undefined;
  /** Threads of each task (DIALS' `mp.nproc`, Slurm's `--cpus-per-task`); 1. */
  readonly nproc?: number | undefined;
  /** Tasks of an array; `njobs` when not given. More of them are shorter, for queues that like short jobs. */
  readonly tasks?: number | undefined;
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  readonly qos?: string | undefined;
  /** Time a task may take, as Slurm writes it: `30` (minutes), `1:30:00`, `1-12`. */
  readonly time?: string | undefined;
  /** Memory of a task, as Slurm writes it: `8G`. */
  readonly memory?: string | undefined;
  /** More arguments of sbatch: `["--constraint=skylake"]`. They overrule ours. */
  readonly sbatchArgs?: readonly string[] | undefined;
  /** Lines of bash before the task: `["module load nodejs/22"]`. */
  readonly setup?: readonly string[] | undefined;
  /** The path of sbatch; squeue, scancel and scontrol are taken from its folder. From the PATH when not given. */
  readonly sbatch?: string | undefined;
  /** The Node.js that tasks run; this process's own when not given. */
  readonly node?: string | undefined;
  /** JavaScript files that define tasks (`defineTask`) beyond the library's. */
  readonly modules?: readonly string[] | undefined;
  /** How often a shard whose task died is given out again; 2. */
  readonly retries?: number | undefined;
  /** Seconds between looks into the folder; 0.5. */
  readonly pollInterval?: number | undefined;
  /** Seconds between questions to the queue, which is asked at once when a task has ended without its results; 15. */
  readonly queueInterval?: number | undefined;
  /** Seconds that results of a task that is over may take to show on this machine; 2. */
  readonly settle?: number | undefined;
  /** Told what becomes of the jobs, a line each. */
  readonly log?: ((message: string) => void) | undefined;
}

const makers = new Map<string, (options: ClusterOptions) => Executor>();

/** Gives the executor of a batch system; `node/` installs `slurm`. */
export function installClusterExecutor(method: string, make: (options: ClusterOptions) => Executor): void {
  makers.set(method, make);
}

/**
 * The executor of a batch system by the name DIALS' `mp.method` has for it. Throws EwaldError `"unsupported"` for those there
 * is none for.
 */
export function clusterExecutor(method: string, options: ClusterOptions = {}): Executor {
  const make = makers.get(method);
  if (make) return make(options);
  const known = [...makers.keys()].join(", ") || "no batch system, outside Node.js";
  throw new EwaldError(
    "unsupported",
    `mp.method=${method}: work can be given to ${known}; under another batch system start the program in a job of it, with as many threads (mp.nproc) as the job has processors.`,
  );
}
