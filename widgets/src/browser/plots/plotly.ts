/** The part of Plotly that is used. */
export interface Plotly {
  newPlot(el: HTMLElement, data: unknown[], layout: Json, config: Json): Promise<PlotElement>;
  react(el: HTMLElement, data: unknown[], layout: Json, config: Json): Promise<PlotElement>;
  relayout(el: HTMLElement, update: Json): Promise<unknown>;
  purge(el: HTMLElement): void;
  downloadImage(figure: unknown, options: Json): Promise<string>;
  readonly Icons: { readonly [name: string]: unknown };
}

export type Json = { readonly [key: string]: unknown };

/** An element that holds a plot: Plotly keeps the layout, with the ranges the reader zoomed to, on it. */
export interface PlotElement extends HTMLElement {
  readonly layout: Json;
}

export interface PlotlyFigure {
  readonly data: unknown[];
  readonly layout: Json;
  readonly config: Json;
}

let loading: Promise<Plotly> | undefined;

/** Plotly, fetched once, when the first figure is drawn. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import("plotly.js-dist-min").then(
    (module) => (module.default ?? module) as unknown as Plotly,
    (error: unknown) => {
      // The next figure may try again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Checks the outer shape of what a notebook holds under the Plotly type. */
export function asFigure(value: unknown): PlotlyFigure {
  if (!isRecord(value) || !Array.isArray(value.data)) {
    throw new Error("This output is not a Plotly figure: it has no list `data`.");
  }
  const { data, layout, config } = value;
  return { data, layout: isRecord(layout) ? layout : {}, config: isRecord(config) ? config : {} };
}
