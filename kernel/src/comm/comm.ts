/** Data that travels beside a comm message: binary buffers are sent as they are, never as base64. */
export interface CommExtras {
  metadata?: Record<string, unknown>;
  buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** What arrives over a comm. Each buffer is a fresh copy of its bytes. */
export interface CommMessage {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export type CommHandler = (message: CommMessage) => unknown;

/** One open comm: a named pair of ends, one in the kernel, one in the front end. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: Record<string, unknown>, extras?: CommExtras): void;
  close(data?: Record<string, unknown>, extras?: CommExtras): void;
  /** Replaces the handler of messages from the front end. */
  onMessage(handler: CommHandler): void;
  /** Replaces the handler called once when the front end closes the comm. */
  onClose(handler: CommHandler): void;
}

/** What cells and libraries reach as `globalThis[Symbol.for("Jupyter.comms")]`. */
export interface Comms {
  /** Opens a comm whose other end the front end's target of that name makes. */
  open(target: string, data?: Record<string, unknown>, extras?: CommExtras): Comm;
  /** Says who answers when the front end opens a comm to `target`. The opening message comes with it. */
  registerTarget(target: string, handler: (comm: Comm, opening: CommMessage) => unknown): void;
  unregisterTarget(target: string): void;
}

export const COMMS = Symbol.for("Jupyter.comms");
