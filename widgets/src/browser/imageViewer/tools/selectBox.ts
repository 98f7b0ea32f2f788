import type { Pair } from "../../../shared/imageViewer.js";
import { element, panel } from "../../ui/index.js";
import { type MarkedLayer, markedLayers, marksIn } from "../layers/marks.js";
import type { Tool } from "./index.js";

/** Selects the rows whose centroids or predictions, of the layers that are on, lie in a rectangle of the screen. */
export const selectBox: Tool = {
  name: "selectBox",
  label: "Select",
  title: "Drag a rectangle round reflections to select their rows; with shift, besides those selected",
  cursor: "crosshair",
  key: "e",
  start(host, place) {
    const told = element(
      "div",
      { class: "ewald-iv-results", role: "status" },
      "Drag a rectangle round reflections.",
    );
    place.append(panel("Select", told));
    let from: Pair | undefined;
    let to: Pair | undefined;
    const choose = async (layer: MarkedLayer, a: Pair, b: Pair, add: boolean) => {
      const [shown, viewport] = [host.shown(), host.viewport()];
      if (!shown || !viewport) return;
      const { frame, stacked } = shown.info;
      const options = host.options(layer);
      const { rows, panels, places } = marksIn(
        await host.ask("layer", { layer, frame, stack: stacked, options }),
      );
      const inside = (x: number, k: 0 | 1) => x >= Math.min(a[k], b[k]) && x <= Math.max(a[k], b[k]);
      const found = [...rows].filter((_, i) => {
        const [x, y] = viewport.panelToScreen(panels[i]!, [places[2 * i]!, places[2 * i + 1]!]);
        return inside(x, 0) && inside(y, 1);
      });
      const { content } = await host.ask("select", { rows: found, add });
      told.textContent = `${found.length} in the rectangle, ${String(content.selected)} selected`;
    };
    return {
      down({ screen }) {
        from = screen;
        to = screen;
      },
      move({ screen }, held) {
        if (!held || !from) return;
        to = screen;
        host.redraw();
      },
      up({ screen, shiftKey }) {
        const layer = markedLayers.find((name) => host.isOn(name));
        if (!layer) told.textContent = "Show centroids or predictions to select among them.";
        else if (from)
          choose(layer, from, screen, shiftKey).catch(
            (error: Error) => host.signal.aborted || host.say(error.message, "error"),
          );
        from = undefined;
        host.redraw();
      },
      draw(context) {
        if (!from || !to) return;
        context.strokeStyle = "#ff3df2";
        context.lineWidth = 1.5;
        context.strokeRect(from[0], from[1], to[0] - from[0], to[1] - from[1]);
      },
    };
  },
};
