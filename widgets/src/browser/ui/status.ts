import { element } from "./element.js";

export interface Status {
  readonly el: HTMLElement;
  /** Shows a line of text; errors are read out at once. */
  say(text: string, kind?: "info" | "busy" | "error"): void;
}

/** The line below a view. */
export function status(): Status {
  const el = element("div", { class: "ewald-status", role: "status" });
  return {
    el,
    say(text, kind = "info") {
      el.dataset.kind = kind;
      el.setAttribute("role", kind === "error" ? "alert" : "status");
      el.textContent = text;
    },
  };
}
