import type { Mat3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { afterStep, flipsFor, type Reduction, reductionOf } from "./niggliReduction.js";

const mostIterations = 100;

/** The nearest whole number not above x, rounding errors forgiven. */
function wholeBelow(x: number): number {
  const n = Math.floor(x);
  return x - n < 1 ? n : n + 1;
}

/**
 * Reduction to a cell with the shortest vectors (Gruber 1973, Acta Cryst. A29, 433-440) without the tests for equality that make it
 * waver (Grosse-Kunstleve, Sauter & Adams 2004, Acta Cryst. A60, 1-6): cctbx's `minimum_reduction`. Of metric (Å², row by row).
 */
export function minimumReduction(metric: Mat3): Reduction {
  let [A, B, C] = [metric[0], metric[4], metric[8]];
  let [D, E, F] = [2 * metric[5], 2 * metric[2], 2 * metric[1]];
  let p: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  let iterations = 0;
  let quiet = 0;
  let before = [-A, -B, -C];
  const step = (...m: number[]) => {
    if (iterations === mostIterations || !(A > 0 && B > 0 && C > 0))
      throw new EwaldError(
        "bad-argument",
        `Minimum reduction did not end within ${mostIterations} steps: the cell is too flat.`,
      );
    iterations++;
    p = afterStep(p, m);
  };
  for (;;) {
    if (B < A) {
      step(0, -1, 0, -1, 0, 0, 0, 0, -1);
      [A, B, D, E] = [B, A, E, D];
    }
    if (C < B) {
      step(-1, 0, 0, 0, 0, -1, 0, -1, 0);
      [B, C, E, F] = [C, B, F, E];
      continue;
    }
    const signs = [Math.sign(D), Math.sign(E), Math.sign(F)];
    const positive = signs[0]! * signs[1]! * signs[2]! > 0;
    const flips = flipsFor(signs, positive);
    step(flips[0]!, 0, 0, 0, flips[1]!, 0, 0, 0, flips[2]!);
    const outer = positive ? 1 : -1;
    [D, E, F] = [outer * Math.abs(D), outer * Math.abs(E), outer * Math.abs(F)];
    if (!positive) {
      // The cycle can go on for ever among cells equal to rounding: it ends when the edges have stayed the same twice.
      const moved = [A, B, C].some((x, i) => 16 * x + (x - before[i]!) - 16 * x !== 0);
      if (moved) quiet = 0;
      else if (++quiet === 2) return reductionOf(p, iterations);
      before = [A, B, C];
    }
    if (B < Math.abs(D)) {
      const j = wholeBelow((D + B) / (2 * B));
      if (j !== 0) {
        step(1, 0, 0, 0, 1, -j, 0, 0, 1);
        C += j * j * B - j * D;
        D -= 2 * j * B;
        E -= j * F;
        continue;
      }
    }
    if (A < Math.abs(E)) {
      const j = wholeBelow((E + A) / (2 * A));
      if (j !== 0) {
        step(1, 0, -j, 0, 1, 0, 0, 0, 1);
        C += j * j * A - j * E;
        D -= j * F;
        E -= 2 * j * A;
        continue;
      }
    }
    if (A < Math.abs(F)) {
      const j = wholeBelow((F + A) / (2 * A));
      if (j !== 0) {
        step(1, -j, 0, 0, 1, 0, 0, 0, 1);
        B += j * j * A - j * F;
        D -= j * E;
        F -= 2 * j * A;
        continue;
      }
    }
    const diagonal = F + A + B;
    const all = D + E + diagonal;
    if (all < 0) {
      const j = wholeBelow(all / (2 * diagonal));
      if (j !== 0) {
        step(1, 0, -j, 0, 1, -j, 0, 0, 1);
        C += j * j * diagonal - j * (D + E);
        D -= j * (2 * B + F);
        E -= j * (2 * A + F);
        continue;
      }
    }
    return reductionOf(p, iterations);
  }
}
