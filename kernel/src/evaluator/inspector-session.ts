import { type Runtime, Session } from "node:inspector";
import { promiseHooks } from "node:v8";

type Thrown = { thrown: unknown };
type Ran = { value: unknown } | Thrown | "terminated";

const HOLDER = Symbol.for("ewald.kernel.holder");
const GROUP = "ewald-cell";

/** A same-thread inspector session: V8's own REPL mode, giving back raw values rather than descriptions of them. */
export class InspectorSession {
  readonly #session = new Session();
  readonly #holder: { value: unknown } = { value: undefined };
  readonly #holderId: Promise<string>;
  #holderIdNow = "";
  /** The promises of cells under way, and of those that were stopped and never settle. */
  readonly #kept = new Set<Promise<unknown>>();

  constructor() {
    this.#session.connect();
    const scope = globalThis as unknown as Record<symbol, unknown>;
    scope[HOLDER] = this.#holder;
    this.#holderId = this.#evaluate(`globalThis[Symbol.for("ewald.kernel.holder")]`, "ewald-kernel").then(
      (reply) => {
        delete scope[HOLDER];
        this.#holderIdNow = reply?.result.objectId ?? "";
        return this.#holderIdNow;
      },
    );
  }

  /** Runs code in the shared REPL scope and awaits it. `terminated` when execution was stopped from outside. */
  async run(expression: string, wantsValue: boolean): Promise<Ran> {
    const holderId = await this.#holderId;
    const reply = await this.#evaluate(expression);
    if (!reply) return "terminated";
    const { exceptionDetails, result } = reply;
    if (exceptionDetails) {
      const { exception } = exceptionDetails;
      if (!exception) return "terminated";
      return { thrown: this.#raw(holderId, exception) };
    }
    return { value: wantsValue ? this.#raw(holderId, result) : undefined };
  }

  #evaluate(expression: string, objectGroup = GROUP): Promise<Runtime.EvaluateReturnType | undefined> {
    return new Promise((resolve) => {
      // The first promise made is the cell's own. Nothing else may refer to it once its code waits for nothing or was
      // terminated; were it collected, V8 would tell us so by a callback from within the collector, and Node 22 dies
      // of that ("Invoke in DisallowJavascriptExecutionScope").
      let cell: Promise<unknown> | undefined;
      let settled = false;
      const stop = promiseHooks.onInit((promise) => {
        cell ??= promise;
      });
      try {
        this.#session.post(
          "Runtime.evaluate",
          { expression, replMode: true, awaitPromise: true, objectGroup },
          (error, reply) => {
            settled = true;
            if (cell) this.#kept.delete(cell);
            resolve(error ? undefined : (reply as Runtime.EvaluateReturnType));
          },
        );
      } finally {
        (stop as () => void)();
        if (cell && !settled) this.#kept.add(cell);
      }
    });
  }

  /** What an expression means, if that can be found out without side effects; the call completes at once. */
  peek(expression: string): unknown {
    let remote: Runtime.RemoteObject | undefined;
    this.#session.post(
      "Runtime.evaluate",
      { expression, throwOnSideEffect: true, silent: true, objectGroup: GROUP, timeout: 50 },
      (error, reply) => {
        const { exceptionDetails, result } = reply as Runtime.EvaluateReturnType;
        if (!error && !exceptionDetails) remote = result;
      },
    );
    return remote?.objectId && this.#holderIdNow ? this.#raw(this.#holderIdNow, remote) : undefined;
  }

  /** The value behind a remote object; the call completes before `post` returns. */
  #raw(holderId: string, remote: Runtime.RemoteObject): unknown {
    const { objectId, unserializableValue, value } = remote;
    const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
    this.#session.post("Runtime.callFunctionOn", {
      objectId: holderId,
      functionDeclaration: "function (value) { this.value = value; }",
      arguments: [remote.type === "undefined" ? {} : argument],
    });
    const raw = this.#holder.value;
    this.#holder.value = undefined;
    return raw;
  }

  release(): void {
    this.#session.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}
