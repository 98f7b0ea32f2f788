import { EwaldError } from "ewald";
import { type Control, type ControlOptions, type ControlRecord, control } from "./control.js";
import {
  type Behavior,
  type Described,
  type Disabled,
  type Emphasis,
  type Orientation,
  usable,
} from "./values.js";

/** Values to choose from: a list of them, of pairs of label and value, or values by their labels. */
export type Options<T> =
  | readonly T[]
  | readonly (readonly [label: string, value: T])[]
  | ReadonlyMap<string, T>
  | Readonly<Record<string, T>>;

interface Labelled {
  readonly labels: readonly string[];
  readonly values: readonly unknown[];
}

const isPair = (one: unknown): one is readonly [string, unknown] =>
  Array.isArray(one) && one.length === 2 && typeof one[0] === "string";

/** Options as labels and values, side by side. A list of pairs that begin with a text is taken for labels and values. */
export function labelled(options: unknown): Labelled {
  const entries: readonly unknown[] =
    options instanceof Map
      ? [...options]
      : Array.isArray(options)
        ? options
        : typeof options === "object" && options !== null
          ? Object.entries(options)
          : [options];
  return entries.length > 0 && entries.every(isPair)
    ? { labels: entries.map(([label]) => label), values: entries.map(([, value]) => value) }
    : { labels: entries.map(String), values: entries };
}

/** What all choices of one value have. `value`, `index` and `label` go together: setting one sets all. */
interface Choice extends Described, Disabled {
  options: unknown;
  value: unknown;
  index: number | null;
  label: string | null;
  _optionsLabels: readonly string[];
}

const noSuch = (name: string, what: string, value: unknown, labels: readonly string[]) =>
  new EwaldError(
    "out-of-range",
    `${name} has no option of the ${what} ${JSON.stringify(value) ?? String(value)}; its options are ${labels.join(", ") || "none"}.`,
  );

function adjustOne(name: string, required: boolean, next: Choice, set: Partial<Choice>): Partial<Choice> {
  const { labels, values } = labelled(next.options);
  const at = (): number | null => {
    if (set.value !== undefined) {
      if (set.value === null && !values.includes(null)) return null;
      const index = values.findIndex((one) => Object.is(one, set.value));
      if (index < 0) throw noSuch(name, "value", set.value, labels);
      return index;
    }
    if (set.label !== undefined) {
      const index = set.label === null ? null : labels.indexOf(set.label);
      if (index !== null && index < 0) throw noSuch(name, "label", set.label, labels);
      return index;
    }
    if (set.index !== undefined) {
      if (set.index !== null && !(set.index in values)) throw noSuch(name, "index", set.index, labels);
      return set.index;
    }
    // New options: the first is chosen, as in ipywidgets.
    if (set.options !== undefined) return values.length > 0 ? 0 : null;
    return next.index;
  };
  const index = at();
  if (required && values.length === 0 && set.options !== undefined)
    throw new EwaldError("bad-argument", `${name} needs options; it was given none.`);
  return {
    _optionsLabels: labels,
    index,
    value: index === null ? null : values[index],
    label: index === null ? null : labels[index]!,
  };
}

interface Multiple extends Described, Disabled {
  options: unknown;
  value: readonly unknown[];
  index: readonly number[];
  label: readonly string[];
  _optionsLabels: readonly string[];
}

function adjustMany(
  name: string,
  whole: (labels: number) => readonly number[],
  next: Multiple,
  set: Partial<Multiple>,
): Partial<Multiple> {
  const { labels, values } = labelled(next.options);
  const find = (what: string, among: readonly unknown[], wanted: readonly unknown[]) =>
    wanted.map((one) => {
      const index = among.findIndex((other) => Object.is(other, one));
      if (index < 0) throw noSuch(name, what, one, labels);
      return index;
    });
  const index = set.value
    ? find("value", values, set.value)
    : set.label
      ? find("label", labels, set.label)
      : set.index
        ? find("index", [...values.keys()], set.index)
        : set.options !== undefined
          ? whole(labels.length)
          : next.index;
  return {
    _optionsLabels: labels,
    index,
    value: index.map((i) => values[i]),
    label: index.map((i) => labels[i]!),
  };
}

