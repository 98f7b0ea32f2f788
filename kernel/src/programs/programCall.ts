import type { ProgressValues, progressWidget, Widget } from "ewald-widgets";
import type { DisplayHandle, Displays } from "../display/display.js";
import { within } from "../evaluator/origin.js";
import { type CallState, progressLine, progressView } from "./progressView.js";

/** A call that takes longer is shown, ms. */
const PATIENCE_MS = 500;
/** Between two pictures of it, ms: with progress, and without, when only time passes. */
const REFRESH_MS = 100;
const TICK_MS = 500;

/** The part of ewald-widgets that shows progress. */
export interface ProgressWidgets {
  readonly progressWidget: typeof progressWidget;
}

/** One call of a program by a cell: its signal, and its progress as a display of the cell. */
export class ProgramCall {
  /** The cell that called. */
  readonly origin: number;
  readonly ended: Promise<void>;
  readonly #name: string;
  readonly #displays: Displays;
  readonly #widgets: () => ProgressWidgets | undefined;
  readonly #stop = new AbortController();
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  #tick: NodeJS.Timeout | undefined;
  #progress: CallState["progress"];
  #handle: DisplayHandle | undefined;
  #widget: Widget<ProgressValues> | undefined;
  #shown: CallState | undefined;
  #shownAt = 0;
  #over = false;
  #resolve = () => {};

  /** @param widgets what shows progress with a button that aborts; undefined where it is not loaded */
  constructor(name: string, origin: number, displays: Displays, widgets: () => ProgressWidgets | undefined) {
    this.#name = name;
    this.origin = origin;
    this.#displays = displays;
    this.#widgets = widgets;
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
    const call: CallState = {
      name: this.#name,
      progress: this.#progress,
      milliseconds: now - this.#began,
      state,
    };
    within(this.origin, () => {
      if (state !== "running") this.#close(call);
      else if (this.#handle) this.#update(call);
      else this.#open(call);
    });
    if (state === "running") this.#tick ??= setInterval(() => this.#show("running"), TICK_MS);
  }

  #open(call: CallState): void {
    this.#shown = call;
    this.#widget = this.#widgets()?.progressWidget(valuesOf(call), {
      abort: () => this.abort(),
      fallback: () => progressView(this.#shown ?? call),
    });
    this.#handle = this.#widget
      ? this.#displays.show(this.#widget)
      : this.#displays.show(progressView(call), { raw: true });
  }

  /** A view is told of the values. Where there is none, the whole is shown anew: in a view the button would be lost. */
  #update(call: CallState): void {
    this.#shown = call;
    this.#widget?.set(valuesOf(call));
    if (!this.#widget) this.#handle?.update(progressView(call), { raw: true });
    else if (this.#widget.views === 0) this.#handle?.update(this.#widget);
  }

  #close(call: CallState): void {
    this.#handle?.update(progressView(call), { raw: true });
    this.#widget?.close();
  }
}

const valuesOf = (call: CallState): ProgressValues => ({
  name: call.name,
  line: progressLine(call),
  done: call.progress?.done ?? 0,
  total: call.progress?.total ?? 0,
});
