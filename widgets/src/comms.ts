/**
 * What widgets need of the kernel's comms, which it gives as `globalThis[Symbol.for("Jupyter.comms")]`. Any kernel that
 * gives the same can show Ewald's widgets.
 */
export interface CommMessage {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export interface CommExtras {
  metadata?: Record<string, unknown>;
  buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** One open comm: a named pair of ends, one in the kernel, one in the front end. */
export interface Comm {
  readonly id: string;
  send(data: Record<string, unknown>, extras?: CommExtras): void;
  close(data?: Record<string, unknown>): void;
  onMessage(handler: (message: CommMessage) => unknown): void;
  onClose(handler: (message: CommMessage) => unknown): void;
}

export interface Comms {
  open(target: string, data?: Record<string, unknown>, extras?: CommExtras): Comm;
  registerTarget(target: string, handler: (comm: Comm, opening: CommMessage) => unknown): void;
}

const COMMS = Symbol.for("Jupyter.comms");

/** The comms of the kernel that this runs in; undefined in plain Node. */
export const kernelComms = (): Comms | undefined =>
  (globalThis as unknown as Record<symbol, Comms | undefined>)[COMMS];
