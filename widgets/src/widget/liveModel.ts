import { EwaldError } from "ewald";
import { type Comm, type CommMessage, kernelComms } from "../comms.js";
import { PROTOCOL_VERSION, WIDGET_TARGET } from "../shared/protocol.js";
import { answerControl, forget, keep, modelOf, shown } from "./openModels.js";
import { same } from "./same.js";
import { fromWire, hasBytes, toWire, type WireState } from "./wire.js";

/** Which classes of which JavaScript module stand for a model in the browser, and how its values are told there. */
export interface ModelRecord {
  readonly module: string;
  /** A range of versions, as npm writes it. */
  readonly version: string;
  readonly model: string;
  readonly view: string | null;
  /** Where the view's module is another one than the model's. */
  readonly viewModule?: string;
  /** The browser's names of the values are Python's: continuous_update for continuousUpdate. */
  readonly snakeCase?: boolean;
  /** Values that the browser does not know. */
  readonly local?: readonly string[];
  /** Values that have another form in messages. */
  readonly codecs?: Readonly<Record<string, Codec>>;
}

export interface Codec {
  encode(value: never): unknown;
  decode(value: never): unknown;
}

export type MessageListener = (content: Record<string, unknown>, buffers: Uint8Array[]) => void;
type Values = Record<string, unknown>;

/** The text by which a model's state refers to another model. */
const REFERENCE = "IPY_MODEL_";

/**
 * The kernel's half of a Jupyter widget: named values that the browser's half shares, and messages beside them. It is
 * opened, with all models it refers to, when it is first shown; in plain Node it holds its values all the same.
 */
export class LiveModel<S extends object> {
  readonly #record: ModelRecord;
  readonly #values: Values;
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  readonly #messages = new Set<MessageListener>();
  readonly #closings = new Set<() => void>();
  #comm: Comm | undefined;
  #closed = false;
  #views = 0;
  /** Values that the front end has just set: not sent back. */
  #fromFront: Values | undefined;

  constructor(record: ModelRecord, state: S) {
    this.#record = record;
    this.#values = { ...state } as Values;
  }

  get<K extends keyof S>(name: K): S[K] {
    return this.#values[name as string] as S[K];
  }

