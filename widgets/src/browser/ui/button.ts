import { element } from "./element.js";

export interface ButtonOptions {
  /** What it does, in words: its text, or for a button with an icon its name and tooltip. */
  readonly label: string;
  /** The inner part of an SVG of 16 × 16, in strokes of the text's colour. A constant of the program, never data. */
  readonly icon?: string;
  /** Said beside the label in the tooltip: its key. */
  readonly hint?: string;
  readonly onClick: () => void;
}

export function button({ label, icon, hint, onClick }: ButtonOptions): HTMLButtonElement {
  const made = element("button", {
    type: "button",
    class: icon ? "ewald-button ewald-icon" : "ewald-button",
    "aria-label": label,
    title: hint ? `${label} (${hint})` : icon ? label : undefined,
  });
  if (icon) made.append(svgIcon(icon));
  else made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
}

export interface Toggle {
  readonly el: HTMLButtonElement;
  readonly on: boolean;
  /** Shows the state without calling `onChange`. */
  set(on: boolean): void;
}

/** A button that stays pressed. */
export function toggle(
  options: Omit<ButtonOptions, "onClick"> & { on?: boolean; onChange: (on: boolean) => void },
): Toggle {
  let on = false;
  const set = (next: boolean) => {
    on = next;
    el.setAttribute("aria-pressed", String(on));
  };
  const el = button({
    ...options,
    onClick: () => {
      set(!on);
      options.onChange(on);
    },
  });
  set(options.on ?? false);
  return {
    el,
    get on() {
      return on;
    },
    set,
  };
}

function svgIcon(inner: string): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 16 16",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.5",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  svg.innerHTML = inner;
  return svg;
}
