/**
 * Index of dispersion (variance / mean) of the pixels in a window of (2·ky + 1) × (2·kx + 1) around each pixel, all of which must be
 * good and within the image; 1 elsewhere and where the mean is not above 0: as DIALS' index_of_dispersion_filter with
 * `min_count` 0. Sums of whole counts are exact up to 2⁵³. One pass: sums of columns go down with the window, those of the window along.
 * @param mask 1 where a pixel is good
 */
export function indexOfDispersion(
  values: Int32Array | Float64Array,
  mask: Uint8Array,
  [slow, fast]: readonly [slow: number, fast: number],
  [ky, kx]: readonly [ky: number, kx: number],
): Float64Array {
  const out = new Float64Array(slow * fast).fill(1);
  const [height, width] = [2 * ky + 1, 2 * kx + 1];
  if (height > slow || width > fast) return out;
  const n = height * width;
  const sums = new Float64Array(fast);
  const squares = new Float64Array(fast);
  const counts = new Int32Array(fast);
  const add = (row: number, sign: 1 | -1) => {
    for (let x = 0, i = row * fast; x < fast; x++, i++) {
      if (mask[i] === 0) continue;
      const value = values[i]!;
      sums[x]! += sign * value;
      squares[x]! += sign * value * value;
      counts[x]! += sign;
    }
  };
  for (let row = 0; row < slow; row++) {
    add(row, 1);
    if (row >= height) add(row - height, -1);
    if (row < height - 1) continue;
    const at = (row - ky) * fast;
    let sum = 0;
    let square = 0;
    let count = 0;
    for (let x = 0; x < fast; x++) {
      sum += sums[x]!;
      square += squares[x]!;
      count += counts[x]!;
      if (x >= width) {
        sum -= sums[x - width]!;
        square -= squares[x - width]!;
        count -= counts[x - width]!;
      }
      if (x < width - 1 || count < n) continue;
      const mean = sum / n;
      if (mean > 0) out[at + x - kx] = (square - (sum * sum) / n) / (n - 1) / mean;
    }
  }
  return out;
}
