import { Scan, type ScanData } from "./scan.js";

/** Widths that differ by less (degrees) are one. */
const sameWidth = 1e-7;

/**
 * The scan from the first to the last image of two, as DIALS gives an imageset that several experiments share: oscillation,
 * exposure times and epochs go on from the one that begins first where the other does not say them.
 */
export function scanUnion(a: Scan | undefined, b: Scan | undefined): Scan | undefined {
  if (!a || !b || a === b) return a ?? b;
  const [early, late] = a.getImageRange()[0] <= b.getImageRange()[0] ? [a, b] : [b, a];
  const [first, end] = early.getImageRange();
  const last = Math.max(end, late.getImageRange()[1]);
  if (last === end) return early;
  const joined = new Scan(structuredClone(early.data) as ScanData);
  joined.setImageRange([first, last]);
  const [, width] = early.getOscillation();
  if (Math.abs(late.getOscillation()[1] - width) > sameWidth) return joined;
  const from = late.getImageRange()[0] - first;
  for (const [get, set] of [
    ["getExposureTimes", "setExposureTimes"],
    ["getEpochs", "setEpochs"],
  ] as const) {
    const values = joined[get]();
    values.set(late[get](), from);
    joined[set](values);
  }
  return joined;
}
