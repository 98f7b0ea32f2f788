import type { PanelImage } from "./threshold.js";

/** ⌊1.5ⁱ⌋, i = 1 … 19: the levels that are looked at. */
const levels = Array.from({ length: 19 }, (_, i) => Math.trunc(1.5 ** (i + 1)));

/**
 * A level that separates spots from background (`global_threshold=Auto`): of the curve of how many pixels are above each of 19 levels
 * from 1 to 2216, each 1.5 times the one before, two steps before the elbow, which is the point farthest from the chord between where
 * the slope to the end is steepest and the end (Zhang et al. (2006), J. Appl. Cryst. 39, 112–119; DIALS' estimate_global_threshold).
 * As there, all pixels count, bad ones too; an elbow at one of the first two levels takes two steps back from the end of the list.
 */
export function estimateGlobalThreshold({ values }: Pick<PanelImage, "values">): number {
  const n = levels.length;
  const above = new Float64Array(n);
  // How many reach each level and not the next, then summed up from the end.
  for (const value of values) {
    if (!(value > levels[0]!)) continue;
    let level = 0;
    while (level + 1 < n && value > levels[level + 1]!) level++;
    above[level]!++;
  }
  for (let i = n - 2; i >= 0; i--) above[i]! += above[i + 1]!;
  const [endX, endY] = [levels[n - 1]!, above[n - 1]!];
  let start = 0;
  let steepest = Infinity;
  for (let i = 0; i < n - 1; i++) {
    const slope = (endY - above[i]!) / (endX - levels[i]!);
    if (slope < steepest) [steepest, start] = [slope, i];
  }
  const [chordX, chordY] = [endX - levels[start]!, endY - above[start]!];
  const length = Math.hypot(chordX, chordY);
  let elbow = start;
  let farthest = -1;
  for (let i = start; i < n; i++) {
    const gap =
      Math.abs(chordY * (levels[start]! - levels[i]!) - chordX * (above[start]! - above[i]!)) / length;
    if (gap > farthest) [farthest, elbow] = [gap, i];
  }
  return levels.at(elbow - 2)!;
}
