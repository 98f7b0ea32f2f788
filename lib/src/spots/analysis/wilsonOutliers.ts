/**
 * Which intensities are too strong for Wilson's statistics: normalised amplitudes √(I/⟨I⟩) whose probability exp(−E²) is at
 * most `probability` (Read 1999, Acta Cryst. D55, 1759; DIALS' wilson_outliers), found again and again with the mean of what
 * is left until no more are found. `ice` spots do not count in the mean, but can be outliers.
 */
export function wilsonOutliers(intensity: Float64Array, ice: Uint8Array, probability = 0.01): Uint8Array {
  const outlier = new Uint8Array(intensity.length);
  const greatest = Math.sqrt(-Math.log(probability));
  for (;;) {
    let sum = 0;
    let n = 0;
    for (let i = 0; i < intensity.length; i++)
      if (!outlier[i] && !ice[i]) {
        sum += intensity[i]!;
        n++;
      }
    const root = Math.sqrt(sum * (1 / n));
    let found = false;
    for (let i = 0; i < intensity.length; i++)
      if (!outlier[i] && Math.sqrt(intensity[i]!) / root >= greatest) {
        outlier[i] = 1;
        found = true;
      }
    if (!found) return outlier;
  }
}
