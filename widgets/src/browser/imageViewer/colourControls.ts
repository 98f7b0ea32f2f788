import { type Transfer, transfers } from "../../shared/imageViewer.js";
import { checkbox, element, select, slider } from "../ui/index.js";
import type { Scheme } from "./colours.js";
import type { Pooling } from "./pixels.js";

/** What the controls of colours are set to. */
export interface ColourSettings {
  readonly scheme: string;
  readonly invert: boolean;
  readonly transfer: Transfer;
  readonly gamma: number;
}

export interface ColourControls {
  readonly elements: readonly HTMLElement[];
  setSchemes(schemes: readonly Scheme[]): void;
  set(settings: ColourSettings): void;
}

interface Options extends ColourSettings {
  readonly onChange: (settings: Partial<ColourSettings>) => void;
  readonly onPooling: (pooling: Pooling) => void;
}

/** Colour scheme, curve, and what pixels become that share one on the screen. */
export function colourControls({ onChange, onPooling, ...settings }: Options): ColourControls {
  let schemes: readonly Scheme[] = [];
  let shown: ColourSettings = settings;
  const list = element("select", { class: "ewald-select", "aria-label": "Colours" });
  list.addEventListener("change", () => onChange({ scheme: list.value }));
  const colours = element("label", { class: "ewald-labelled" }, element("span", {}, "Colours"), list);
  const swatch = element("div", { class: "ewald-iv-swatch", "aria-hidden": "true" });
  const curve = select<Transfer>({
    label: "Curve",
    choices: transfers.map((value) => ({ value, label: value })),
    value: settings.transfer,
    onChange: (transfer) => onChange({ transfer }),
  });
  const gamma = slider({
    label: "Gamma",
    min: 0.2,
    max: 2,
    step: 0.05,
    value: settings.gamma,
    format: (value) => value.toFixed(2),
    onInput: (value) => onChange({ gamma: value }),
  });
  const invert = checkbox({
    label: "Invert",
    on: settings.invert,
    onChange: (on) => onChange({ invert: on }),
  });
  const pooling = select<Pooling>({
    label: "Pixels",
    choices: [
      { value: "max", label: "greatest of several" },
      { value: "mean", label: "mean of several" },
    ],
    value: "max",
    onChange: onPooling,
  });
  pooling.el.title = "What pixels become that share one of the screen's";
  const set = (next: ColourSettings) => {
    shown = next;
    list.value = next.scheme;
    curve.set(next.transfer);
    gamma.set(next.gamma);
    gamma.el.hidden = next.transfer !== "gamma";
    gamma.el.style.display = gamma.el.hidden ? "none" : "";
    invert.set(next.invert);
    const scheme = schemes.find(({ name }) => name === next.scheme);
    if (scheme) swatch.style.background = gradient(scheme, next.invert);
  };
  set(settings);
  return {
    elements: [colours, swatch, curve.el, gamma.el, invert.el, pooling.el],
    setSchemes(given) {
      schemes = given;
      list.replaceChildren(...given.map(({ name, label }) => element("option", { value: name }, label)));
      set(shown);
    },
    set,
  };
}

function gradient({ table }: Scheme, invert: boolean): string {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const k = 3 * Math.round((255 * i) / 16);
    return `rgb(${table[k]}, ${table[k + 1]}, ${table[k + 2]})`;
  });
  if (invert) stops.reverse();
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
