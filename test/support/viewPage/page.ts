// What runs in the page: models fed by the socket, and the views mounted as the extension mounts them.
import type { ViewModel } from "../../../widgets/src/browser/view.js";
import { mount } from "../../../widgets/src/browser/widget/mount.js";
import { packFrame, unpackFrame } from "./frame.js";

type Values = Record<string, unknown>;

/** JupyterLab's own values, for the look of the page. */
const THEMES: Record<string, Record<string, string>> = {
  light: {
    "--jp-layout-color1": "#fff",
    "--jp-layout-color2": "#eee",
    "--jp-ui-font-color1": "rgba(0,0,0,.87)",
    "--jp-ui-font-color2": "rgba(0,0,0,.54)",
    "--jp-border-color1": "#bdbdbd",
    "--jp-border-color2": "#e0e0e0",
    "--jp-brand-color1": "#1976d2",
    "--jp-error-color1": "#d32f2f",
    "--jp-warn-color1": "#f57c00",
  },
  dark: {
    "--jp-layout-color1": "#111",
    "--jp-layout-color2": "#212121",
    "--jp-ui-font-color1": "rgba(255,255,255,.87)",
    "--jp-ui-font-color2": "rgba(255,255,255,.54)",
    "--jp-border-color1": "#616161",
    "--jp-border-color2": "#424242",
    "--jp-brand-color1": "#2196f3",
    "--jp-error-color1": "#d32f2f",
    "--jp-warn-color1": "#f57c00",
  },
};

const viewOf = (buffer: Uint8Array) => new DataView(buffer.slice().buffer);
const socket = new WebSocket(location.href.replace(/^http/, "ws"));
socket.binaryType = "arraybuffer";

class PageModel implements ViewModel {
  readonly #id: string;
  readonly #values: Values = {};
  readonly #events = new EventTarget();
  /** How many echoes of values set here are still to come, by name: older than what is set, they are passed over. */
  readonly #echoes = new Map<string, number>();
  #views = 0;
  live = true;

  constructor(id: string) {
    this.#id = id;
  }

  get = (name: string) => this.#values[name];

  set(name: string, value: unknown): void {
    if (this.#values[name] === value) return;
    this.#put({ [name]: value });
    this.#echoes.set(name, (this.#echoes.get(name) ?? 0) + 1);
    this.#post({ method: "update", state: { [name]: value }, buffer_paths: [] });
  }

  onChange(name: string, listener: () => void, signal: AbortSignal): void {
    this.#events.addEventListener(`change:${name}`, listener, { signal });
  }

  send(content: object, buffers: readonly (ArrayBuffer | ArrayBufferView)[] = []): void {
    const bytes = buffers.map((one) =>
      ArrayBuffer.isView(one)
        ? new Uint8Array(one.buffer, one.byteOffset, one.byteLength)
        : new Uint8Array(one),
    );
    this.#post({ method: "custom", content }, bytes);
  }

  onMessage(listener: (content: Values, buffers: DataView[]) => void, signal: AbortSignal): void {
    this.#events.addEventListener(
      "message",
      (event) => {
        const { content, buffers } = (event as CustomEvent).detail;
        listener(content, buffers);
      },
      { signal },
    );
  }

  onEnd(listener: () => void, signal: AbortSignal): void {
    this.#events.addEventListener("end", listener, { signal });
  }

  receive(data: Values, buffers: Uint8Array[]): void {
    if (data.method === "custom") {
      const detail = { content: data.content, buffers: buffers.map(viewOf) };
      this.#events.dispatchEvent(new CustomEvent("message", { detail }));
      return;
    }
    const state = data.state as Values;
    if (data.method === "echo_update")
      for (const name of Object.keys(state)) {
        const waited = this.#echoes.get(name) ?? 0;
        if (waited === 0) continue;
        this.#echoes.set(name, waited - 1);
        delete state[name];
      }
    for (const [i, path] of ((data.buffer_paths ?? []) as (string | number)[][]).entries()) {
      let place = state as Record<string | number, unknown>;
      for (const step of path.slice(0, -1)) place = place[step] as Values;
      place[path.at(-1)!] = viewOf(buffers[i]!);
    }
    this.#put(state);
  }

  /** The kernel is told how many views there are, as the widget manager does. */
  countViews(change: number): void {
    this.#views += change;
    this.#post({ method: "update", state: { _view_count: this.#views }, buffer_paths: [] });
  }

  end(): void {
    if (!this.live) return;
    this.live = false;
    this.#events.dispatchEvent(new Event("end"));
  }

  #put(state: Values): void {
    const changed = Object.keys(state).filter((name) => this.#values[name] !== state[name]);
    Object.assign(this.#values, state);
    for (const name of changed) this.#events.dispatchEvent(new Event(`change:${name}`));
  }

  #post(data: Values, buffers: Uint8Array[] = []): void {
    if (this.live) socket.send(packFrame({ comm: this.#id, data }, buffers) as Uint8Array<ArrayBuffer>);
  }
}

const models = new Map<string, PageModel>();
const lives: (AbortController | undefined)[] = [];
const root = document.getElementById("views")!;

function show(id: string): void {
  const model = models.get(id);
  if (!model) throw new Error(`The page knows no model ${id}.`);
  const el = document.createElement("div");
  const life = new AbortController();
  life.signal.addEventListener("abort", () => model.countViews(-1), { once: true });
  lives.push(life);
  model.countViews(1);
  root.append(el);
  void mount(model, el, life.signal);
}

socket.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => {
  const { message, buffers } = unpackFrame(new Uint8Array(data));
  if (message.show) return show(String(message.show));
  if (typeof message.remove === "number") {
    lives[message.remove]?.abort();
    delete lives[message.remove];
    return;
  }
  if (message.end) {
    for (const model of models.values()) model.end();
    return;
  }
  const id = String(message.comm);
  if (message.close) {
    models.get(id)?.end();
    models.delete(id);
    return;
  }
  if (message.open) models.set(id, new PageModel(id));
  models.get(id)?.receive(message.data as Values, buffers);
});

(globalThis as unknown as { setTheme(name: string): void }).setTheme = (name) => {
  for (const [variable, value] of Object.entries(THEMES[name] ?? {}))
    document.documentElement.style.setProperty(variable, value);
  document.body.dataset.jpThemeLight = String(name === "light");
  document.body.style.cssText =
    "margin:12px;background:var(--jp-layout-color1);color:var(--jp-ui-font-color1)";
};
