import { answer } from "./widget/answer.js";
import { type MimeBundle, Widget } from "./widget/widget.js";

/** What the view `progress` shows. */
export interface ProgressValues {
  /** What runs. */
  name: string;
  /** How far it is, in words. */
  line: string;
  done: number;
  /** 0 where it is not known: no bar is drawn then. */
  total: number;
}

/** A bar, a line and a button that aborts, for a call that takes long: `set` its values as it goes, `close` it at the end. */
export function progressWidget(
  values: ProgressValues,
  { abort, fallback }: { readonly abort: () => void; readonly fallback?: () => MimeBundle },
): Widget<ProgressValues> {
  const still = fallback ?? (() => ({ "text/plain": `${widget.get("name")} ${widget.get("line")}` }));
  const widget: Widget<ProgressValues> = new Widget({ view: "progress", state: values, fallback: still });
  answer(widget, { abort: () => abort() });
  return widget;
}
