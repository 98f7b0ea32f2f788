import type { Json, PlotlyFigure } from "./plotly.js";

/** Widest an Ewald figure grows in a wide notebook: beyond, lines get long and nothing gets clearer. */
const MAX_WIDTH = 960;

interface Meta {
  readonly ewald?: unknown;
}

/** True for figures that Ewald made; those of other libraries keep the look they came with. */
export const isOurs = (figure: PlotlyFigure): boolean =>
  (figure.layout.meta as Meta | undefined)?.ewald === 1;

/** Width of a figure in a cell that is `available` pixels wide. */
export function widthIn(figure: PlotlyFigure, available: number): number {
  const fixed = figure.layout.width;
  const wanted = typeof fixed === "number" ? fixed : isOurs(figure) ? MAX_WIDTH : available;
  return Math.max(200, Math.min(wanted, available));
}

/** JupyterLab says on the body whether its theme is dark. */
export const isDark = (): boolean => document.body.dataset.jpThemeLight === "false";

const DARK = {
  ink: "#dcdcdc",
  quiet: "#9a9a9a",
  grid: "#333333",
  line: "#777777",
  bar: "#8a8a8a",
  active: "#f0f0f0",
};

/** The layout for the page's theme: dark figures lie on the page itself; light ones keep the colours they came with. */
export function themed(figure: PlotlyFigure, dark: boolean): Json {
  const { layout } = figure;
  if (!isOurs(figure)) return layout;
  const light = { modebar: { bgcolor: "rgba(0,0,0,0)", color: "#b0b0b0", activecolor: "#404040" } };
  if (!dark) return { ...layout, ...light };
  const axis = (value: unknown): Json => ({
    ...(value as Json),
    gridcolor: DARK.grid,
    linecolor: DARK.line,
    tickcolor: DARK.line,
    ...((value as Json).minor ? { minor: { ...((value as Json).minor as Json), tickcolor: DARK.line } } : {}),
  });
  const annotations = (layout.annotations as Json[] | undefined) ?? [];
  return {
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { ...(layout.font as Json), color: DARK.ink },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
    annotations: annotations.map((a) => ({ ...a, font: { ...(a.font as Json), color: DARK.quiet } })),
    modebar: { bgcolor: "rgba(0,0,0,0)", color: DARK.bar, activecolor: DARK.active },
  };
}

/**
 * The traces for the page's theme: on a dark page the dense end of a density is the bright one, and the colours of
 * series are lightened, so that they stand as clear of black as they do of white.
 */
export function themedData(figure: PlotlyFigure, dark: boolean): unknown[] {
  if (!dark || !isOurs(figure)) return figure.data;
  return (figure.data as Json[]).map((trace) => {
    if (trace.type === "heatmap") return trace.meta === "map" ? trace : { ...trace, reversescale: true };
    const out: Record<string, unknown> = { ...trace };
    for (const part of ["line", "marker"]) {
      const look = trace[part] as { color?: unknown } | undefined;
      if (typeof look?.color === "string") out[part] = { ...look, color: lightened(look.color) };
    }
    if (typeof trace.fillcolor === "string") out.fillcolor = lightened(trace.fillcolor);
    return out;
  });
}

/** "#rrggbb" or "rgba(r, g, b, a)" mixed with white; other notations stay. */
function lightened(color: string): string {
  const lift = (v: number) => Math.round(v + (255 - v) * 0.3);
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (hex)
    return `rgb(${hex
      .slice(1)
      .map((v) => lift(Number.parseInt(v, 16)))
      .join(", ")})`;
  return color.replace(
    /^rgba\((\d+), (\d+), (\d+)/,
    (_, ...v: string[]) =>
      `rgba(${v
        .slice(0, 3)
        .map((c) => lift(Number(c)))
        .join(", ")}`,
  );
}

/** The part of a layout that a reader changes with the mouse. */
export function viewOf(layout: Json): Json {
  const view: Record<string, unknown> = { dragmode: layout.dragmode };
  for (const name of ["xaxis", "yaxis"]) {
    const range = (layout[name] as { range?: unknown } | undefined)?.range;
    if (Array.isArray(range)) view[name] = [...range];
  }
  return view;
}

/** `layout` with the ranges and tool of an earlier view of it. */
export function withView(layout: Json, view: Json | undefined): Json {
  if (!view) return layout;
  const merged: Record<string, unknown> = { ...layout, dragmode: view.dragmode ?? layout.dragmode };
  for (const name of ["xaxis", "yaxis"]) {
    if (view[name]) merged[name] = { ...(layout[name] as Json), range: view[name], autorange: false };
  }
  return merged;
}
