import { element, panel } from "../../ui/index.js";
import type { PanelPoint, Viewport } from "../viewport.js";
import type { Tool } from "./index.js";
import { panelDrag } from "./panelDrag.js";
import { regionStatistics } from "./regionStatistics.js";

/** Pixels of a panel between two of its points, both pixels included: x0, x1, y0, y1, half-open and on the panel. */
function pixelsBetween(from: PanelPoint, to: PanelPoint): readonly [number, number, number, number] {
  const [fast, slow] = [0, 1].map((k) => [Math.floor(from.px[k]!), Math.floor(to.px[k]!)]);
  return [Math.min(...fast!), Math.max(...fast!) + 1, Math.min(...slow!), Math.max(...slow!) + 1];
}

/** Statistics of a rectangle of pixels. */
export const region: Tool = {
  name: "region",
  label: "Region",
  title: "Drag a rectangle on a panel for the statistics of its pixels",
  cursor: "crosshair",
  key: "s",
  start(host, place) {
    const list = element("div", { class: "ewald-iv-results", role: "status" }, "Drag a rectangle.");
    place.append(panel("Region", list));
    const tell = () => {
      const shown = host.shown();
      const ends = drag.ends();
      if (!ends || !shown) return;
      const [from, to] = ends;
      const box = pixelsBetween(from, to);
      const found = regionStatistics(shown, from.panel, box);
      const many = shown.geometry.panels.length > 1 ? `panel ${from.panel}, ` : "";
      const lines = [`${many}fast ${box[0]} to ${box[1] - 1}, slow ${box[2]} to ${box[3] - 1}`];
      if (!found) lines.push("The image is not here yet.");
      else {
        const text = (x: number) => (Number.isFinite(x) ? String(Number(x.toPrecision(6))) : "–");
        lines.push(`n ${found.n}${found.bad ? ` (${found.bad} without a trusted count)` : ""}`);
        lines.push(`sum ${text(found.sum)}`, `mean ${text(found.mean)}`, `sd ${text(found.sd)}`);
        lines.push(`min ${text(found.min)}`, `max ${text(found.max)}`);
        lines.push(`mean / sd ${text(found.mean / found.sd)}`);
      }
      list.replaceChildren(...lines.map((line) => element("div", {}, line)));
    };
    const drag = panelDrag(host, tell);
    return {
      ...drag.gestures,
      frame: tell,
      draw(context: CanvasRenderingContext2D, viewport: Viewport) {
        const ends = drag.ends();
        if (!ends) return;
        const [from, to] = ends;
        const [x0, x1, y0, y1] = pixelsBetween(from, to);
        const corners = (
          [
            [x0, y0],
            [x1, y0],
            [x1, y1],
            [x0, y1],
          ] as const
        ).map((px) => viewport.panelToScreen(from.panel, px));
        context.beginPath();
        for (const corner of corners) context.lineTo(...corner);
        context.closePath();
        context.lineWidth = 1.5;
        context.strokeStyle = "#ffd166";
        context.fillStyle = "rgba(255, 209, 102, 0.15)";
        context.fill();
        context.stroke();
      },
    };
  },
};
