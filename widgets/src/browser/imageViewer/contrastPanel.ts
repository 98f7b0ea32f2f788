import type { CountsHistogram } from "../../shared/imageViewer.js";
import { element, panel } from "../ui/index.js";

export interface ContrastPanel {
  readonly el: HTMLElement;
  /** Shows the counts of an image and where the first and last colour are. */
  set(histogram: CountsHistogram, low: number, high: number, automatic: boolean): void;
}

interface Options {
  /** While a handle is dragged, and when it is let go of. */
  readonly onLimits: (low: number, high: number, done: boolean) => void;
  readonly onAuto: () => void;
  readonly controls: readonly HTMLElement[];
  readonly signal: AbortSignal;
}

const height = 76;
const bottom = 14;

/** Counts of pixels by value, both axes logarithmic, with two handles: the first and the last colour. */
export function contrastPanel({ onLimits, onAuto, controls, signal }: Options): ContrastPanel {
  const canvas = element("canvas", { class: "ewald-iv-histogram", "aria-hidden": "true" });
  const handles = (["low", "high"] as const).map((which) =>
    element("div", {
      class: `ewald-iv-handle ewald-iv-${which}`,
      role: "slider",
      tabindex: 0,
      "aria-label": which === "low" ? "Counts of the first colour" : "Counts of the last colour",
      "aria-orientation": "horizontal",
    }),
  ) as [HTMLDivElement, HTMLDivElement];
  const fields = (["Low", "High"] as const).map((label, i) => {
    const input = element("input", {
      class: "ewald-field ewald-iv-count",
      type: "number",
      step: "any",
      "aria-label": label === "Low" ? "Low: counts of the first colour" : "High: counts of the last colour",
    });
    input.addEventListener("change", () => {
      const value = input.valueAsNumber;
      if (Number.isFinite(value)) move(i as 0 | 1, value, true);
      else show();
    });
    return input;
  }) as [HTMLInputElement, HTMLInputElement];
  const auto = element(
    "button",
    { type: "button", class: "ewald-button", title: "By percentile of each image (A)" },
    "Auto",
  );
  auto.addEventListener("click", onAuto);
  const plot = element("div", { class: "ewald-iv-plot" }, canvas, ...handles);
  const el = panel(
    "Contrast",
    plot,
    element("div", { class: "ewald-iv-limits" }, fields[0], element("span", {}, "to"), fields[1], auto),
    ...controls,
  );

  let histogram: CountsHistogram = { edges: [0, 1], counts: [0] };
  let limits: [number, number] = [0, 1];

  // The axis: log(1 + counts above the lowest), its end beyond which one pixel in a million is.
  const start = () => Math.min(histogram.edges[0] ?? 0, limits[0]);
  const unit = () => Math.max(1e-9, Math.min(1, (histogram.edges[1] ?? 1) - (histogram.edges[0] ?? 0)));
  const end = () => Math.max(histogram.edges.at(-1) ?? 1, limits[1], start() + 10 * unit());
  const scaled = (value: number) => Math.log1p(Math.max(0, value - start()) / unit());
  const width = () => Math.max(1, plot.clientWidth);
  const toX = (value: number) => (scaled(value) / scaled(end())) * width();
  const toValue = (x: number) =>
    start() + unit() * Math.expm1(Math.max(0, Math.min(1, x / width())) * scaled(end()));
  const whole = () => unit() >= 1;

  const move = (which: 0 | 1, value: number, done: boolean) => {
    const least = whole() ? 1 : unit() / 10;
    const rounded = whole() ? Math.round(value) : value;
    const next: [number, number] = [...limits];
    next[which] = which === 0 ? Math.min(rounded, limits[1] - least) : Math.max(rounded, limits[0] + least);
    limits = next;
    show();
    onLimits(limits[0], limits[1], done);
  };

  const show = () => {
    for (const i of [0, 1] as const) {
      const text = written(limits[i]);
      handles[i].style.left = `${toX(limits[i])}px`;
      handles[i].setAttribute("aria-valuenow", text);
      handles[i].setAttribute("aria-valuemin", written(start()));
      handles[i].setAttribute("aria-valuemax", written(end()));
      if (document.activeElement !== fields[i]) fields[i].value = text;
    }
    plot.style.setProperty("--low", `${toX(limits[0])}px`);
    plot.style.setProperty("--high", `${toX(limits[1])}px`);
  };

  const draw = () => {
    if (plot.clientWidth === 0) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width() * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    const style = getComputedStyle(plot);
    const { edges, counts } = histogram;
    const columns = new Float64Array(Math.ceil(width()));
    for (let i = 0; i < counts.length; i++) {
      if (!counts[i]) continue;
      const from = Math.max(0, Math.floor(toX(edges[i]!)));
      const to = Math.min(columns.length - 1, Math.max(from, Math.ceil(toX(edges[i + 1]!)) - 1));
      // Wide slots are as high as their count for each column, narrow ones add up.
      for (let x = from; x <= to; x++) columns[x]! += counts[i]! / (to - from + 1);
    }
    const most = Math.log1p(columns.reduce((a, b) => Math.max(a, b), 1));
    context.fillStyle = style.getPropertyValue("--ewald-ink-2") || "#667";
    context.globalAlpha = 0.7;
    for (let x = 0; x < columns.length; x++) {
      const h = (Math.log1p(columns[x]!) / most) * (height - bottom - 4);
      if (h > 0) context.fillRect(x, height - bottom - h, 1, h);
    }
    context.globalAlpha = 1;
    context.font = "10px system-ui, sans-serif";
    context.textAlign = "center";
    let last = -100;
    for (const tick of ticks(start(), end(), unit())) {
      const x = toX(tick);
      if (x - last < 34) continue;
      last = x;
      context.fillRect(x, height - bottom, 1, 3);
      const text = compact(tick);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.max(half, Math.min(width() - half, x)), height - 2);
    }
  };

  plot.addEventListener(
    "pointerdown",
    (event) => {
      const x = event.clientX - plot.getBoundingClientRect().left;
      const which = Math.abs(x - toX(limits[0])) < Math.abs(x - toX(limits[1])) ? 0 : 1;
      const drag = new AbortController();
      plot.setPointerCapture(event.pointerId);
      handles[which].focus({ preventScroll: true });
      move(which, toValue(x), false);
      plot.addEventListener(
        "pointermove",
        (moved) => move(which, toValue(moved.clientX - plot.getBoundingClientRect().left), false),
        { signal: drag.signal },
      );
      for (const name of ["pointerup", "pointercancel"] as const)
        plot.addEventListener(
          name,
          () => {
            drag.abort();
            onLimits(limits[0], limits[1], true);
          },
          { signal: drag.signal },
        );
      event.preventDefault();
    },
    { signal },
  );
  handles.forEach((handle, i) => {
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -3, ArrowDown: -3, ArrowRight: 3, ArrowUp: 3, PageUp: 20, PageDown: -20 }[
        event.key
      ];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const before = limits[i]!;
      const value = toValue(toX(before) + step);
      // Near the low end a few screen pixels are less than one count.
      const moved = whole() && Math.round(value) === before ? before + Math.sign(step) : value;
      move(i as 0 | 1, moved, true);
    });
  });
  const again = () => {
    draw();
    show();
  };
  const sizes = new ResizeObserver(again);
  sizes.observe(plot);
  // Out of the page, as cells that are scrolled away are, it has no size.
  const sight = new IntersectionObserver(again);
  sight.observe(plot);
  signal.addEventListener(
    "abort",
    () => {
      sizes.disconnect();
      sight.disconnect();
    },
    { once: true },
  );

  return {
    el,
    set(shown, low, high, automatic) {
      limits = [low, high];
      histogram = shown;
      auto.setAttribute("aria-pressed", String(automatic));
      draw();
      show();
    },
  };
}

const written = (value: number) => String(Number(value.toPrecision(5)));
const compact = (value: number) =>
  Math.abs(value) >= 1e6 ? `${value / 1e6}M` : Math.abs(value) >= 1e3 ? `${value / 1e3}k` : String(value);

/** 0 and powers of ten either side of it. */
function ticks(start: number, end: number, unit: number): number[] {
  const found: number[] = [0];
  for (let power = 10 ** Math.ceil(Math.log10(unit)); power <= Math.max(end, -start); power *= 10)
    found.push(power, -power);
  return found
    .map((tick) => Number(tick.toPrecision(6)))
    .filter((tick) => tick >= start && tick <= end)
    .sort((a, b) => a - b);
}
