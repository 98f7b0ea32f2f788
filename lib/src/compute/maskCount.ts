/**
 * For each row, how many of its pixels hold every bit of `code`: (mask & code) == code.
 * Row i is mask[starts[i], starts[i] + sizes[i]); a row of size 0 is not looked at.
 */
export function countMaskPlain(
  mask: Uint8Array,
  starts: Float64Array,
  sizes: Float64Array,
  code: number,
): Int32Array {
  const counts = new Int32Array(starts.length);
  for (let row = 0; row < counts.length; row++) {
    const from = starts[row]!;
    const to = from + sizes[row]!;
    let count = 0;
    for (let i = from; i < to; i++) if ((mask[i]! & code) === code) count++;
    counts[row] = count;
  }
  return counts;
}

export const countMask = countMaskPlain;
