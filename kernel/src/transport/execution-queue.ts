export interface Job {
  run(): Promise<void>;
  /** Called instead of `run` when an error before it stops the queue. */
  abort(): void;
  /** Whether an error before it may stop it. */
  abortable: boolean;
}

/** Runs what must keep its order (cells, openings of comms) one at a time. */
export class ExecutionQueue {
  #jobs: Job[] = [];
  #running = false;

  get busy(): boolean {
    return this.#running;
  }

  push(job: Job): void {
    this.#jobs.push(job);
    if (!this.#running) void this.#work();
  }

  /** Aborts all waiting jobs that may be. */
  abortWaiting(): void {
    const waiting = this.#jobs;
    this.#jobs = waiting.filter(({ abortable }) => !abortable);
    for (const job of waiting) if (job.abortable) job.abort();
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) await job.run();
    this.#running = false;
  }
}
