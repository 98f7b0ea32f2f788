import { element, labelled } from "./element.js";

export interface NumberFieldOptions {
  readonly label: string;
  /** NaN shows an empty field. */
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
  /** Called with each number that is entered and allowed. */
  readonly onChange: (value: number) => void;
}

export interface NumberField {
  readonly el: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows a value without calling `onChange`. */
  set(value: number): void;
}

/** A field for a number, taken over on Enter or when it is left. What is not allowed is marked and not taken over. */
export function numberField(options: NumberFieldOptions): NumberField {
  const { label, min, max, step = "any" } = options;
  const input = element("input", {
    type: "number",
    class: "ewald-field",
    min,
    max,
    step,
    "aria-label": label,
  });
  const set = (value: number) => {
    input.value = Number.isFinite(value) ? String(value) : "";
    input.removeAttribute("aria-invalid");
  };
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    const allowed = Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
    input.setAttribute("aria-invalid", String(!allowed));
    input.title = allowed
      ? ""
      : `A number${min === undefined ? "" : ` from ${min}`}${max === undefined ? "" : ` to ${max}`}`;
    if (allowed) options.onChange(value);
  });
  set(options.value);
  return { el: labelled(label, input), input, set };
}

export interface TextFieldOptions {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A field for a text, taken over on Enter or when it is left. */
export function textField(options: TextFieldOptions): { el: HTMLElement; input: HTMLInputElement } {
  const { label, placeholder } = options;
  const input = element("input", { type: "text", class: "ewald-field", placeholder, "aria-label": label });
  input.value = options.value;
  input.addEventListener("change", () => options.onChange(input.value));
  return { el: labelled(label, input), input };
}

/** A box to tick, beside its name. */
export function checkbox(options: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): { el: HTMLElement; input: HTMLInputElement; set(on: boolean): void } {
  const input = element("input", { type: "checkbox", class: "ewald-check" });
  input.checked = options.on;
  input.addEventListener("change", () => options.onChange(input.checked));
  const el = element("label", { class: "ewald-labelled" }, input, element("span", {}, options.label));
  return {
    el,
    input,
    set(on) {
      input.checked = on;
    },
  };
}
