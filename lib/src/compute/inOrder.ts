import { abortedError, type Executor, inlineExecutor, type MapOptions, type Task } from "./executor.js";

export interface InOrderOptions extends MapOptions {
  /** Shards that are begun and not yet taken, at most; 4 for each worker when not given. */
  readonly ahead?: number | undefined;
  /** This thread works too while it would wait: one processor more than the executor has workers. */
  readonly shared?: boolean | undefined;
}

/** Milliseconds of work in this thread after which others get their turn. */
const turn = 30;
const othersTurn = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * The task on each shard, results one by one in the order of the shards, as soon as they are there: what is made of them need
 * not be held all at once. Whoever stops asking ends the work. The results do not depend on the executor or on the options. The
 * first error, in the order of the shards, is thrown; EwaldError `"aborted"` by the signal.
 */
export async function* inOrder<In, Out>(
  executor: Executor,
  task: Task<In, Out>,
  shards: readonly In[],
  { signal, progress, ahead = 4 * executor.workers, shared = false }: InOrderOptions = {},
): AsyncGenerator<Out> {
  if (executor.wantsAll) {
    yield* await executor.map(task, shards, { signal, progress });
    return;
  }
  const alone = executor === inlineExecutor;
  // One for each worker to go on with while this thread hands out the next.
  const mostBegun = alone ? 0 : 2 * executor.workers;
  const stop = new AbortController();
  let wake = () => {};
  const onAbort = () => {
    stop.abort();
    wake();
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const results = new Map<number, { value: Out } | { error: unknown }>();
  let next = 0;
  let begun = 0;
  let done = 0;
  const finish = (index: number, result: { value: Out } | { error: unknown }): void => {
    results.set(index, result);
    if ("value" in result) progress?.(++done, shards.length);
  };
  const begin = (index: number): void => {
    begun++;
    executor
      .map(task, [shards[index]!], { signal: stop.signal })
      .then(
        ([value]) => finish(index, { value: value as Out }),
        (error: unknown) => finish(index, { error }),
      )
      .finally(() => {
        begun--;
        wake();
      });
  };
  const workHere = async (index: number): Promise<void> => {
    try {
      finish(index, { value: await task.run(shards[index]!) });
    } catch (error) {
      finish(index, { error });
    }
  };
  let since = performance.now();
  try {
    for (let index = 0; index < shards.length; index++) {
      let result = results.get(index);
      while (!result) {
        if (signal?.aborted) throw abortedError();
        const last = Math.min(shards.length, index + Math.max(1, ahead));
        while (begun < mostBegun && next < last) begin(next++);
        if ((alone || shared) && next < last) {
          await workHere(next++);
          if (performance.now() - since > turn) {
            await othersTurn();
            since = performance.now();
          }
        } else if (!results.has(index))
          await new Promise<void>((resolve) => (wake = resolve));
        result = results.get(index);
      }
      results.delete(index);
      if ("error" in result) throw signal?.aborted ? abortedError() : result.error;
      yield result.value;
    }
    if (signal?.aborted) throw abortedError();
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}
