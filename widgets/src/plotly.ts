import { ticksFor } from "./axis.js";
import { equalRanges, plotBox, stepFill, Y_TICK_SPACING } from "./layout.js";
import type {
  AxisSpec,
  BarSeries,
  ColorBar,
  DensitySeries,
  FigureSpec,
  GridSeries,
  PointSeries,
  StepSeries,
} from "./spec.js";
import { densityColor } from "./svg/raster.js";
import {
  AXIS_LINE,
  FONT,
  GRID,
  hex,
  INK,
  LABEL_SIZE,
  NOTE_SIZE,
  PAPER,
  parseColor,
  QUIET_INK,
  sequential,
  TICK_SIZE,
  TITLE_SIZE,
} from "./theme.js";
import { encodeArray, encodeCoordinates, encodeCounts } from "./typed-array.js";

type Json = { readonly [key: string]: unknown };

/** A figure as Plotly's JSON: the body of `application/vnd.plotly.v1+json`. */
export interface PlotlyFigure {
  data: Json[];
  layout: Json;
  config: Json;
}

/** More points than this are drawn with WebGL; fewer as SVG, which needs no graphics context. */
const MAX_SVG_POINTS = 4000;

export function toPlotly(spec: FigureSpec): PlotlyFigure {
  return {
    data: spec.series.flatMap((s) => {
      if (s.mark === "steps") return [stepTrace(s, spec)];
      if (s.mark === "bars") return [barTrace(s, spec)];
      if (s.mark === "grid") return [gridTrace(s, spec.colorBar!)];
      return s.mark === "density" ? densityTraces(s, spec) : pointTraces(s, spec);
    }),
    layout: layoutOf(spec),
    config: { displaylogo: false, responsive: true },
  };
}

/** Plotly reads a small HTML dialect in texts; what comes from a user or a file is to be shown as it is. */
const plain = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function layoutOf(spec: FigureSpec): Json {
  const box = plotBox(spec);
  const ranges = equalRanges(spec, box);
  const x = axisOf({ ...spec.x, range: ranges.x }, spec.kind === "histogram");
  const y = axisOf({ ...spec.y, range: ranges.y }, false);
  const notes = spec.notes.map((text, i) => ({
    text: plain(text),
    showarrow: false,
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    xshift: -2,
    yshift: 4 + (spec.notes.length - 1 - i) * (NOTE_SIZE + 5),
    font: { size: NOTE_SIZE, color: QUIET_INK },
  }));
  return {
    ...(spec.fixedWidth ? { width: spec.width } : { autosize: true }),
    height: spec.height,
    margin: {
      l: box.left,
      t: box.top,
      r: spec.width - box.left - box.width,
      b: spec.height - box.top - box.height,
      pad: 0,
    },
    font: { family: FONT, size: TICK_SIZE, color: INK },
    paper_bgcolor: PAPER,
    plot_bgcolor: PAPER,
    ...(spec.title
      ? {
          title: {
            text: plain(spec.title),
            font: { size: TITLE_SIZE, weight: 600 },
            x: 0,
            xref: "paper",
            xanchor: "left",
            y: 1 - (10 + TITLE_SIZE) / spec.height,
            yref: "container",
            yanchor: "bottom",
          },
        }
      : {}),
    annotations: notes,
    showlegend: spec.legend,
    legend: {
      x: 1,
      xanchor: "left",
      y: 1,
      yanchor: "top",
      font: { size: TICK_SIZE },
      bgcolor: "rgba(0,0,0,0)",
      itemsizing: "constant",
    },
    xaxis: x,
    yaxis: spec.equal ? { ...y, scaleanchor: "x", scaleratio: 1, constrain: "domain" } : y,
    hovermode: spec.kind === "histogram" ? "x" : "closest",
    dragmode: "zoom",
    barmode: "overlay",
    meta: { ewald: 1, width: spec.width },
  };
}

function axisOf(axis: AxisSpec, wholeTicks: boolean): Json {
  const log = axis.scale === "log";
  return {
    title: { text: plain(axis.title), font: { size: LABEL_SIZE }, standoff: 9 },
    type: log ? "log" : "linear",
    range: log ? axis.range.map(Math.log10) : [...axis.range],
    automargin: true,
    showline: true,
    linecolor: AXIS_LINE,
    linewidth: 1,
    ticks: axis.scale === "category" ? "" : "outside",
    ticklen: 5,
    tickcolor: AXIS_LINE,
    // Plotly draws powers of ten a quarter larger.
    tickfont: { size: log ? TICK_SIZE / 1.25 : TICK_SIZE },
    ...(log ? { nticks: decadeTicks(axis.range) } : {}),
    showgrid: axis.scale !== "category",
    gridcolor: GRID,
    gridwidth: 1,
    zeroline: false,
    minexponent: 6,
    separatethousands: true,
    exponentformat: log ? "power" : "SI",
    ...(axis.categories
      ? { tickvals: axis.categories.map((_, i) => i), ticktext: axis.categories.map(plain) }
      : {}),
    ...(log ? { minor: { ticks: "outside", ticklen: 3, tickcolor: AXIS_LINE } } : {}),
    ...(wholeTicks && !log ? { hoverformat: ",.6~r" } : {}),
  };
}

