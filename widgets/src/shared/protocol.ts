/** The widget protocol's names and numbers that both halves use (Jupyter's widget messaging, version 2.1). */

export const WIDGET_TARGET = "jupyter.widget";
export const CONTROL_TARGET = "jupyter.widget.control";
export const PROTOCOL_VERSION = "2.1.0";
export const CONTROL_VERSION = "1.0.0";
export const WIDGET_VIEW = "application/vnd.jupyter.widget-view+json";

/** Name of the module of our models. Where no extension is installed, a page looks for it as dist/amd.js of ewald-widgets. */
export const MODULE = "ewald-widgets/amd";
/** Version of this package: the kernel asks for it, the extension offers it. */
export const VERSION = "0.1.0";
export const MODEL_NAME = "EwaldModel";
export const VIEW_NAME = "EwaldView";

/** State of our models beside the view's own. */
export const VIEW_KEY = "_ewald_view";
export const STILL_KEY = "_ewald_still";

/** A still picture that a page without a kernel shows in place of the view. */
export interface Still {
  readonly mime: "image/svg+xml" | "image/png" | "text/plain";
  /** SVG or plain text as it is, PNG as base64. */
  readonly data: string;
}
