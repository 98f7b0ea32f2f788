import type { MessagePort, Transferable } from "node:worker_threads";

/** What both ends of a thread boundary need of a port; `parentPort`, `Worker` and `MessagePort` all fit. */
export interface Port {
  postMessage(value: unknown, transfer?: readonly Transferable[]): void;
  on(event: "message", listener: (value: unknown) => void): unknown;
}

type Call = { kind: "call"; id: number; method: string; args: unknown[] };
type Notice = { kind: "notice"; method: string; args: unknown[] };
type Reply = { kind: "reply"; id: number; value?: unknown; error?: string };
type Packet = Call | Notice | Reply;

// biome-ignore lint/suspicious/noExplicitAny: the argument types are restored by `Remote<T>`
type Methods = Record<string, (...args: any[]) => unknown>;

/** Calls and one-way notices over one port, in order. Both ends may serve and call. */
export class Rpc {
  readonly #port: Port;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (reason: Error) => void }
  >();
  readonly #methods: Methods;
  #next = 0;

  constructor(port: Port, methods: Methods = {}) {
    this.#port = port;
    this.#methods = methods;
    port.on("message", (packet) => this.#receive(packet as Packet));
  }

  call<Result>(method: string, ...args: unknown[]): Promise<Result> {
    const id = ++this.#next;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#port.postMessage({ kind: "call", id, method, args } satisfies Call);
    });
  }

  notify(method: string, args: unknown[], transfer: readonly Transferable[] = []): void {
    this.#port.postMessage({ kind: "notice", method, args } satisfies Notice, transfer);
  }

  #receive(packet: Packet): void {
    if (packet.kind === "reply") {
      const waiting = this.#waiting.get(packet.id);
      this.#waiting.delete(packet.id);
      if (packet.error === undefined) waiting?.resolve(packet.value);
      else waiting?.reject(new Error(packet.error));
      return;
    }
    const method = this.#methods[packet.method];
    if (packet.kind === "notice") {
      method?.(...packet.args);
      return;
    }
    const { id } = packet;
    const answer = async () => {
      if (!method) throw new Error(`no method ${packet.method} on this thread`);
      return method(...packet.args);
    };
    answer().then(
      (value) => this.#port.postMessage({ kind: "reply", id, value } satisfies Reply),
      (error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#port.postMessage({ kind: "reply", id, error: text } satisfies Reply);
      },
    );
  }
}

export type { MessagePort };
