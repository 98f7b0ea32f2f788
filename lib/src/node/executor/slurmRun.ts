import { setTimeout as delay } from "node:timers/promises";
import { abortedError } from "../../compute/executor.js";
import { EwaldError } from "../../error.js";
import { batchScript } from "./batchScript.js";
import { type ErrorRecord, errorOf } from "./errorRecord.js";
import type { Ended, JobFolder, Submission } from "./jobFolder.js";
import { readSealed } from "./sealedFile.js";
import type { SlurmSettings } from "./slurm.js";
import { isOver, isStuck, type QueueState, type SlurmQueue } from "./slurmQueue.js";
import { bytesValue } from "./valueBytes.js";

/** A task of an array that may yet bring results. */
interface Element {
  readonly submission: Submission & { readonly job: string };
  readonly index: number;
  /** Shards in the order in which it works on them. */
  readonly shards: readonly number[];
  /** What the queue last said of it. */
  state?: QueueState | undefined;
  /** When it was found to be over (performance.now). */
  overSince?: number;
}

/** Milliseconds between signs of life. */
const heartbeatInterval = 2000;
/** Looks into the folder that may fail one after the other. */
const mostFailures = 20;
/** Milliseconds between questions to the queue at least. */
const leastQueueInterval = 1000;
/** Milliseconds between lines that say what a job waits for. */
const waitingInterval = 60_000;

/**
 * One job's way through the queue: submits arrays for the shards that nobody works on, watches folder and queue, gives out again
 * what died, until every result is there.
 */
export class SlurmRun {
  readonly #job: JobFolder;
  readonly #task: string;
  readonly #total: number;
  readonly #queue: SlurmQueue;
  readonly #settings: SlurmSettings;
  readonly #signal: AbortSignal;
  readonly #progress: ((done: number, total: number) => void) | undefined;
  readonly #watching: Promise<void>;
  readonly #done = new Set<number>();
  /** How often a shard was in work when its task died. */
  readonly #deaths = new Map<number, number>();
  readonly #ended = new Map<string, Ended>();
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  /** Those that may yet bring results, and all there ever were. */
  #elements: Element[] = [];
  readonly #everyElement: Element[] = [];
  #submissions = 0;
  #failure: unknown;
  #over = false;
  #wake = () => {};
  #asking = false;
  #asked = Number.NEGATIVE_INFINITY;
  #looked = 0;
  #beaten = Number.NEGATIVE_INFINITY;
  #told = performance.now();

