import { defineGlobal } from "./scope.js";

/** So many results are kept by number; older ones are let go, so that a long session does not hold every array. */
const KEPT = 1000;

/** What was executed and what it gave, as cells see it: `In[n]`, `Out[n]`, and the last three results `_`, `__`, `___`. */
export class Results {
  readonly #inputs: Record<number, string> = {};
  readonly #outputs: Record<number, unknown> = {};

  constructor() {
    defineGlobal("In", this.#inputs);
    defineGlobal("Out", this.#outputs);
    for (const name of ["_", "__", "___"]) defineGlobal(name, undefined);
  }

  input(count: number, source: string): void {
    this.#inputs[count] = source;
  }

  /** The result of cell `count`; a name the user gave another value to by assignment is followed all the same. */
  output(count: number, value: unknown): void {
    const scope = globalThis as unknown as Record<string, unknown>;
    if (value === this.#outputs || value === this.#inputs) return;
    scope.___ = scope.__;
    scope.__ = scope._;
    scope._ = value;
    this.#outputs[count] = value;
    for (const old of [this.#inputs, this.#outputs]) delete old[count - KEPT];
  }
}
