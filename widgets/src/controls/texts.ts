import { type Control, type ControlRecord, control } from "./control.js";
import { type Described, type Disabled, described, disabled, EMPTY, usable } from "./values.js";

interface Shown extends Described {
  value: string;
  placeholder: string;
}
export interface TextValues extends Shown, Disabled {
  continuousUpdate: boolean;
}
export interface TextareaValues extends TextValues {
  rows: number | null;
}
export interface ComboboxValues extends TextValues {
  /** Proposed while one types. */
  options: readonly string[];
  ensureOption: boolean;
}

const shown = (name: string): ControlRecord<Shown> => ({
  name,
  state: { value: "", placeholder: EMPTY, ...described },
  style: `${name}Style`,
});
const typed: TextValues = {
  value: "",
  placeholder: EMPTY,
  ...described,
  ...disabled,
  continuousUpdate: true,
};

/** A line to type into. */
export const Text = control<TextValues>({ name: "Text", state: typed, style: "TextStyle" });
export type Text = Control<TextValues>;
/** Several lines to type into. */
export const Textarea = control<TextareaValues>({
  name: "Textarea",
  state: { ...typed, rows: null },
  style: "TextStyle",
});
export type Textarea = Control<TextareaValues>;
/** A line that shows dots for what is typed. The kernel gets the text itself. */
export const Password = control<TextValues>({ name: "Password", state: typed, style: "TextStyle" });
export type Password = Control<TextValues>;
/** A line to type into, with proposals. */
export const Combobox = control<ComboboxValues>({
  name: "Combobox",
  state: { ...typed, options: [], ensureOption: false },
  style: "TextStyle",
});
export type Combobox = Control<ComboboxValues>;
/** A text taken for HTML: only for texts of your own, never for what stands in a file. */
export const HTML = control(shown("HTML"));
export type HTML = Control<Shown>;
/** A text taken for HTML, with LaTeX between dollar signs. */
export const HTMLMath = control(shown("HTMLMath"));
export type HTMLMath = Control<Shown>;
/** A text. */
export const Label = control(shown("Label"));
export type Label = Control<Shown>;

export interface DateValues extends Described, Disabled {
  /** Midnight of the day, UTC. */
  value: Date | null;
  min: Date | null;
  max: Date | null;
  step: number;
}

/** A day in messages: its month is counted from 0. */
const day = {
  encode: (value: Date | null) =>
    value && { year: value.getUTCFullYear(), month: value.getUTCMonth(), date: value.getUTCDate() },
  decode: (value: { year: number; month: number; date: number } | null) =>
    value && new Date(Date.UTC(value.year, value.month, value.date)),
};

/** A field for a day. */
export const DatePicker = control<DateValues>({
  name: "DatePicker",
  state: { value: null, min: null, max: null, step: 1, ...usable },
  style: "DescriptionStyle",
  codecs: { value: day, min: day, max: day },
});
export type DatePicker = Control<DateValues>;

export interface ColorValues extends Described, Disabled {
  /** CSS: "#rrggbb" or a name. */
  value: string;
  concise: boolean;
}

/** A field for a colour. */
export const ColorPicker = control<ColorValues>({
  name: "ColorPicker",
  state: { value: "black", concise: false, ...usable },
  style: "DescriptionStyle",
});
export type ColorPicker = Control<ColorValues>;