  constructor(
    job: JobFolder,
    task: string,
    total: number,
    queue: SlurmQueue,
    settings: SlurmSettings,
    signal: AbortSignal,
    progress?: (done: number, total: number) => void,
  ) {
    this.#job = job;
    this.#task = task;
    this.#total = total;
    this.#queue = queue;
    this.#settings = settings;
    this.#signal = signal;
    this.#progress = progress;
    signal.addEventListener("abort", () => this.#fail(abortedError()), { once: true });
    if (signal.aborted) this.#fail(abortedError());
    this.#watching = this.#watch().catch((error) => this.#fail(error));
  }

  /** The result of a shard, when it is there. Rejected with the first error of any shard. */
  async result(shard: number): Promise<unknown> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (!this.#done.has(shard))
        await new Promise<void>((resolve, reject) => this.#waiting.set(shard, { resolve, reject }));
      try {
        return bytesValue((await readSealed(this.#job.resultPath(shard))).content);
      } catch (error) {
        if (!(error instanceof EwaldError && /bad-format|file-not-found/.test(error.code))) throw error;
        this.#settings.log(`The result of shard ${shard} is done again: ${error.message}`);
        await this.#job.discardResult(shard);
        this.#countDeath(shard);
        this.#done.delete(shard);
        this.#wake();
      }
    }
  }

  /** Ends the watch, cancels what is still in the queue, and removes the folder unless there is something to keep. */
  async end(keep: boolean): Promise<void> {
    this.#over = true;
    this.#wake();
    await this.#watching;
    if (this.#done.size === this.#total) await this.#until(() => this.#unended().length === 0);
    const left = this.#unended();
    const jobs = new Map(left.map(({ submission }) => [submission.job, submission]));
    for (const submission of jobs.values()) await this.#queue.cancel(submission);
    if (keep && this.#everyElement.length > 0) {
      await this.#job.release();
      this.#settings.log(`What is finished is kept in ${this.#job.path}, for the same command.`);
    } else {
      for (const submission of jobs.values())
        await this.#until(async () =>
          [...((await this.#queue.states(submission)) ?? [])].every(([, s]) => isOver(s)),
        );
      await this.#job.remove();
    }
  }

  /** Tasks that may still be at work, or begin. */
  #unended(): Element[] {
    return this.#everyElement.filter(
      (element) => element.overSince === undefined && !this.#ended.has(keyOf(element)),
    );
  }

  /** Waits for what must come soon, though not for ever. */
  async #until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (let wait = 20; wait < 1500; wait *= 1.5) {
      await this.#job.updateEnded(this.#ended).catch(() => {});
      if (await isSo()) return;
      await delay(wait);
    }
  }

  async #watch(): Promise<void> {
    await this.#rejoin();
    for (let failures = 0; !this.#over && this.#failure === undefined; ) {
      try {
        await this.#turn();
        failures = 0;
      } catch (error) {
        // A file server that is away for a moment (ESTALE, EIO) is no end of work that runs elsewhere.
        const { code } = error as NodeJS.ErrnoException;
        if (error instanceof EwaldError || code === undefined) throw error;
        if (++failures > mostFailures)
          throw new EwaldError(
            "file-unreadable",
            `The folder ${this.#job.path} of the job cannot be used any more (${code}).`,
            { cause: error },
          );
      }
      await this.#rest();
    }
  }

  async #turn(): Promise<void> {
    await this.#look();
    if (this.#done.size === this.#total) this.#elements = [];
    else {
      this.#ask();
      await this.#judge();
      await this.#submit();
    }
  }

  /** Waits for the next look; when every result is there, only for the next sign of life. */
  async #rest(): Promise<void> {
    if (this.#over || this.#failure !== undefined) return;
    await new Promise<void>((resolve) => {
      const missing = this.#done.size < this.#total;
      const timer = setTimeout(resolve, missing ? this.#settings.pollInterval * 1000 : heartbeatInterval);
      if (!missing) timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#wake();
  }

  /** Takes over what an earlier process left: results, and arrays in the queue. */
  async #rejoin(): Promise<void> {
    for (const found of await this.#job.newResults(this.#done))
      if (found.kind === "error") await this.#job.discardResult(found.shard);
    await this.#job.updateEnded(this.#ended);
    for (const submission of await this.#job.submissions()) {
      this.#submissions = Math.max(this.#submissions, submission.n);
      const job = submission.job ?? (await this.#queue.find(submission.name));
      if (job === undefined) continue;
      const states = await this.#queue.states({ ...submission, job });
      for (const [index, shards] of submission.elements.entries()) {
        const state = states?.get(index);
        if (states && (state === undefined || isOver(state))) continue;
        this.#take({ submission: { ...submission, job }, index, shards, state });
      }
    }
    if (this.#submissions > 0)
      this.#settings.log(
        `Going on in ${this.#job.path}: ${this.#elements.length} tasks of it are still in the queue.`,
      );
  }

  #take(element: Element): void {
    this.#elements.push(element);
    this.#everyElement.push(element);
  }

  /** Looks for results. */
  async #look(): Promise<void> {
    const now = performance.now();
    this.#looked = now;
    if (now - this.#beaten > heartbeatInterval) {
      this.#beaten = now;
      await this.#job.heartbeat();
    }
    for (const { shard, kind } of await this.#job.newResults(this.#done)) {
      if (kind === "error") {
        const { content } = await readSealed(this.#job.resultPath(shard));
        throw errorOf(bytesValue(content) as ErrorRecord);
      }
      this.#done.add(shard);
      this.#progress?.(this.#done.size, this.#total);
      this.#waiting.get(shard)?.resolve();
      this.#waiting.delete(shard);
    }
    await this.#job.updateEnded(this.#ended);
    this.#elements = this.#elements.filter(({ shards }) => !shards.every((shard) => this.#done.has(shard)));
  }

  /** Asks the queue, when it is time: a task that said it has ended and left results out makes it so. */
  #ask(): void {
    const suspicious = this.#elements.some(
      (element) => element.overSince === undefined && this.#ended.has(keyOf(element)),
    );
    const interval = suspicious ? leastQueueInterval : this.#settings.queueInterval * 1000;
    if (this.#asking || this.#elements.length === 0 || performance.now() - this.#asked < interval) return;
    this.#asking = true;
    // Results go on being seen while a busy controller takes its time.
    this.#askNow()
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#asked = performance.now();
        this.#asking = false;
      });
  }

  async #askNow(): Promise<void> {
    const arrays = new Map(this.#elements.map(({ submission }) => [submission.job, submission]));
    for (const array of arrays.values()) {
      const states = await this.#queue.states(array);
      if (!states) {
        this.#tell(`The queue does not answer about the array ${array.job}.`);
        continue;
      }
      for (const element of this.#elements) {
        if (element.submission.job !== array.job) continue;
        const state = states.get(element.index);
        // a task that is over is remembered as such: the queue forgets it
        if (state || (element.state && !isOver(element.state))) element.state = state;
        const completing = state?.state === "COMPLETING" && this.#ended.has(keyOf(element));
        const stuck = state !== undefined && isStuck(state);
        if (stuck) await this.#queue.cancel(array, element.index);
        if (state === undefined || isOver(state) || completing || stuck)
          element.overSince ??= performance.now();
        else delete element.overSince;
      }
    }
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    const waiting = this.#elements.filter(({ state }) => state?.state === "PENDING");
    if (waiting.length === 0 || waiting.length < this.#elements.length) return;
    const reasons = [...new Set(waiting.map(({ state }) => state!.reason))].join(", ");
    this.#tell(`${waiting.length} tasks of the array ${waiting[0]!.submission.job} wait (${reasons}).`);
  }

  #tell(message: string): void {
    if (performance.now() - this.#told < waitingInterval) return;
    this.#told = performance.now();
    this.#settings.log(message);
  }

  /** Gives up tasks that are over and whose results have had time to show. */
  async #judge(): Promise<void> {
    const lost = this.#elements.filter(({ overSince = Number.POSITIVE_INFINITY, state }) => {
      // who says that all went well has written its results somewhere
      const settle = this.#settings.settle * (state?.state === "COMPLETED" ? 15 : 1);
      return overSince < this.#looked && performance.now() - overSince >= settle * 1000;
    });
    if (lost.length === 0) return;
    this.#elements = this.#elements.filter((element) => !lost.includes(element));
    const { log, nproc } = this.#settings;
    for (const element of lost) {
      const missing = this.#missing(element);
      log(`Task ${idOf(element)} ${this.#howEnded(element)}, ${missing.length} of its shards undone.`);
      for (const shard of missing.slice(0, nproc)) this.#countDeath(shard);
    }
    for (const job of new Set(lost.map(({ submission }) => submission.job))) {
      const ofJob = lost.filter(({ submission }) => submission.job === job);
      const others = this.#elements.some(({ submission }) => submission.job === job);
      if (!others && ofJob.length > 1 && ofJob.every(({ state }) => state?.state === "CANCELLED"))
        throw new EwaldError(
          "aborted",
          `The job array ${job} was cancelled; the same command goes on with it.`,
        );
    }
    for (const element of lost)
      for (const shard of this.#missing(element))
        if ((this.#deaths.get(shard) ?? 0) > this.#settings.retries)
          throw await this.#lostError(element, shard);
  }

  #missing({ shards }: Element): number[] {
    return shards.filter((shard) => !this.#done.has(shard));
  }

  #countDeath(shard: number): void {
    this.#deaths.set(shard, (this.#deaths.get(shard) ?? 0) + 1);
  }

  #howEnded(element: Element): string {
    const { state } = element;
    const ended = this.#ended.get(keyOf(element));
    const parts = [
      ...(state ? [`${state.state}${state.reason === "None" ? "" : ` (${state.reason})`}`] : []),
      ...(ended ? [`exit code ${ended.code} on ${ended.host}`] : []),
    ];
    return `ended as ${parts.join(", ") || "the queue no longer knows"}`;
  }

  async #lostError(element: Element, shard: number): Promise<EwaldError> {
    const { submission, index, state } = element;
    const advice =
      state?.state === "OUT_OF_MEMORY"
        ? "; ask for more memory"
        : state?.state === "TIMEOUT"
          ? "; ask for more time"
          : "";
    const log = await this.#job.logEnd(submission.n, index);
    const path = this.#job.logPath(submission.n, index);
    const words =
      log === undefined
        ? `It left no log ${path}: do the nodes share this file system?`
        : `Its log, ${path}, ends with:\n${log}`;
    return new EwaldError(
      "work-lost",
      `Shard ${shard} of ${this.#task} was lost with its task ${times(this.#deaths.get(shard)!)}; the last, ${idOf(element)}, ${this.#howEnded(element)}${advice}. ${words}`,
    );
  }

