import type { Projection } from "../../shared/imageViewer.js";
import { bar, button, element, gap, segmented, toggle } from "../ui/index.js";
import { icons } from "./icons.js";
import { tools } from "./tools/index.js";

export interface ToolBar {
  readonly el: HTMLElement;
  setName(name: string, more: string): void;
  /** A detector of one panel has nothing to lay out. */
  setPanels(count: number): void;
  setScale(scale: number): void;
  setProjection(projection: Projection): void;
  /** Which tool is in hand; undefined: the hand. */
  setTool(name: string | undefined): void;
}

interface Options {
  readonly projection: Projection;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onOneToOne: () => void;
  readonly onProjection: (projection: Projection) => void;
  readonly onTool: (name: string | undefined) => void;
  readonly onSide: (shown: boolean) => void;
}

/** Above the image: its name, zoom, projection of the panels, tools. */
export function toolBar(options: Options): ToolBar {
  const name = element("strong", { class: "ewald-iv-name" });
  const more = element("span", { class: "ewald-iv-dim" });
  const scale = element("output", { class: "ewald-iv-scale", "aria-label": "Zoom" });
  const projection = segmented<Projection>({
    label: "How panels are laid out",
    choices: [
      { value: "image", label: "Image", hint: "In the detector's plane" },
      { value: "lab", label: "Lab", hint: "As seen along the laboratory's z" },
    ],
    value: options.projection,
    onChange: options.onProjection,
  });
  projection.el.style.display = "none";
  const held = [
    toggle({
      label: "Move",
      icon: icons.hand,
      hint: "drag moves, the wheel zooms",
      onChange: () => options.onTool(undefined),
    }),
    ...tools.map((tool) =>
      toggle({
        label: tool.label,
        ...(tool.key && { hint: tool.key.toUpperCase() }),
        onChange: () => options.onTool(tool.name),
      }),
    ),
  ];
  tools.forEach((tool, i) => {
    held[i + 1]!.el.title = `${tool.title}${tool.key ? ` (${tool.key.toUpperCase()})` : ""}`;
  });
  const hand = element(
    "div",
    { class: "ewald-iv-group", role: "group", "aria-label": "Tools", hidden: tools.length === 0 },
    ...held.map(({ el }) => el),
  );
  const side = toggle({ label: "Side panel", icon: icons.side, on: true, onChange: options.onSide });
  const el = bar(
    "View",
    name,
    more,
    gap(),
    hand,
    projection.el,
    button({ label: "Zoom out", hint: "−", icon: icons.out, onClick: () => options.onZoom(1 / 1.5) }),
    scale,
    button({ label: "Zoom in", hint: "+", icon: icons.in, onClick: () => options.onZoom(1.5) }),
    button({ label: "Fit", hint: "0", icon: icons.fit, onClick: options.onFit }),
    button({ label: "1:1", hint: "1", onClick: options.onOneToOne }),
    side.el,
  );
  return {
    el,
    setName(text, rest) {
      name.textContent = text;
      name.title = text;
      more.textContent = rest;
    },
    setPanels(count) {
      projection.el.style.display = count > 1 ? "" : "none";
    },
    setScale(value) {
      const percent = 100 * value;
      scale.textContent = `${percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
    },
    setProjection: (value) => projection.set(value),
    setTool(chosen) {
      held[0]!.set(chosen === undefined);
      for (const [i, tool] of tools.entries()) held[i + 1]!.set(tool.name === chosen);
    },
  };
}
