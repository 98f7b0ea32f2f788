import type { Pair } from "../../shared/imageViewer.js";
import { element, panel } from "../ui/index.js";
import type { ViewerHost } from "./host.js";
import { shortNumber } from "./numbers.js";
import { millerOf } from "./optics.js";
import type { ShownFrame } from "./shown.js";
import type { PanelPoint } from "./viewport.js";

export interface Readout {
  readonly el: HTMLElement;
  /** Tells what is at a point of a panel; undefined when the pointer is beside all panels. */
  set(shown: ShownFrame | undefined, at: PanelPoint | undefined): void;
}

/** Crystals whose indices are told; images of many lattices have more. */
const mostCrystals = 4;

/** What lies under the pointer: panel, place, value, resolution, angle, Miller indices. */
export function readout(host: ViewerHost): Readout {
  const rows = new Map<string, HTMLElement>();
  const list = element("div", { class: "ewald-iv-readout" });
  const row = (name: string, title: string) => {
    const value = element("div", { "data-name": name });
    list.append(element("div", { title }, name), value);
    rows.set(name, value);
  };
  row("Panel", "Number and name of the panel");
  row("fast, slow", "Pixel coordinates: pixel (i, j) covers i to i + 1, j to j + 1");
  row("I", "Value of the pixel, as the image set has it");
  row("d", "Resolution at the pointer, parallax included");
  row("2θ", "Scattering angle at the pointer");
  row("φ", "Rotation angle at the middle of the image");
  const indices = element("div", { class: "ewald-iv-hkl" });
  let asked: AbortController | undefined;

  const put = (name: string, text: string) => {
    const value = rows.get(name)!;
    if (value.textContent !== text) value.textContent = text;
  };
  const optics = (shown: ShownFrame, d: number, q: readonly [number, number, number]) => {
    const s0 = Math.hypot(...shown.geometry.s0);
    put("d", Number.isFinite(d) ? `${d.toFixed(4)} Å` : "∞ (direct beam)");
    put("2θ", `${((2 * Math.asin(Math.min(1, Math.hypot(...q) / (2 * s0))) * 180) / Math.PI).toFixed(3)}°`);
    const lines = shown.info.crystals.slice(0, mostCrystals).map(({ experiment, millerMatrix }) => {
      const hkl = millerOf(millerMatrix, q).map((x) => x.toFixed(2).replace(/^-0\.00$/, "0.00"));
      return `${hkl.join(", ")}${shown.info.crystals.length > 1 ? ` (crystal ${experiment})` : ""}`;
    });
    const more = shown.info.crystals.length - mostCrystals;
    if (more > 0) lines.push(`and ${more} more crystals`);
    indices.replaceChildren(
      ...(lines.length > 0 ? [element("span", { class: "ewald-iv-dim" }, "h, k, l")] : []),
      ...lines.map((line) => element("span", { "data-name": "hkl" }, line)),
    );
  };

  return {
    el: panel("At the pointer", list, indices),
    set(shown, at) {
      asked?.abort();
      if (!shown || !at) {
        for (const name of rows.keys()) put(name, name === "φ" && shown ? angle(shown) : "–");
        indices.replaceChildren();
        return;
      }
      const { panel: number, px } = at;
      const place = shown.geometry.panels[number]!;
      put("Panel", `${number}${place.name ? ` ${place.name}` : ""}`);
      // Cut, not rounded: what is told is in the pixel whose value is told.
      put("fast, slow", px.map((x) => (Math.floor(10 * x) / 10).toFixed(1)).join(", "));
      const value = shown.value(number, Math.floor(px[0]), Math.floor(px[1]));
      put("I", value === undefined ? "…" : valueText(value, place.trusted, shown.info.stacked));
      put("φ", angle(shown));
      if (!place.offsets) {
        optics(shown, shown.resolution(number, px), shown.q(number, px));
        return;
      }
      const stop = (asked = new AbortController());
      const signal = AbortSignal.any([stop.signal, host.signal]);
      put("d", "…");
      host.ask("resolution", { frame: shown.info.frame, panel: number, px }, signal).then(
        ({ content }) => {
          if (stop.signal.aborted) return;
          const d = content.d === null ? Number.POSITIVE_INFINITY : Number(content.d);
          optics(shown, d, content.q as [number, number, number]);
        },
        (error) => stop.signal.aborted || host.say(String(error.message ?? error), "error"),
      );
    },
  };
}

const angle = ({ info: { phi } }: ShownFrame) =>
  phi ? `${Number(((phi[0] + phi[1]) / 2).toFixed(4))}°` : "still";

function valueText(value: number, [low, high]: Pair, stacked: number): string {
  const text = shortNumber(value);
  if (value < low) return `${text} (no count)`;
  return value > high * stacked ? `${text} (overload)` : text;
}
