import type { ImageViewerState, Pair } from "../../shared/imageViewer.js";
import { colourControls } from "./colourControls.js";
import { dialsScheme, perceptualSchemes, plainGrey, type Scheme } from "./colours.js";
import { limits } from "./contrast.js";
import { contrastPanel } from "./contrastPanel.js";
import type { ViewerHost } from "./host.js";
import type { Stage } from "./stage.js";

/** The viewer's shared values, by name. */
export interface State {
  get<K extends keyof ImageViewerState>(name: K): ImageViewerState[K];
  set<K extends keyof ImageViewerState>(name: K, value: ImageViewerState[K]): void;
  /** Calls `listener` after a change of any of the values. */
  on(names: readonly (keyof ImageViewerState)[], listener: () => void): void;
}

export interface Colouring {
  /** The histogram with its handles, and the controls of colours. */
  readonly el: HTMLElement;
  /** Colours the image on the stage, another than before perhaps. */
  update(): void;
  /** Ends of the colours by percentile again. */
  auto(): void;
}

/** How the counts on the stage become colours: what the state says, and what is dragged at the moment. */
export function colouring(stage: Stage, state: State, host: ViewerHost): Colouring {
  const { get, set } = state;
  let schemes: readonly Scheme[] = [plainGrey, ...perceptualSchemes];
  /** Of a handle that is dragged: the state is told when it is let go of. */
  let dragged: Pair | undefined;

  const settings = () => ({
    scheme: get("scheme"),
    invert: get("invert"),
    transfer: get("transfer"),
    gamma: get("gamma"),
  });
  const controls = colourControls({
    ...settings(),
    onChange(changed) {
      for (const [name, value] of Object.entries(changed)) set(name as "scheme", value as string);
    },
    onPooling: (pooling) => stage.setPooling(pooling),
  });
  const colour = () => {
    const { image } = stage;
    if (!image || host.signal.aborted) return undefined;
    const ends = { low: get("low"), high: get("high"), percentiles: get("percentiles") };
    const [low, high] = dragged ?? limits(image.histogram, ends);
    const scheme = schemes.find(({ name }) => name === get("scheme")) ?? schemes[0]!;
    stage.setContrast({ ...settings(), low, high, scheme });
    return { histogram: image.histogram, low, high, automatic: ends.low === null && ends.high === null };
  };
  const update = () => {
    const now = colour();
    if (!now) return;
    panel.set(now.histogram, now.low, now.high, now.automatic);
    controls.set(settings());
  };
  const auto = () => {
    dragged = undefined;
    set("low", null);
    set("high", null);
    update();
  };
  const panel = contrastPanel({
    onLimits(low, high, done) {
      dragged = done ? undefined : [low, high];
      if (done) {
        set("low", low);
        set("high", high);
      } else colour();
    },
    onAuto: auto,
    controls: controls.elements,
    signal: host.signal,
  });

  state.on(["scheme", "invert", "transfer", "gamma", "low", "high", "percentiles"], update);
  controls.setSchemes(schemes);
  host.ask("colours", {}).then(
    ({ content, buffers }) => {
      const names = content.schemes as readonly string[];
      const theirs = names.map((name, i) => dialsScheme(name, new Uint8Array(buffers[i]!)));
      schemes = [...theirs, ...perceptualSchemes];
      controls.setSchemes(schemes);
      update();
    },
    (error) => host.signal.aborted || host.say(String(error.message ?? error), "error"),
  );
  // A theme's colours come some time after its name.
  let later: ReturnType<typeof setTimeout> | undefined;
  const theme = new MutationObserver(() => {
    update();
    clearTimeout(later);
    later = setTimeout(update, 600);
  });
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  host.signal.addEventListener(
    "abort",
    () => {
      theme.disconnect();
      clearTimeout(later);
    },
    { once: true },
  );
  return { el: panel.el, update, auto };
}
