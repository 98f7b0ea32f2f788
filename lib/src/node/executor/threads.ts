import { setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Tinypool } from "tinypool";
import { abortedError, type Executor, inlineExecutor, type Task } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import { errorOf } from "./errorRecord.js";
import type { Answer, Order } from "./worker.js";

export interface ThreadsOptions {
  /** Threads at most; as many as there are processors when not given. */
  readonly workers?: number;
  /** Threads start with the first work and stay until `close`: a server's answers are to be quick. */
  readonly stay?: boolean;
  /** Threads run the library's own files, not a bundle of them: tasks of modules that import it are then known there. */
  readonly modular?: boolean;
}

// The worker is JavaScript: from the TypeScript sources (in tests) there is none, and work is done in this thread. It is bundled into one
// file, which a thread loads in a tenth of the time. By way of the folder: so is the command, beside it.
const worker = new URL("../../../bin/worker.js", import.meta.url);
const bundle = new URL("../executor/worker.cjs", import.meta.url);
const modularWorker = new URL("../executor/worker.js", import.meta.url);
/** Whether there is code for threads: not when run from the TypeScript sources. */
export const hasThreads = () => existsSync(fileURLToPath(bundle));

/** Milliseconds after which a thread with nothing to do ends. */
const idle = 10_000;

/**
 * Does the work in threads of this process, which start when there is work and end when there has been none for ten seconds;
 * they do not keep the process alive. Results come as transferred buffers, in the order of the shards. Aborting ends the
 * threads that are at work. Throws EwaldError `"bad-argument"`.
 */
export function threadsExecutor({
  workers = availableParallelism(),
  stay = false,
  modular = false,
}: ThreadsOptions = {}): Executor {
  if (!(Number.isInteger(workers) && workers > 0))
    throw new EwaldError("bad-argument", `Work cannot be done by ${workers} threads; give 1 or more.`);
  let pool: Promise<Tinypool> | undefined;
  const start = async () => {
    const { Tinypool } = await import("tinypool");
    return new Tinypool({
      filename: (modular ? modularWorker : worker).href,
      minThreads: stay ? workers : 0,
      maxThreads: workers,
      idleTimeout: idle,
      // Read-ahead asks for frames one by one; a thread that has the library loaded is worth keeping.
      isolateWorkers: false,
    });
  };
  return {
    workers,
    sharesMemory: true,
    async map<In, Out>(
      task: Task<In, Out>,
      shards: readonly In[],
      { signal, progress, together = false }: Parameters<Executor["map"]>[2] = {},
    ): Promise<Out[]> {
      if (signal?.aborted) throw abortedError();
      const stop = new AbortController();
      // Every shard listens, and frames read ahead listen to one signal; ten are not many.
      for (const each of [stop.signal, signal]) if (each) setMaxListeners(0, each);
      const onAbort = () => stop.abort();
      signal?.addEventListener("abort", onAbort, { once: true });
      let done = 0;
      try {
        const orders = together ? [shards] : shards.map((shard) => [shard]);
        const results = await Promise.all(
          orders.map(async (inputs) => {
            const order: Order = { task: task.name, inputs };
            const running = await (pool ??= start());
            const answer = (await running.run(order, { signal: stop.signal })) as Answer;
            if (answer.error) throw errorOf(answer.error);
            progress?.((done += inputs.length), shards.length);
            return answer.results as readonly Out[];
          }),
        );
        return results.flat();
      } catch (error) {
        stop.abort();
        throw signal?.aborted ? abortedError() : error;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      const ending = pool;
      pool = undefined;
      await (await ending)?.destroy();
    },
  };
}

/** So many threads, or as many as there are processors; where there is but one, or no built worker, this thread. */
export function defaultThreads(workers?: number): Executor {
  if (!hasThreads()) return inlineExecutor;
  if (workers !== undefined) return threadsExecutor({ workers });
  return availableParallelism() > 1 ? threadsExecutor() : inlineExecutor;
}
