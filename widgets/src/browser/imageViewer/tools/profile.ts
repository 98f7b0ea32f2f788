import type { Pair } from "../../../shared/imageViewer.js";
import { element, panel } from "../../ui/index.js";
import { labOf } from "../optics.js";
import type { ShownFrame } from "../shown.js";
import type { Tool } from "./index.js";
import { panelDrag } from "./panelDrag.js";

/** Values of the pixels under a line, one each pixel of its length; NaN where there is no trusted count. */
export function profileAlong(
  shown: Pick<ShownFrame, "value" | "geometry">,
  index: number,
  from: Pair,
  to: Pair,
): Float64Array {
  const { trusted } = shown.geometry.panels[index]!;
  const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]))) + 1;
  return Float64Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1);
    const [x, y] = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
    const value = shown.value(index, Math.floor(x), Math.floor(y));
    return value !== undefined && value >= trusted[0] && value <= trusted[1] ? value : Number.NaN;
  });
}

const [width, height] = [230, 90];

/** A plot of a profile; gaps where it is not a number. */
function plotOf(values: Float64Array): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", "100%");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Counts along the line");
  const good = values.filter(Number.isFinite);
  const most = Math.max(1, ...good);
  let path = "";
  let pen = "M";
  values.forEach((value, i) => {
    if (Number.isNaN(value)) {
      pen = "M";
      return;
    }
    const x = (i / Math.max(1, values.length - 1)) * (width - 4) + 2;
    path += `${pen}${x.toFixed(1)} ${(height - 4 - (value / most) * (height - 8)).toFixed(1)}`;
    pen = "L";
  });
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  line.setAttribute("fill", "none");
  line.setAttribute("stroke", "currentColor");
  line.setAttribute("stroke-width", "1.5");
  svg.append(line);
  return svg;
}

/** Counts along a line, its length and the resolution at its ends. */
export const profile: Tool = {
  name: "profile",
  label: "Line",
  title: "Drag a line on a panel for its profile, its length and d at its ends",
  cursor: "crosshair",
  key: "l",
  start(host, place) {
    const list = element("div", { class: "ewald-iv-results", role: "status" }, "Drag a line.");
    place.append(panel("Line", list));
    const tell = () => {
      const shown = host.shown();
      const ends = drag.ends();
      if (!ends || !shown) return;
      const [from, to] = ends;
      const geometry = shown.geometry.panels[from.panel]!;
      const [a, b] = [labOf(geometry, from.px), labOf(geometry, to.px)];
      const px = Math.hypot(to.px[0] - from.px[0], to.px[1] - from.px[1]);
      const mm = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
      const [p, q] = [shown.q(from.panel, from.px), shown.q(from.panel, to.px)];
      const apart = 1 / Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
      const values = profileAlong(shown, from.panel, from.px, to.px);
      const most = values.reduce((max, value) => (value > max ? value : max), Number.NEGATIVE_INFINITY);
      list.replaceChildren(
        plotOf(values),
        element("div", {}, `highest ${Number.isFinite(most) ? most : "–"}`),
        element("div", {}, `${px.toFixed(1)} px, ${mm.toFixed(3)} mm`),
        element("div", {}, `1/|Δq| ${Number.isFinite(apart) ? `${apart.toPrecision(4)} Å` : "–"}`),
      );
    };
    const drag = panelDrag(host, tell);
    return {
      ...drag.gestures,
      frame: tell,
      draw(context, viewport) {
        const ends = drag.ends();
        if (!ends) return;
        const [from, to] = ends;
        context.beginPath();
        context.moveTo(...viewport.panelToScreen(from.panel, from.px));
        context.lineTo(...viewport.panelToScreen(to.panel, to.px));
        context.lineWidth = 2;
        context.strokeStyle = "#ffd166";
        context.stroke();
      },
    };
  },
};
