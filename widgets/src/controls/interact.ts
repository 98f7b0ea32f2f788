import { EwaldError } from "ewald";
import { LiveModel } from "../widget/liveModel.js";
import { Dropdown, type Options } from "./choices.js";
import { type Child, VBox } from "./containers.js";
import type { Control } from "./control.js";
import { FloatSlider, IntSlider } from "./numbers.js";
import { Output } from "./output.js";
import { Button, Checkbox } from "./switches.js";
import { Text } from "./texts.js";

/** Any control with a value. */
type Valued<T> = LiveModel<{ value: T }> | (LiveModel<never> & { readonly value: T });

/**
 * What stands for a control: `[min, max]` or `[min, max, step]` or a number a slider, a truth value a box to tick, a text a
 * field, a list or a record of options a list that drops down, a control itself.
 */
export type Abbreviation =
  | number
  | boolean
  | string
  | readonly [number, number]
  | readonly [number, number, number]
  | Options<unknown>
  | Valued<unknown>;

type ValueOf<A> =
  A extends Valued<infer T>
    ? T
    : A extends number | readonly [number, number] | readonly [number, number, number]
      ? number
      : A extends boolean
        ? boolean
        : A extends string
          ? string
          : A extends readonly (readonly [string, infer T])[]
            ? T
            : A extends readonly (infer T)[]
              ? T
              : A extends ReadonlyMap<string, infer T>
                ? T
                : A extends Readonly<Record<string, infer T>>
                  ? T
                  : never;

export type ValuesOf<Spec> = { -readonly [Name in keyof Spec]: ValueOf<Spec[Name]> };

interface ValueControl {
  value: unknown;
  description?: string;
}
type AnyControl = Control<{ value: unknown }>;

/** The control that `what` stands for; its description is `name` if it has none. */
function controlFor(name: string, what: unknown): AnyControl {
  if (what instanceof LiveModel) {
    if (!what.has("value"))
      throw new EwaldError("bad-argument", `interact: ${name} is ${what}, which has no value to take.`);
    const given = what as unknown as ValueControl;
    if (given.description === "") given.description = name;
    return what as unknown as AnyControl;
  }
  const made = abbreviated(name, what);
  if (made) return made as unknown as AnyControl;
  throw new EwaldError(
    "bad-argument",
    `interact: ${name} is ${JSON.stringify(what) ?? String(what)}; a number, [min, max], [min, max, step], true or false, a text, a list of options or a control would work.`,
  );
}

function abbreviated(description: string, what: unknown): object | undefined {
  switch (typeof what) {
    case "boolean":
      return new Checkbox({ description, value: what });
    case "string":
      return new Text({ description, value: what });
    case "number":
      return slider(description, ...around(what), undefined, what);
    case "object":
      if (isRange(what)) {
        const [min, max, step] = what as readonly number[];
        return slider(description, min!, max!, step);
      }
      if (what === null || Object.keys(what).length + ((what as Map<string, unknown>).size ?? 0) === 0)
        return undefined;
      return new Dropdown<unknown>({ description, options: what as Options<unknown> });
  }
}

const isRange = (what: unknown): boolean =>
  Array.isArray(what) &&
  (what.length === 2 || what.length === 3) &&
  what.every((one) => typeof one === "number");

/** ipywidgets' range around a number: from minus itself to three times it. */
const around = (value: number): [number, number] =>
  value === 0 ? [0, 1] : value > 0 ? [-value, 3 * value] : [3 * value, -value];

function slider(description: string, min: number, max: number, step?: number, value?: number): object {
  const whole = [min, max, step ?? 1].every(Number.isInteger);
  const middle = min + (max - min) / 2;
  const steps = step === undefined ? {} : { step };
  return whole
    ? new IntSlider({ description, min, max, value: value ?? Math.floor(middle), ...steps })
    : new FloatSlider({ description, min, max, value: value ?? middle, ...steps });
}

/** Controls above, what `f` shows and returns below. */
export interface Interactive<Spec> {
  readonly box: VBox;
  readonly output: Output;
  /** The controls by the names of the values. */
  readonly controls: { readonly [Name in keyof Spec]: Control<{ value: ValueOf<Spec[Name]> }> };
  readonly values: ValuesOf<Spec>;
  /** What `f` returned last. */
  readonly result: unknown;
  /** Calls `f` with the values as they are. */
  update(): void;
}

export interface InteractOptions {
  /** Call `f` only when its button is pressed. */
  readonly manual?: boolean;
}

type Show = (value: unknown) => unknown;

/**
 * Controls for the arguments of a function, that call it at each change. Shown by a cell that ends with it; `interact` shows it at once.
 * What `f` prints, displays and returns stands below the controls, in place of what it did before; so do its errors. While
 * a call awaits, changes do not pile up: the last is taken when it has ended.
 */
export function interactive<const Spec extends Readonly<Record<string, Abbreviation>>>(
  f: (values: ValuesOf<Spec>) => unknown,
  spec: Spec,
  { manual = false }: InteractOptions = {},
): Interactive<Spec> {
  const controls = Object.fromEntries(
    Object.entries(spec).map(([name, what]) => [name, controlFor(name, what)]),
  );
  const output = new Output();
  const values = () =>
    Object.fromEntries(Object.entries(controls).map(([name, one]) => [name, one.value])) as ValuesOf<Spec>;
  let result: unknown;
  let running = false;
  let again = false;
  const call = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        output.clear({ wait: true });
        await output.capture(async () => {
          try {
            result = await f(values());
            const show = (globalThis as unknown as { display?: Show }).display;
            if (result !== undefined) show?.(result);
          } catch (error) {
            output.append(asOutput(error));
          }
        });
        // Nothing was shown this time: what stands there is of earlier values.
        if (output.waits) output.clear();
      } while (again);
    } finally {
      running = false;
    }
  };
  const update = () => void call();
  const children: Child[] = Object.values(controls);
  if (manual) {
    const button = new Button({ description: "Run" });
    button.onClick(update);
    children.push(button);
  } else for (const one of Object.values(controls)) one.observe("value", update);
  const box = new VBox([...children, output]);
  if (!manual) update();
  const made = {
    box,
    output,
    controls: controls as never,
    get values() {
      return values();
    },
    get result() {
      return result;
    },
    update,
    [DISPLAY]: () => (box as unknown as Record<symbol, () => object>)[DISPLAY]!.call(box),
  };
  return made;
}

const DISPLAY = Symbol.for("Jupyter.display");

function asOutput(error: unknown) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { output_type: "error", ename: name, evalue: message, traceback: [stack ?? message] } as const;
}

/**
 * Shows controls for the arguments of `f`, and calls it at each change:
 * `interact(({ x, mode }) => x, { x: [0, 10], mode: ["a", "b"] })`. `interactive` gives the controls instead.
 */
export function interact<const Spec extends Readonly<Record<string, Abbreviation>>>(
  f: (values: ValuesOf<Spec>) => unknown,
  spec: Spec,
  options: InteractOptions = {},
): void {
  const { box } = interactive(f, spec, options);
  (globalThis as unknown as { display?: Show }).display?.(box);
}
