import { showValue } from "../display/bundle.js";
import { DisplayHandle, type Displays } from "../display/display.js";
import { clearAsyncStack, forgiveUnwoundStacks } from "./async-stack.js";
import { rememberCell } from "./cell-sources.js";
import { cellUrl } from "./cell-url.js";
import type { CellProgram, Evaluator, Outcome } from "./evaluator.js";
import { ExitCalled } from "./guards.js";
import type { InspectorSession } from "./inspector-session.js";
import { runFrom } from "./origin.js";
import { INTERRUPTED, reportThrown } from "./report.js";

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";

/** The evaluator of Node: cells run on this thread in V8's REPL mode, in one shared lexical scope. */
export class ReplEvaluator implements Evaluator {
  readonly #session: InspectorSession;
  readonly #displays: Displays;
  readonly #ready: Promise<unknown>;
  #stop: (() => void) | undefined;

  /** @param ready what must be done before the first cell (the preload) */
  constructor(session: InspectorSession, displays: Displays, ready: Promise<unknown>) {
    this.#session = session;
    this.#displays = displays;
    this.#ready = ready;
  }

  async evaluate(program: CellProgram): Promise<Outcome> {
    const stopped = new Promise<"stopped">((resolve) => {
      this.#stop = () => resolve("stopped");
    });
    try {
      rememberCell(program);
      const outcome = await Promise.race([
        stopped,
        this.#ready.then(() => runFrom(program.origin, () => this.#run(program))),
      ]);
      return outcome === "stopped" ? { status: "error", ...INTERRUPTED } : outcome;
    } finally {
      this.#stop = undefined;
      this.#displays.forget(program.origin);
      this.#session.release();
    }
  }

  interrupt(): void {
    clearAsyncStack();
    this.#stop?.();
  }

  async #run(program: CellProgram): Promise<Outcome> {
    forgiveUnwoundStacks();
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
      await this.#displays.settled(program.origin);
      return result ? { status: "ok", result } : { status: "ok" };
    } catch (error) {
      return { status: "error", ...reportThrown(error) };
    }
  }
}
