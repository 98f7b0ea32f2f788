import type { PanelRecord } from "./panelRecord.js";

/** Which raw counts of a panel count as measured. */
export interface TrustedRange {
  readonly low: number;
  readonly high: number;
  /** Whether `low` itself is trusted; `high` always is. */
  readonly lowIncluded: boolean;
  /** Whether the range is that of a reader from before dxtbx 3.12. */
  readonly older: boolean;
}

/**
 * The one place that decides about trusted ranges: lowest ≤ counts ≤ highest, as DIALS since 3.12. Readers before that wrote
 * −1, which they did not trust, where newer ones write 0, which they do; nothing else in a file says which it is. A lowest
 * value of −1 is taken for theirs: −1 marks pixels in gaps, and stays out.
 */
export function trustedRange(panel: PanelRecord): TrustedRange {
  const [low, high] = panel.getTrustedRange();
  const older = low === -1;
  return { low, high, lowIncluded: !older, older };
}

/** One byte for each of the values, 1 where trusted; combined with (∧) what `into` holds already, when given. */
export function trustedRangeMask(
  panel: PanelRecord,
  values: Int32Array | Float64Array,
  into: Uint8Array = new Uint8Array(values.length).fill(1),
): Uint8Array {
  const { low, high, lowIncluded } = trustedRange(panel);
  if (lowIncluded)
    for (let i = 0; i < into.length; i++) into[i] = values[i]! >= low && values[i]! <= high ? into[i]! : 0;
  else for (let i = 0; i < into.length; i++) into[i] = values[i]! > low && values[i]! <= high ? into[i]! : 0;
  return into;
}
