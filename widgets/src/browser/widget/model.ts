import { DOMWidgetModel } from "@jupyter-widgets/base";
import { MODEL_NAME, MODULE, STILL_KEY, VERSION, VIEW_KEY, VIEW_NAME } from "../../shared/protocol.js";
import type { ViewModel } from "../view.js";

/** The browser's half of a `Widget`. Its state is what the kernel put into it. */
export class EwaldModel extends DOMWidgetModel {
  override defaults() {
    return {
      ...super.defaults(),
      _model_module: MODULE,
      _model_module_version: VERSION,
      _model_name: MODEL_NAME,
      _view_module: MODULE,
      _view_module_version: VERSION,
      _view_name: VIEW_NAME,
      [VIEW_KEY]: "",
      [STILL_KEY]: null,
    };
  }
}

/** The model as views know it. */
export function viewModelOf(model: DOMWidgetModel): ViewModel {
  const listen = (event: string, listener: (...args: never[]) => void, signal: AbortSignal) => {
    if (signal.aborted) return;
    const call = listener as (...args: unknown[]) => void;
    model.on(event, call);
    signal.addEventListener("abort", () => model.off(event, call), { once: true });
  };
  return {
    get: (name) => model.get(name),
    set: (name, value) => {
      model.set(name, value);
      model.save_changes();
    },
    onChange: (name, listener, signal) => listen(`change:${name}`, () => listener(), signal),
    send: (content, buffers = []) => model.send(content as never, {}, [...buffers] as ArrayBuffer[]),
    onMessage: (listener, signal) =>
      listen(
        "msg:custom",
        (content: unknown, buffers?: DataView[]) => {
          if (typeof content === "object" && content !== null)
            listener(content as Record<string, unknown>, buffers ?? []);
        },
        signal,
      ),
    get live() {
      return model.comm_live && model.comm !== undefined;
    },
    onEnd: (listener, signal) => {
      let over = false;
      const once = () => {
        if (over) return;
        over = true;
        listener();
      };
      listen("comm:close", once, signal);
      listen("comm_live_update", () => model.comm_live || once(), signal);
    },
  };
}
