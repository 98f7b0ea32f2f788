import type { CellDebugger } from "../debugger/debugger.js";
import { errorHeading, excerpt } from "../display/excerpt.js";
import type { CellProgram, Failure, Outcome } from "../evaluator/evaluator.js";
import { INTERRUPTED } from "../evaluator/interrupted.js";
import type { CellError, Compiled, LanguageService } from "../language/language.js";
import { magicsHelp, readMagics } from "../language/magics.js";
import type { Rpc } from "../threads/rpc.js";
import type { History } from "./history.js";
import { flag, type Header, type Json, type Message, text } from "./message.js";
import { Npm, splitArguments } from "./npm.js";
import type { Origins } from "./origins.js";
import type { Outgoing } from "./outgoing.js";
import { pagerPayload } from "./pager.js";
import type { Prompter } from "./prompter.js";

interface Parts {
  main: Rpc;
  language: LanguageService;
  outgoing: Outgoing;
  origins: Origins;
  history: History;
  prompter: Prompter;
  /** Told of every cell before it runs. */
  debugger: CellDebugger;
}

const failure = (errors: readonly CellError[], count: number, source: string): Failure => {
  const first = errors[0] as CellError;
  const ename = first.syntax ? "SyntaxError" : "TypeScriptError";
  const sentence = ({ message, code }: CellError) => (code ? `${message} (TS${code})` : message);
  const traceback = errors.flatMap((error) => [
    errorHeading(ename, sentence(error)),
    excerpt({ count, source, line: error.line, column: error.column, length: error.length ?? 1 }),
  ]);
  return { ename, evalue: `Cell [${count}], line ${first.line}: ${sentence(first)}`, traceback };
};

const npmFailure = (problem: string): Failure => {
  const [ename, evalue] =
    problem === "interrupted" ? ["KeyboardInterrupt", "npm was interrupted"] : ["NpmError", problem];
  return { ename, evalue, traceback: [errorHeading(ename, evalue)] };
};

/** Carries out execute requests: check, run, tell. */
export class Executor {
  readonly #parts: Parts;
  readonly #npm = new Npm();
  #count = 0;
  /** Ends the check of the running cell; undefined once the cell is the evaluator's. */
  #stopChecking: (() => void) | undefined;
  #giveUp: () => void = () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Runs one request. Returns its reply's content. */
  async execute(request: Message): Promise<Json> {
    const { header, content } = request;
    const { outgoing, origins, history, language, main, prompter } = this.#parts;
    const code = text(content, "code");
    const silent = flag(content, "silent", false);
    const stored = !silent && flag(content, "store_history", true);
    if (stored) history.add(++this.#count, code);
    const count = this.#count;
    const origin = origins.add(header);
    if (stored) main.notify("input", [count, code]);
    prompter.begin(origin, request);
    if (!silent) outgoing.publish(header, "execute_input", { code, execution_count: count });
    const payload = await pagerPayload(language, code);
    if (payload) return { status: "ok", execution_count: count, user_expressions: {}, payload };
    const outcome = await this.#run(header, origin, count, code, stored);
    prompter.end();
    if (outcome.status === "error") {
      const { ename, evalue, traceback } = outcome;
      outgoing.publish(header, "error", { ename, evalue, traceback });
      return { status: "error", execution_count: count, ename, evalue, traceback };
    }
    if (outcome.result) {
      const plain = outcome.result.data["text/plain"];
      if (stored && typeof plain === "string") history.result(count, plain);
      if (!silent) outgoing.publish(header, "execute_result", { execution_count: count, ...outcome.result });
    }
    const user_expressions = await this.#userExpressions(content.user_expressions, header, count);
    return { status: "ok", execution_count: count, user_expressions, payload: [] };
  }

  async #run(
    header: Header,
    origin: number,
    count: number,
    source: string,
    stored: boolean,
  ): Promise<Outcome> {
    if (source.trim() === "") return { status: "ok" };
    const { npm, help } = readMagics(source);
    const print = (name: string, printed: string) => this.#parts.outgoing.stream(header, name, printed);
    if (help) print("stdout", `${magicsHelp()}\n`);
    for (const line of npm) {
      const problem = await this.#npm.run(splitArguments(line), print);
      if (problem !== undefined) return { status: "error", ...npmFailure(problem) };
    }
    const stopped = new Promise<undefined>((resolve) => {
      this.#stopChecking = () => resolve(undefined);
    });
    const compiled = await Promise.race([stopped, this.#parts.language.compile(source)]);
    this.#stopChecking = undefined;
    if (!compiled) return { status: "error", ...INTERRUPTED };
    if (!compiled.ok) return { status: "error", ...failure(compiled.errors, count, source) };
    for (const warning of compiled.warnings) {
      const { traceback } = failure([warning], count, source);
      this.#parts.outgoing.stream(header, "stderr", `${traceback.join("\n")}\n`);
    }
    return this.#evaluate(compiled, origin, count, source, stored);
  }

  async #evaluate(
    compiled: Compiled & { ok: true },
    origin: number,
    count: number,
    source: string,
    stored: boolean,
  ): Promise<Outcome> {
    const { code, map, hasValue, preload } = compiled;
    const program = {
      origin,
      count,
      source,
      code,
      map,
      hasValue,
      stored,
      preload,
    } satisfies CellProgram;
    await this.#parts.debugger.before(program);
    const givenUp = new Promise<Outcome>((resolve) => {
      this.#giveUp = () => resolve({ status: "error", ...INTERRUPTED });
    });
    return Promise.race([givenUp, this.#parts.main.call<Outcome>("evaluate", program)]);
  }

  async #userExpressions(expressions: unknown, header: Header, count: number): Promise<Json> {
    const out: Json = {};
    if (typeof expressions !== "object" || expressions === null) return out;
    for (const [name, expression] of Object.entries(expressions)) {
      const source = String(expression);
      const compiled = await this.#parts.language.translate(source);
      if (!compiled.ok) continue;
      const outcome = await this.#evaluate(compiled, this.#parts.origins.add(header), count, source, false);
      if (outcome.status === "error") out[name] = outcome;
      else
        out[name] = {
          status: "ok",
          ...(outcome.result ?? { data: { "text/plain": "undefined" }, metadata: {} }),
        };
    }
    return out;
  }

  /** Ends what the executor itself does for a cell: npm, and the check, after which the cell does not begin. */
  interrupt(): void {
    this.#npm.interrupt();
    this.#stopChecking?.();
  }

  /**
   * What answers for the cell that runs now if it is still unanswered when called: on a crowded machine V8 may have
   * terminated, instead of the cell, the kernel's own code that would have told its end.
   */
  get giveUp(): () => void {
    return this.#giveUp;
  }

  get count(): number {
    return this.#count;
  }
}
