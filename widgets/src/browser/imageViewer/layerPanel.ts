import { checkbox, element, panel } from "../ui/index.js";
import type { Deck } from "./deck.js";
import type { ViewerHost } from "./host.js";

export interface LayerPanel {
  readonly el: HTMLElement;
  /** Shows which layers are on. */
  update(): void;
}

/** The list of layers with boxes to tick, each one's controls below it while it is on. */
export function layerPanel(deck: Deck, host: ViewerHost): LayerPanel {
  const groups = new Map<string, HTMLElement[]>();
  const updates: (() => void)[] = [];
  // The topmost layer stands first, as it lies.
  for (const layer of [...deck.layers].reverse()) {
    const box = checkbox({
      label: layer.label,
      on: deck.isOn(layer.name),
      onChange: (on) => host.setOn(layer.name, on),
    });
    const hint = layer.key ? ` (${layer.key.toUpperCase()})` : "";
    box.el.title = `${layer.title ?? layer.label}${hint}`;
    box.input.dataset.layer = layer.name;
    const controls = element("div", { class: "ewald-iv-layer-controls", hidden: !deck.isOn(layer.name) });
    layer.controls?.(controls, host);
    groups.set(layer.group, [
      ...(groups.get(layer.group) ?? []),
      element("div", { class: "ewald-iv-layer" }, box.el, controls),
    ]);
    updates.push(() => {
      const on = deck.isOn(layer.name);
      box.set(on);
      controls.hidden = !on || controls.childElementCount === 0;
    });
  }
  const parts = [...groups].flatMap(([name, entries]) => [
    element("div", { class: "ewald-iv-dim" }, name),
    ...entries,
  ]);
  const el = panel("Layers", ...parts);
  el.hidden = deck.layers.length === 0;
  const update = () => {
    for (const each of updates) each();
  };
  update();
  return { el, update };
}
