/**
 * A cubic through points that neither overshoots nor turns between them, where the points do not: Hermite, its slopes the weighted harmonic
 * means of the chords' (Fritsch & Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300). x increases; values outside are those of
 * the first or last cubic.
 */
export function monotoneSpline(x: Float64Array, y: Float64Array): (at: number) => number {
  const n = x.length;
  const width = (i: number) => x[i + 1]! - x[i]!;
  const chord = Float64Array.from({ length: n - 1 }, (_, i) => (y[i + 1]! - y[i]!) / width(i));
  const slope = Float64Array.from({ length: n }, (_, i) => {
    if (i === 0) return chord[0]!;
    if (i === n - 1) return chord[n - 2]!;
    const before = chord[i - 1]!;
    const after = chord[i]!;
    if (before * after <= 0) return 0;
    const near = 2 * width(i) + width(i - 1);
    const far = width(i) + 2 * width(i - 1);
    return (near + far) / (near / before + far / after);
  });
  return (at) => {
    let i = 0;
    for (let high = n - 2; i < high; ) {
      const middle = (i + high + 1) >> 1;
      if (x[middle]! <= at) i = middle;
      else high = middle - 1;
    }
    const h = width(i);
    const t = (at - x[i]!) / h;
    const bend = slope[i]! + slope[i + 1]! - 2 * chord[i]!;
    return y[i]! + t * h * (slope[i]! + t * (3 * chord[i]! - 2 * slope[i]! - slope[i + 1]! + t * bend));
  };
}
