import { type CommMessage, type Comms, kernelComms } from "../comms.js";
import { CONTROL_TARGET } from "../shared/protocol.js";
import type { LiveModel } from "./liveModel.js";

type AnyModel = LiveModel<object>;

/**
 * Models that front ends know, by id. One that is shown, or was never shown yet, is held; one whose views are all gone is
 * held only by what the notebook's cells hold of it, and closed when nothing does.
 */
const held = new Map<string, AnyModel>();
const known = new Map<string, WeakRef<AnyModel>>();
const gone = new FinalizationRegistry<() => void>((close) => close());

/** The open model of this id. */
export const modelOf = (id: string): AnyModel | undefined => known.get(id)?.deref();

/** Ids of all open models. */
export const openModelIds = (): string[] => [...known.keys()];

/** @param close closes the model's comm; it must not refer to the model */
export function keep(id: string, model: AnyModel, close: () => void): void {
  held.set(id, model);
  known.set(id, new WeakRef(model));
  gone.register(model, close, model);
}

/** Says whether a front end shows the model. */
export function shown(id: string, model: AnyModel, isShown: boolean): void {
  if (!known.has(id)) return;
  if (isShown) held.set(id, model);
  else held.delete(id);
}

export function forget(id: string, model?: AnyModel): void {
  held.delete(id);
  known.delete(id);
  if (model) gone.unregister(model);
}

const registered = new WeakSet<Comms>();

/**
 * Answers front ends that ask for all models at once, as a page does when it connects; it waits 4 s for the answer, so
 * this is done as soon as the package is loaded.
 */
export function answerControl(): void {
  const comms = kernelComms();
  if (!comms || registered.has(comms)) return;
  registered.add(comms);
  comms.registerTarget(CONTROL_TARGET, (comm) => {
    comm.onMessage(({ data }: CommMessage) => {
      if (data.method !== "request_states") return;
      const states: Record<string, unknown> = {};
      const buffer_paths: (string | number)[][] = [];
      const buffers: ArrayBufferView[] = [];
      for (const id of known.keys()) {
        const wire = modelOf(id)?.wireState();
        if (!wire) continue;
        const { _model_name, _model_module, _model_module_version } = wire.state;
        states[id] = {
          model_name: _model_name,
          model_module: _model_module,
          model_module_version: _model_module_version,
          state: wire.state,
        };
        for (const path of wire.buffer_paths) buffer_paths.push([id, "state", ...path]);
        buffers.push(...wire.buffers);
      }
      comm.send({ method: "update_states", states, buffer_paths }, { buffers });
    });
  });
}
