import { showValue } from "../display/bundle.js";
import { DisplayHandle, type Displays } from "../display/display.js";
import type { Preload } from "../preload/preload.js";
import type { ProgramCalls } from "../programs/programCalls.js";
import { clearAsyncStack, forgiveUnwoundStacks } from "./async-stack.js";
import { rememberCell } from "./cell-sources.js";
import { cellUrl } from "./cell-url.js";
import type { CellProgram, Evaluator, Outcome } from "./evaluator.js";
import { ExitCalled } from "./guards.js";
import type { InspectorSession } from "./inspector-session.js";
import { INTERRUPTED } from "./interrupted.js";
import { runFrom } from "./origin.js";
import { reportThrown } from "./report.js";
import { Results } from "./results.js";

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";

/** The evaluator of Node: cells run on this thread in V8's REPL mode, in one shared lexical scope. */
export class ReplEvaluator implements Evaluator {
  readonly #session: InspectorSession;
  readonly #displays: Displays;
  readonly #calls: ProgramCalls;
  readonly #preload: Preload;
  readonly #results = new Results();
  #stop: (() => void) | undefined;

  /** @param preload what must be there before the first cell */
  constructor(session: InspectorSession, displays: Displays, calls: ProgramCalls, preload: Preload) {
    this.#session = session;
    this.#displays = displays;
    this.#calls = calls;
    this.#preload = preload;
  }

  async evaluate(program: CellProgram): Promise<Outcome> {
    const stopped = new Promise<"stopped">((resolve) => {
      this.#stop = () => resolve("stopped");
    });
    try {
      rememberCell(program);
      const ready = await Promise.race([stopped, this.#preload.ready]);
      // A cell stopped while it waits for the preload must not begin afterwards.
      const outcome =
        ready === "stopped"
          ? ready
          : await Promise.race([stopped, runFrom(program.origin, () => this.#run(program))]);
      return outcome === "stopped" ? { status: "error", ...INTERRUPTED } : outcome;
    } finally {
      this.#stop = undefined;
      this.#displays.forget(program.origin);
      this.#session.release();
    }
  }

  /** Remembers the text of a cell, whether or not it can run. */
  input(count: number, source: string): void {
    this.#results.input(count, source);
  }

  interrupt(): void {
    clearAsyncStack();
    const stop = this.#stop;
    // A cell that awaits a program fails with what the program throws when it is aborted.
    const ending = this.#calls.abort();
    if (ending) void ending.then(() => stop?.());
    else stop?.();
  }

  async #run(program: CellProgram): Promise<Outcome> {
    forgiveUnwoundStacks();
    this.#preload.set(program.preload);
    const expression = `"use strict";\n${program.code}\n//# sourceURL=${cellUrl(program.origin)}`;
    try {
      const ran = await this.#session.run(expression, program.hasValue);
      if (ran === "terminated") return { status: "error", ...INTERRUPTED };
      if ("thrown" in ran) {
        if (ran.thrown instanceof ExitCalled) process.stderr.write(`${ran.thrown.message}\n`);
        else return { status: "error", ...reportThrown(ran.thrown) };
        return { status: "ok" };
      }
      const value = isThenable(ran.value) ? await ran.value : ran.value;
      const silent = value === undefined || value instanceof DisplayHandle;
      const result = silent ? undefined : await showValue(value);
      if (program.stored && !silent) this.#results.output(program.count, value);
      await this.#displays.settled(program.origin);
      return result ? { status: "ok", result } : { status: "ok" };
    } catch (error) {
      return { status: "error", ...reportThrown(error) };
    }
  }
}
