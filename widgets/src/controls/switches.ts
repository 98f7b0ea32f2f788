import { type Control, type ControlOptions, control } from "./control.js";
import { type Described, type Disabled, disabled, type Emphasis, usable } from "./values.js";

interface Switch extends Described, Disabled {
  value: boolean;
}
export interface CheckboxValues extends Switch {
  /** Stands under the other controls' fields, not their descriptions. */
  indent: boolean;
}
interface Pressed {
  buttonStyle: Emphasis;
  /** Name of a Font Awesome icon. */
  icon: string;
}
export interface ToggleButtonValues extends Switch, Pressed {}
export interface ValidValues extends Switch {
  /** Said where the value is false. */
  readout: string;
}
export interface ButtonValues extends Disabled, Pressed {
  description: string;
}

/** A box to tick. */
export const Checkbox = control<CheckboxValues>({
  name: "Checkbox",
  state: { value: false, indent: true, ...usable },
  style: "CheckboxStyle",
});
export type Checkbox = Control<CheckboxValues>;
/** A button that stays pressed. */
export const ToggleButton = control<ToggleButtonValues>({
  name: "ToggleButton",
  state: { value: false, buttonStyle: "", icon: "", ...usable },
  style: "ToggleButtonStyle",
});
export type ToggleButton = Control<ToggleButtonValues>;
/** A tick or a cross. */
export const Valid = control<ValidValues>({
  name: "Valid",
  state: { value: false, readout: "Invalid", ...usable },
  style: "DescriptionStyle",
});
export type Valid = Control<ValidValues>;

/** What a button has beside its values. */
export interface Clickable {
  /** Calls `listener` at each click until the returned function is called. */
  onClick(listener: () => unknown): () => void;
}

const PlainButton = control<ButtonValues>({
  name: "Button",
  state: { description: "", buttonStyle: "", icon: "", ...disabled },
  style: "ButtonStyle",
});

class ClickableButton extends PlainButton implements Clickable {
  onClick(listener: () => unknown): () => void {
    return this.onMessage((content) => {
      if (content.event === "click") listener();
    });
  }
}
Object.defineProperty(ClickableButton, "name", { value: "Button" });

/** A button: `new Button({ description: "Go" }).onClick(() => …)`. */
export const Button = ClickableButton as unknown as new (
  options?: ControlOptions<ButtonValues>,
) => Control<ButtonValues> & Clickable;
export type Button = Control<ButtonValues> & Clickable;
