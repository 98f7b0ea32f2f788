import { cellUrl, LEADING_LINES } from "../evaluator/cell-url.js";
import type { Json } from "../transport/message.js";
import { type DebugCells, linesOf, type Run } from "./cells.js";
import { object } from "./dap.js";
import type { InspectorClient } from "./inspector-client.js";

export interface Breakpoint {
  /** 1-based, in the user's text. */
  line: number;
  condition: string | undefined;
  logMessage: string | undefined;
}

/** JavaScript for `Energy {e} keV`: prints and goes on. */
const logging = (message: string): string => {
  const parts = message.split(/\{([^{}]+)\}/);
  const args = parts.map((part, at) => (at % 2 ? `(${part})` : JSON.stringify(part)));
  return `console.log([${args.join(", ")}].join("")), false`;
};

/** The breakpoints a front end has set, by the path of a cell's text, and what V8 knows of them. */
export class Breakpoints {
  readonly #client: InspectorClient;
  readonly #cells: DebugCells;
  readonly #byPath = new Map<string, Breakpoint[]>();
  /** V8's names of them, by path. */
  readonly #ids = new Map<string, string[]>();

  constructor(client: InspectorClient, cells: DebugCells) {
    this.#client = client;
    this.#cells = cells;
  }

  /**
   * Replaces the breakpoints of a path. One on a line without code moves to the next that has some.
   * @param javascript translates a condition from TypeScript
   */
  async set(
    path: string,
    wanted: readonly unknown[],
    javascript: (text: string) => Promise<string>,
  ): Promise<Json[]> {
    for (const breakpointId of this.#ids.get(path) ?? [])
      await this.#client.post("Debugger.removeBreakpoint", { breakpointId }).catch(() => {});
    this.#ids.delete(path);
    const lines = await this.#cells.lines(path);
    const set: Breakpoint[] = [];
    const told: Json[] = [];
    for (const one of wanted.map(object)) {
      const asked = Number(one.line);
      const code = lines?.emitted(asked - 1);
      if (lines && !code) {
        told.push({ verified: false, line: asked, message: "There is no code on this line or after it." });
        continue;
      }
      const line = code ? code.originalLine + 1 : asked;
      const condition = typeof one.condition === "string" ? one.condition.trim() : "";
      const message = typeof one.logMessage === "string" ? one.logMessage : "";
      try {
        const test = condition === "" ? undefined : await javascript(condition);
        const logMessage = message === "" ? undefined : logging(message);
        set.push({ line, condition: test, logMessage });
        told.push({ verified: true, line, source: { path } });
      } catch (error) {
        told.push({ verified: false, line, message: (error as Error).message });
      }
    }
    if (set.length > 0) this.#byPath.set(path, set);
    else this.#byPath.delete(path);
    for (const run of this.#cells.runsOf(path)) await this.arm(run);
    return told;
  }

  /** Tells V8 of the breakpoints in one run of a cell; it need not have begun. */
  async arm(run: Run): Promise<void> {
    for (const { line, condition, logMessage } of this.#byPath.get(run.path) ?? []) {
      const code = linesOf(run).emitted(line - 1);
      if (!code) continue;
      const test = [condition && `(${condition})`, logMessage && `(${logMessage})`]
        .filter(Boolean)
        .join(" && ");
      const { breakpointId } = await this.#client.post<{ breakpointId: string }>(
        "Debugger.setBreakpointByUrl",
        {
          url: cellUrl(run.origin),
          lineNumber: code.line + LEADING_LINES,
          columnNumber: code.column,
          condition: test,
        },
      );
      this.#ids.set(run.path, [...(this.#ids.get(run.path) ?? []), breakpointId]);
    }
  }

  /** As `debugInfo` tells them. */
  list(): Json[] {
    return [...this.#byPath].map(([path, set]) => ({
      source: path,
      breakpoints: set.map(({ line }) => ({ line, verified: true, source: { path } })),
    }));
  }
}
