import { select } from "../../ui/index.js";
import type { ViewerHost } from "../host.js";
import type { Layer } from "./index.js";
import { type Marks, markAt, marksIn, strokeMarks } from "./marks.js";

const filterControl = (name: string) => (el: HTMLElement, host: ViewerHost) => {
  el.append(
    select({
      label: "Of",
      value: String(host.options(name).filter ?? "all"),
      choices: ["all", "indexed", "unindexed", "integrated"].map((value) => ({ value, label: value })),
      onChange: (filter) => host.setOptions(name, { filter }),
    }).el,
  );
};

type Shape = (
  context: CanvasRenderingContext2D,
  marks: Marks,
  scale: number,
) => Parameters<typeof strokeMarks>[3];

const layerOf = (
  name: string,
  label: string,
  key: string,
  on: boolean,
  boxes: boolean,
  shape: Shape,
): Layer<Marks> => ({
  name,
  label,
  title: "Orange: not indexed, green: indexed, magenta: selected. A click selects, with shift one more",
  group: "Reflections",
  on,
  kernel: true,
  key,
  decode: marksIn,
  draw: (context, viewport, marks) =>
    strokeMarks(context, viewport, marks, shape(context, marks, viewport.scale)),
  at(screen, viewport, marks) {
    const i = markAt(screen, viewport, marks, boxes);
    return i < 0 ? undefined : [`${label}: row ${marks.rows[i]}`];
  },
  click(screen, viewport, marks, host, { shiftKey }) {
    const i = markAt(screen, viewport, marks, boxes);
    if (i < 0) return;
    host
      .ask("select", { rows: [marks.rows[i]!], add: shiftKey })
      .then(({ content }) => host.say(`${String(content.selected)} selected`))
      .catch((error: Error) => host.signal.aborted || host.say(error.message, "error"));
  },
  controls: filterControl(name),
});

export const shoeboxes = layerOf(
  "shoeboxes",
  "Shoeboxes",
  "x",
  true,
  true,
  (context, { places }) =>
    (i, m) => {
      const [x0, x1, y0, y1] = [places[4 * i]!, places[4 * i + 1]!, places[4 * i + 2]!, places[4 * i + 3]!];
      const [a, b, c, d, e, f] = m;
      context.moveTo(a * x0 + c * y0 + e, b * x0 + d * y0 + f);
      context.lineTo(a * x1 + c * y0 + e, b * x1 + d * y0 + f);
      context.lineTo(a * x1 + c * y1 + e, b * x1 + d * y1 + f);
      context.lineTo(a * x0 + c * y1 + e, b * x0 + d * y1 + f);
      context.closePath();
    },
);

export const centroids = layerOf(
  "centroids",
  "Centroids",
  "c",
  false,
  false,
  (context, { places }) =>
    (i, m) => {
      const x = m[0] * places[2 * i]! + m[2] * places[2 * i + 1]! + m[4];
      const y = m[1] * places[2 * i]! + m[3] * places[2 * i + 1]! + m[5];
      context.moveTo(x - 4, y);
      context.lineTo(x + 4, y);
      context.moveTo(x, y - 4);
      context.lineTo(x, y + 4);
    },
);

export const predictions = layerOf(
  "predictions",
  "Predictions",
  "p",
  false,
  false,
  (context, { places }) =>
    (i, m) => {
      const x = m[0] * places[2 * i]! + m[2] * places[2 * i + 1]! + m[4];
      const y = m[1] * places[2 * i]! + m[3] * places[2 * i + 1]! + m[5];
      context.moveTo(x, y - 5);
      context.lineTo(x + 5, y);
      context.lineTo(x, y + 5);
      context.lineTo(x - 5, y);
      context.closePath();
    },
);

/** More at once could not be read. */
const mostLabels = 400;

export const millerIndices: Layer<Marks> = {
  name: "millerIndices",
  label: "Miller indices",
  title: "h k l of indexed reflections, once no more than 400 are in view",
  group: "Reflections",
  on: false,
  kernel: true,
  key: "h",
  decode: marksIn,
  draw(context, viewport, { rows, panels, places, hkl }) {
    const seen: (readonly [string, number, number])[] = [];
    for (let i = 0; i < rows.length; i++) {
      const [x, y] = viewport.panelToScreen(panels[i]!, [places[2 * i]!, places[2 * i + 1]!]);
      if (x < 0 || y < 0 || x > viewport.width || y > viewport.height) continue;
      seen.push([`${hkl[3 * i]} ${hkl[3 * i + 1]} ${hkl[3 * i + 2]}`, x + 7, y - 7]);
      if (seen.length > mostLabels) return;
    }
    context.font = "11px sans-serif";
    context.lineWidth = 3;
    context.strokeStyle = "rgba(0, 0, 0, 0.75)";
    context.fillStyle = "#fff";
    for (const [text, x, y] of seen) {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
  },
};
