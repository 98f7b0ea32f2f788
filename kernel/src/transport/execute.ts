import type { CellDebugger } from "../debugger/debugger.js";
import { errorHeading, excerpt } from "../display/excerpt.js";
import type { CellProgram, Failure, Outcome } from "../evaluator/evaluator.js";
import type { CellError, Compiled, LanguageService } from "../language/language.js";
import type { Rpc } from "../threads/rpc.js";
import type { History } from "./history.js";
import { flag, type Header, type Json, type Message, text } from "./message.js";
import type { Origins } from "./origins.js";
import type { Outgoing } from "./outgoing.js";
import { pagerPayload } from "./pager.js";

interface Parts {
  main: Rpc;
  language: LanguageService;
  outgoing: Outgoing;
  origins: Origins;
  history: History;
  /** Told of every cell before it runs. */
  debugger: CellDebugger;
}

const failure = (errors: readonly CellError[], count: number, source: string): Failure => {
  const first = errors[0] as CellError;
  const ename = first.syntax ? "SyntaxError" : "TypeScriptError";
  const sentence = ({ message, code }: CellError) => (code ? `${message} (TS${code})` : message);
  const traceback = errors.flatMap((error) => [
    errorHeading(ename, sentence(error)),
    excerpt({ count, source, line: error.line, column: error.column }),
  ]);
  return { ename, evalue: `Cell [${count}], line ${first.line}: ${sentence(first)}`, traceback };
};

/** Carries out execute requests: check, run, tell. */
export class Executor {
  readonly #parts: Parts;
  #count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Runs one request. Returns its reply's content. */
  async execute({ header, content }: Message): Promise<Json> {
    const { outgoing, origins, history, language } = this.#parts;
    const code = text(content, "code");
    const silent = flag(content, "silent", false);
    const stored = !silent && flag(content, "store_history", true);
    if (stored) history.add(++this.#count, code);
    const count = this.#count;
    const origin = origins.add(header);
    if (!silent) outgoing.publish(header, "execute_input", { code, execution_count: count });
    const payload = await pagerPayload(language, code);
    if (payload) return { status: "ok", execution_count: count, user_expressions: {}, payload };
    const outcome = await this.#run(header, origin, count, code);
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

  async #run(header: Header, origin: number, count: number, source: string): Promise<Outcome> {
    if (source.trim() === "") return { status: "ok" };
    const compiled = await this.#parts.language.compile(source);
    if (!compiled.ok) return { status: "error", ...failure(compiled.errors, count, source) };
    for (const warning of compiled.warnings) {
      const { traceback } = failure([warning], count, source);
      this.#parts.outgoing.stream(header, "stderr", `${traceback.join("\n")}\n`);
    }
    return this.#evaluate(compiled, origin, count, source);
  }

  async #evaluate(
    compiled: Compiled & { ok: true },
    origin: number,
    count: number,
    source: string,
  ): Promise<Outcome> {
    const { code, map, hasValue } = compiled;
    const program: CellProgram = { origin, count, source, code, map, hasValue };
    await this.#parts.debugger.before(program);
    return this.#parts.main.call<Outcome>("evaluate", program);
  }

  async #userExpressions(expressions: unknown, header: Header, count: number): Promise<Json> {
    const out: Json = {};
    if (typeof expressions !== "object" || expressions === null) return out;
    for (const [name, expression] of Object.entries(expressions)) {
      const source = String(expression);
      const compiled = await this.#parts.language.translate(source);
      if (!compiled.ok) continue;
      const outcome = await this.#evaluate(compiled, this.#parts.origins.add(header), count, source);
      if (outcome.status === "error") out[name] = outcome;
      else
        out[name] = {
          status: "ok",
          ...(outcome.result ?? { data: { "text/plain": "undefined" }, metadata: {} }),
        };
    }
    return out;
  }

  get count(): number {
    return this.#count;
  }
}