  /** Submits an array for the shards that are neither done nor with a task. */
  async #submit(): Promise<void> {
    const taken = new Set(this.#elements.flatMap(({ shards }) => shards));
    const free: number[] = [];
    for (let shard = 0; shard < this.#total; shard++)
      if (!this.#done.has(shard) && !taken.has(shard)) free.push(shard);
    if (free.length === 0) return;
    for (const shard of free)
      if ((this.#deaths.get(shard) ?? 0) > this.#settings.retries)
        throw new EwaldError(
          "work-lost",
          `The result of shard ${shard} of ${this.#task} was damaged each time.`,
        );
    const { njobs, nproc, tasks, log } = this.#settings;
    const wanted = Math.min(Math.max(tasks - this.#elements.length, 1), free.length);
    const size = wanted > 1 ? Math.min(wanted, await this.#queue.maxArraySize()) : 1;
    // Every n-th shard: the first results come first from all tasks, and what is heavy in one region of a scan is spread.
    const elements = Array.from({ length: size }, (_, i) => free.filter((_, at) => at % size === i));
    const n = ++this.#submissions;
    const id = this.#job.path.slice(-16).replaceAll(/[^\w-]/g, "");
    const submission: Submission = { n, elements, threads: nproc, name: `ewald-${id}-${n}` };
    await this.#job.writeSubmission(submission);
    const script = await this.#job.writeScript(batchScript(this.#job.path, this.#settings));
    const args = [
      `--array=0-${size - 1}%${njobs}`,
      `--output=${this.#job.logPath(n, "\0").replaceAll("%", "%%").replace("\0", "%a")}`,
      `--chdir=${process.cwd()}`,
      "--open-mode=append",
      "--requeue",
      "--nodes=1",
      "--ntasks=1",
      ...this.#settings.sbatchArgs,
    ];
    const array = await this.#queue.submit(args, submission.name, [script, String(n)], this.#signal);
    const submitted = { ...submission, ...array };
    for (const [index, shards] of elements.entries()) this.#take({ submission: submitted, index, shards });
    await this.#job.writeSubmission(submitted);
    this.#asked = performance.now();
    log(`Job array ${array.job}: ${size} ${size === 1 ? "task" : "tasks"} for ${free.length} shards.`);
  }
}

const times = (count: number) => (count === 1 ? "once" : `${count} times`);
const keyOf = ({ submission, index }: Element) => `${submission.n}_${index}`;
const idOf = ({ submission, index }: Element) => `${submission.job}_${index}`;
