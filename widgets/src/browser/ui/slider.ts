import { element, labelled } from "./element.js";

export interface SliderOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly value: number;
  /** How the value is written beside it; none is written by default. */
  readonly format?: (value: number) => string;
  /** At each move. */
  readonly onInput: (value: number) => void;
}

export interface Slider {
  readonly el: HTMLElement;
  readonly input: HTMLInputElement;
  readonly value: number;
  /** Shows a value without calling `onInput`. */
  set(value: number): void;
  setRange(min: number, max: number): void;
}

export function slider({ label, min, max, step = 1, value, format, onInput }: SliderOptions): Slider {
  const input = element("input", {
    type: "range",
    class: "ewald-slider",
    min,
    max,
    step,
    "aria-label": label,
  });
  const written = element("output", { class: "ewald-value" });
  const show = () => {
    if (!format) return;
    written.textContent = format(input.valueAsNumber);
    input.setAttribute("aria-valuetext", written.textContent);
  };
  const set = (next: number) => {
    input.value = String(next);
    show();
  };
  input.addEventListener("input", () => {
    show();
    onInput(input.valueAsNumber);
  });
  set(value);
  return {
    el: labelled(label, input, ...(format ? [written] : [])),
    input,
    get value() {
      return input.valueAsNumber;
    },
    set,
    setRange(low, high) {
      input.min = String(low);
      input.max = String(high);
      show();
    },
  };
}
