import type { Values, ViewContext } from "../view.js";
import { isDark, isOurs, themed, themedData, viewOf, widthIn, withView } from "./look.js";
import {
  asFigure,
  type Json,
  loadPlotly,
  type PlotElement,
  type Plotly,
  type PlotlyFigure,
} from "./plotly.js";

/**
 * Draws the Plotly figure `model.get("figure")`. It is drawn when it first comes near the window, follows the
 * width of `el` and the page's theme, and tells errors as text.
 *
 * A browser keeps only 16 WebGL contexts, and a plot with WebGL traces takes three: such plots are let go when
 * they are scrolled away and drawn again, with the reader's ranges, when they come back.
 */
export function render({ model, el, signal }: ViewContext<Values>): void {
  const plot = document.createElement("div");
  el.append(plot);
  let figure: PlotlyFigure | undefined;
  let view: Json | undefined;
  let drawn: Plotly | undefined;
  let near = false;
  let width = 0;
  let queue = Promise.resolve();

  const release = () => {
    if (!drawn) return;
    view = viewOf((plot as unknown as PlotElement).layout);
    // The page must not jump while the plot is away.
    plot.style.minHeight = `${plot.offsetHeight}px`;
    drawn.purge(plot);
    drawn = undefined;
  };

  const fail = (error: unknown) => {
    drawn?.purge(plot);
    drawn = undefined;
    const text = document.createElement("pre");
    text.setAttribute("role", "alert");
    text.style.color = "var(--jp-error-color1, #b00020)";
    text.style.whiteSpace = "pre-wrap";
    text.textContent = `The figure cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
    plot.style.minHeight = "";
    plot.replaceChildren(text);
  };

  const draw = async () => {
    if (signal.aborted || !figure || !near || width === 0) return;
    const shown = figure;
    const plotly = await loadPlotly();
    // All may have changed while Plotly was fetched.
    if (signal.aborted || !near || shown !== figure) return;
    if (drawn) view = viewOf((plot as unknown as PlotElement).layout);
    else plot.replaceChildren();
    const layout = {
      ...withView(themed(shown, isDark()), view),
      width: widthIn(shown, width),
      autosize: false,
    };
    const config = { ...shown.config, ...configOf(plotly, shown, plot) };
    await (drawn ? plotly.react : plotly.newPlot)(
      plot,
      themedData(shown, isDark()),
      structuredClone(layout),
      config,
    );
    drawn = plotly;
    if (signal.aborted) release();
  };
  const redraw = () => {
    queue = queue.then(draw).catch(fail);
  };

  const load = () => {
    try {
      figure = asFigure(model.get("figure"));
      view = undefined;
      release();
      view = undefined;
      const { height } = figure.layout;
      plot.style.minHeight = `${typeof height === "number" ? height : 400}px`;
      redraw();
    } catch (error) {
      figure = undefined;
      fail(error);
    }
  };

  const sizes = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry?.contentRect.width ?? 0);
    if (now === 0 || now === width) return;
    width = now;
    redraw();
  });
  const sight = new IntersectionObserver(
    ([entry]) => {
      near = entry?.isIntersecting ?? false;
      if (near && !drawn) redraw();
      else if (!near && figure && usesWebGL(figure)) queue = queue.then(() => (near ? undefined : release()));
    },
    { rootMargin: "200px" },
  );
  const theme = new MutationObserver(redraw);
  sizes.observe(el);
  sight.observe(plot);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  signal.addEventListener(
    "abort",
    () => {
      for (const observer of [sizes, sight, theme]) observer.disconnect();
      release();
      plot.remove();
    },
    { once: true },
  );
  model.onChange("figure", load, signal);
  load();
}

const usesWebGL = ({ data }: PlotlyFigure): boolean =>
  data.some(
    (trace) =>
      /gl|3d|surface|cone|mesh|volume|map/.test(String((trace as { type?: unknown } | null)?.type ?? "")) &&
      (trace as { type?: unknown }).type !== "heatmap" &&
      (trace as { type?: unknown }).type !== "treemap",
  );

/** Zoom, pan, reset, and the figure as a file: what a reader of a figure needs, and no more. */
function configOf(plotly: Plotly, figure: PlotlyFigure, plot: HTMLElement): Json {
  if (!isOurs(figure)) return { responsive: false };
  const download = (format: "png" | "svg") => ({
    name: `download-${format}`,
    title: `Download as ${format.toUpperCase()}`,
    icon: plotly.Icons[format === "png" ? "camera" : "disk"],
    click: () => {
      const { layout } = plot as unknown as PlotElement;
      // A file is for paper: the light look, with what is on the screen now.
      const paper = { ...withView(figure.layout, viewOf(layout)), autosize: false, width: plot.offsetWidth };
      const options = {
        format,
        filename: fileName(figure),
        scale: format === "png" ? 2 : 1,
        width: layout.width,
        height: layout.height,
      };
      void plotly.downloadImage({ data: figure.data, layout: paper, config: {} }, options);
    },
  });
  return {
    displaylogo: false,
    responsive: false,
    scrollZoom: false,
    modeBarButtons: [
      ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"],
      [download("png"), download("svg")],
    ],
  };
}

function fileName({ layout }: PlotlyFigure): string {
  const title = (layout.title as { text?: unknown } | undefined)?.text;
  const words = typeof title === "string" ? title.toLowerCase().match(/[\p{L}\p{N}]+/gu) : null;
  return words?.slice(0, 8).join("-") || "figure";
}
