import type { ViewerHost } from "./host.js";
import { type AnyLayer, layers } from "./layers/index.js";
import type { ShownFrame } from "./shown.js";
import type { Viewport } from "./viewport.js";

interface Held {
  /** What the data were made for. */
  readonly key: string;
  readonly data: unknown;
}

/** The layers that are offered, which of them are on, and what they draw on the image shown. */
export class Deck {
  readonly layers: readonly AnyLayer[];
  readonly #host: ViewerHost;
  readonly #overrides: () => Readonly<Record<string, boolean>>;
  readonly #held = new Map<string, Held>();
  readonly #asked = new Map<string, AbortController>();
  readonly #failed = new Set<string>();
  /** Goes up when what the kernel said of a layer is no longer true. */
  readonly #versions = new Map<string, number>();

  constructor(
    host: ViewerHost,
    available: readonly string[],
    overrides: () => Readonly<Record<string, boolean>>,
  ) {
    this.layers = layers.filter(({ kernel, name }) => !kernel || available.includes(name));
    this.#host = host;
    this.#overrides = overrides;
  }

  isOn(name: string): boolean {
    const layer = this.layers.find((each) => each.name === name);
    return layer !== undefined && (this.#overrides()[name] ?? layer.on);
  }

  /** What the kernel said of these is no longer true. */
  stale(names: readonly string[]): void {
    for (const name of names) this.#versions.set(name, (this.#versions.get(name) ?? 0) + 1);
    this.update();
  }

  /** Asks for what is missing of the layers that are on. */
  update(): void {
    const shown = this.#host.shown();
    for (const layer of this.layers) {
      if (!shown || !this.isOn(layer.name)) continue;
      const key = this.#key(layer, shown);
      if (this.#held.get(layer.name)?.key === key) continue;
      if (layer.kernel) this.#fetch(layer, shown, key);
      else this.#decode(layer, shown, key, { content: {}, buffers: [] });
    }
    this.#host.redraw();
  }

  /** Draws the layers that are on, from the lowest. One that fails is said so once. */
  draw(context: CanvasRenderingContext2D, viewport: Viewport): void {
    const shown = this.#host.shown();
    if (!shown) return;
    for (const layer of this.layers) {
      const held = this.#ready(layer, shown);
      if (!held) continue;
      context.save();
      try {
        layer.draw(context, viewport, held.data, shown, this.#host);
      } catch (error) {
        this.#fail(layer, error);
      }
      context.restore();
    }
  }

  /** What the topmost layer that has something there says of a point of the screen. */
  at(
    screen: readonly [number, number],
    viewport: Viewport,
  ): { readonly layer: AnyLayer; readonly data: unknown; readonly lines: readonly string[] } | undefined {
    const shown = this.#host.shown();
    if (!shown) return undefined;
    for (const layer of [...this.layers].reverse()) {
      const held = layer.at && this.#ready(layer, shown);
      const lines = held && layer.at!(screen, viewport, held.data);
      if (lines) return { layer, data: held.data, lines };
    }
    return undefined;
  }

  #ready(layer: AnyLayer, shown: ShownFrame): Held | undefined {
    const held = this.isOn(layer.name) ? this.#held.get(layer.name) : undefined;
    return held?.key === this.#key(layer, shown) ? held : undefined;
  }

  #key({ name }: AnyLayer, { info }: ShownFrame): string {
    const options = JSON.stringify(this.#host.options(name));
    return `${info.frame} ${info.stacked} ${info.geometry} ${this.#versions.get(name) ?? 0} ${options}`;
  }

  #fetch(layer: AnyLayer, shown: ShownFrame, key: string): void {
    this.#asked.get(layer.name)?.abort();
    const stop = new AbortController();
    this.#asked.set(layer.name, stop);
    const { frame, stacked } = shown.info;
    const content = { layer: layer.name, frame, stack: stacked, options: this.#host.options(layer.name) };
    this.#host.ask("layer", content, AbortSignal.any([stop.signal, this.#host.signal])).then(
      (answer) => {
        const now = this.#host.shown();
        if (stop.signal.aborted || !now || this.#key(layer, now) !== key) return;
        if (answer.content.nothing !== true) this.#decode(layer, now, key, answer);
        this.#host.redraw();
      },
      (error) => stop.signal.aborted || this.#host.signal.aborted || this.#fail(layer, error),
    );
  }

  #decode(layer: AnyLayer, shown: ShownFrame, key: string, answer: Parameters<AnyLayer["decode"]>[0]): void {
    try {
      this.#held.set(layer.name, { key, data: layer.decode(answer, shown) });
      this.#failed.delete(layer.name);
    } catch (error) {
      this.#fail(layer, error);
    }
  }

  #fail({ name, label }: AnyLayer, error: unknown): void {
    if (this.#failed.has(name)) return;
    this.#failed.add(name);
    this.#host.say(`${label}: ${error instanceof Error ? error.message : String(error)}`, "error");
  }
}
