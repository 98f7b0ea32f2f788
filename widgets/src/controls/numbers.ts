import { EwaldError } from "ewald";
import { type Control, type ControlRecord, control } from "./control.js";
import {
  type Behavior,
  type Described,
  type Disabled,
  described,
  type Emphasis,
  type Orientation,
  usable,
} from "./values.js";

interface Limits {
  min: number;
  max: number;
}
interface Numeric extends Limits {
  value: number;
}
interface Ranged extends Limits {
  value: readonly [number, number];
}

/** How a slider looks and when it tells: at each move, or when it is let go. */
interface Sliding extends Described, Disabled {
  step: number;
  orientation: Orientation;
  /** Whether the value is written beside it, and how (d3's format). */
  readout: boolean;
  readoutFormat: string;
  continuousUpdate: boolean;
  behavior: Behavior;
}

export interface SliderValues extends Numeric, Sliding {}
export interface RangeSliderValues extends Ranged, Sliding {}
export interface LogSliderValues extends SliderValues {
  base: number;
}
export interface ProgressValues extends Numeric, Described {
  orientation: Orientation;
  barStyle: Exclude<Emphasis, "primary">;
}
export interface NumberTextValues extends Described, Disabled {
  value: number;
  step: number | null;
  continuousUpdate: boolean;
}
export interface BoundedTextValues extends NumberTextValues, Limits {}
export interface PlayValues extends Numeric, Described, Disabled {
  step: number;
  /** Milliseconds from one value to the next. */
  interval: number;
  playing: boolean;
  repeat: boolean;
  showRepeat: boolean;
}

const check = (name: string, what: string, value: unknown, whole: boolean): void => {
  if (typeof value !== "number" || Number.isNaN(value) || (whole && !Number.isInteger(value)))
    throw new EwaldError(
      "wrong-type",
      `${name}: ${what} is ${String(value)}; ${whole ? "a whole number" : "a number"} would work.`,
    );
};

const checkLimits = (name: string, { min, max }: Limits, whole: boolean): void => {
  check(name, "min", min, whole);
  check(name, "max", max, whole);
  if (min > max)
    throw new EwaldError("out-of-range", `${name}: min is ${min} and max ${max}; min must not exceed max.`);
};

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The value stays within its limits, also when these move. */
const clamped =
  (name: string, whole: boolean) =>
  (next: Numeric): { value: number } => {
    checkLimits(name, next, whole);
    check(name, "value", next.value, whole);
    return { value: within(next.value, next.min, next.max) };
  };

/** Both ends stay within the limits, the lower one below. Without a value it is the middle half, as in ipywidgets. */
const clampedRange =
  (name: string, whole: boolean) =>
  (next: Ranged, set: Partial<Ranged>): { value: readonly [number, number] } => {
    checkLimits(name, next, whole);
    const { min, max } = next;
    const middle = [0.25, 0.75].map((part) => {
      const at = min + part * (max - min);
      return whole ? Math.trunc(at) : at;
    });
    const given =
      set.value === undefined && (set.min !== undefined || set.max !== undefined) && isFirst(next.value)
        ? middle
        : next.value;
    if (!Array.isArray(given) || given.length !== 2)
      throw new EwaldError(
        "wrong-type",
        `${name}: value is ${JSON.stringify(given)}; a pair of numbers would work.`,
      );
    for (const end of given) check(name, "value", end, whole);
    const [a, b] = given as [number, number];
    return { value: [within(Math.min(a, b), min, max), within(Math.max(a, b), min, max)] };
  };

const FIRST = [25, 75] as const;
const isFirst = (value: unknown) => value === FIRST;

const checkedNumber =
  (name: string, whole: boolean) =>
  ({ value }: { value: number }): object => {
    check(name, "value", value, whole);
    return {};
  };

const limits: Limits = { min: 0, max: 100 };
const sliding = (step: number, readoutFormat: string): Sliding => ({
  ...usable,
  step,
  orientation: "horizontal",
  readout: true,
  readoutFormat,
  continuousUpdate: true,
  behavior: "drag-tap",
});

