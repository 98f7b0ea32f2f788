import type { ImageViewerState, Pair } from "../../shared/imageViewer.js";
import { addCss, element, status } from "../ui/index.js";
import type { ViewContext } from "../view.js";
import { request } from "../widget/request.js";
import { colouring } from "./colouring.js";
import { Deck } from "./deck.js";
import { frameBar } from "./frameBar.js";
import { onPointer } from "./gestures.js";
import type { ViewerHost } from "./host.js";
import type { Image } from "./image.js";
import { pressKey } from "./keys.js";
import { layerPanel } from "./layerPanel.js";
import { Loader, type Wanted } from "./loader.js";
import { Player } from "./player.js";
import { readout } from "./readout.js";
import { Recent } from "./recent.js";
import { Stage } from "./stage.js";
import { CSS } from "./style.js";
import { toolBar } from "./toolBar.js";
import { type Tool, type ToolInHand, tools } from "./tools/index.js";
import { apply } from "./viewport.js";

/** The image viewer. It draws what the model's values say, and asks the kernel for images, layers and what tools need. */
export function render({ model, el, signal }: ViewContext): void {
  addCss("ewald-image-viewer", CSS);
  const get = <K extends keyof ImageViewerState>(name: K) => model.get(name) as ImageViewerState[K];
  const set = <K extends keyof ImageViewerState>(name: K, value: ImageViewerState[K]) =>
    model.set(name, value);
  const on = (names: readonly (keyof ImageViewerState)[], listener: () => void) => {
    for (const name of names) model.onChange(name, listener, signal);
  };

  const line = status();
  const message = element("div", { class: "ewald-iv-message" });
  const tip = element("div", { class: "ewald-iv-tip", hidden: true });
  const toolPanel = element("div", { class: "ewald-iv-tool" });
  let hand: { readonly tool: Tool; readonly inHand: ToolInHand } | undefined;
  let at: Pair | undefined;
  /** Another image was asked for since. */
  let turn = 0;
  let direction = 1;
  const recent = new Recent<number>();
  let loading: Promise<void> = Promise.resolve();

  const ask: ViewerHost["ask"] = (name, content, asking = signal) =>
    request<Readonly<Record<string, unknown>>>(model, name, content, asking);
  const host: ViewerHost = {
    viewport: () => stage.viewport,
    shown: () => stage.image,
    redraw: () => stage.redraw("over"),
    goto: (panel, px, scale) => goto(panel, px, scale),
    ask,
    say: (text, kind = "note") => line.say(text, kind === "error" ? "error" : "info"),
    options: (layer) => get("layerOptions")[layer] ?? {},
    setOptions(layer, options) {
      const all = get("layerOptions");
      set("layerOptions", { ...all, [layer]: { ...all[layer], ...options } });
    },
    isOn: (layer) => deck.isOn(layer),
    setOn: (layer, isOn) => set("layers", { ...get("layers"), [layer]: isOn }),
    signal,
  };

  const stage = new Stage(
    (context, viewport) => {
      deck.draw(context, viewport);
      context.save();
      hand?.inHand.draw?.(context, viewport);
      context.restore();
    },
    () => {
      bar.setScale(stage.viewport?.scale ?? 1);
      tell();
    },
    signal,
  );
  const deck = new Deck(host, get("available"), () => get("layers"));
  const loader = new Loader(ask, signal);
  const reading = readout(host);
  const listed = layerPanel(deck, host);

  const wanted = (frame = get("frame")): Wanted => ({
    frame,
    stack: get("stack"),
    stacking: get("stacking"),
  });
  const player = new Player(
    async () => {
      const next = get("frame") + 1;
      if (next >= get("length")) return false;
      direction = 1;
      recent.note(next);
      set("frame", next);
      await loading;
      return true;
    },
    () => get("rate"),
    () => frames.set(get("frame"), player.playing),
    signal,
  );
  const turnTo = (frame: number) => {
    const to = Math.max(0, Math.min(get("length") - 1, Math.round(frame)));
    if (to === get("frame")) return;
    direction = to > get("frame") ? 1 : -1;
    recent.note(to);
    set("frame", to);
  };
  const play = () => {
    if (player.playing) return player.stop();
    if (get("frame") >= get("length") - 1) turnTo(0);
    player.start();
  };
  const frames = frameBar({
    length: get("length"),
    stack: get("stack"),
    stacking: get("stacking"),
    rate: get("rate"),
    onStep: (by) => turnTo(get("frame") + by),
    onFrame: turnTo,
    onPlay: play,
    onRate: (rate) => set("rate", rate),
    onStack(stack, stacking) {
      set("stacking", stacking);
      set("stack", stack);
    },
  });
  const colours = colouring(stage, { get, set, on }, host);
  const side = element("div", { class: "ewald-iv-side" }, reading.el, toolPanel, colours.el, listed.el);
  const bar = toolBar({
    projection: get("projection"),
    onZoom: (factor) => stage.zoom(factor),
    onFit: () => stage.look(undefined),
    onOneToOne: () => stage.zoom(1 / (stage.viewport?.scale ?? 1)),
    onProjection: (projection) => set("projection", projection),
    onTool: (name) => take(tools.find((tool) => tool.name === name)),
    onSide: (shown) => {
      side.hidden = !shown;
    },
  });
  stage.el.append(message, tip);
  const root = element(
    "div",
    { class: "ewald-iv", "data-lm-suppress-shortcuts": "true" },
    bar.el,
    element("div", { class: "ewald-iv-main" }, stage.el, side),
    frames.el,
    line.el,
  );
  el.append(root);

  const show = (image: Image) => {
    message.replaceChildren();
    stage.show(image);
    colours.update();
    const { info } = image;
    const phi = info.phi ? `φ ${info.phi.map((x) => Number(x.toFixed(4))).join(" to ")}°` : "still";
    const stacked = info.stacked > 1 ? `, ${get("stacking")} of ${info.stacked}` : "";
    bar.setPanels(image.panels.length);
    bar.setName(baseName(info.name), `image ${info.number}${stacked}, ${phi}`);
    root.dataset.frame = String(info.frame);
    root.dataset.overview = String(image.isOverview);
    line.say(
      image.isOverview ? "An overview; the image is on its way." : "",
      image.isOverview ? "busy" : "info",
    );
    tell();
    if (image.isOverview) return;
    deck.update();
    hand?.inHand.frame?.();
    const next = info.frame + direction * (info.stacked > 1 ? 0 : 1);
    const shownTurn = turn;
    // After this one is painted: they would be in each other's way.
    const ahead = () => {
      if (shownTurn === turn && !signal.aborted) loader.prefetch(wanted(next));
    };
    if (next !== info.frame && next >= 0 && next < get("length"))
      requestAnimationFrame(() => setTimeout(ahead));
  };

  const load = async (): Promise<void> => {
    const mine = ++turn;
    const asked = wanted();
    frames.set(asked.frame, player.playing);
    const kept = loader.kept(asked);
    if (kept) {
      show(kept);
      return pendingLook();
    }
    const late = setTimeout(() => mine === turn && line.say("Reading …", "busy"), 150);
    try {
      const image = await loader.get(asked, (overview) => {
        if (mine !== turn) return;
        show(overview);
        pendingLook();
      });
      if (mine !== turn || signal.aborted) return;
      show(image);
      pendingLook();
    } catch (error) {
      if (mine !== turn || signal.aborted) return;
      unreadable(asked.frame, error);
    } finally {
      clearTimeout(late);
    }
  };

  /** An image that cannot be read: it says so, and the others go on. */
  const unreadable = (frame: number, error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    const said = element("div", { role: "alert" }, `Image ${frame + 1} of ${get("length")}: ${text}`);
    message.replaceChildren(said);
    stage.show(undefined);
    bar.setName("", `image ${frame + 1} of ${get("length")}`);
    root.dataset.frame = String(frame);
    line.say("");
    tell();
  };

  let looked = get("look")?.serial;
  /** Looks where a cell or another view said, once the image is there. */
  const pendingLook = () => {
    const look = get("look");
    if (look === null) {
      if (looked !== undefined) stage.look(undefined);
      looked = undefined;
    } else if (look.serial !== looked) {
      looked = look.serial;
      goto(look.panel, [look.x, look.y], look.scale);
    }
  };
  const goto = (panel: number, px: Pair, scale = stage.viewport?.scale ?? 1) => {
    const place = stage.image?.geometry.places[get("projection")][panel];
    if (place) stage.look({ centre: apply(place, px), scale });
  };

  const take = (tool: Tool | undefined) => {
    hand?.inHand.close?.();
    hand = undefined;
    toolPanel.replaceChildren();
    if (tool) hand = { tool, inHand: tool.start(host, toolPanel) };
    stage.el.style.cursor = tool?.cursor ?? "";
    bar.setTool(tool?.name);
    stage.redraw("over");
  };

  /** What is below the pointer, told beside the image. */
  const tell = () => {
    const view = stage.viewport;
    reading.set(stage.image, view && at && stage.image ? view.panelAt(at) : undefined);
    const found = view && at && !hand ? deck.at(at, view) : undefined;
    tip.hidden = !found;
    if (!found || !at) return;
    tip.textContent = found.lines.join("\n");
    tip.style.left = `${Math.min(at[0] + 14, stage.el.clientWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.min(at[1] + 14, stage.el.clientHeight - tip.offsetHeight - 4)}px`;
  };

  onPointer(
    stage,
    {
      tool: () => hand?.inHand,
      over(screen) {
        at = screen;
        tell();
      },
      click(screen, { shiftKey }) {
        const view = stage.viewport;
        const found = view && deck.at(screen, view);
        if (found) found.layer.click?.(screen, view, found.data, host, { shiftKey });
      },
    },
    signal,
  );
  const letter = (key: string): boolean => {
    const layer = deck.layers.find((each) => each.key?.toLowerCase() === key);
    const tool = tools.find((each) => each.key?.toLowerCase() === key);
    if (layer) host.setOn(layer.name, !deck.isOn(layer.name));
    else if (tool) take(hand?.tool === tool ? undefined : tool);
    return layer !== undefined || tool !== undefined;
  };
  stage.el.addEventListener(
    "keydown",
    (event) => {
      const took =
        hand?.inHand.key?.(event) ||
        pressKey(event, {
          step: (by) => turnTo(get("frame") + by),
          frame: (to) => turnTo(to === "first" ? 0 : get("length") - 1),
          play,
          zoom: (factor) => stage.zoom(factor, at),
          fit: () => stage.look(undefined),
          oneToOne: () => stage.zoom(1 / (stage.viewport?.scale ?? 1), at),
          pan: (x, y) => stage.move(x * stage.el.clientWidth, y * stage.el.clientHeight),
          autoContrast: colours.auto,
          letter,
          escape() {
            if (!hand) return false;
            take(undefined);
            return true;
          },
        });
      if (!took) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );

  on(["frame", "stack", "stacking"], () => {
    const latest = recent.superseding(get("frame"));
    if (latest !== undefined) return set("frame", latest);
    frames.setStack(get("stack"), get("stacking"));
    loading = load();
  });
  on(["projection"], () => {
    bar.setProjection(get("projection"));
    stage.setProjection(get("projection"));
  });
  on(["look"], () => {
    if (stage.image?.info.frame === get("frame")) pendingLook();
  });
  on(["rate"], () => frames.setRate(get("rate")));
  on(["layers", "layerOptions"], () => {
    listed.update();
    deck.update();
  });
  model.onMessage(({ type, layers }) => {
    if (type === "turn") recent.clear();
    if (type === "stale" && Array.isArray(layers)) deck.stale(layers.map(String));
  }, signal);
  model.onEnd(() => {
    player.stop();
    line.say("The kernel is gone: images that are not here yet cannot be read.", "error");
  }, signal);
  signal.addEventListener(
    "abort",
    () => {
      take(undefined);
      root.remove();
    },
    { once: true },
  );

  bar.setTool(undefined);
  stage.setProjection(get("projection"));
  loading = load();
}

const baseName = (path: string) => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
