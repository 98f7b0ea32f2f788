import { button } from "./button.js";
import { element } from "./element.js";

/** A row of controls; `gap()` pushes what follows to the right. */
export const bar = (label: string, ...children: HTMLElement[]): HTMLElement =>
  element("div", { class: "ewald-bar", role: "toolbar", "aria-label": label }, ...children);

export const gap = (): HTMLElement => element("div", { class: "ewald-bar-gap" });

/** A frame with a heading. */
export const panel = (heading: string, ...children: HTMLElement[]): HTMLElement =>
  element(
    "section",
    { class: "ewald-panel", "aria-label": heading },
    element("h4", {}, heading),
    element("div", { class: "ewald-stack" }, ...children),
  );

export interface Popover {
  /** The button that opens it, and the frame. */
  readonly el: HTMLElement;
  readonly content: HTMLElement;
  readonly open: boolean;
  close(): void;
}

/** A frame that a button opens; Escape or a press elsewhere closes it. */
export function popover(
  options: { readonly label: string; readonly icon?: string; readonly signal: AbortSignal },
  ...children: HTMLElement[]
): Popover {
  const content = element(
    "div",
    { class: "ewald-popover", role: "dialog", "aria-label": options.label, hidden: true },
    element("div", { class: "ewald-stack" }, ...children),
  );
  const show = (open: boolean) => {
    content.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    content.classList.remove("ewald-right");
    // A frame at the right end of a bar opens to the left.
    const edge = el.closest(".ewald-widget")?.getBoundingClientRect().right ?? window.innerWidth;
    content.classList.toggle("ewald-right", content.getBoundingClientRect().right > edge);
  };
  const opener = button({
    label: options.label,
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    onClick: () => show(content.hidden === true),
  });
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("aria-expanded", "false");
  const el = element("div", { class: "ewald-popover-anchor" }, opener, content);
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || content.hidden) return;
    event.stopPropagation();
    show(false);
    opener.focus();
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (!content.hidden && !el.contains(event.target as Node)) show(false);
    },
    { signal: options.signal, capture: true },
  );
  return {
    el,
    content,
    get open() {
      return !content.hidden;
    },
    close: () => show(false),
  };
}
