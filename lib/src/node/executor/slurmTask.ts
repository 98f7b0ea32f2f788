// What a task of a job array runs: `node slurmTask.js <folder> <submission>`, which of the array's it is in SLURM_ARRAY_TASK_ID.
// Exit code 0: every shard has a result, or one has the error its task ended with; else the controlling process asks again.
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { EwaldError } from "../../error.js";
import { version } from "../command/version.js";
import "./tasks.js";
import { errorRecord } from "./errorRecord.js";
import { JobFolder, type JobOrder, type Submission } from "./jobFolder.js";
import { jobShard } from "./jobShard.js";
import { libraryHash } from "./libraryHash.js";
import { writeSealed } from "./sealedFile.js";
import { threadsExecutor } from "./threads.js";
import { valueBytes, valueFormat } from "./valueBytes.js";

const [folder = "", n = ""] = process.argv.slice(2);
const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: element } = process.env;
process.stdout.write(
  `ewald ${version()}, Node.js ${process.version}, task ${array}_${element} on ${hostname()}\n`,
);
const job = new JobFolder(folder);
const submission = await atLast(() => job.submission(Number(n)));
const order = await atLast(() => job.order());
const shards = submission.elements[Number(element)];
if (!shards) throw new EwaldError("out-of-range", `Submission ${n} of ${folder} has no task ${element}.`);
const strange = difference(order);
if (strange === undefined) await work(order, submission, shards);
else {
  process.stdout.write(`${strange.message}\n`);
  await writeSealed(job.resultPath(shards[0]!), valueBytes(errorRecord(strange)), "error");
}

async function work({ task, modules }: JobOrder, { threads }: Submission, list: readonly number[]) {
  const inputs = list.map((shard) => ({ folder, task, modules, shard }));
  if (threads === 1 || list.length === 1) {
    for (const input of inputs) if (!(await jobShard.run(input))) return;
    return;
  }
  const executor = threadsExecutor({ workers: Math.min(threads, list.length), modular: modules.length > 0 });
  const stop = new AbortController();
  const each = async (input: (typeof inputs)[number]) => {
    const [well] = await executor.map(jobShard, [input], { signal: stop.signal });
    if (!well) stop.abort();
  };
  const all = Promise.all(inputs.map(each));
  await all.catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  await executor.close?.();
}

/** What sets this machine's library apart from the controlling process's, as an error. */
function difference({ library, node, valueFormat: theirs }: JobOrder): EwaldError | undefined {
  const here = `The task on ${hostname()}`;
  if (library.hash !== libraryHash())
    return new EwaldError(
      "unsupported",
      `${here} runs Ewald ${version()} (${libraryHash().slice(0, 8)}) and the controlling process ${library.version} (${library.hash.slice(0, 8)}); both must run the same files, as from a folder they share that is not rebuilt meanwhile.`,
    );
  if (theirs !== valueFormat)
    return new EwaldError(
      "unsupported",
      `${here} runs Node.js ${process.version} and the controlling process ${node}, which write values differently; both must be of one version.`,
    );
  return undefined;
}

/** Reads a file that another machine has just written, which a network file system may show only after a while. */
async function atLast<R>(read: () => Promise<R>): Promise<R> {
  for (const wait of [1, 2, 4, 8, 16]) {
    try {
      return await read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      await delay(wait * 1000);
    }
  }
  return read();
}
