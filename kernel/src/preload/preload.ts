import type { installProgramSurroundings, ProgramSurroundings } from "ewald";
import { defineGlobal } from "../evaluator/scope.js";
import type { PreloadPlan } from "./config.js";

type Namespace = Record<string, unknown>;
interface Library {
  readonly installProgramSurroundings: typeof installProgramSurroundings;
}

/** Names the preload must not replace: those a fresh realm has. */
export const isTaken = (name: string): boolean => name === "default" || name in globalThis;

/** The preloaded globals of the main thread, which `%preload off` takes away and `%preload on` brings back. */
export class Preload {
  /** Settles when everything is there. */
  readonly ready: Promise<void>;
  readonly #values = new Map<string, unknown>();
  readonly #modules = new Map<string, Namespace>();
  #on = true;

  /**
   * Loads the modules and makes their exports global. A module that cannot be loaded is reported and left out: a kernel
   * without it is better than none. `surround` is put around each call of `dials.*`.
   */
  constructor(
    plan: PreloadPlan,
    load: (specifier: string) => Promise<Namespace>,
    report: (text: string) => void,
    surround: (program: string) => ProgramSurroundings,
  ) {
    this.ready = this.#load(plan, load, report, surround);
  }

  /** A module that was preloaded; undefined before `ready`, and for others. */
  module(specifier: string): Namespace | undefined {
    return this.#modules.get(specifier);
  }

  /** Takes away what is still as the preload left it; brings back what is not defined otherwise. */
  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    const scope = globalThis as unknown as Namespace;
    for (const [name, value] of this.#values) {
      if (on && !(name in globalThis)) defineGlobal(name, value);
      else if (!on && scope[name] === value) delete scope[name];
    }
  }

  async #load(
    { spread, whole, named }: PreloadPlan,
    load: (specifier: string) => Promise<Namespace>,
    report: (text: string) => void,
    surround: (program: string) => ProgramSurroundings,
  ): Promise<void> {
    const specifiers = new Set([...spread, ...Object.values(whole), ...Object.values(named)]);
    const loaded = this.#modules;
    const one = async (specifier: string) => {
      try {
        loaded.set(specifier, await load(specifier));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        report(`The kernel could not preload ${specifier}: ${why}\n`);
      }
    };
    await Promise.all([...specifiers].map(one));
    const library = loaded.get("ewald") as Partial<Library> | undefined;
    library?.installProgramSurroundings?.(surround);
    const define = (name: string, value: unknown) => {
      if (value === undefined || isTaken(name)) return;
      defineGlobal(name, value);
      this.#values.set(name, value);
    };
    for (const specifier of spread)
      for (const [name, value] of Object.entries(loaded.get(specifier) ?? {})) define(name, value);
    for (const [name, specifier] of Object.entries(named)) define(name, loaded.get(specifier)?.[name]);
    for (const [name, specifier] of Object.entries(whole)) define(name, loaded.get(specifier));
  }
}
