import { element, labelled } from "./element.js";

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

export interface ChoiceOptions<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export interface ChoiceControl<Value extends string> {
  readonly el: HTMLElement;
  readonly value: Value;
  /** Shows a choice without calling `onChange`. */
  set(value: Value): void;
}

/** A list that drops down. */
export function select<Value extends string>(options: ChoiceOptions<Value>): ChoiceControl<Value> {
  const list = element("select", { class: "ewald-select", "aria-label": options.label });
  for (const { value, label } of options.choices) list.append(element("option", { value }, label));
  list.value = options.value;
  list.addEventListener("change", () => options.onChange(list.value as Value));
  return {
    el: labelled(options.label, list),
    get value() {
      return list.value as Value;
    },
    set(value) {
      list.value = value;
    },
  };
}

/** Buttons side by side of which one is chosen; arrow keys go along them. */
export function segmented<Value extends string>(options: ChoiceOptions<Value>): ChoiceControl<Value> {
  let value = options.value;
  const buttons = options.choices.map((choice) => {
    const made = element(
      "button",
      { type: "button", class: "ewald-button", role: "radio", title: choice.hint },
      choice.label,
    );
    made.addEventListener("click", () => choose(choice.value));
    return made;
  });
  const group = element(
    "div",
    { class: "ewald-segments", role: "radiogroup", "aria-label": options.label },
    ...buttons,
  );
  const set = (next: Value) => {
    value = next;
    for (const [i, one] of buttons.entries()) {
      const chosen = options.choices[i]!.value === value;
      one.setAttribute("aria-checked", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
    }
  };
  const choose = (next: Value) => {
    if (next === value) return;
    set(next);
    options.onChange(value);
  };
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const { length } = buttons;
    const at = options.choices.findIndex((choice) => choice.value === value);
    const next = (at + step + length) % length;
    choose(options.choices[next]!.value);
    buttons[next]!.focus();
  });
  set(value);
  return {
    el: group,
    get value() {
      return value;
    },
    set,
  };
}