/** The most ticks for which Plotly labels decades only, as the static figure does, at the range first shown. */
const decadeTicks = ([from, to]: readonly [number, number]): number =>
  Math.max(4, Math.floor(Math.abs(Math.log10(to / from)) / 0.71));

/** Outline and fill; a bin of zero is put at each end, so that the steps are whole, and empty bins go off a log axis. */
function stepTrace(s: StepSeries, spec: FigureSpec): Json {
  const log = spec.x.scale === "log";
  const n = s.counts.length;
  const low = log ? Math.log10(s.min) : s.min;
  const width = ((log ? Math.log10(s.max) : s.max) - low) / n;
  const y = new Float64Array(n + 2);
  y.set(s.counts, 1);
  const floor = spec.y.scale === "log" && y.some((v) => v <= 0);
  const x = log
    ? { x: encodeArray(Float32Array.from(y, (_, i) => 10 ** (low + (i - 0.5) * width))) }
    : { x0: low - width / 2, dx: width };
  return {
    type: "scatter",
    mode: "lines",
    name: plain(s.name),
    ...x,
    // 0.001 prints as 0: the hover text shows whole counts.
    y: floor ? encodeArray(Float32Array.from(y, (v) => (v > 0 ? v : 1e-3))) : encodeCounts(y),
    line: { color: s.color, width: 1.2, shape: "hvh", simplify: true },
    fill: "tozeroy",
    fillcolor: translucent(s.color, stepFill(spec)),
    hovertemplate: "<b>%{y:,.0f}</b>" + (s.name ? "" : "<extra></extra>"),
  };
}

function barTrace(s: BarSeries, spec: FigureSpec): Json {
  const names = spec.x.categories;
  return {
    type: "bar",
    name: plain(s.name),
    x: encodeArray(s.x),
    y: encodeArray(s.y),
    width: s.width,
    offset: s.offset - s.width / 2,
    marker: { color: s.color, opacity: 0.85, line: { width: 0 } },
    ...(names ? { hovertext: names.map(plain) } : {}),
    hovertemplate:
      `${names ? "%{hovertext}" : "%{x}"}<br><b>%{y:,.6~g}</b>` + (s.name ? "" : "<extra></extra>"),
  };
}

function pointTraces(s: PointSeries, spec: FigureSpec): Json[] {
  const all = spec.series.reduce((n, t) => n + (t.mark === "points" ? t.x.length : 0), 0);
  const bar = spec.colorBar;
  const color =
    s.values && bar
      ? {
          color: encodeCoordinates(s.values),
          cmin: bar.range[0],
          cmax: bar.range[1],
          colorscale: colorScale(sequential),
          showscale: true,
          colorbar: colorBarOf(bar),
        }
      : { color: s.color };
  const trace = {
    type: all > MAX_SVG_POINTS ? "scattergl" : "scatter",
    mode: s.mode === "points" ? "markers" : s.mode === "line" ? "lines" : "lines+markers",
    name: plain(s.name),
    x: encodeCoordinates(s.x),
    y: encodeCoordinates(s.y),
    marker: {
      ...color,
      size: typeof s.size === "number" ? s.size : encodeArray(Float32Array.from(s.size)),
      opacity: s.opacity,
      line: { width: 0 },
    },
    line: { color: s.color, width: 1.6 },
    hovertemplate:
      "%{x:,.6~g}, %{y:,.6~g}" +
      (s.values ? "<br><b>%{marker.color:,.6~g}</b>" : "") +
      (s.name ? "" : "<extra></extra>"),
  };
  // The legend would show its mark as faint as the points.
  return spec.legend && s.mode === "points"
    ? [{ ...trace, legendgroup: s.name, showlegend: false }, swatch(s, "circle")]
    : [trace];
}

