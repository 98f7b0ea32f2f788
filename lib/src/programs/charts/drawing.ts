import type { Chart, ChartPanel, Marker, Point } from "./chart.js";

/** What a picture is made of; lengths in px, y downwards. */
export type Shape =
  | {
      readonly kind: "line";
      readonly from: Point;
      readonly to: Point;
      readonly colour: string;
      readonly width: number;
    }
  | {
      readonly kind: "markers";
      readonly marker: Marker;
      readonly colour: string;
      readonly opacity: number;
      readonly at: readonly Point[];
    }
  | {
      readonly kind: "text";
      readonly text: string;
      readonly at: Point;
      readonly size: number;
      readonly anchor: "start" | "middle" | "end";
      /** Whether it runs upwards. */
      readonly upright?: boolean;
    };

/** A picture before it is written in a format. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export const ink = "#262626";
const gridColour = "#e5e5e5";
const axisColour = "#8a8a8a";
/** Half the extent of a marker, px. */
export const markerSize = 2.5;

const width = 860;
const panelHeight = 230;
const plot = { left: 90, right: width - 200, top: 16, bottom: panelHeight - 44 };
const [labelSize, tickSize] = [13, 11.5];

/** The chart laid out: axes with ticks, points, legends. */
export function drawingOf({ panels }: Chart): Drawing {
  const shapes = panels.flatMap((panel, i) => panelShapes(panel, i * panelHeight));
  return { width, height: panels.length * panelHeight, shapes };
}

function panelShapes(panel: ChartPanel, top: number): Shape[] {
  const x = axis(panel.xRange, plot.left, plot.right, 8, panel.xWhole ? 1 : 0);
  const range = yRange(panel);
  const [high, low] = [top + plot.top, top + plot.bottom];
  const y = panel.yReversed ? axis(range, high, low, 5) : axis(range, low, high, 5);
  const shapes: Shape[] = [];
  const line = (from: Point, to: Point, colour: string) =>
    shapes.push({ kind: "line", from, to, colour, width: 1 });
  const text = (
    at: Point,
    words: string,
    size: number,
    anchor: "start" | "middle" | "end",
    upright = false,
  ) => shapes.push({ kind: "text", text: words, at, size, anchor, upright });
  for (const [value, label] of x.ticks) {
    line([x.at(value), low], [x.at(value), high], gridColour);
    text([x.at(value), low + 16], label, tickSize, "middle");
  }
  for (const [value, label] of y.ticks) {
    line([plot.left, y.at(value)], [plot.right, y.at(value)], gridColour);
    text([plot.left - 7, y.at(value) + tickSize * 0.35], label, tickSize, "end");
  }
  line([plot.left, low], [plot.right, low], axisColour);
  line([plot.left, low], [plot.left, high], axisColour);
  text([(plot.left + plot.right) / 2, low + 35], panel.xLabel, labelSize, "middle");
  text([22, (low + high) / 2], panel.yLabel, labelSize, "middle", true);
  if (panel.note && panel.series.every(({ points }) => points.length === 0))
    text([(plot.left + plot.right) / 2, (low + high) / 2 + labelSize], panel.note, labelSize, "middle");
  panel.series.forEach(({ label, colour, marker, points }, i) => {
    const at = points.map(([px, py]): Point => [x.at(px), y.at(py)]);
    shapes.push({ kind: "markers", marker, colour, opacity: 0.7, at });
    const row = high + 14 + 20 * i;
    shapes.push({ kind: "markers", marker, colour, opacity: 1, at: [[plot.right + 22, row]] });
    text([plot.right + 32, row + labelSize * 0.35], label, labelSize, "start");
  });
  return shapes;
}

interface Axis {
  at(value: number): number;
  readonly ticks: readonly (readonly [value: number, label: string])[];
}

/** From `from` px at the first of the range to `to` px at its last, with about so many ticks, at least `leastStep` apart. */
function axis([first, last]: Point, from: number, to: number, wanted: number, leastStep = 0): Axis {
  const step = Math.max(leastStep, niceStep((last - first) / wanted));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const begin = Math.ceil(first / step - 1e-9);
  const end = Math.floor(last / step + 1e-9);
  return {
    at: (value) => from + ((value - first) / (last - first)) * (to - from),
    ticks: Array.from({ length: end - begin + 1 }, (_, i) => {
      const value = (begin + i) * step;
      return [value, tickText(value, step, digits)] as const;
    }),
  };
}

function tickText(value: number, step: number, digits: number): string {
  if (value !== 0 && step >= 1e6) return value.toExponential(1).replace("e+", "e");
  return value.toFixed(Math.min(digits, 12));
}

/** The next 1, 2 or 5 times a power of ten. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

function yRange({ series, yFrom }: ChartPanel): Point {
  let low = yFrom ?? Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { points } of series)
    for (const [, y] of points) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
  if (high < low) return [yFrom ?? 0, (yFrom ?? 0) + 1];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return [yFrom === undefined || low < yFrom ? low - room : low, high + room];
}
