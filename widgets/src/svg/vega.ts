import type { Axis, Mark, Scale, Spec } from "vega";
import { ticksFor } from "../axis.js";
import {
  type Box,
  barRoom,
  COLOR_BAR_GAP,
  COLOR_BAR_WIDTH,
  colorBarLabels,
  stepFill,
  X_TICK_SPACING,
  Y_TICK_SPACING,
} from "../layout.js";
import type { AxisSpec, ColorBar, FigureSpec, PointSeries, Series } from "../spec.js";
import {
  AXIS_LINE,
  FONT,
  GRID,
  hex,
  INK,
  LABEL_SIZE,
  NOTE_SIZE,
  PAPER,
  QUIET_INK,
  sequential,
  TICK_SIZE,
  TITLE_SIZE,
} from "../theme.js";
import { densityColor } from "./raster.js";
import { outline } from "./steps.js";

/** Name of the mark that is replaced by the image of series `n`. */
export const imageSlot = (n: number): string => `layer-${n}`;

/**
 * The figure in Vega's grammar. Ticks and labels come ready from `ticksFor`; a series with `asImage` becomes an
 * empty rectangle whose place an image takes.
 */
export function toVega(spec: FigureSpec, box: Box, asImage: (series: Series) => boolean): Spec {
  return {
    width: box.width,
    height: box.height,
    autosize: "none",
    padding: {
      left: box.left,
      top: box.top,
      right: spec.width - box.left - box.width,
      bottom: spec.height - box.top - box.height,
    },
    background: PAPER,
    config: { text: { font: FONT }, axis: { labelFont: FONT, titleFont: FONT } },
    scales: [scaleOf("x", spec.x, box.width), scaleOf("y", spec.y, box.height)],
    signals: [
      labelSignal("x", spec.x, box.width, X_TICK_SPACING),
      labelSignal("y", spec.y, box.height, Y_TICK_SPACING),
    ],
    axes: [
      ...axesOf("x", spec.x, box.width, X_TICK_SPACING),
      ...axesOf("y", spec.y, box.height, Y_TICK_SPACING),
    ],
    marks: [
      ...titles(spec, box),
      ...axisTitles(spec, box),
      {
        type: "group",
        clip: true,
        encode: { enter: { width: { value: box.width }, height: { value: box.height } } },
        marks: spec.series.flatMap((s, i) => (asImage(s) ? [emptySlot(i, box)] : marksOf(s, i, spec, box))),
      },
      ...(spec.legend
        ? legend(
            spec.series.filter(({ name }) => name !== ""),
            box.width + 16 + barRoom(spec, box.height),
          )
        : []),
      ...(spec.colorBar && !spec.colorBar.hidden ? colorBar(spec.colorBar, spec, box) : []),
    ],
  };
}

const scaleOf = (name: "x" | "y", axis: AxisSpec, length: number): Scale => ({
  name,
  type: axis.scale === "log" ? "log" : "linear",
  domain: [...axis.range],
  range: name === "x" ? [0, length] : [length, 0],
  zero: false,
  nice: false,
});

const labelSignal = (name: "x" | "y", axis: AxisSpec, length: number, spacing: number) => {
  const { major, labels } = ticksFor(axis, length, spacing);
  return { name: `${name}Labels`, value: Object.fromEntries(major.map((v, i) => [String(v), labels[i]!])) };
};

function axesOf(name: "x" | "y", axis: AxisSpec, length: number, spacing: number): Axis[] {
  const { major, minor } = ticksFor(axis, length, spacing);
  const orient = name === "x" ? "bottom" : "left";
  const quiet = { scale: name, orient, domainColor: AXIS_LINE, tickColor: AXIS_LINE } as const;
  const main: Axis = {
    ...quiet,
    values: [...major],
    grid: axis.scale !== "category",
    gridColor: GRID,
    tickSize: axis.scale === "category" ? 0 : 5,
    labelColor: INK,
    labelFontSize: TICK_SIZE,
    labelPadding: 4,
    labelOverlap: false,
    labelFlush: false,
    labelBound: false,
    encode: { labels: { update: { text: { signal: `${name}Labels[datum.value]` } } } },
  };
  return minor.length === 0
    ? [main]
    : [{ ...quiet, values: [...minor], labels: false, grid: false, domain: false, tickSize: 3 }, main];
}

