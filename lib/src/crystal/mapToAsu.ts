import { FlexMillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexInt } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { AsuCondition } from "./reciprocalAsu.js";
import { lowestTerms } from "./rotationType.js";
import type { SymOp } from "./symOp.js";

/** Indices in the asymmetric unit and how they came there. */
export interface AsuMapping {
  readonly indices: FlexMillerIndex;
  /** Number of the operator (of the group's `representatives`) that was used: the first that leads there. */
  readonly operator: FlexInt;
  /** Where −h·R is the index in the asymmetric unit, h·R being none; never of centric indices. */
  readonly friedel: FlexBool;
}

/** The same of fractional indices: points of reciprocal space between the reflections. */
export interface FractionalAsuMapping {
  readonly indices: FlexVec3Double;
  readonly operator: FlexInt;
  readonly friedel: FlexBool;
}

/** Fractional indices nearer than this to a plane between asymmetric units are on it. */
const onPlane = 1e-6;

/**
 * Whether h·R lies in the unit depends on nothing but the signs of a few linear forms of h: those of the unit's condition,
 * turned by every R (planes of symmetry: nine in a cubic group). So space falls into at most 3⁹ cones of equal signs, and the
 * answer is kept for each cone once found.
 */
export class AsuMapper {
  readonly #rotations: Int32Array;
  /** Coefficients of the forms, three each. */
  readonly #forms: Int32Array;
  /** For each pattern of signs: operator, + order when by Friedel's law; −1 when not met yet. */
  readonly #byPattern: Int16Array;
  readonly #order: number;
  readonly #condition: AsuCondition;

  constructor(representatives: readonly SymOp[], condition: AsuCondition) {
    this.#condition = condition;
    this.#order = representatives.length;
    this.#rotations = Int32Array.from(representatives.flatMap((op) => op.r));
    const forms = new Map<string, readonly number[]>();
    for (const { r } of representatives)
      for (const [a, b, c] of condition.forms) {
        const turned = [0, 3, 6].map((i) => r[i]! * a + r[i + 1]! * b + r[i + 2]! * c);
        const form = lowestTerms(turned as [number, number, number]);
        forms.set(form.join(), form);
      }
    this.#forms = Int32Array.from([...forms.values()].flat());
    this.#byPattern = new Int16Array(3 ** forms.size).fill(-1);
  }

  /** See {@link AsuMapping}; with `anomalous` the Friedel mates stay apart: the index is then h·R, in the unit or its inverse. */
  map(hkl: FlexMillerIndex, anomalous = false): AsuMapping {
    const n = hkl.length;
    const from = hkl.data;
    const to = new Int32Array(3 * n);
    const operator = new Int32Array(n);
    const friedel = new Uint8Array(n);
    const order = this.#order;
    const byPattern = this.#byPattern;
    const rotations = this.#rotations;
    const forms = this.#forms;
    const end = forms.length;
    for (let i = 0, j = 0; i < n; i++, j += 3) {
      const h = from[j]!;
      const k = from[j + 1]!;
      const l = from[j + 2]!;
      let pattern = 0;
      for (let f = 0; f < end; f += 3) {
        const v = (Math.imul(forms[f]!, h) + Math.imul(forms[f + 1]!, k) + Math.imul(forms[f + 2]!, l)) | 0;
        pattern = 3 * pattern + (1 + (v >> 31) + (-v >>> 31));
      }
      let found = byPattern[pattern]!;
      if (found < 0) byPattern[pattern] = found = this.#search(h, k, l);
      const mate = found >= order ? 1 : 0;
      if (mate) found -= order;
      const sign = mate && !anomalous ? -1 : 1;
      const r = 9 * found;
      to[j] = sign * (h * rotations[r]! + k * rotations[r + 3]! + l * rotations[r + 6]!);
      to[j + 1] = sign * (h * rotations[r + 1]! + k * rotations[r + 4]! + l * rotations[r + 7]!);
      to[j + 2] = sign * (h * rotations[r + 2]! + k * rotations[r + 5]! + l * rotations[r + 8]!);
      operator[i] = found;
      friedel[i] = mate;
    }
    return {
      indices: new FlexMillerIndex(to),
      operator: new FlexInt(operator),
      friedel: new FlexBool(friedel),
    };
  }

  /** The same of fractional indices, which rounding must not push over a plane: within 1e-6 of one they are on it. */
  mapFractional(hkl: FlexVec3Double, anomalous = false): FractionalAsuMapping {
    const n = hkl.length;
    const from = hkl.data;
    const to = new Float64Array(3 * n);
    const operator = new Int32Array(n);
    const friedel = new Uint8Array(n);
    const [forms, rotations] = [this.#forms, this.#rotations];
    for (let i = 0, j = 0; i < n; i++, j += 3) {
      const [h, k, l] = [from[j]!, from[j + 1]!, from[j + 2]!];
      if (!Number.isFinite(h + k + l))
        throw new EwaldError(
          "bad-argument",
          `Index (${h}, ${k}, ${l}) of row ${i} is no point of reciprocal space.`,
        );
      let pattern = 0;
      for (let f = 0; f < forms.length; f += 3)
        pattern = 3 * pattern + 1 + signOf(forms[f]! * h + forms[f + 1]! * k + forms[f + 2]! * l);
      let found = this.#byPattern[pattern]!;
      if (found < 0) this.#byPattern[pattern] = found = this.#search(h, k, l);
      const mate = found >= this.#order ? 1 : 0;
      const own = found - mate * this.#order;
      const sign = mate && !anomalous ? -1 : 1;
      for (let c = 0, r = 9 * own; c < 3; c++, r++)
        to[j + c] = sign * (h * rotations[r]! + k * rotations[r + 3]! + l * rotations[r + 6]!) + 0;
      operator[i] = own;
      friedel[i] = mate;
    }
    return {
      indices: new FlexVec3Double(to),
      operator: new FlexInt(operator),
      friedel: new FlexBool(friedel),
    };
  }

  #search(h: number, k: number, l: number): number {
    const { forms, inside } = this.#condition;
    const r = this.#rotations;
    for (const sign of [1, -1])
      for (let op = 0; op < this.#order; op++) {
        const [a, b, c] = [0, 1, 2].map(
          (i) => sign * (h * r[9 * op + i]! + k * r[9 * op + 3 + i]! + l * r[9 * op + 6 + i]!),
        ) as [number, number, number];
        if (inside(...forms.map((f) => signOf(f[0] * a + f[1] * b + f[2] * c))))
          return sign > 0 ? op : this.#order + op;
      }
    throw new Error(`(${h}, ${k}, ${l}) has no equivalent in the asymmetric unit`);
  }
}

const signOf = (value: number) => (Math.abs(value) <= onPlane ? 0 : Math.sign(value));
