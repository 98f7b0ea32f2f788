/** Values that several controls share, with what they are at first in ipywidgets. */

export type Orientation = "horizontal" | "vertical";
export type Emphasis = "" | "primary" | "success" | "info" | "warning" | "danger";
export type Behavior = "drag-tap" | "drag-snap" | "tap" | "drag" | "snap";

export interface Described {
  /** Shown beside it. */
  description: string;
  /** Take the description for HTML: only for a text of your own. */
  descriptionAllowHtml: boolean;
}

export interface Disabled {
  disabled: boolean;
}

export const described: Described = { description: "", descriptionAllowHtml: false };
export const disabled: Disabled = { disabled: false };
export const usable: Described & Disabled = { ...described, ...disabled };

/** ipywidgets' text of an empty field: a space of no width, which keeps the line's height. */
export const EMPTY = "\u200b";