function titles(spec: FigureSpec, box: Box): Mark[] {
  const lines = [
    ...(spec.title ? [{ text: spec.title, size: TITLE_SIZE, color: INK, weight: 600 }] : []),
    ...spec.notes.map((text) => ({ text, size: NOTE_SIZE, color: QUIET_INK, weight: 400 })),
  ];
  let y = -box.top + 10;
  return lines.map(({ text, size, color, weight }): Mark => {
    y += size + (size === TITLE_SIZE ? 3 : 5);
    return label(text, 0, y, size, color, { fontWeight: { value: weight } });
  });
}

const centred = { align: { value: "center" }, baseline: { value: "middle" } };

function axisTitles(spec: FigureSpec, box: Box): Mark[] {
  const below = spec.height - box.top - LABEL_SIZE / 2 - 9;
  const turned = { ...centred, angle: { value: -90 } };
  return [
    ...(spec.x.title ? [label(spec.x.title, box.width / 2, below, LABEL_SIZE, INK, centred)] : []),
    ...(spec.y.title
      ? [label(spec.y.title, LABEL_SIZE / 2 + 9 - box.left, box.height / 2, LABEL_SIZE, INK, turned)]
      : []),
  ];
}

const label = (text: string, x: number, y: number, size: number, color: string, more: object = {}): Mark => ({
  type: "text",
  encode: {
    enter: {
      x: { value: x },
      y: { value: y },
      text: { value: text },
      font: { value: FONT },
      fontSize: { value: size },
      fill: { value: color },
      ...more,
    },
  },
});

const emptySlot = (index: number, box: Box): Mark => ({
  type: "rect",
  name: imageSlot(index),
  encode: { enter: { width: { value: box.width }, height: { value: box.height }, fill: { value: "none" } } },
});

