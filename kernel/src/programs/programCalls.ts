import type { ProgramSurroundings } from "ewald";
import type { Displays } from "../display/display.js";
import { currentOrigin } from "../evaluator/origin.js";
import { ProgramCall, type ProgressWidgets } from "./programCall.js";

/** An aborted program has so long to end, ms; and then its cell, which may have caught the error. */
const PROGRAM_GRACE_MS = 1000;
const CELL_GRACE_MS = 100;

/** The programs that cells run: shown while they take long, ended by an interrupt. */
export class ProgramCalls {
  readonly #displays: Displays;
  readonly #count: (running: number) => void;
  /** Set when it is loaded. */
  widgets: ProgressWidgets | undefined;
  readonly #running = new Set<ProgramCall>();
  /** Cells that were interrupted. What goes on of them, having caught the error, comes to rest at the next call. */
  readonly #interrupted = new Set<number>();

  /** @param count told how many calls run, whenever that changes */
  constructor(displays: Displays, count: (running: number) => void) {
    this.#displays = displays;
    this.#count = count;
  }

  begin(name: string): ProgramSurroundings {
    const origin = currentOrigin();
    if (this.#interrupted.has(origin)) return { context: {}, turn: new Promise(() => {}), ended() {} };
    const call = new ProgramCall(name, origin, this.#displays, () => this.widgets);
    this.#running.add(call);
    this.#count(this.#running.size);
    return {
      context: { signal: call.signal, progress: (progress) => call.progress(progress) },
      ended: (failure) =>
        this.#end(call, call.signal.aborted && failure ? "aborted" : failure ? "failed" : "done"),
    };
  }

  /**
   * Aborts all calls. The promise is kept when they have ended and their cell has had the time to fail with what they threw; undefined
   * when there is nothing to wait for: no call, or all were aborted before and do not heed it.
   */
  abort(): Promise<void> | undefined {
    const calls = [...this.#running].filter(({ signal }) => !signal.aborted);
    for (const call of calls) {
      this.#interrupted.add(call.origin);
      call.abort();
    }
    return calls.length === 0 ? undefined : this.#ending(calls);
  }

  async #ending(calls: readonly ProgramCall[]): Promise<void> {
    await Promise.race([Promise.all(calls.map(({ ended }) => ended)), after(PROGRAM_GRACE_MS)]);
    // Code that V8 was told to terminate never tells.
    for (const call of calls) this.#end(call, "aborted");
    await after(CELL_GRACE_MS);
  }

  #end(call: ProgramCall, state: "done" | "failed" | "aborted"): void {
    call.end(state);
    if (this.#running.delete(call)) this.#count(this.#running.size);
  }
}

const after = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
