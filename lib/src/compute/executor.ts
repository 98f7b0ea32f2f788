import { EwaldError } from "../error.js";

/**
 * A piece of work with a name, so that another thread or process, which has loaded the same library, can be told to do it.
 * Input and result travel as structured clones: plain objects, typed arrays; no functions, no classes.
 */
export interface Task<In, Out> {
  readonly name: string;
  run(input: In): Out | Promise<Out>;
}

export interface MapOptions {
  /** Ends the work: the promise is rejected with EwaldError `"aborted"`. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each shard with how many are done, of how many. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** The shards are one worker's, given to it in one go: for small ones, which take little longer than to be handed out. */
  readonly together?: boolean | undefined;
}

/** Where work is done: here (`inlineExecutor`), in threads (`node/executor/threads.ts`), on a cluster. */
export interface Executor {
  /** Shards worked on at a time. */
  readonly workers: number;
  /** The task on each shard; results in the order of the shards, whoever worked on them. The first error rejects. */
  map<In, Out>(task: Task<In, Out>, shards: readonly In[], options?: MapOptions): Promise<Out[]>;
  /** Results one by one, in the order of the shards, of an executor that wants all shards at once, as a cluster's queue does. */
  stream?<In, Out>(task: Task<In, Out>, shards: readonly In[], options?: MapOptions): AsyncGenerator<Out>;
  /** Whether its workers see the memory of SharedArrayBuffers that are given to them. */
  readonly sharesMemory?: boolean;
  /** Ends the workers; they start again when needed. */
  close?(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the registry holds tasks of every input and result
const tasks = new Map<string, Task<any, any>>();

/** Makes a task and puts it on the list of what workers can be asked for. Throws for a name that is taken. */
export function defineTask<In, Out>(name: string, run: (input: In) => Out | Promise<Out>): Task<In, Out> {
  if (tasks.has(name)) throw new EwaldError("bad-argument", `There is a task ${name} already.`);
  const task = { name, run };
  tasks.set(name, task);
  return task;
}

/** The task of this name. Throws EwaldError `"bad-argument"`. */
export function taskNamed(name: string): Task<unknown, unknown> {
  const task = tasks.get(name);
  if (task) return task;
  throw new EwaldError(
    "bad-argument",
    `There is no task ${name}; a worker knows those the library defines: ${[...tasks.keys()].join(", ")}.`,
  );
}

/** The error of work that was ended by its signal. */
export function abortedError(): EwaldError {
  return new EwaldError("aborted", "The work was aborted.");
}

/** Milliseconds of work after which others get their turn: aborts and progress would not be seen otherwise. */
const turn = 30;
const othersTurn = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Does the work in this thread, one shard after the other. */
export const inlineExecutor: Executor = {
  workers: 1,
  sharesMemory: true,
  async map(task, shards, { signal, progress } = {}) {
    const results: Awaited<ReturnType<typeof task.run>>[] = [];
    let since = performance.now();
    for (const shard of shards) {
      if (performance.now() - since > turn) {
        await othersTurn();
        since = performance.now();
      }
      if (signal?.aborted) throw abortedError();
      results.push(await task.run(shard));
      progress?.(results.length, shards.length);
    }
    return results;
  },
};

let makeExecutor: ((workers?: number) => Executor) | undefined;
let theDefault: Executor | undefined;
const ofWorkers = new Map<number, Executor>();

/**
 * Gives the executors that are used where a caller brings none: of as many workers as are asked for, or as the machine has
 * processors. `node/` installs threads, which start when first used.
 */
export function installDefaultExecutor(make: (workers?: number) => Executor): void {
  makeExecutor = make;
  theDefault = undefined;
  ofWorkers.clear();
}

/** The executor used where a caller names none: threads in Node, else this thread. */
export function defaultExecutor(): Executor {
  return (theDefault ??= makeExecutor?.() ?? inlineExecutor);
}

/** The same of so many workers; this thread where there are no threads, or for none. */
export function executorOf(workers: number): Executor {
  let executor = ofWorkers.get(workers);
  if (!executor)
    ofWorkers.set(workers, (executor = workers > 0 && makeExecutor ? makeExecutor(workers) : inlineExecutor));
  return executor;
}
