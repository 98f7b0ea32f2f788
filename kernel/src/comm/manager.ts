import { randomUUID } from "node:crypto";
import type { Outlet } from "../evaluator/outlet.js";
import type { Comm, CommExtras, CommHandler, CommMessage, Comms } from "./comm.js";

interface Open {
  comm: Comm;
  onMessage?: CommHandler;
  onClose?: CommHandler;
}

type Wire = { comm_id?: unknown; target_name?: unknown; data?: unknown };

const object = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** All open comms of the kernel. Failures of handlers are reported as uncaught, and end nothing. */
export class CommManager implements Comms {
  readonly #outlet: Outlet;
  readonly #open = new Map<string, Open>();
  readonly #targets = new Map<string, (comm: Comm, opening: CommMessage) => unknown>();
  /** Openings that wait for `loaded`, by the id of the comm, whose messages wait for them. */
  readonly #opening = new Map<string, Promise<void>>();
  /** Kept when the modules are there that register targets of their own: a front end may ask before. */
  loaded: Promise<unknown> = Promise.resolve();

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  open(target: string, data: Record<string, unknown> = {}, extras: CommExtras = {}): Comm {
    const { comm } = this.#add(randomUUID(), target);
    const content = { comm_id: comm.id, target_name: target, data };
    this.#outlet.publish("comm_open", content, extras.metadata, extras.buffers);
    return comm;
  }

  registerTarget(target: string, handler: (comm: Comm, opening: CommMessage) => unknown): void {
    this.#targets.set(target, handler);
  }

  unregisterTarget(target: string): void {
    this.#targets.delete(target);
  }

  /** A comm_open, comm_msg or comm_close from the front end. */
  async receive(
    type: string,
    content: Wire,
    metadata: Record<string, unknown>,
    buffers: Uint8Array[],
  ): Promise<void> {
    const id = String(content.comm_id);
    const message: CommMessage = { data: object(content.data), metadata, buffers };
    if (type === "comm_open") {
      const target = String(content.target_name);
      if (this.#targets.has(target)) return this.#opened(id, target, message);
      const later = this.loaded.then(() => this.#opened(id, target, message));
      this.#opening.set(id, later);
      return later.finally(() => this.#opening.delete(id));
    }
    // What goes wrong in the opening is told there.
    await this.#opening.get(id)?.catch(() => {});
    const open = this.#open.get(id);
    if (type === "comm_close") {
      this.#open.delete(id);
      await open?.onClose?.(message);
    } else await open?.onMessage?.(message);
  }

  async #opened(id: string, target: string, message: CommMessage): Promise<void> {
    const handler = this.#targets.get(target);
    if (handler) await handler(this.#add(id, target).comm, message);
    else this.#outlet.publish("comm_close", { comm_id: id, data: {} });
  }

  #add(id: string, target: string): Open {
    const publish = (type: string, data: Record<string, unknown>, extras: CommExtras) =>
      this.#outlet.publish(type, { comm_id: id, data }, extras.metadata, extras.buffers);
    const open: Open = {
      comm: {
        id,
        target,
        send: (data, extras = {}) => {
          if (!this.#open.has(id))
            throw new Error(`the comm ${id} (${target}) is closed; open a new one to send`);
          publish("comm_msg", data, extras);
        },
        close: (data = {}, extras = {}) => {
          if (this.#open.delete(id)) publish("comm_close", data, extras);
        },
        onMessage: (handler) => {
          open.onMessage = handler;
        },
        onClose: (handler) => {
          open.onClose = handler;
        },
      },
    };
    this.#open.set(id, open);
    return open;
  }
}
