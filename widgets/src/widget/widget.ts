import {
  MODEL_NAME,
  MODULE,
  STILL_KEY,
  type Still,
  VERSION,
  VIEW_KEY,
  VIEW_NAME,
  WIDGET_VIEW,
} from "../shared/protocol.js";
import { LiveModel } from "./liveModel.js";

/** MIME type → data: texts and JSON as they are, bytes as Uint8Array. */
export type MimeBundle = Record<string, unknown>;

export interface WidgetOptions<S extends object> {
  /** Name of the view in `browser/widget/views.ts`. */
  readonly view: string;
  /** Values that kernel and views share: JSON, typed arrays (as bytes), other models. */
  readonly state: S;
  /** What pages without a kernel show: image/svg+xml or image/png, and text/plain. */
  readonly fallback?: () => MimeBundle;
}

interface Own {
  readonly [VIEW_KEY]: string;
  readonly [STILL_KEY]: Still | null;
}

/**
 * A view of Ewald's in the browser and the values it shares with the kernel. In plain Node it holds its values, and shows
 * its still picture.
 */
export class Widget<S extends object> extends LiveModel<S> {
  readonly #view: string;
  readonly #fallback: () => MimeBundle;

  constructor({ view, state, fallback }: WidgetOptions<S>) {
    const own: Own = { [VIEW_KEY]: view, [STILL_KEY]: null };
    super({ module: MODULE, version: VERSION, model: MODEL_NAME, view: VIEW_NAME }, { ...state, ...own });
    this.#view = view;
    this.#fallback = fallback ?? (() => ({}));
  }

  /** MIME bundle (Deno's convention for rich display): the live view, and the still picture for pages without a kernel. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    const still = { "text/plain": `${this.#view}${this.closed ? ", closed" : ""}`, ...this.#fallback() };
    // A page made of the notebook without a kernel has the state alone.
    if (!this.closed) this.set({ [STILL_KEY]: stillOf(still) } as unknown as Partial<S>);
    const model_id = this.open();
    if (model_id === undefined) return still;
    return { [WIDGET_VIEW]: { version_major: 2, version_minor: 0, model_id }, ...still };
  }
}

function stillOf(bundle: MimeBundle): Still {
  for (const mime of ["image/svg+xml", "image/png", "text/plain"] as const) {
    const data = bundle[mime];
    if (typeof data === "string") return { mime, data };
    if (data instanceof Uint8Array)
      return { mime, data: Buffer.from(data).toString(mime === "image/png" ? "base64" : "utf8") };
  }
  return { mime: "text/plain", data: "" };
}
