/** A message in a view, read out by screen readers. The text is never taken for HTML. */
export function notice(kind: "error" | "warning", text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "ewald-notice";
  element.dataset.kind = kind;
  element.setAttribute("role", kind === "error" ? "alert" : "status");
  element.textContent = text;
  return element;
}
