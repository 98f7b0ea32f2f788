/** Controls that all views are made of. */
export { type ButtonOptions, button, type Toggle, toggle } from "./button.js";
export { element, labelled } from "./element.js";
export { checkbox, type NumberField, type NumberFieldOptions, numberField, textField } from "./field.js";
export { notice } from "./notice.js";
export { bar, gap, type Popover, panel, popover } from "./panel.js";
export { type Choice, type ChoiceControl, type ChoiceOptions, segmented, select } from "./select.js";
export { type Slider, type SliderOptions, slider } from "./slider.js";
export { type Status, status } from "./status.js";
export { addCss } from "./style.js";
