import { EwaldError } from "../error.js";
import { UnitCell } from "./unitCell.js";

/** How one number is spread over crystals. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1; weighted: reliability weights); 0 of one. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /** Standard deviation over mean. */
  readonly variation: number;
}

export interface CellAverage {
  /** Weighted means of the six parameters. */
  readonly cell: UnitCell;
  /** Of a, b, c (Å), α, β, γ (degrees). */
  readonly parameters: readonly [Spread, Spread, Spread, Spread, Spread, Spread];
  /** Of the volumes, Å³. */
  readonly volume: Spread;
}

/** Throws EwaldError unless there is at least one thing, and a weight ≥ 0 for each, some of them above 0. */
export function checkedWeights(
  n: number,
  weights: ArrayLike<number> | undefined,
  what: string,
): ArrayLike<number> {
  if (n === 0) throw new EwaldError("bad-argument", `There is no mean of no ${what}.`);
  if (!weights) return new Float64Array(n).fill(1);
  if (weights.length !== n)
    throw new EwaldError("wrong-length", `${weights.length} weights do not go with ${n} ${what}.`);
  const bad = Array.from(weights).findIndex((w) => !(w >= 0 && Number.isFinite(w)));
  if (bad >= 0)
    throw new EwaldError(
      "bad-argument",
      `Weight ${bad} is ${weights[bad]}: weights are numbers of 0 or more.`,
    );
  if (!Array.from(weights).some((w) => w > 0))
    throw new EwaldError("bad-argument", `All ${n} weights are 0: at least one must be above.`);
  return weights;
}

/** Weighted mean, standard deviation and range. Values of weight 0 do not count. */
export function spreadOf(values: ArrayLike<number>, weights: ArrayLike<number>): Spread {
  let [sum, squares, mean, s, count] = [0, 0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const [w, x] = [weights[i]!, values[i]!];
    if (w === 0) continue;
    // West (1979): mean and sum of squares in one pass, without cancellation.
    sum += w;
    squares += w * w;
    const step = x - mean;
    mean += (w / sum) * step;
    s += w * step * (x - mean);
    min = Math.min(min, x);
    max = Math.max(max, x);
    count++;
  }
  const standardDeviation = count > 1 ? Math.sqrt(s / (sum - squares / sum)) : 0;
  return { mean, standardDeviation, min, max, variation: standardDeviation / mean };
}

/**
 * Mean cell of crystals with the statistics of its parameters. The cells must be in the same setting. Throws EwaldError
 * `"bad-argument"` of none, or of weights that are none.
 */
export function averageUnitCells(cells: readonly UnitCell[], weights?: ArrayLike<number>): CellAverage {
  const w = checkedWeights(cells.length, weights, "cells");
  const of = (value: (cell: UnitCell) => number) => spreadOf(cells.map(value), w);
  const parameters = [0, 1, 2, 3, 4, 5].map((i) =>
    of((cell) => cell.parameters[i]!),
  ) as unknown as CellAverage["parameters"];
  return {
    cell: new UnitCell(parameters.map((p) => p.mean)),
    parameters,
    volume: of((cell) => cell.volume),
  };
}
