import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { ChangeOfBasis } from "./changeOfBasis.js";

/** A reduced cell by the way that leads to it. */
export interface Reduction {
  /** From the given basis to the reduced one; determinant 1. */
  readonly change: ChangeOfBasis;
  readonly iterations: number;
}

/** P after a further step: columns are the new vectors by the old. */
function afterStep(p: readonly number[], step: readonly number[]): number[] {
  const out = new Array<number>(9);
  for (let i = 0; i < 9; i += 3)
    for (let j = 0; j < 3; j++)
      out[i + j] = p[i]! * step[j]! + p[i + 1]! * step[j + 3]! + p[i + 2]! * step[j + 6]! + 0;
  return out;
}

export const reductionOf = (p: readonly number[], iterations: number): Reduction => {
  const cInv = new AffineOp(p);
  return { change: new ChangeOfBasis(cInv.inverse(), cInv), iterations };
};

const mostIterations = 1000;

/**
 * Niggli reduction of the cell with this metric (Å², row by row) by Krivý & Gruber (1976) Acta Cryst. A32, 297-298, numbers nearer
 * than `epsilon` (Å²) taken as equal (Grosse-Kunstleve, Sauter & Adams 2004, Acta Cryst. A60, 1-6). A … F are the squares of the
 * edges and twice their products: ξ = 2bc, η = 2ac, ζ = 2ab.
 */
export function niggliReduction(metric: Mat3, epsilon: number): Reduction {
  let [A, B, C] = [metric[0], metric[4], metric[8]];
  let [xi, eta, zeta] = [2 * metric[5], 2 * metric[2], 2 * metric[1]];
  const less = (x: number, y: number) => x < y - epsilon;
  const equal = (x: number, y: number) => !(less(x, y) || less(y, x));
  const sign = (x: number) => (less(0, x) ? 1 : less(x, 0) ? -1 : 0);
  let p: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  let iterations = 0;
  const step = (...m: number[]) => {
    if (++iterations > mostIterations)
      throw new EwaldError(
        "bad-argument",
        `Niggli reduction did not end within ${mostIterations} steps: the cell is too flat for epsilon ${epsilon} Å².`,
      );
    p = afterStep(p, m);
  };
  for (;;) {
    // Steps are numbered as in the paper.
    if (less(B, A) || (equal(A, B) && less(Math.abs(eta), Math.abs(xi)))) {
      step(0, -1, 0, -1, 0, 0, 0, 0, -1); // 1
      [A, B, xi, eta] = [B, A, eta, xi];
    }
    if (less(C, B) || (equal(B, C) && less(Math.abs(zeta), Math.abs(eta)))) {
      step(-1, 0, 0, 0, 0, -1, 0, -1, 0); // 2
      [B, C, eta, zeta] = [C, B, zeta, eta];
      continue;
    }
    const signs = [sign(xi), sign(eta), sign(zeta)];
    const positive = signs[0]! * signs[1]! * signs[2]! > 0;
    const flips = flipsFor(signs, positive); // 3, 4
    if (flips.some((f) => f < 0)) step(flips[0]!, 0, 0, 0, flips[1]!, 0, 0, 0, flips[2]!);
    const outer = positive ? 1 : -1;
    [xi, eta, zeta] = [outer * Math.abs(xi), outer * Math.abs(eta), outer * Math.abs(zeta)];
    if (less(B, Math.abs(xi)) || (equal(xi, B) && less(2 * eta, zeta)) || (equal(xi, -B) && less(zeta, 0))) {
      const s = xi > 0 ? 1 : -1; // 5
      step(1, 0, 0, 0, 1, -s, 0, 0, 1);
      [C, eta, xi] = [B + C - s * xi, eta - s * zeta, xi - 2 * s * B];
      continue;
    }
    if (
      less(A, Math.abs(eta)) ||
      (equal(eta, A) && less(2 * xi, zeta)) ||
      (equal(eta, -A) && less(zeta, 0))
    ) {
      const s = eta > 0 ? 1 : -1; // 6
      step(1, 0, -s, 0, 1, 0, 0, 0, 1);
      [C, xi, eta] = [A + C - s * eta, xi - s * zeta, eta - 2 * s * A];
      continue;
    }
    if (
      less(A, Math.abs(zeta)) ||
      (equal(zeta, A) && less(2 * xi, eta)) ||
      (equal(zeta, -A) && less(eta, 0))
    ) {
      const s = zeta > 0 ? 1 : -1; // 7
      step(1, -s, 0, 0, 1, 0, 0, 0, 1);
      [B, xi, zeta] = [A + B - s * zeta, xi - s * eta, zeta - 2 * s * A];
      continue;
    }
    const all = xi + eta + zeta + A + B;
    if (less(all, 0) || (equal(all, 0) && less(0, 2 * (A + eta) + zeta))) {
      step(1, 0, 1, 0, 1, 1, 0, 0, 1); // 8
      [C, xi, eta] = [A + B + C + xi + eta + zeta, 2 * B + xi + zeta, 2 * A + eta + zeta];
      continue;
    }
    return reductionOf(p, iterations);
  }
}

/** Which vectors to turn round so that ξ, η, ζ are all positive (positive) or none is, with determinant 1. */
function flipsFor(signs: readonly number[], positive: boolean): number[] {
  const wrong = positive ? -1 : 1;
  const flips = signs.map((s) => (s === wrong ? -1 : 1));
  if (flips[0]! * flips[1]! * flips[2]! < 0) {
    // A product that is 0 may be turned freely: the last one.
    const free = signs.lastIndexOf(0);
    flips[free]! *= -1;
  }
  return flips;
}