const slider = (name: string, whole: boolean): ControlRecord<SliderValues> => ({
  name,
  state: { value: 0, ...limits, ...(whole ? sliding(1, "d") : sliding(0.1, ".2f")) },
  style: "SliderStyle",
  adjust: clamped(name, whole),
});
const rangeSlider = (name: string, whole: boolean): ControlRecord<RangeSliderValues> => ({
  name,
  state: { value: FIRST, ...limits, ...(whole ? sliding(1, "d") : sliding(0.1, ".2f")) },
  style: "SliderStyle",
  adjust: clampedRange(name, whole),
});
const progress = (name: string, whole: boolean): ControlRecord<ProgressValues> => ({
  name,
  view: "ProgressView",
  state: { value: 0, ...limits, ...described, orientation: "horizontal", barStyle: "" },
  style: "ProgressStyle",
  adjust: clamped(name, whole),
});
const numberText = (whole: boolean): NumberTextValues => ({
  value: 0,
  ...usable,
  step: whole ? 1 : null,
  continuousUpdate: false,
});
const text = (name: string, whole: boolean): ControlRecord<NumberTextValues> => ({
  name,
  state: numberText(whole),
  style: "DescriptionStyle",
  adjust: checkedNumber(name, whole),
});
const boundedText = (name: string, whole: boolean): ControlRecord<BoundedTextValues> => ({
  name,
  view: whole ? "IntTextView" : "FloatTextView",
  state: { ...numberText(whole), ...limits },
  style: "DescriptionStyle",
  adjust: clamped(name, whole),
});

/** A slider over whole numbers. */
export const IntSlider = control(slider("IntSlider", true));
export type IntSlider = Control<SliderValues>;
/** A slider over numbers. */
export const FloatSlider = control(slider("FloatSlider", false));
export type FloatSlider = Control<SliderValues>;
/** A slider over powers: min and max are exponents of `base`, the value is the power itself. */
export const FloatLogSlider = control<LogSliderValues>({
  name: "FloatLogSlider",
  state: { value: 1, min: 0, max: 4, base: 10, ...sliding(0.1, ".3g") },
  style: "SliderStyle",
  adjust: (next) => {
    checkLimits("FloatLogSlider", next, false);
    check("FloatLogSlider", "value", next.value, false);
    return { value: within(next.value, next.base ** next.min, next.base ** next.max) };
  },
});
export type FloatLogSlider = Control<LogSliderValues>;
/** A slider with two ends over whole numbers. */
export const IntRangeSlider = control(rangeSlider("IntRangeSlider", true));
export type IntRangeSlider = Control<RangeSliderValues>;
/** A slider with two ends over numbers. */
export const FloatRangeSlider = control(rangeSlider("FloatRangeSlider", false));
export type FloatRangeSlider = Control<RangeSliderValues>;
/** A bar that shows a whole number. */
export const IntProgress = control(progress("IntProgress", true));
export type IntProgress = Control<ProgressValues>;
/** A bar that shows a number. */
export const FloatProgress = control(progress("FloatProgress", false));
export type FloatProgress = Control<ProgressValues>;
/** A field for a whole number. */
export const IntText = control(text("IntText", true));
export type IntText = Control<NumberTextValues>;
/** A field for a number. */
export const FloatText = control(text("FloatText", false));
export type FloatText = Control<NumberTextValues>;
/** A field for a whole number within limits. */
export const BoundedIntText = control(boundedText("BoundedIntText", true));
export type BoundedIntText = Control<BoundedTextValues>;
/** A field for a number within limits. */
export const BoundedFloatText = control(boundedText("BoundedFloatText", false));
export type BoundedFloatText = Control<BoundedTextValues>;
/** Counts up by itself in the browser; `jslink` it to a slider. */
export const Play = control<PlayValues>({
  name: "Play",
  state: {
    value: 0,
    ...limits,
    ...usable,
    step: 1,
    interval: 100,
    playing: false,
    repeat: false,
    showRepeat: true,
  },
  style: "DescriptionStyle",
  adjust: clamped("Play", true),
});
export type Play = Control<PlayValues>;
