// The comms that a kernel gives, ending in a page.
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { type Frame, packFrame, unpackFrame } from "./frame.js";

interface Message {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}
type Handler = (message: Message) => unknown;
type Data = Record<string, unknown>;
type Extras = { buffers?: readonly (ArrayBuffer | ArrayBufferView)[] };

const COMMS = Symbol.for("Jupyter.comms");
const scope = globalThis as unknown as Record<symbol, unknown>;

export class PageComms {
  readonly #open = new Map<string, { onMessage?: Handler; onClose?: Handler }>();
  #socket: WebSocket | undefined;

  /** Makes these the kernel's comms until the returned function is called. */
  install(): () => void {
    const before = scope[COMMS];
    scope[COMMS] = this;
    return () => {
      scope[COMMS] = before;
    };
  }

  connect(socket: WebSocket): void {
    this.#socket = socket;
    socket.on("message", (frame: Buffer) => {
      const { message, buffers } = unpackFrame(frame);
      const received = { data: message.data as Data, metadata: {}, buffers };
      void this.#open.get(String(message.comm))?.onMessage?.(received);
    });
  }

  sendToPage(message: Frame, buffers: readonly (ArrayBuffer | ArrayBufferView)[] = []): void {
    const bytes = buffers.map((one) =>
      ArrayBuffer.isView(one)
        ? new Uint8Array(one.buffer, one.byteOffset, one.byteLength)
        : new Uint8Array(one),
    );
    this.#socket?.send(packFrame(message, bytes));
  }

  registerTarget(): void {}

  open(_target: string, data: Data = {}, { buffers }: Extras = {}) {
    const id = randomUUID();
    const open: { onMessage?: Handler; onClose?: Handler } = {};
    this.#open.set(id, open);
    this.sendToPage({ comm: id, open: true, data }, buffers);
    return {
      id,
      send: (content: Data, extras: Extras = {}) =>
        this.sendToPage({ comm: id, data: content }, extras.buffers),
      close: () => {
        this.#open.delete(id);
        this.sendToPage({ comm: id, close: true });
      },
      onMessage: (handler: Handler) => void (open.onMessage = handler),
      onClose: (handler: Handler) => void (open.onClose = handler),
    };
  }

  /** No more messages go either way, and the page knows. */
  end(): void {
    this.sendToPage({ end: true });
    this.#open.clear();
  }
}
