import { EwaldError } from "ewald";
import { LiveModel } from "../widget/liveModel.js";
import { type Control, type ControlClass, type ControlOptions, control } from "./control.js";
import type { Emphasis } from "./values.js";

/** Anything that can stand in a box: controls, boxes, and Ewald's own views. */
export type Child = LiveModel<never> | LiveModel<object>;

export interface BoxValues {
  children: readonly Child[];
  boxStyle: Exclude<Emphasis, "primary">;
}
export interface PagedValues extends BoxValues {
  /** One a child. */
  titles: readonly string[];
  /** The child that is shown; null for none. */
  selectedIndex: number | null;
}

const checkChildren = (name: string, children: readonly unknown[]): void => {
  const wrong = children.findIndex((child) => !(child instanceof LiveModel));
  if (wrong >= 0)
    throw new EwaldError(
      "wrong-type",
      `${name}: child ${wrong} is ${String(children[wrong])}; controls and views work, other values are shown by an Output.`,
    );
};

const box = (name: string) =>
  listFirst(
    control<BoxValues>({
      name,
      state: { children: [], boxStyle: "" },
      adjust: ({ children }) => {
        checkChildren(name, children);
        return {};
      },
    }),
  );

const paged = (name: string, open: number | null) =>
  listFirst(
    control<PagedValues>({
      name,
      state: { children: [], boxStyle: "", titles: [], selectedIndex: null },
      adjust: (next, set) => {
        checkChildren(name, next.children);
        const { length } = next.children;
        const shown = next.selectedIndex;
        if (set.selectedIndex != null && !(set.selectedIndex in next.children))
          throw new EwaldError(
            "out-of-range",
            `${name}: selectedIndex is ${set.selectedIndex} and there are ${length} children.`,
          );
        const first = set.children && shown === null && length > 0 ? open : shown;
        return {
          titles: next.children.map((_, i) => next.titles[i] ?? ""),
          selectedIndex: first !== null && first < length ? first : null,
        };
      },
    }),
  );

type ListFirst<S extends BoxValues> = new (
  children?: readonly Child[] | ControlOptions<S>,
  options?: ControlOptions<S>,
) => Control<S>;

/** `new HBox([a, b])` beside `new HBox({ children: [a, b] })`. */
function listFirst<S extends BoxValues>(made: ControlClass<S>): ListFirst<S> {
  const Base = made as unknown as new (options: object) => object;
  const Made = class extends Base {
    constructor(children: unknown = {}, options: object = {}) {
      super(Array.isArray(children) ? { children, ...options } : (children as object));
    }
  };
  Object.defineProperty(Made, "name", { value: made.name });
  return Made as unknown as ListFirst<S>;
}

/** Children in a row or column, as its layout says. */
export const Box = box("Box");
export type Box = Control<BoxValues>;
/** Children in a row. */
export const HBox = box("HBox");
export type HBox = Control<BoxValues>;
/** Children in a column. */
export const VBox = box("VBox");
export type VBox = Control<BoxValues>;
/** Children in a grid, as its layout says. */
export const GridBox = box("GridBox");
export type GridBox = Control<BoxValues>;
/** Children of which one is shown, with tabs. */
export const Tab = paged("Tab", 0);
export type Tab = Control<PagedValues>;
/** Children of which one is unfolded. */
export const Accordion = paged("Accordion", null);
export type Accordion = Control<PagedValues>;
/** Children of which one is shown. */
export const Stack = paged("Stack", null);
export type Stack = Control<PagedValues>;
