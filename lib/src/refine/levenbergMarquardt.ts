import { EwaldError } from "../error.js";
import { cholesky, solveCholesky } from "./cholesky.js";
import type { NormalEquations } from "./normalEquations.js";

/** One accepted step, or the start. */
export interface RefinementStep {
  readonly objective: number;
  readonly count: number;
  /** Root mean squares of the residuals of X (mm), Y (mm), φ or ΔΨ (radians). */
  readonly rmsds: readonly [number, number, number];
}

export interface Minimisation {
  readonly values: Float64Array;
  readonly steps: readonly RefinementStep[];
  readonly reason: string;
  /** At the values reached. */
  readonly equations: NormalEquations;
}

export interface MinimisationOptions {
  readonly maxIterations?: number;
  /** Aborts between steps. */
  readonly signal?: AbortSignal;
  /** Whether the RMSDs are good enough. */
  readonly isTarget?: (rmsds: RefinementStep["rmsds"]) => boolean;
}

/** Relative change of every RMSD below which they count as no longer decreasing. */
const still = 1e-4;
/** λ₁ of the first step, as part of the largest diagonal element of JᵀWJ. */
const tau = 1e-3;
const smallestStep = 1e-10;

/**
 * Least squares by Levenberg and Marquardt with Nielsen's damping (Madsen, Nielsen & Tingleff, Methods for Non-linear Least Squares
 * Problems, 2nd ed. (2004), algorithm 3.16), ended when no RMSD changes by more than one part in 10⁴ from one step to the next, as DIALS
 * ends it. Throws EwaldError `"bad-argument"` when the parameters cannot be told apart, `"aborted"`.
 * @param at the problem at some values, linearised or only its objective
 */
export function levenbergMarquardt(
  at: (values: Float64Array, linear: boolean) => NormalEquations,
  initial: Float64Array,
  options: MinimisationOptions = {},
): Minimisation {
  const { maxIterations = 100, signal, isTarget } = options;
  let values = initial;
  let equations = at(values, true);
  const n = values.length;
  const steps = [stepOf(equations)];
  const finish = (reason: string): Minimisation => ({ values, steps, reason, equations });
  if (n === 0) return finish("No parameters to refine");
  let mu = 0;
  for (let i = 0; i < n; i++) mu = Math.max(mu, tau * equations.matrix[i * n + i]!);
  let nu = 2;
  while (steps.length <= maxIterations) {
    if (signal?.aborted) throw new EwaldError("aborted", "The refinement was aborted.");
    const damped = equations.matrix.slice();
    for (let i = 0; i < n; i++) damped[i * n + i]! += mu;
    const L = cholesky(damped, n);
    if (!L) {
      if (!Number.isFinite(mu) || mu > 1e30)
        throw new EwaldError(
          "bad-argument",
          "The normal equations of the refinement cannot be solved: reflections and parameters do not fit together.",
        );
      mu = mu === 0 ? 1e-6 : mu * nu;
      nu *= 2;
      continue;
    }
    const step = solveCholesky(L, n, equations.rightSide);
    if (norm(step) <= smallestStep * (norm(values) + smallestStep)) return finish("Step too small");
    const tried = values.map((value, i) => value + step[i]!);
    const objective = objectiveAt(at, tried);
    let expected = 0;
    for (let i = 0; i < n; i++) expected += (step[i]! * (mu * step[i]! + equations.rightSide[i]!)) / 2;
    const ratio = (equations.objective - objective) / expected;
    if (!(ratio > 0)) {
      mu *= nu;
      nu *= 2;
      if (!(mu < 1e40)) return finish("No step lowers the target");
      continue;
    }
    values = tried;
    equations = at(values, true);
    steps.push(stepOf(equations));
    if (isTarget?.(steps.at(-1)!.rmsds)) return finish("RMSD target achieved");
    if (unchanged(steps.at(-1)!, steps.at(-2)!)) return finish("RMSD no longer decreasing");
    mu *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
    nu = 2;
  }
  return finish("Reached maximum number of iterations");
}

/** The objective at values that may be no models at all: then infinity. */
function objectiveAt(
  at: (values: Float64Array, linear: boolean) => NormalEquations,
  values: Float64Array,
): number {
  try {
    const { objective, count } = at(values, false);
    return count > 0 ? objective : Number.POSITIVE_INFINITY;
  } catch (error) {
    if (error instanceof EwaldError && error.code === "bad-argument") return Number.POSITIVE_INFINITY;
    throw error;
  }
}

function stepOf({ objective, count, squares }: NormalEquations): RefinementStep {
  const rms = (k: number) => Math.sqrt(squares[k]! / count);
  return { objective, count, rmsds: [rms(0), rms(1), rms(2)] };
}

const unchanged = (now: RefinementStep, before: RefinementStep) =>
  now.rmsds.every((rmsd, k) => rmsd === 0 || Math.abs((before.rmsds[k]! - rmsd) / rmsd) < still);

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