function marksOf(series: Series, index: number, spec: FigureSpec, box: Box): Mark[] {
  const floorY = spec.y.scale === "log" ? { value: box.height } : { scale: "y", value: 0 };
  const lowest = Math.min(...spec.y.range);
  const data = `data_${index}`;
  const at = { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" } } as const;
  const inline = (type: "area" | "line" | "symbol" | "rect", values: object[], enter: object): Mark =>
    ({
      type: "group",
      data: [{ name: data, values }],
      marks: [{ type, from: { data }, encode: { enter } }],
    }) as unknown as Mark;
  const stroke = { stroke: { value: series.color }, strokeJoin: { value: "round" } };
  if (series.mark === "steps") {
    // Empty bins go below a log axis; the group clips them.
    const floor = spec.y.scale === "log" ? lowest / 10 : 0;
    const vertices = outline(series, spec.x.scale === "log", Math.round(box.width));
    for (const v of vertices) v.y = Math.max(v.y, floor);
    const ends = [
      { x: vertices[0]!.x, y: floor },
      ...vertices,
      { x: vertices[vertices.length - 1]!.x, y: floor },
    ];
    const fill = stepFill(spec);
    return [
      inline("area", vertices, {
        ...at,
        y2: floorY,
        fill: { value: series.color },
        fillOpacity: { value: fill },
      }),
      inline("line", ends, { ...at, ...stroke, strokeWidth: { value: 1.2 }, strokeJoin: { value: "miter" } }),
    ];
  }
  if (series.mark === "bars") {
    const floor = spec.y.scale === "log" ? lowest : 0;
    const values = Array.from(series.x, (x, i) => ({
      a: x + series.offset - series.width / 2,
      b: x + series.offset + series.width / 2,
      y: series.y[i]!,
      floor,
    }));
    return [
      inline(
        "rect",
        values.filter((v) => !Number.isNaN(v.y)),
        {
          x: { scale: "x", field: "a" },
          x2: { scale: "x", field: "b" },
          y: { scale: "y", field: "y" },
          y2: floorY,
          fill: { value: series.color },
          fillOpacity: { value: 0.85 },
        },
      ),
    ];
  }
  if (series.mark === "points") {
    const values = Array.from(series.x, (x, i) => ({
      x,
      y: series.y[i]!,
      s: sizeAt(series, i) ** 2,
      c: colorAt(series, i, spec.colorBar),
    }));
    const line = inline("line", values, { ...at, ...stroke, strokeWidth: { value: 1.6 } });
    const symbols = inline("symbol", values, {
      ...at,
      size: { field: "s" },
      fill: { field: "c" },
      fillOpacity: { value: series.opacity },
    });
    return series.mode === "line" ? [line] : series.mode === "both" ? [line, symbols] : [symbols];
  }
  return [];
}

const sizeAt = (s: PointSeries, i: number): number => (typeof s.size === "number" ? s.size : s.size[i]!);

function colorAt(s: PointSeries, i: number, bar: ColorBar | undefined): string {
  if (!s.values || !bar) return s.color;
  return hex(sequential((s.values[i]! - bar.range[0]) / (bar.range[1] - bar.range[0])));
}

function legend(series: readonly Series[], left: number): Mark[] {
  return series.flatMap((s, i): Mark[] => {
    const y = 8 + i * 19;
    const swatch: Mark =
      s.mark === "points" && s.mode !== "line"
        ? {
            type: "symbol",
            encode: {
              enter: {
                x: { value: left + 6 },
                y: { value: y },
                size: { value: 46 },
                fill: { value: s.color },
              },
            },
          }
        : {
            type: "rect",
            encode: {
              enter: {
                x: { value: left },
                y: { value: y - (s.mark === "points" ? 1 : 5) },
                width: { value: 12 },
                height: { value: s.mark === "points" ? 2 : 10 },
                fill: { value: s.color ?? INK },
                fillOpacity: { value: 0.85 },
              },
            },
          };
    return [swatch, label(s.name, left + 19, y, TICK_SIZE, INK, { baseline: { value: "middle" } })];
  });
}

/** A colour scale beside the plot, drawn as thin slices. */
function colorBar(bar: ColorBar, spec: FigureSpec, box: Box): Mark[] {
  const left = box.width + COLOR_BAR_GAP;
  const slices = 64;
  const density = spec.kind === "density";
  const values = Array.from({ length: slices }, (_, i) => ({
    y: box.height * (1 - (i + 1) / slices),
    c: hex(density ? densityColor({}, (i + 0.5) / slices) : sequential((i + 0.5) / slices)),
  }));
  const { major, labels } = ticksFor(
    { title: "", scale: bar.scale, range: bar.range },
    box.height,
    Y_TICK_SPACING,
  );
  const titleAt = left + COLOR_BAR_WIDTH + colorBarLabels(bar, box.height) + LABEL_SIZE;
  const along = (v: number) => {
    const [a, b, t] =
      bar.scale === "log" ? [Math.log(bar.range[0]), Math.log(bar.range[1]), Math.log(v)] : [...bar.range, v];
    return box.height * (1 - (t! - a!) / (b! - a!));
  };
  return [
    {
      type: "group",
      data: [{ name: "bar", values }],
      marks: [
        {
          type: "rect",
          from: { data: "bar" },
          encode: {
            enter: {
              x: { value: left },
              width: { value: COLOR_BAR_WIDTH },
              y: { field: "y" },
              height: { value: box.height / slices + 0.4 },
              fill: { field: "c" },
            },
          },
        },
      ],
    } as unknown as Mark,
    ...major.map((v, i) =>
      label(labels[i]!, left + COLOR_BAR_WIDTH + 6, along(v), TICK_SIZE, INK, {
        baseline: { value: "middle" },
      }),
    ),
    ...(bar.title
      ? [
          label(bar.title, titleAt, box.height / 2, LABEL_SIZE, INK, {
            angle: { value: 90 },
            align: { value: "center" },
            baseline: { value: "middle" },
          }),
        ]
      : []),
  ];
}
