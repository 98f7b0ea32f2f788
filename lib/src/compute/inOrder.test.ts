import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EwaldError } from "../error.js";
import { type Executor, inlineExecutor, type Task } from "./executor.js";
import { inOrder } from "./inOrder.js";

const square: Task<number, number> = { name: "test.square", run: (x) => x * x };

/** Workers that end their shards in whatever order the delays make. */
function lateWorkers(workers: number, delays: readonly number[]): Executor & { atOnce: number } {
  let begun = 0;
  let working = 0;
  const executor = {
    workers,
    atOnce: 0,
    async map<In, Out>(task: Task<In, Out>, shards: readonly In[]): Promise<Out[]> {
      executor.atOnce = Math.max(executor.atOnce, ++working);
      await new Promise((resolve) => setTimeout(resolve, delays[begun++ % delays.length]));
      working--;
      return Promise.all(shards.map((shard) => task.run(shard)));
    },
  };
  return executor;
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

describe("results in the order of the shards", () => {
  it("whatever the workers, their delays and how far they are ahead", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(99), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        async (shards, workers, delays, ahead, shared, counted) => {
          const executor = lateWorkers(workers, delays);
          const total = counted ? shards.length : undefined;
          const results = inOrder(executor, square, shards.values(), { ahead, shared, total });
          expect(await all(results)).toEqual(shards.map((x) => x * x));
          expect(executor.atOnce).toBeLessThanOrEqual(Math.min(2 * workers, ahead));
        },
      ),
      { numRuns: 40 },
    );
    expect(await all(inOrder(inlineExecutor, square, [3, 4]))).toEqual([9, 16]);
  });

  it("gives workers portions, and throws the first error from within one", async () => {
    const portions: number[] = [];
    const executor: Executor = {
      workers: 1,
      map(task, shards) {
        portions.push(shards.length);
        return Promise.all(shards.map(async (shard) => task.run(shard)));
      },
    };
    const shards = Array.from({ length: 200 }, (_, i) => i);
    const options = { shared: true, total: shards.length };
    expect(await all(inOrder(executor, square, shards, options))).toEqual(shards.map((x) => x * x));
    // a sixth of what is left, 16 at most
    expect(Math.max(...portions)).toBe(16);
    const fails: Task<number, number> = {
      name: "test.failsLate",
      run(x) {
        if (x >= 100) throw new EwaldError("bad-format", `shard ${x}`);
        return x;
      },
    };
    await expect(all(inOrder(executor, fails, shards, options))).rejects.toThrow("shard 100");
  });

  it("takes no more shards than it may be ahead", async () => {
    let taken = 0;
    const shards = (function* () {
      for (; taken < 100; taken++) yield taken;
    })();
    const results = inOrder(lateWorkers(2, [0]), square, shards, { ahead: 5, shared: true });
    for (let i = 0; i < 3; i++) expect((await results.next()).value).toBe(i * i);
    expect(taken).toBeLessThanOrEqual(3 + 5);
    await results.return(undefined);
  });

  it("throws the first error in that order, and what is aborted", async () => {
    const fails: Task<number, number> = {
      name: "test.fails",
      run(x) {
        if (x > 2) throw new EwaldError("bad-format", `shard ${x}`);
        return x;
      },
    };
    const seen: number[] = [];
    const read = async () => {
      for await (const x of inOrder(lateWorkers(3, [9, 6, 3, 0]), fails, [0, 1, 2, 3, 4, 5])) seen.push(x);
    };
    await expect(read()).rejects.toThrow("shard 3");
    expect(seen).toEqual([0, 1, 2]);
    for (const executor of [inlineExecutor, lateWorkers(2, [5])]) {
      const stop = new AbortController();
      const endless = (function* () {
        for (let i = 0; ; i++) yield i;
      })();
      const aborted = async () => {
        for await (const x of inOrder(executor, square, endless, { signal: stop.signal }))
          if (x === 16) stop.abort();
      };
      await expect(aborted()).rejects.toMatchObject({ code: "aborted" });
    }
  });

  it("gives all shards at once to an executor that streams", async () => {
    const executor: Executor = {
      workers: 1,
      map: () => Promise.reject(new Error("map")),
      async *stream<In, Out>(task: Task<In, Out>, shards: readonly In[]) {
        expect(shards).toHaveLength(3);
        for (const shard of shards) yield await task.run(shard);
      },
    };
    expect(await all(inOrder(executor, square, [1, 2, 3].values()))).toEqual([1, 4, 9]);
  });
});
