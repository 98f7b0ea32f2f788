import { EwaldError } from "ewald";
import { WIDGET_VIEW } from "../shared/protocol.js";
import { type Codec, LiveModel } from "../widget/liveModel.js";
import type { MimeBundle } from "../widget/widget.js";
import { Layout, type LayoutValues } from "./layout.js";
import { styleModel } from "./styles.js";

/** One control of @jupyter-widgets: what it is called there, its values and what they are at first. */
export interface ControlRecord<S extends object> {
  /** ipywidgets' name; model and view are called after it where nothing else is said. */
  readonly name: string;
  readonly view?: string;
  readonly module?: string;
  readonly version?: string;
  readonly state: S;
  /** Name of the model of its style, a key of `styles`. */
  readonly style?: string;
  /** Values that follow from what was set (a value kept within its limits), or an error if it cannot be. */
  readonly adjust?: (next: S, set: Partial<S>) => Partial<S>;
  readonly local?: readonly (keyof S & string)[];
  readonly codecs?: { readonly [K in keyof S]?: Codec };
}

/** Values that all controls have. */
export interface CommonValues {
  /** Where it is put and how large it is: CSS values. */
  layout: LayoutValues;
  tooltip: string | null;
  /** Whether the Tab key reaches it; null leaves that to the browser. */
  tabbable: boolean | null;
}

export type Style = Record<string, string | null>;

/** What a control is made with. */
export type ControlOptions<S extends object> = Partial<S> & {
  readonly layout?: Partial<LayoutValues>;
  readonly style?: Partial<Style>;
  readonly tooltip?: string | null;
  readonly tabbable?: boolean | null;
};

/** A control: its values are properties, `observe` tells of changes. */
export type Control<S extends object> = LiveModel<S & CommonValues> & S & CommonValues & { style: Style };

export type ControlClass<S extends object> = new (options?: ControlOptions<S>) => Control<S>;

const COMMON = { layout: null, tooltip: null, tabbable: null };
const OWN = ["layout", "style", "tooltip", "tabbable"];

/** The class of the control that `record` describes. */
export function control<S extends object>(record: ControlRecord<S>): ControlClass<S> {
  const { name, state, style, adjust } = record;
  const names = [...Object.keys(state), ...OWN.filter((one) => one !== "style" || style !== undefined)];
  const described = {
    module: record.module ?? "@jupyter-widgets/controls",
    version: record.version ?? "2.0.0",
    model: `${name}Model`,
    view: record.view ?? `${name}View`,
    snakeCase: true,
    ...(record.local ? { local: record.local } : {}),
    ...(record.codecs ? { codecs: record.codecs as Record<string, Codec> } : {}),
  };

  class Made extends LiveModel<Record<string, unknown>> {
    constructor(options: Record<string, unknown> = {}) {
      super(described, { ...state, ...COMMON, ...(style ? { style: null } : {}) });
      this.set(options);
    }

    override set(values: Record<string, unknown>): void {
      const set: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(values)) {
        if (!names.includes(key))
          throw new EwaldError(
            "bad-argument",
            `${name} has no value "${key}"; it has ${names.filter((one) => !one.startsWith("_")).join(", ")}.`,
          );
        if (value !== undefined) set[key] = this.#submodel(key, value);
      }
      const next = Object.fromEntries(
        Object.keys(state).map((key) => [key, key in set ? set[key] : this.get(key)]),
      );
      super.set({ ...set, ...adjust?.(next as S, set as Partial<S>) });
    }

    /** A layout or style is a model of its own, made when it is first asked for or set. */
    submodel(key: "layout" | "style"): unknown {
      if (this.get(key) === null) super.set({ [key]: key === "layout" ? new Layout() : styleModel(style!) });
      return this.get(key);
    }

    #submodel(key: string, value: unknown): unknown {
      if ((key !== "layout" && key !== "style") || value === null || value instanceof LiveModel) return value;
      return key === "layout"
        ? new Layout(value as Partial<LayoutValues>)
        : styleModel(style!, value as Partial<Style>);
    }

    /** One line: the name and the values that are not as at first. */
    override toString(): string {
      const told = Object.entries(state)
        .filter(
          ([key, first]) =>
            !key.startsWith("_") && !(record.local ?? []).includes(key as never) && this.get(key) !== first,
        )
        .map(([key]) => `${key}: ${JSON.stringify(this.get(key), brief)}`);
      return told.length === 0 ? name : `${name} { ${told.join(", ")} }`;
    }

    /** MIME bundle (Deno's convention for rich display). */
    [Symbol.for("Jupyter.display")](): MimeBundle {
      const text = { "text/plain": this.toString() };
      const model_id = this.open();
      return model_id === undefined
        ? text
        : { [WIDGET_VIEW]: { version_major: 2, version_minor: 0, model_id }, ...text };
    }
  }

  for (const key of names) {
    const own = key === "layout" || key === "style";
    Object.defineProperty(Made.prototype, key, {
      get(this: Made) {
        return own ? this.submodel(key) : this.get(key);
      },
      set(this: Made, value: unknown) {
        this.set({ [key]: value });
      },
      enumerable: true,
    });
  }
  Object.defineProperty(Made, "name", { value: name });
  return Made as unknown as ControlClass<S>;
}

/** Models and bytes inside the line about a control. */
const brief = (_key: string, value: unknown): unknown =>
  value instanceof LiveModel
    ? value.constructor.name
    : ArrayBuffer.isView(value)
      ? `${value.byteLength} bytes`
      : value;
