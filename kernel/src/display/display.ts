import { randomUUID } from "node:crypto";
import { currentOrigin, runFrom } from "../evaluator/origin.js";
import type { Outlet } from "../evaluator/outlet.js";
import { type Shown, showValue, wireBundle } from "./bundle.js";

export interface DisplayOptions {
  /** The value is itself a MIME bundle: MIME type → string, JSON or bytes. */
  raw?: boolean;
  /** Metadata by MIME type, as the protocol has it. */
  metadata?: Record<string, unknown>;
}

/** Something shown, that can be shown anew in the same place. */
export class DisplayHandle {
  readonly id: string;
  readonly #update: (value: unknown, options: DisplayOptions) => void;

  constructor(id: string, update: (value: unknown, options: DisplayOptions) => void) {
    this.id = id;
    this.#update = update;
  }

  /** Replaces what is shown, wherever the notebook shows it. */
  update(value: unknown, options: DisplayOptions = {}): void {
    this.#update(value, options);
  }
}

/** Publishes display_data in the order of the calls, waiting for values that draw themselves asynchronously. */
export class Displays {
  readonly #outlet: Outlet;
  readonly #pending = new Map<number, Promise<void>>();

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  show(value: unknown, options: DisplayOptions = {}): DisplayHandle {
    const id = randomUUID();
    this.#send("display_data", id, value, options);
    return new DisplayHandle(id, (next, nextOptions) =>
      this.#send("update_display_data", id, next, nextOptions),
    );
  }

  update(id: string, value: unknown, options: DisplayOptions = {}): void {
    this.#send("update_display_data", id, value, options);
  }

  /** Clears the cell's output; with `wait`, only when the next output comes. */
  clear(wait = false): void {
    this.#inOrder(() => this.#outlet.publish("clear_output", { wait }));
  }

  /** Resolves when all the cell has displayed so far is published. Rejects if a value failed to draw itself. */
  async settled(origin: number): Promise<void> {
    await this.#pending.get(origin);
  }

  forget(origin: number): void {
    this.#pending.delete(origin);
  }

  #send(
    type: "display_data" | "update_display_data",
    id: string,
    value: unknown,
    options: DisplayOptions,
  ): void {
    const shown: Shown | Promise<Shown> = options.raw
      ? { data: wireBundle(value as Record<string, unknown>), metadata: {} }
      : showValue(value);
    const publish = ({ data, metadata }: Shown) =>
      this.#outlet.publish(type, {
        data,
        metadata: { ...metadata, ...options.metadata },
        transient: { display_id: id },
      });
    if (shown instanceof Promise) this.#inOrder(() => shown.then(publish), true);
    else this.#inOrder(() => publish(shown));
  }

  #inOrder(step: () => void | Promise<void>, waits = false): void {
    const origin = currentOrigin();
    const before = this.#pending.get(origin);
    if (!before && !waits) {
      step();
      return;
    }
    const after = (before ?? Promise.resolve()).then(() => runFrom(origin, step));
    after.catch(() => {}); // told through settled(); must not also count as unhandled
    this.#pending.set(origin, after);
  }
}
