import { Session } from "node:inspector";
import type { Rpc } from "../threads/rpc.js";

const PATIENCE_MS = 15;
/** While a program runs, which lets the thread go now and then and cleans up when aborted. */
const PROGRAM_PATIENCE_MS = 600;
const ATTEMPTS = 40;

/**
 * Stops whatever the main thread does. A thread that is free hears our message and ends the cell's waiting; one
 * that is held by user code does not answer in time, and V8 is told from here to terminate what it executes.
 */
export class Interrupter {
  readonly #main: Rpc;
  /** How many programs run on the main thread. */
  programs = 0;
  readonly #resume: () => Promise<void>;
  #session: Session | undefined;

  /** @param resume lets a thread go on, and end its cell, that a debugger holds */
  constructor(main: Rpc, resume: () => Promise<void>) {
    this.#main = main;
    this.#resume = resume;
  }

  async interrupt(): Promise<void> {
    await this.#resume();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const heard = this.#main.call<void>("interrupt").then(() => true);
      const patience = this.programs > 0 && attempt === 0 ? PROGRAM_PATIENCE_MS : PATIENCE_MS;
      if (await Promise.race([heard, after(patience)])) return;
      await Promise.race([this.#terminate(), after(200)]);
      if (await Promise.race([heard, after(PATIENCE_MS)])) return;
    }
  }

  /** Lets go of the main thread, which would otherwise wait for us at its exit. */
  disconnect(): void {
    this.#session?.disconnect();
    this.#session = undefined;
  }

  #terminate(): Promise<unknown> {
    if (!this.#session) {
      this.#session = new Session();
      this.#session.connectToMainThread();
    }
    const session = this.#session;
    return new Promise((resolve) => session.post("Runtime.terminateExecution", resolve));
  }
}

const after = (milliseconds: number): Promise<false> =>
  new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
