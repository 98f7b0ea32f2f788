import type { DisplayHandle, Displays } from "../display/display.js";
import { within } from "../evaluator/origin.js";
import { type CallState, progressView } from "./progressView.js";

/** A call that takes longer is shown, ms. */
const PATIENCE_MS = 500;
/** Between two pictures of it, ms: with progress, and without, when only time passes. */
const REFRESH_MS = 100;
const TICK_MS = 500;

/** One call of a program by a cell: its signal, and its progress as a display of the cell. */
export class ProgramCall {
  /** The cell that called. */
  readonly origin: number;
  readonly ended: Promise<void>;
  readonly #name: string;
  readonly #displays: Displays;
  readonly #stop = new AbortController();
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  #tick: NodeJS.Timeout | undefined;
  #progress: CallState["progress"];
  #handle: DisplayHandle | undefined;
  #shownAt = 0;
  #over = false;
  #resolve = () => {};

  constructor(name: string, origin: number, displays: Displays) {
    this.#name = name;
    this.origin = origin;
    this.#displays = displays;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = setTimeout(() => this.#show("running"), PATIENCE_MS);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Code that holds the thread lets no timer go off; its progress is shown all the same. */
  progress(progress: NonNullable<CallState["progress"]>): void {
    this.#progress = progress;
    const now = performance.now();
    if (now - this.#began >= PATIENCE_MS && now - this.#shownAt >= REFRESH_MS) this.#show("running");
  }

  abort(): void {
    this.#stop.abort();
  }

  /** The call is over, in this way; what is shown of it stays as one line. */
  end(state: "done" | "failed" | "aborted"): void {
    if (this.#over) return;
    clearTimeout(this.#timer);
    clearInterval(this.#tick);
    if (this.#handle) this.#show(state);
    this.#over = true;
    this.#resolve();
  }

  #show(state: CallState["state"]): void {
    if (this.#over) return;
    const now = performance.now();
    this.#shownAt = now;
    const view = progressView({
      name: this.#name,
      progress: this.#progress,
      milliseconds: now - this.#began,
      state,
    });
    within(this.origin, () => {
      if (this.#handle) this.#handle.update(view, { raw: true });
      else this.#handle = this.#displays.show(view, { raw: true });
    });
    if (state === "running") this.#tick ??= setInterval(() => this.#show("running"), TICK_MS);
  }
}
