import { abortedError, type Executor, inlineExecutor, type MapOptions, type Task } from "./executor.js";

export interface InOrderOptions extends MapOptions {
  /** How many shards there are, for `progress`. */
  readonly total?: number | undefined;
  /** Shards that are begun and not yet taken, at most; 8 for each processor at work when not given. */
  readonly ahead?: number | undefined;
  /** This thread works too while it would wait: one processor more than the executor has workers. */
  readonly shared?: boolean | undefined;
}

/** Milliseconds of work in this thread after which others get their turn. */
const turn = 30;
const othersTurn = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * The task on each shard, results one by one in the order of the shards, as soon as they are there; shards are taken from the
 * iterable when workers are free, so that neither they nor the results need be held all at once. Whoever stops asking ends the
 * work. The results do not depend on the executor or on the options. The first error, in the order of the shards, is thrown;
 * EwaldError `"aborted"` by the signal.
 */
export async function* inOrder<In, Out>(
  executor: Executor,
  task: Task<In, Out>,
  shards: Iterable<In>,
  {
    signal,
    progress,
    total = 0,
    shared = false,
    ahead = 8 * (executor.workers + (shared ? 1 : 0)),
  }: InOrderOptions = {},
): AsyncGenerator<Out> {
  if (executor.stream) {
    yield* executor.stream(task, [...shards], { signal, progress });
    return;
  }
  const alone = executor === inlineExecutor;
  // One for each worker to go on with while this thread hands out the next.
  const mostBegun = alone ? 0 : 2 * executor.workers;
  const coming = shards[Symbol.iterator]();
  const results = new Map<number, Result<Out>>();
  const stop = new AbortController();
  let wake = () => {};
  let next = 0;
  let ended = false;
  let begun = 0;
  let done = 0;
  const onAbort = () => {
    stop.abort();
    wake();
  };
  const nextShard = (last: number): { index: number; shard: In } | undefined => {
    if (ended || next >= last) return undefined;
    const { value, done } = coming.next();
    ended = done === true;
    return ended ? undefined : { index: next++, shard: value as In };
  };
  const finish = (index: number, result: Result<Out>): void => {
    results.set(index, result);
    if ("value" in result) progress?.(++done, total);
  };
  const begin = ({ index, shard }: { index: number; shard: In }): void => {
    begun++;
    executor
      .map(task, [shard], { signal: stop.signal })
      .then(
        ([value]) => finish(index, { value: value as Out }),
        (error: unknown) => finish(index, { error }),
      )
      .finally(() => {
        begun--;
        wake();
      });
  };
  const workHere = async ({ index, shard }: { index: number; shard: In }): Promise<void> => {
    try {
      finish(index, { value: await task.run(shard) });
    } catch (error) {
      finish(index, { error });
    }
  };
  let since = performance.now();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    for (let index = 0; ; index++) {
      while (!results.has(index)) {
        if (signal?.aborted) throw abortedError();
        const last = index + Math.max(1, ahead);
        // The first in line for this thread, whose result is wanted next: workers may have to start.
        const own = alone || shared ? nextShard(last) : undefined;
        while (begun < mostBegun) {
          const given = nextShard(last);
          if (!given) break;
          begin(given);
        }
        if (own) {
          await workHere(own);
          if (performance.now() - since > turn) {
            await othersTurn();
            since = performance.now();
          }
        } else if (ended && index >= next) return;
        else if (!results.has(index)) await new Promise<void>((resolve) => (wake = resolve));
      }
      const result = results.get(index)!;
      results.delete(index);
      if ("error" in result) throw signal?.aborted ? abortedError() : result.error;
      yield result.value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stop.abort();
    coming.return?.();
  }
}

type Result<Out> = { readonly value: Out } | { readonly error: unknown };
