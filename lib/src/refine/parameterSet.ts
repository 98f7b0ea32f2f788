import type { Composed, Parameterisation } from "./models/parameterisation.js";
import type { Smoother } from "./smoother.js";

export type ModelKind = "beam" | "detector" | "orientation" | "cell" | "goniometer";

/** The parameters of one model among all that are refined: once, or at each sample along a scan. */
export class ParameterSet {
  readonly kind: ModelKind;
  readonly parameterisation: Parameterisation;
  readonly smoother: Smoother | undefined;
  /** Experiments that share the model. */
  readonly experiments: readonly number[];
  /** Place of its first parameter among all. Parameter p at sample k is at `offset + p·samples + k`. */
  offset = 0;
  #values: Float64Array = new Float64Array(0);
  #static: Composed | undefined;
  readonly #varying = new Map<number, VaryingState>();

  constructor(
    kind: ModelKind,
    parameterisation: Parameterisation,
    experiments: readonly number[],
    smoother?: Smoother,
  ) {
    this.kind = kind;
    this.parameterisation = parameterisation;
    this.experiments = experiments;
    this.smoother = smoother;
  }

  get samples(): number {
    return this.smoother?.samples ?? 1;
  }

  get size(): number {
    return this.parameterisation.names.length * this.samples;
  }

  /** Names of all its parameters: `Crystal1Phi1`, or `Crystal1Phi1_sample0` and so on. */
  names(prefix: string): string[] {
    return this.parameterisation.names.flatMap((name) =>
      this.smoother
        ? Array.from({ length: this.samples }, (_, k) => `${prefix}${name}_sample${k}`)
        : [`${prefix}${name}`],
    );
  }

  /** Values of the model as it is, at all samples. */
  initial(): Float64Array {
    const { values } = this.parameterisation;
    return Float64Array.from({ length: this.size }, (_, i) => values[Math.floor(i / this.samples)]!);
  }

  /** Takes this set's part of all values. */
  take(all: Float64Array): void {
    this.#values = all.slice(this.offset, this.offset + this.size);
    this.#static = undefined;
    this.#varying.clear();
  }

  /** The model at x of the scan; a static one is the same everywhere. */
  at(x: number): VaryingState {
    const { smoother, parameterisation } = this;
    if (!smoother) {
      this.#static ??= parameterisation.compose(this.#values);
      return { composed: this.#static, weights: one };
    }
    const known = this.#varying.get(x);
    if (known) return known;
    const weights = smoother.weights(x);
    const n = weights.length;
    const local = parameterisation.names.map((_, p) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += weights[k]! * this.#values[p * n + k]!;
      return sum;
    });
    const found = { composed: parameterisation.compose(local), weights };
    this.#varying.set(x, found);
    return found;
  }
}

const one = Float64Array.of(1);

/** A model at one place of a scan, and what each sample weighs there. */
export interface VaryingState {
  readonly composed: Composed;
  readonly weights: Float64Array;
}
