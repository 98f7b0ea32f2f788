/**
 * A view is a framework-free module that exports `render`. It draws `model` into `el` and keeps it up to date
 * until `signal` aborts; then it lets go of everything it holds. JupyterLab's MIME renderer and widget manager
 * each wrap the same views.
 */
export interface ViewContext {
  readonly model: ViewModel;
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

/** What a view may know of its model: named values, and when one changes. */
export interface ViewModel {
  get(name: string): unknown;
  onChange(name: string, listener: () => void, signal: AbortSignal): void;
}

export type Render = (context: ViewContext) => void;

/** A model whose values are set by the wrapper. */
export class LocalModel implements ViewModel {
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
