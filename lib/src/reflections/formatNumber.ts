/** Digits after the point, by column, as dials.show prints them; "e4": four digits and a power of ten. */
const decimals: Readonly<Record<string, number | "e4">> = {
  "background.dispersion": 1,
  "background.mean": 1,
  "background.mse": 1,
  "background.sum.value": 1,
  "background.sum.variance": 1,
  d: 2,
  "delpsical.rad": 3,
  delpsical2: 3,
  dqe: 3,
  "intensity.cor.value": 1,
  "intensity.cor.variance": 1,
  "intensity.prf.value": 1,
  "intensity.prf.variance": 1,
  "intensity.scale.value": 1,
  "intensity.scale.variance": 1,
  "intensity.sum.value": 1,
  "intensity.sum.variance": 1,
  inverse_scale_factor: 3,
  inverse_scale_factor_variance: 3,
  lp: 3,
  partiality: 4,
  "profile.correlation": 3,
  "profile.rmsd": 3,
  qe: 3,
  rlp: 4,
  s0: 4,
  s1: 4,
  s2: 4,
  x_resid: 3,
  x_resid2: 3,
  "xyzcal.mm": 2,
  "xyzcal.px": 2,
  "xyzobs.mm.value": 2,
  "xyzobs.mm.variance": "e4",
  "xyzobs.px.value": 2,
  "xyzobs.px.variance": 4,
  y_resid: 3,
  y_resid2: 3,
  zeta: 3,
};

/** A number of the column of this name, to as many digits as suit it; whole numbers whole. */
export function formatNumber(value: number, name: string, whole = false): string {
  if (!Number.isFinite(value)) return String(value);
  if (whole) return Number.isInteger(value) ? String(value) : fixed(value, 1);
  const digits = Object.hasOwn(decimals, name) ? decimals[name] : undefined;
  if (digits === "e4") return exponential(value, 4);
  if (digits !== undefined) return Math.abs(value) < 1e15 ? fixed(value, digits) : exponential(value, 4);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return exponential(value, 4);
  return String(Number(value.toPrecision(6)));
}

/** Without a sign before zeros. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** As C prints it: two digits of exponent at least. */
function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
}
