import { FlexDouble } from "../../array/scalars.js";
import { sortPermutation } from "../../array/sort.js";
import { type Line, linearRegression } from "./linearRegression.js";
import { shellsOfEqualPopulation } from "./resolutionShells.js";
import { at, rowsWhere, type Spots, withVariance } from "./spots.js";
import { wilsonOutliers } from "./wilsonOutliers.js";

/** Share of a shell's spots below the lower, and above the upper line. */
const tail = 0.1;

/**
 * Resolution limit, Å, from the fall of ln(I/σ) with 1/d²: a line through the upper decile of each shell (without ice and
 * Wilson outliers); the limit is that of the spot of highest resolution below it. −1 where there is none. DIALS'
 * estimate_resolution_limit, including that it pairs the upper decile with the 1/d² of the spot at the lower one.
 * `ice`: 1 for spots in ice rings. Spots without variance are passed over.
 */
export function estimateResolutionLimit(spots: Spots, ice?: Uint8Array): number {
  const kept = rowsWhere(spots.length, (i) => spots.variance[i]! > 0);
  const inIce = Uint8Array.from(kept, (i) => ice?.[i] ?? 0);
  const all = withVariance(spots);
  if (all.length === 0) return -1;
  const { dStarSq, d, intensity, variance } = all;
  const logIOverSigma = intensity.map((value, i) => Math.log(value / Math.sqrt(variance[i]!)));
  const outlier = new Uint8Array(all.length);
  const upper = { x: [] as number[], y: [] as number[] };
  const lower = { x: [] as number[], y: [] as number[] };
  for (const { dMin, dMax } of shellsOfEqualPopulation(dStarSq)) {
    const shell = rowsWhere(all.length, (i) => d[i]! < dMax && d[i]! >= dMin);
    if (shell.every((i) => inIce[i] === 1)) continue;
    const found = wilsonOutliers(
      at(intensity, shell),
      Uint8Array.from(shell, (i) => inIce[i]!),
    );
    shell.forEach((i, k) => {
      outlier[i] = found[k]!;
    });
    const good = shell.filter((i) => !outlier[i] && !inIce[i]);
    const order = sortPermutation(new FlexDouble(at(logIOverSigma, good))).data;
    const low = good[order[Math.floor(tail * order.length)]!]!;
    const high = good[order[Math.floor((1 - tail) * order.length)]!]!;
    lower.y.push(logIOverSigma[low]!);
    upper.y.push(logIOverSigma[high]!);
    upper.x.push(dStarSq[low]!);
    lower.x.push(dStarSq[high]!);
  }
  const line = linearRegression(upper.x, upper.y);
  if (line.slope === linearRegression(lower.x, lower.y).slope) return -1;
  let greatest = 0;
  for (let i = 0; i < all.length; i++)
    if (!outlier[i] && !inIce[i] && dStarSq[i]! > greatest && isBelow(line, dStarSq[i]!, logIOverSigma[i]!))
      greatest = dStarSq[i]!;
  return greatest > 0 ? 1 / Math.sqrt(greatest) : -1;
}

/** Which side of the line through its points at x = 0 and 1. */
function isBelow({ slope, intercept }: Line, x: number, y: number): boolean {
  const rise = slope + intercept - intercept;
  return x * -rise + (y - intercept) < 0;
}
