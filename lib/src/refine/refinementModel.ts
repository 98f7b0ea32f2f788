import { inverse } from "../array/mat3.js";
import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Experiment } from "../models/experiment.js";
import type { Composed } from "./models/parameterisation.js";
import type { Observations } from "./observations.js";
import type { ModelKind, ParameterSet } from "./parameterSet.js";
import { Prediction, type PredictionState } from "./prediction.js";
import { predictRotation } from "./rotationPrediction.js";
import { predictStill } from "./stillPrediction.js";

/**
 * Told of each reflection in turn: its place, its prediction, and the derivatives by the parameters it depends on, none when they were
 * not asked for. All three are used again for the next.
 */
export type Visitor = (place: number, prediction: Prediction, derivatives: Derivatives) => void;

/**
 * Derivatives of one reflection: the k-th of `count` parameters is number `indices[k]` of all, and X, Y (mm) and φ or ΔΨ (radians) change
 * with it by `x[k]`, `y[k]` and `z[k]`.
 */
export class Derivatives {
  count = 0;
  readonly indices: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;

  constructor(capacity: number) {
    this.indices = new Int32Array(capacity);
    [this.x, this.y, this.z] = [0, 1, 2].map(() => new Float64Array(capacity)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  push(index: number, x: number, y: number, z: number): void {
    const k = this.count++;
    this.indices[k] = index;
    this.x[k] = x;
    this.y[k] = y;
    this.z[k] = z;
  }
}

type Sets = Partial<Record<ModelKind, ParameterSet>>;

/** Experiments as functions of the parameters in `sets`, and predictions by them. */
export class RefinementModel {
  readonly sets: readonly ParameterSet[];
  /** How many parameters there are. */
  readonly size: number;
  readonly #experiments: readonly ExperimentState[];
  readonly #derivatives: Derivatives;
  /** In units of z: how much of a scan shares a state. */
  readonly #block: readonly number[];

  /** @param blocks for each experiment how many images of its scan share the states of varying models */
  constructor(
    experiments: readonly Experiment[],
    sets: readonly ParameterSet[],
    blocks: readonly number[] = [],
  ) {
    this.sets = sets;
    let offset = 0;
    for (const set of sets) {
      set.offset = offset;
      offset += set.size;
    }
    this.size = offset;
    this.#experiments = experiments.map(
      (experiment, id) =>
        new ExperimentState(
          experiment,
          Object.fromEntries(
            sets.filter((set) => set.experiments.includes(id)).map((set) => [set.kind, set]),
          ) as Sets,
        ),
    );
    this.#block = experiments.map((_, id) => blocks[id] ?? 1);
    this.#derivatives = new Derivatives(Math.max(1, offset));
  }

  initial(): Float64Array {
    const all = new Float64Array(this.size);
    for (const set of this.sets) all.set(set.initial(), set.offset);
    return all;
  }

  /** Names of all parameters; models of a kind are counted from 1 when there are several. */
  names(): string[] {
    const counts = new Map<ModelKind, number>();
    return this.sets.flatMap((set) => {
      const n = (counts.get(set.kind) ?? 0) + 1;
      counts.set(set.kind, n);
      return set.names(`${prefixes[set.kind]}${n}`);
    });
  }

  /** Predicts with these values of the parameters. Reflections that cannot be recorded are passed over. */
  visit(values: Float64Array, observations: Observations, withDerivatives: boolean, visitor: Visitor): void {
    for (const set of this.sets) set.take(values);
    for (const state of this.#experiments) state.reset();
    const prediction = new Prediction();
    const derivatives = this.#derivatives;
    const { experiment, hkl, panel, observed, entering, frame, length } = observations;
    for (let i = 0; i < length; i++) {
      const state = this.#experiments[experiment[i]!]!;
      const block = this.#block[experiment[i]!]!;
      state.moveTo((Math.floor(frame[i]! / block) + 0.5) * block, panel[i]!);
      state.take(hkl[3 * i]!, hkl[3 * i + 1]!, hkl[3 * i + 2]!);
      const there = state.still
        ? predictStill(state.now, prediction)
        : predictRotation(state.now, entering[i] === 1, observed[3 * i + 2]!, prediction);
      if (!there) continue;
      derivatives.count = 0;
      if (withDerivatives) state.derive(prediction, derivatives);
      visitor(i, prediction, derivatives);
    }
  }
}

const prefixes: Record<ModelKind, string> = {
  beam: "Beam",
  detector: "Detector",
  orientation: "Crystal",
  cell: "Crystal",
  goniometer: "Goniometer",
};

/** An experiment at one place of its scan, on one panel. */
class ExperimentState {
  readonly still: boolean;
  readonly now: PredictionState;
  readonly #sets: Sets;
  readonly #fixed: Readonly<Record<ModelKind, Float64Array>>;
  readonly #F: ArrayLike<number>;
  #x = Number.NaN;
  #panel = -1;
  #U!: ArrayLike<number>;
  #B!: ArrayLike<number>;
  #d!: ArrayLike<number>;
  #weights!: Partial<Record<ModelKind, { composed: Composed; weights: Float64Array }>>;
  /** B·h, U·B·h. */
  readonly #bh = new Float64Array(3);
  readonly #ubh = new Float64Array(3);
  readonly #rotated = new Float64Array(9);
  readonly #byUbh = new Float64Array(9);
  readonly #byBh = new Float64Array(9);

  constructor({ beam, detector, goniometer, scan, crystal }: Experiment, sets: Sets) {
    if (!beam || !detector || !crystal)
      throw new EwaldError(
        "bad-argument",
        "An experiment without beam, detector or crystal cannot be refined.",
      );
    this.still = !goniometer || !scan || scan.isStill();
    this.#sets = sets;
    const S = goniometer && !this.still ? goniometer.getSettingRotation() : identity;
    this.#F = goniometer && !this.still ? goniometer.getFixedRotation() : identity;
    const e = goniometer?.getRotationAxisDatum() ?? [1, 0, 0];
    const length = Math.hypot(...e);
    this.#fixed = {
      beam: Float64Array.from(beam.getS0()),
      detector: Float64Array.from(detector.panels.flatMap((panel) => [...panel.getDMatrix()])),
      orientation: Float64Array.from(crystal.getU()),
      cell: Float64Array.from(crystal.getB()),
      goniometer: Float64Array.from(S),
    };
    this.now = {
      r0: new Float64Array(3),
      s0: this.#fixed.beam,
      s0Datum: new Float64Array(3),
      axis: Float64Array.from(e, (component) => component / length),
      setting: this.#fixed.goniometer,
      D: [],
    };
  }

  /** Forgets states of earlier values. */
  reset(): void {
    this.#x = Number.NaN;
  }

  moveTo(x: number, panel: number): void {
    const moved = x !== this.#x;
    if (moved) {
      this.#x = x;
      this.#weights = {};
      for (const [kind, set] of Object.entries(this.#sets) as [ModelKind, ParameterSet][])
        this.#weights[kind] = set.at(x);
      const state = (kind: ModelKind) => this.#weights[kind]?.composed.state ?? this.#fixed[kind];
      this.now.s0 = state("beam") as Float64Array;
      this.now.setting = state("goniometer");
      this.#U = state("orientation");
      this.#B = state("cell");
      this.#d = state("detector");
      const { s0, setting, s0Datum } = this.now;
      for (let i = 0; i < 3; i++)
        s0Datum[i] = setting[i]! * s0[0]! + setting[3 + i]! * s0[1]! + setting[6 + i]! * s0[2]!;
    }
    if (moved || panel !== this.#panel) {
      this.#panel = panel;
      this.now.D = inverse(
        Array.from({ length: 9 }, (_, i) => this.#d[9 * panel + i]!) as readonly number[] as Mat3,
        `d matrix of panel ${panel}`,
      );
    }
  }

  take(h: number, k: number, l: number): void {
    const B = this.#B;
    const bh = this.#bh;
    for (let i = 0; i < 3; i++) bh[i] = B[3 * i]! * h + B[3 * i + 1]! * k + B[3 * i + 2]! * l;
    this.#h = [h, k, l];
    times(this.#U, bh, this.#ubh);
    times(this.#F, this.#ubh, this.now.r0);
  }
  #h: readonly number[] = [0, 0, 0];

  /** Derivatives of what was predicted for the reflection taken last. */
  derive(prediction: Prediction, to: Derivatives): void {
    const { byR, byS0, values, pv } = prediction;
    const sets = this.#sets;
    const { beam, detector, orientation, cell, goniometer } = this.#weights;
    if (beam)
      this.#each(sets.beam!, beam, to, (d) => [along(byS0, 0, d), along(byS0, 3, d), along(byS0, 6, d)]);
    if (detector) {
      const D = this.now.D;
      const at = 9 * this.#panel;
      this.#each(sets.detector!, detector, to, (d) => {
        // d(D·s1) = −D·dd·pv
        const v = [0, 1, 2].map(
          (i) => d[at + 3 * i]! * pv[0]! + d[at + 3 * i + 1]! * pv[1]! + d[at + 3 * i + 2]! * pv[2]!,
        );
        const [p, q, w] = [along(D, 0, v), along(D, 3, v), along(D, 6, v)];
        return [-(p - values[0]! * w) / pv[2]!, -(q - values[1]! * w) / pv[2]!, 0];
      });
    }
    if (orientation || cell) {
      // r = S·R·F·U·B·h: derivatives by U·B·h, and by B·h
      this.#turn(values[2]!);
      product(byR, this.#rotated, this.#byUbh);
      if (orientation)
        this.#each(sets.orientation!, orientation, to, (d) => {
          const v = [along(d, 0, this.#bh), along(d, 3, this.#bh), along(d, 6, this.#bh)];
          return [along(this.#byUbh, 0, v), along(this.#byUbh, 3, v), along(this.#byUbh, 6, v)];
        });
      if (cell) {
        product(this.#byUbh, this.#U, this.#byBh);
        this.#each(sets.cell!, cell, to, (d) => {
          const v = [along(d, 0, this.#h), along(d, 3, this.#h), along(d, 6, this.#h)];
          return [along(this.#byBh, 0, v), along(this.#byBh, 3, v), along(this.#byBh, 6, v)];
        });
      }
    }
    if (goniometer && !this.still) {
      // r before the setting rotation: Sᵀ·r
      const { setting } = this.now;
      const { r } = prediction;
      const before = [0, 1, 2].map(
        (i) => setting[i]! * r[0]! + setting[3 + i]! * r[1]! + setting[6 + i]! * r[2]!,
      );
      this.#each(sets.goniometer!, goniometer, to, (d) => {
        const v = [along(d, 0, before), along(d, 3, before), along(d, 6, before)];
        return [along(byR, 0, v), along(byR, 3, v), along(byR, 6, v)];
      });
    }
  }

  #each(
    set: ParameterSet,
    { composed, weights }: { composed: Composed; weights: Float64Array },
    to: Derivatives,
    derive: (d: Float64Array) => number[],
  ): void {
    const n = weights.length;
    for (const [p, d] of composed.derivatives.entries()) {
      const [x, y, z] = derive(d) as [number, number, number];
      for (let k = 0; k < n; k++) {
        const w = weights[k]!;
        if (w !== 0) to.push(set.offset + p * n + k, w * x, w * y, w * z);
      }
    }
  }

  /** S·R(φ)·F into `#rotated`; of a still the identity. */
  #turn(phi: number): void {
    const out = this.#rotated;
    if (this.still) return void out.set(identity);
    const [x, y, z] = this.now.axis as unknown as [number, number, number];
    const [c, s] = [Math.cos(phi), Math.sin(phi)];
    const t = 1 - c;
    const R = [
      c + x * x * t,
      x * y * t - z * s,
      x * z * t + y * s,
      y * x * t + z * s,
      c + y * y * t,
      y * z * t - x * s,
      z * x * t - y * s,
      z * y * t + x * s,
      c + z * z * t,
    ];
    product(this.now.setting, R, work);
    product(work, this.#F, out);
  }
}

const work = new Float64Array(9);
const identity: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function times(m: ArrayLike<number>, v: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 3; i++) out[i] = m[3 * i]! * v[0]! + m[3 * i + 1]! * v[1]! + m[3 * i + 2]! * v[2]!;
}

function product(a: ArrayLike<number>, b: ArrayLike<number>, out: Float64Array): void {
  for (let i = 0; i < 9; i += 3)
    for (let j = 0; j < 3; j++) out[i + j] = a[i]! * b[j]! + a[i + 1]! * b[3 + j]! + a[i + 2]! * b[6 + j]!;
}

/** Row at `k` of a matrix, times a vector. */
const along = (m: ArrayLike<number>, k: number, v: ArrayLike<number>) =>
  m[k]! * v[0]! + m[k + 1]! * v[1]! + m[k + 2]! * v[2]!;
