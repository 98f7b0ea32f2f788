/**
 * A view is a framework-free module that exports `render`. It draws `model` into `el` and keeps it up to date
 * until `signal` aborts; then it lets go of everything it holds. JupyterLab's MIME renderer and widget manager
 * each wrap the same views.
 */
export interface ViewContext<Model = ViewModel> {
  readonly model: Model;
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

/** Named values, and when one changes. */
export interface Values {
  get(name: string): unknown;
  /** Calls `listener` after each change of the value, from the kernel or from a view, until `signal` aborts. */
  onChange(name: string, listener: () => void, signal: AbortSignal): void;
}

/** What a view may know of its model, the kernel's `Widget`. */
export interface ViewModel extends Values {
  /** Sets a value here, in all other views of the model, and in the kernel. Not for pixels: messages above 10 MB are lost. */
  set(name: string, value: unknown): void;
  /** Sends a custom message to the kernel. `request` is what asks and waits for an answer. */
  send(content: object, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void;
  /** Calls `listener` with each custom message of the kernel until `signal` aborts. */
  onMessage(
    listener: (content: Record<string, unknown>, buffers: DataView[]) => void,
    signal: AbortSignal,
  ): void;
  /** Whether there is a kernel that answers. */
  readonly live: boolean;
  /** Calls `listener` when there is no kernel any more, until `signal` aborts. */
  onEnd(listener: () => void, signal: AbortSignal): void;
}

export type Render = (context: ViewContext) => void | Promise<void>;

/** A model whose values are set by the wrapper. */
export class LocalModel implements Values {
  readonly #values = new Map<string, unknown>();
  readonly #events = new EventTarget();

  get(name: string): unknown {
    return this.#values.get(name);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
    this.#events.dispatchEvent(new Event(name));
  }

  onChange(name: string, listener: () => void, signal: AbortSignal): void {
    this.#events.addEventListener(name, listener, { signal });
  }
}
