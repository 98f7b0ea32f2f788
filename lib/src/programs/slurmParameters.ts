import type { ClusterOptions } from "../compute/cluster.js";
import { type Extracted, float, int, path, scope, str, strings } from "../parameters/declare.js";

/** How a program gives its work to Slurm, beside DIALS' `mp.njobs` and `mp.nproc`; a scope for its `mp`. */
export const slurmParameters = scope(
  {
    folder: path({
      default: "ewald_jobs",
      help: "Where jobs have their files while they run: on a file system that the nodes share.",
    }),
    partition: str({ default: null, help: "Partition (sbatch --partition)." }),
    account: str({ default: null, help: "Account that is charged (sbatch --account)." }),
    qos: str({ default: null, help: "Quality of service (sbatch --qos)." }),
    time: str({ default: null, help: "Time a job may take, as 30 (minutes) or 1:30:00 (sbatch --time)." }),
    memory: str({ default: null, help: "Memory of a job, as 8G (sbatch --mem)." }),
    tasks: int({
      default: null,
      min: 1,
      help: "Tasks of the job array; None for njobs. More are shorter; njobs of them run at a time.",
    }),
    sbatch_args: strings({ default: null, help: "More arguments of sbatch, as --constraint=skylake." }),
    setup: str({
      default: null,
      help: "A line of bash before the work of each job, as 'module load nodejs'.",
    }),
    sbatch: path({ default: "sbatch", help: "The command; squeue, scancel and scontrol are beside it." }),
    node: path({ default: null, help: "Node.js of the jobs; None for the one that runs this program." }),
    retries: int({ default: 2, min: 0, help: "How often work of a job that died is given out again." }),
    queue_interval: float({
      default: 15,
      min: 1,
      help: "Seconds between questions to the queue whether jobs still live.",
    }),
  },
  { help: "How work is given to Slurm; what is None is as the site has it.", expertLevel: 1 },
);

/** The same as options of `clusterExecutor("slurm", …)`. */
export function slurmOptions(params: Extracted<typeof slurmParameters>): ClusterOptions {
  const { sbatch_args, setup, queue_interval, ...rest } = params;
  const given = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(given) as ClusterOptions),
    ...(sbatch_args && { sbatchArgs: sbatch_args }),
    ...(setup !== null && { setup: [setup] }),
    queueInterval: queue_interval,
  };
}
