import { showValue } from "../display/bundle.js";
import { inspectText } from "../display/inspect-text.js";

/** How a value is shown where nothing can be awaited: by its text if it draws itself asynchronously. */
export function showAtOnce(value: unknown): unknown {
  const shown = showValue(value);
  if (!(shown instanceof Promise)) return shown;
  shown.catch(() => {});
  return { data: { "text/plain": inspectText(value) }, metadata: {} };
}
