import { abortedError, type Executor, inlineExecutor, type MapOptions, type Task } from "./executor.js";

export interface InOrderOptions extends MapOptions {
  /** How many shards there are, for `progress`, and so that the last are given out in small portions. */
  readonly total?: number | undefined;
  /** Shards that are begun and not yet taken, at most; 8 for each processor at work, and what is handed out, when not given. */
  readonly ahead?: number | undefined;
  /** This thread works too while it would wait: one processor more than the executor has workers. */
  readonly shared?: boolean | undefined;
}

/**
 * Others get their turn after each shard that this thread has worked on: a worker that has finished waits for it to be given more. Without
 * Node's setImmediate a turn costs a millisecond, and comes after so many of them.
 */
const { setImmediate: immediate } = globalThis as { setImmediate?: (callback: () => void) => void };
const turn = immediate ? 0 : 15;
const othersTurn = () => new Promise<void>((resolve) => (immediate ?? setTimeout)(resolve));
/** Milliseconds of work that a worker is given in one go, and shards at most. */
const mostTime = 60;
const mostTogether = 16;

/**
 * The task on each shard, results one by one in the order of the shards, as soon as they are there; shards are taken from the
 * iterable when workers are free, so that neither they nor the results need be held all at once. Whoever stops asking ends the
 * work. The results do not depend on the executor or on the options. The first error, in the order of the shards, is thrown (of shards
 * given to a worker together, in place of the results before it);
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
    ahead = 8 + (2 * mostTogether + 8) * executor.workers,
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
  const nextShard = (last: number): Numbered<In> | undefined => {
    if (ended || next >= last) return undefined;
    const { value, done } = coming.next();
    ended = done === true;
    return ended ? undefined : { index: next++, shard: value as In };
  };
  const finish = (index: number, result: Result<Out>): void => {
    results.set(index, result);
    if ("value" in result) progress?.(++done, total);
  };
  const begin = (portion: readonly Numbered<In>[]): void => {
    begun++;
    const failed = (error: unknown) => {
      for (const { index } of portion) finish(index, { error });
    };
    const shards = portion.map(({ shard }) => shard);
    executor
      .map(task, shards, { signal: stop.signal, together: true })
      .then((values) => {
        for (const [i, { index }] of portion.entries()) finish(index, { value: values[i] as Out });
      }, failed)
      .finally(() => {
        begun--;
        wake();
      });
  };
  // The quickest so far: the first are slow, as their code is new.
  let perShard = Number.POSITIVE_INFINITY;
  const workHere = async ({ index, shard }: Numbered<In>): Promise<void> => {
    const start = performance.now();
    try {
      finish(index, { value: await task.run(shard) });
      perShard = Math.min(perShard, performance.now() - start);
    } catch (error) {
      finish(index, { error });
    }
  };
  /** The next shards for a worker: few towards the end, so that all end together. */
  const nextPortion = (last: number): Numbered<In>[] => {
    const evenly = total > 0 ? Math.floor((total - next) / (3 * (executor.workers + 1))) : 1;
    const most = Math.min(Math.floor(mostTime / perShard), evenly, mostTogether);
    const found: Numbered<In>[] = [];
    do {
      const shard = nextShard(last);
      if (!shard) break;
      found.push(shard);
    } while (found.length < most);
    return found;
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
          const given = nextPortion(last);
          if (given.length === 0) break;
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

interface Numbered<In> {
  readonly index: number;
  readonly shard: In;
}

type Result<Out> = { readonly value: Out } | { readonly error: unknown };