const local = ["options", "value", "label"] as const;
const nothing = { options: [], _optionsLabels: [], ...usable };

const one = <Extra extends object>(
  name: string,
  extra: Extra,
  style = "DescriptionStyle",
  required = false,
) =>
  control<Choice & Extra>({
    name,
    state: { ...nothing, value: null, index: null, label: null, ...extra } as Choice & Extra,
    style,
    local,
    adjust: (next, set) => adjustOne(name, required, next, set) as Partial<Choice & Extra>,
  });

const many = <Extra extends object>(
  name: string,
  extra: Extra,
  style: string,
  whole: (labels: number) => readonly number[],
) =>
  control<Multiple & Extra>({
    name,
    state: { ...nothing, value: [], index: [], label: [], ...extra } as unknown as Multiple & Extra,
    style,
    local,
    adjust: (next, set) => adjustMany(name, whole, next, set) as Partial<Multiple & Extra>,
  } satisfies ControlRecord<Multiple & Extra>);

/** A choice of one of the values `T`. */
export interface ChoiceValues<T> extends Described, Disabled {
  options: Options<T>;
  value: T | null;
  /** Place of the value among the options. */
  index: number | null;
  label: string | null;
}
/** A choice of any number of the values `T`, or of the two ends of a range of them. */
export interface MultipleValues<T> extends Described, Disabled {
  options: Options<T>;
  value: readonly T[];
  index: readonly number[];
  label: readonly string[];
}
interface Rows {
  rows: number;
}
interface Buttons {
  buttonStyle: Emphasis;
  icons: readonly string[];
  tooltips: readonly string[];
}
interface Sliding {
  orientation: Orientation;
  readout: boolean;
  continuousUpdate: boolean;
  behavior: Behavior;
}

/** TypeScript infers the type of the values from `options`. */
type OneOf<Extra extends object = object> = new <T>(
  options?: ControlOptions<ChoiceValues<T> & Extra>,
) => Control<ChoiceValues<T> & Extra>;
type ManyOf<Extra extends object = object> = new <T>(
  options?: ControlOptions<MultipleValues<T> & Extra>,
) => Control<MultipleValues<T> & Extra>;

const sliding: Sliding = {
  orientation: "horizontal",
  readout: true,
  continuousUpdate: true,
  behavior: "drag-tap",
};

/** A list that drops down. */
export const Dropdown = one("Dropdown", {}) as unknown as OneOf;
export type Dropdown<T = unknown> = Control<ChoiceValues<T>>;
/** A list of which one is chosen. */
export const Select = one("Select", { rows: 5 }) as unknown as OneOf<Rows>;
export type Select<T = unknown> = Control<ChoiceValues<T> & Rows>;
/** Points of which one is chosen. */
export const RadioButtons = one("RadioButtons", { orientation: "vertical" }) as unknown as OneOf<{
  orientation: Orientation;
}>;
export type RadioButtons<T = unknown> = Control<ChoiceValues<T> & { orientation: Orientation }>;
/** Buttons of which one is pressed. */
export const ToggleButtons = one(
  "ToggleButtons",
  { buttonStyle: "", icons: [], tooltips: [] },
  "ToggleButtonsStyle",
) as unknown as OneOf<Buttons>;
export type ToggleButtons<T = unknown> = Control<ChoiceValues<T> & Buttons>;
/** A slider over values of any kind. */
export const SelectionSlider = one(
  "SelectionSlider",
  sliding,
  "SliderStyle",
  true,
) as unknown as OneOf<Sliding>;
export type SelectionSlider<T = unknown> = Control<ChoiceValues<T> & Sliding>;
/** A list of which any number is chosen. */
export const SelectMultiple = many(
  "SelectMultiple",
  { rows: 5 },
  "DescriptionStyle",
  () => [],
) as unknown as ManyOf<Rows>;
export type SelectMultiple<T = unknown> = Control<MultipleValues<T> & Rows>;
/** A slider with two ends over values of any kind. */
export const SelectionRangeSlider = many("SelectionRangeSlider", sliding, "SliderStyle", () => [
  0, 0,
]) as unknown as ManyOf<Sliding>;
export type SelectionRangeSlider<T = unknown> = Control<MultipleValues<T> & Sliding>;
