import type { DisplayHandle, DisplayOptions, Displays } from "./display.js";

/** The global `display`. Its methods show one kind of content each; bytes are sent as base64. */
export interface Display {
  /**
   * Shows a value in the cell's output now: by its `[Symbol.for("Jupyter.display")]()` if it has one, else as text.
   * With `{ raw: true }` the value is itself a MIME bundle.
   */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  html(text: string): DisplayHandle;
  markdown(text: string): DisplayHandle;
  latex(text: string): DisplayHandle;
  javascript(text: string): DisplayHandle;
  svg(text: string): DisplayHandle;
  text(text: string): DisplayHandle;
  json(value: unknown): DisplayHandle;
  png(bytes: Uint8Array): DisplayHandle;
  jpeg(bytes: Uint8Array): DisplayHandle;
  gif(bytes: Uint8Array): DisplayHandle;
  pdf(bytes: Uint8Array): DisplayHandle;
  /** Shows content of any MIME type. */
  raw(mime: string, content: unknown): DisplayHandle;
  /** Shows a value anew wherever the display of this id is shown. */
  update(id: string, value: unknown, options?: DisplayOptions): void;
  /** Clears the cell's output so far; with `wait`, only when the next output comes. */
  clear(options?: { wait?: boolean }): void;
}

/** One method of `display` a kind of content, and its MIME type. */
const KINDS = {
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  javascript: "application/javascript",
  svg: "image/svg+xml",
  text: "text/plain",
  json: "application/json",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
} as const;

type Kinds = Pick<Display, keyof typeof KINDS>;

/** The methods of KINDS, all of which show by way of `raw`. */
export const kindsBy = (raw: Display["raw"]): Kinds =>
  Object.fromEntries(
    Object.entries(KINDS).map(([name, mime]) => [name, (content: unknown) => raw(mime, content)]),
  ) as unknown as Kinds;

export function makeDisplay(displays: Displays): Display {
  const raw = (mime: string, content: unknown) => displays.show({ [mime]: content }, { raw: true });
  return Object.assign((value: unknown, options?: DisplayOptions) => displays.show(value, options), {
    ...kindsBy(raw),
    raw,
    update: (id: string, value: unknown, options?: DisplayOptions) => displays.update(id, value, options),
    clear: ({ wait = false }: { wait?: boolean } = {}) => displays.clear(wait),
  });
}
