import type { Rpc } from "../threads/rpc.js";
import { currentOrigin } from "./origin.js";

export type StreamName = "stdout" | "stderr";

/** The way out of the main thread: what cells print and publish, each with the cell it came from. */
export class Outlet {
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  stream(name: StreamName, text: string): void {
    if (text !== "") this.#rpc.notify("stream", [currentOrigin(), name, text]);
  }

  /** Publishes on iopub. The buffers are copied, so the caller may go on writing into them. */
  publish(
    type: string,
    content: Record<string, unknown>,
    metadata: Record<string, unknown> = {},
    buffers: readonly (ArrayBuffer | ArrayBufferView)[] = [],
  ): void {
    const copies = buffers.map((buffer) =>
      ArrayBuffer.isView(buffer)
        ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).slice()
        : new Uint8Array(buffer).slice(),
    );
    const transfer = copies.map((copy) => copy.buffer as ArrayBuffer);
    this.#rpc.notify("publish", [currentOrigin(), type, content, metadata, copies], transfer);
  }
}
