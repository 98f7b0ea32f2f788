import { pathToFileURL } from "node:url";
import { defineTask, taskNamed } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import { errorRecord } from "./errorRecord.js";
import { JobFolder } from "./jobFolder.js";
import { type SealedKind, sealedKind, writeSealed } from "./sealedFile.js";
import { valueBytes } from "./valueBytes.js";

interface ShardOfJob {
  readonly folder: string;
  readonly task: string;
  readonly modules: readonly string[];
  readonly shard: number;
}

/**
 * One shard of a job's folder, from its file to that of its result, unless that is there. @returns false where the task ended
 * with an error: its result is then that error. What goes wrong with the files themselves is thrown.
 */
export const jobShard = defineTask(
  "executor.jobShard",
  async ({ folder, task, modules, shard }: ShardOfJob): Promise<boolean> => {
    const job = jobAt(folder);
    const target = job.resultPath(shard);
    if ((await sealedKind(target)) === "value") return true;
    const input = await job.readShard(shard);
    const began = performance.now();
    let answer: { kind: SealedKind; content: Uint8Array };
    try {
      for (const module of modules) await load(module);
      answer = { kind: "value", content: valueBytes(await taskNamed(task).run(input)) };
      process.stdout.write(`shard ${shard}: ${((performance.now() - began) / 1000).toFixed(2)} s\n`);
    } catch (error) {
      answer = { kind: "error", content: valueBytes(errorRecord(error)) };
      process.stdout.write(`shard ${shard}: ${error instanceof Error ? error.stack : error}\n`);
    }
    await writeSealed(target, answer.content, answer.kind);
    return answer.kind === "value";
  },
);

let latest: JobFolder | undefined;

/** A job's folder, kept with the parts it has read. */
function jobAt(folder: string): JobFolder {
  return (latest = latest?.path === folder ? latest : new JobFolder(folder));
}

/** Loads a module that defines tasks; a second time does nothing. */
async function load(module: string): Promise<void> {
  try {
    await import(pathToFileURL(module).href);
  } catch (error) {
    throw new EwaldError("bad-argument", `The module ${module} cannot be loaded: ${String(error)}.`, {
      cause: error,
    });
  }
}
