import { button, element, notice } from "../ui/index.js";
import type { ViewContext } from "../view.js";
import { request } from "../widget/request.js";

/** How far a long call has come: a bar, a line, and a button that aborts it. Values: `line`, `done`, `total`, `name`. */
export function render({ model, el, signal }: ViewContext): void {
  const fill = element("div", {
    style: "height:100%;width:0;border-radius:4px;background:var(--ewald-accent)",
  });
  const bar = element(
    "div",
    {
      role: "progressbar",
      "aria-label": String(model.get("name")),
      "aria-valuemin": 0,
      style: "width:220px;height:8px;border-radius:4px;overflow:hidden;background:var(--ewald-line-2)",
    },
    fill,
  );
  const line = element("span", { style: "font-variant-numeric:tabular-nums;color:var(--ewald-ink-2)" });
  const abort = button({
    label: "Abort",
    onClick: () => {
      abort.disabled = true;
      request(model, "abort", {}, signal).catch((error: Error) => {
        if (!signal.aborted) el.append(notice("error", error.message));
      });
    },
  });
  const name = element("code", {}, String(model.get("name")));
  el.append(element("div", { class: "ewald-bar" }, bar, element("span", {}, name), line, abort));
  const show = () => {
    const [done, total] = [Number(model.get("done")), Number(model.get("total"))];
    bar.hidden = !(total > 0);
    bar.setAttribute("aria-valuemax", String(total));
    bar.setAttribute("aria-valuenow", String(done));
    fill.style.width = `${total > 0 ? Math.min(100, (100 * done) / total) : 0}%`;
    line.textContent = String(model.get("line"));
  };
  for (const value of ["line", "done", "total"]) model.onChange(value, show, signal);
  model.onEnd(() => abort.remove(), signal);
  show();
}