  /** Whether there is a value of this name. */
  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /**
   * Sets values and tells every view, and those who observe them. Values that stay the same are not sent; a list or
   * an array that was changed in place counts as the same, so set a new one.
   * @throws EwaldError `wrong-type` for what JSON has no form for (typed arrays are sent as bytes)
   */
  set(values: Partial<S>): void {
    const changed = Object.entries(values).filter(([name, value]) => !same(this.#values[name], value));
    if (changed.length === 0) return;
    Object.assign(this.#values, Object.fromEntries(changed));
    const front = this.#fromFront;
    const news = changed.filter(([name, value]) => !(front && name in front && same(front[name], value)));
    if (news.length > 0) this.#update(Object.fromEntries(news));
    this.#tell(changed.map(([name]) => name));
  }

  /** Calls `listener` with each new value, from the browser or from `set`, until the returned function is called. */
  observe<K extends keyof S>(name: K, listener: (value: S[K]) => void): () => void {
    const listeners = this.#listeners.get(name as string) ?? new Set();
    this.#listeners.set(name as string, listeners.add(listener as (value: never) => void));
    return () => void listeners.delete(listener as (value: never) => void);
  }

  /** Sends a custom message to the views there are now. A model that was never shown has none. */
  send(content: object, buffers: readonly ArrayBufferView[] = []): void {
    this.#comm?.send({ method: "custom", content }, { buffers });
  }

  /** Calls `listener` with each custom message of a view until the returned function is called. */
  onMessage(listener: MessageListener): () => void {
    this.#messages.add(listener);
    return () => void this.#messages.delete(listener);
  }

  /** Calls `listener` once when the model is closed, here or in the browser. */
  onClose(listener: () => void): () => void {
    this.#closings.add(listener);
    return () => void this.#closings.delete(listener);
  }

  /** Takes the model, and all views of it, away from the browser. */
  close(): void {
    this.#comm?.close();
    this.ended();
  }

  /** How many views front ends have told of: 0 where none can show it. */
  get views(): number {
    return this.#views;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The id by which the browser knows the model, which is opened if it is not yet; undefined without a kernel. */
  open(): string | undefined {
    if (this.#comm || this.#closed) return this.#comm?.id;
    const comms = kernelComms();
    if (!comms) return undefined;
    answerControl();
    const { state, buffer_paths, buffers } = this.wireState();
    const comm = comms.open(
      WIDGET_TARGET,
      { state, buffer_paths },
      { metadata: { version: PROTOCOL_VERSION }, buffers },
    );
    this.#comm = comm;
    keep(comm.id, this as unknown as LiveModel<object>, () => {
      comm.close();
      forget(comm.id);
    });
    // The comm lives as long as the kernel; it must not hold a model that nobody else does.
    const self = new WeakRef(this);
    comm.onMessage((message) => self.deref()?.receive(message));
    comm.onClose(() => self.deref()?.ended());
    return comm.id;
  }

  /** All values as messages carry them. Models they refer to are opened. */
  wireState(): WireState {
    const { module, version, model, view, viewModule } = this.#record;
    return toWire(
      {
        _model_module: module,
        _model_module_version: version,
        _model_name: model,
        _view_module: viewModule ?? module,
        _view_module_version: version,
        _view_name: view,
        // A number makes the front end count the model's views.
        _view_count: 0,
        ...this.#outward(this.#values),
      },
      reference,
    );
  }

  #update(values: Values): void {
    if (!this.#comm) return;
    const { state, buffer_paths, buffers } = toWire(this.#outward(values), reference);
    if (Object.keys(state).length + buffers.length === 0) return;
    this.#comm.send({ method: "update", state, buffer_paths }, { buffers });
  }

  /** Values under the names, and in the form, that the browser knows. */
  #outward(values: Values): Values {
    const { snakeCase, local = [], codecs } = this.#record;
    return Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => !local.includes(name))
        .map(([name, value]) => {
          const codec = codecs?.[name];
          return [snakeCase ? snaked(name) : name, codec ? codec.encode(value as never) : value];
        }),
    );
  }

  /** The reverse; names that the model does not have are left out. */
  #inward(state: Values): Values {
    const { snakeCase, local = [], codecs } = this.#record;
    const values: Values = {};
    for (const name of Object.keys(this.#values)) {
      const wire = snakeCase ? snaked(name) : name;
      if (local.includes(name) || !Object.hasOwn(state, wire)) continue;
      const codec = codecs?.[name];
      values[name] = codec ? codec.decode(state[wire] as never) : dereferenced(state[wire]);
    }
    return values;
  }

  private receive({ data, buffers }: CommMessage): void {
    switch (data.method) {
      case "update":
        this.#apply(fromWire(record(data.state, "state"), data.buffer_paths, buffers));
        return;
      case "request_state": {
        const wire = this.wireState();
        this.#comm?.send(
          { method: "update", state: wire.state, buffer_paths: wire.buffer_paths },
          { buffers: wire.buffers },
        );
        return;
      }
      case "custom": {
        const content = record(data.content, "content");
        runAll([...this.#messages].map((listener) => () => listener(content, buffers)));
        return;
      }
      default:
        throw new EwaldError(
          "bad-format",
          `A widget's message has the method ${JSON.stringify(data.method)}; update, request_state and custom are known.`,
        );
    }
  }

  /** Takes over what a front end has set, echoes it to all of them, and tells who observes it. */
  #apply(state: Values): void {
    const { _view_count: count, ...rest } = state;
    if (this.#comm && typeof count === "number") {
      this.#views = count;
      shown(this.#comm.id, this as unknown as LiveModel<object>, count > 0);
    }
    const values = this.#inward(rest);
    const known = new Set(Object.keys(this.#outward(values)));
    const plain = Object.entries(rest).filter(([name, value]) => known.has(name) && !hasBytes(value));
    if (plain.length > 0)
      this.#comm?.send({ method: "echo_update", state: Object.fromEntries(plain), buffer_paths: [] });
    this.#fromFront = values;
    try {
      this.set(values as Partial<S>);
    } finally {
      this.#fromFront = undefined;
    }
  }

  #tell(names: readonly string[]): void {
    const calls = names.flatMap((name) =>
      [...(this.#listeners.get(name) ?? [])].map((listener) => () => listener(this.#values[name] as never)),
    );
    runAll(calls);
  }

  private ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#comm) forget(this.#comm.id, this as unknown as LiveModel<object>);
    this.#comm = undefined;
    runAll([...this.#closings]);
    this.#closings.clear();
  }
}

const snaked = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const reference = (value: object): string | undefined => {
  if (!(value instanceof LiveModel)) return undefined;
  const id = value.open();
  if (id === undefined) throw new EwaldError("bad-argument", "A widget refers to one that is closed.");
  return REFERENCE + id;
};

/** Texts that refer to models in place of which the models are put. */
function dereferenced(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith(REFERENCE))
    return modelOf(value.slice(REFERENCE.length)) ?? value;
  if (Array.isArray(value)) return value.map(dereferenced);
  return value;
}

function record(value: unknown, name: string): Values {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  throw new EwaldError("bad-format", `A widget's message has no record "${name}": ${JSON.stringify(value)}.`);
}

/** Calls all; the first that threw is told when all were called. */
function runAll(calls: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const call of calls) {
    try {
      call();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
