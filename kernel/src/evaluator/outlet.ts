import { AsyncLocalStorage } from "node:async_hooks";
import type { Rpc } from "../threads/rpc.js";
import { currentOrigin } from "./origin.js";

export type StreamName = "stdout" | "stderr";

/** Takes what would stand below a cell: the type of message that would carry it, and its content. */
export type Sink = (type: string, content: Record<string, unknown>) => void;

/** The function `globalThis[Symbol.for("Jupyter.capture")]`. */
export const CAPTURE = Symbol.for("Jupyter.capture");

const TAKEN = new Set(["display_data", "update_display_data", "clear_output"]);

/** The way out of the main thread: what cells print and publish, each with the cell it came from. */
export class Outlet {
  readonly #rpc: Rpc;
  readonly #sink = new AsyncLocalStorage<Sink | undefined>();

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  stream(name: StreamName, text: string): void {
    if (text === "") return;
    const sink = this.#sink.getStore();
    if (sink) this.#sink.run(undefined, () => sink("stream", { name, text }));
    else this.#rpc.notify("stream", [currentOrigin(), name, text]);
  }

  /** Runs `body`; what it prints and displays, also later, goes to `sink` and is not published. */
  capture<Result>(sink: Sink, body: () => Result): Result {
    return this.#sink.run(sink, body);
  }

  /** Publishes on iopub. The buffers are copied, so the caller may go on writing into them. */
  publish(
    type: string,
    content: Record<string, unknown>,
    metadata: Record<string, unknown> = {},
    buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
  ): void {
    const sink = TAKEN.has(type) ? this.#sink.getStore() : undefined;
    if (sink) {
      this.#sink.run(undefined, () => sink(type, content));
      return;
    }
    const copies = buffers.map((buffer) =>
      ArrayBuffer.isView(buffer)
        ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).slice()
        : new Uint8Array(buffer).slice(),
    );
    const transfer = copies.map((copy) => copy.buffer as ArrayBuffer);
    this.#rpc.notify("publish", [currentOrigin(), type, content, metadata, copies], transfer);
  }
}