/** An empty trace that stands for a series in the legend; a click on it hides the series. */
const swatch = ({ name, color }: { name: string; color?: string }, symbol: string): Json => ({
  type: "scatter",
  mode: "markers",
  x: [null],
  y: [null],
  name: plain(name),
  marker: { color, size: 9, symbol, opacity: 0.9 },
  legendgroup: name,
  hoverinfo: "skip",
});

function densityTraces(s: DensitySeries, spec: FigureSpec): Json[] {
  const top = spec.series.reduce(
    (most, t) => (t.mark === "density" ? t.counts.reduce((a, b) => Math.max(a, b), most) : most),
    2,
  );
  const shape = [s.ny, s.nx] as const;
  const trace = {
    type: "heatmap",
    name: plain(s.name),
    x: centres(spec.x, s.nx),
    y: centres(spec.y, s.ny),
    z: encodeArray(
      Float32Array.from(s.counts, (n) => (n > 0 ? Math.log10(n) : Number.NaN)),
      shape,
    ),
    zmin: 0,
    zmax: Math.log10(top),
    zsmooth: false,
    customdata: encodeCounts(s.counts, shape),
    hoverongaps: false,
    colorscale: colorScale((t) => densityColor(s, t)),
    showscale: spec.colorBar !== undefined,
    ...(spec.colorBar ? { colorbar: colorBarOf(spec.colorBar) } : {}),
    hovertemplate:
      "%{x:,.4~g}, %{y:,.4~g}<br><b>%{customdata:,} points</b>" + (s.name ? "" : "<extra></extra>"),
  };
  if (s.color === undefined) return [trace];
  return [{ ...trace, legendgroup: s.name }, swatch(s, "square")];
}

function gridTrace(s: GridSeries, bar: ColorBar): Json {
  const log = bar.scale === "log";
  const [low, high] = log ? bar.range.map(Math.log10) : bar.range;
  const shape = [s.ny, s.nx] as const;
  const over = (range: readonly [number, number], n: number) =>
    centres({ title: "", scale: "linear", range }, n);
  return {
    type: "heatmap",
    // A map keeps its colours on a dark page; a density turns them round.
    meta: "map",
    x: over(s.xExtent, s.nx),
    y: over(s.yExtent, s.ny),
    z: encodeArray(log ? s.values.map((v) => (v === 0 ? low! : Math.log10(v))) : s.values, shape),
    zmin: low,
    zmax: high,
    zsmooth: false,
    ...(log ? { customdata: encodeArray(s.values, shape) } : {}),
    hoverongaps: false,
    colorscale: colorScale(sequential),
    showscale: bar.hidden !== true,
    colorbar: colorBarOf(bar),
    hovertemplate: `%{x:,.5~g}, %{y:,.5~g}<br><b>%{${log ? "customdata" : "z"}:,.5~g}</b><extra></extra>`,
  };
}

/** Cell centres of a grid over an axis. */
function centres(axis: AxisSpec, n: number): Json {
  const log = axis.scale === "log";
  const [from, to] = log ? axis.range.map(Math.log10) : axis.range;
  const at = (i: number) => from! + ((i + 0.5) / n) * (to! - from!);
  return { ...encodeArray(Float64Array.from({ length: n }, (_, i) => (log ? 10 ** at(i) : at(i)))) };
}

const colorScale = (color: (t: number) => readonly [number, number, number]): [number, string][] =>
  Array.from({ length: 17 }, (_, i) => [i / 16, hex(color(i / 16))]);

function colorBarOf(bar: ColorBar): Json {
  const { major, labels } = ticksFor(
    { title: "", scale: bar.scale, range: bar.range },
    10 * Y_TICK_SPACING,
    Y_TICK_SPACING,
  );
  return {
    title: { text: plain(bar.title), side: "right", font: { size: LABEL_SIZE } },
    thickness: 14,
    x: 1,
    xpad: 16,
    len: 1,
    ypad: 0,
    outlinewidth: 0,
    separatethousands: true,
    minexponent: 6,
    tickfont: { size: TICK_SIZE },
    ...(bar.scale === "log"
      ? {
          tickvals: major.map(Math.log10),
          ticktext: labels.map(raised),
        }
      : {}),
  };
}

/** Unicode superscripts as Plotly's small HTML draws them. */
const raised = (label: string): string =>
  label.replace(/[⁰¹²³⁴-⁹⁻]+/g, (run) => {
    const plainDigits = [...run].map((c) => "0123456789−"["⁰¹²³⁴⁵⁶⁷⁸⁹⁻".indexOf(c)]).join("");
    return `<sup>${plainDigits}</sup>`;
  });

function translucent(color: string, alpha: number): string {
  return `rgba(${parseColor(color).join(", ")}, ${alpha})`;
}
