/** P(χ² ≤ x) with k degrees of freedom: the regularised lower incomplete gamma function by its series (DLMF 8.11.4). */
export function chiSquaredCdf(x: number, k: number): number {
  if (!(x > 0)) return 0;
  const a = k / 2;
  const half = x / 2;
  // beyond, 1 within double precision
  if (half > 700) return 1;
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= half / (a + n);
    sum += term;
  }
  return Math.min(1, Math.exp(a * Math.log(half) - half - logGamma(a)) * sum);
}

/** x with P(χ² ≤ x) = p, 0 ≤ p < 1, by halving. */
export function chiSquaredQuantile(p: number, k: number): number {
  let [low, high] = [0, Math.max(1, k)];
  while (chiSquaredCdf(high, k) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquaredCdf(middle, k) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ln Γ of half of a whole number. */
function logGamma(a: number): number {
  let [at, sum] = Number.isInteger(a) ? [1, 0] : [0.5, Math.log(Math.PI) / 2];
  for (; at < a; at++) sum += Math.log(at);
  return sum;
}
