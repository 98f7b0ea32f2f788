import { LiveModel } from "../widget/liveModel.js";

/** CSS properties of a layout, by the names TypeScript has for them. */
const PROPERTIES = [
  "alignContent",
  "alignItems",
  "alignSelf",
  "borderBottom",
  "borderLeft",
  "borderRight",
  "borderTop",
  "bottom",
  "display",
  "flex",
  "flexFlow",
  "gridArea",
  "gridAutoColumns",
  "gridAutoFlow",
  "gridAutoRows",
  "gridColumn",
  "gridGap",
  "gridRow",
  "gridTemplateAreas",
  "gridTemplateColumns",
  "gridTemplateRows",
  "height",
  "justifyContent",
  "justifyItems",
  "left",
  "margin",
  "maxHeight",
  "maxWidth",
  "minHeight",
  "minWidth",
  "objectFit",
  "objectPosition",
  "order",
  "overflow",
  "padding",
  "right",
  "top",
  "visibility",
  "width",
] as const;

/** CSS values; null leaves a property as it is. */
export type LayoutValues = Record<(typeof PROPERTIES)[number], string | null>;

/** A model whose values are properties of the object too. */
export interface ValueModel<S extends object> {
  new (values?: Partial<S>): LiveModel<S> & S;
}

export function valueModel<S extends object>(
  name: string,
  module: string,
  state: S,
  view: string,
): ValueModel<S> {
  const record = {
    module,
    version: "2.0.0",
    model: `${name}Model`,
    view,
    viewModule: "@jupyter-widgets/base",
    snakeCase: true,
  };
  class Made extends LiveModel<S> {
    constructor(values: Partial<S> = {}) {
      super(record, state);
      this.set(values);
    }
  }
  for (const key of Object.keys(state) as (keyof S)[])
    Object.defineProperty(Made.prototype, key, {
      get(this: Made) {
        return this.get(key);
      },
      set(this: Made, value: S[keyof S]) {
        this.set({ [key]: value } as unknown as Partial<S>);
      },
      enumerable: true,
    });
  Object.defineProperty(Made, "name", { value: name });
  return Made as unknown as ValueModel<S>;
}

/** Where a control is put and how large it is. One layout may serve several controls. */
export const Layout = valueModel<LayoutValues>(
  "Layout",
  "@jupyter-widgets/base",
  Object.fromEntries(PROPERTIES.map((name) => [name, null])) as LayoutValues,
  "LayoutView",
);
export type Layout = InstanceType<typeof Layout>;
