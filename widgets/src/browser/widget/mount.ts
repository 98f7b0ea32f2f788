import { STILL_KEY, VIEW_KEY } from "../../shared/protocol.js";
import { notice } from "../ui/notice.js";
import { injectStyle } from "../ui/style.js";
import type { ViewModel } from "../view.js";
import { showStill } from "./still.js";
import { views } from "./views.js";

/**
 * Fetches the model's view and runs it in `el` until `signal` aborts. What prevents it is said in `el`: a view that is
 * unknown or throws, a kernel that is gone. A page without a kernel shows the still picture.
 */
export async function mount(model: ViewModel, el: HTMLElement, signal: AbortSignal): Promise<void> {
  injectStyle();
  el.classList.add("ewald-widget");
  const area = document.createElement("div");
  area.className = "ewald-view-area";
  el.append(area);
  signal.addEventListener("abort", () => el.replaceChildren(), { once: true });
  if (!model.live) {
    showStill(model.get(STILL_KEY), area);
    return;
  }
  const ended = () =>
    el.prepend(
      notice(
        "warning",
        "The kernel of this view is gone, or has closed it. Run the cell again to bring it back.",
      ),
    );
  model.onEnd(ended, signal);
  const name = model.get(VIEW_KEY);
  try {
    const load = typeof name === "string" && Object.hasOwn(views, name) ? views[name] : undefined;
    if (!load)
      throw new Error(
        `This page's ewald-widgets has no view ${JSON.stringify(name) ?? "of no name"}; it knows ${Object.keys(views).join(", ")}. Install the extension of the kernel's version and reload the page.`,
      );
    const { render } = await load();
    if (!signal.aborted) await render({ model, el: area, signal });
  } catch (error) {
    if (signal.aborted) return;
    const said = error instanceof Error ? error.message : String(error);
    area.replaceChildren(notice("error", `This view cannot be drawn: ${said}`));
  }
}
