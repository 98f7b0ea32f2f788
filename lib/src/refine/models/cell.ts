import { multiply, transpose, tryInverse } from "../../array/mat3.js";
import type { Mat3 } from "../../array/vectors.js";
import { EwaldError } from "../../error.js";
import type { Crystal } from "../../models/crystal.js";
import { metricBasis, metricPlaces } from "./metricBasis.js";
import type { Parameterisation } from "./parameterisation.js";

const scale = 1e5;

/**
 * B of a crystal by the independent elements of its reciprocal metric BᵀB (1e-5 Å⁻²) under its space group: DIALS' `g_param_i`. A cell
 * that does not obey the group is taken to the nearest that does.
 */
export function cellParameters(crystal: Crystal, fixed: ReadonlySet<string> = new Set()): Parameterisation {
  const { basis } = metricBasis(crystal.getSpaceGroup());
  const B = crystal.getB();
  const start = multiply(transpose(B), B);
  const elements = metricPlaces.map(([i, j]) => start[3 * i + j]!);
  const all = nearest(basis, elements).map((g) => g * scale);
  const free = all.map((_, i) => i).filter((i) => !fixed.has(`g_param_${i}`));
  return {
    names: free.map((i) => `g_param_${i}`),
    values: Float64Array.from(free, (i) => all[i]!),
    compose(values) {
      const g = [...all];
      for (const [k, i] of free.entries()) g[i] = values[k]!;
      const metric = symmetric(basis, g);
      const L = lowerRoot(metric);
      const inverse = tryInverse(L)!;
      const derivatives = free.map((i) => {
        const change = symmetric(
          basis,
          g.map((_, j) => (i === j ? 1 : 0)),
        );
        const m = multiply(transpose(inverse), change, inverse);
        // d(LᵀL) = MᵀLᵀ… with dL = M·L, M lower triangular: its diagonal is half of what stands there
        const lower: Mat3 = [m[0] / 2, 0, 0, m[3], m[4] / 2, 0, m[6], m[7], m[8] / 2];
        return Float64Array.from(multiply(lower, L));
      });
      return { state: Float64Array.from(L), derivatives };
    },
  };
}

/** g that make Σ gᵢ·basis[i] nearest to the six elements, off-diagonal ones counted twice as they stand in a matrix twice. */
function nearest(basis: readonly Float64Array[], elements: readonly number[]): number[] {
  const inner = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let k = 0; k < 6; k++) sum += (k < 3 ? 1 : 2) * a[k]! * b[k]!;
    return sum;
  };
  const n = basis.length;
  const a = basis.map((row) => [...basis.map((other) => inner(row, other)), inner(row, elements)]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const factor = a[j]![i]! / a[i]![i]!;
      for (let k = i; k <= n; k++) a[j]![k]! -= factor * a[i]![k]!;
    }
  return a.map((row, i) => row[n]! / row[i]!);
}

/** Σ gᵢ·basis[i] as a matrix, Å⁻². */
function symmetric(basis: readonly Float64Array[], g: readonly number[]): Mat3 {
  const six = Array.from(
    { length: 6 },
    (_, k) => basis.reduce((sum, row, i) => sum + row[k]! * g[i]!, 0) / scale,
  );
  const [a, b, c, d, e, f] = six as [number, number, number, number, number, number];
  return [a, d, e, d, b, f, e, f, c];
}

/** The lower triangular L of positive diagonal with LᵀL = G. */
function lowerRoot(G: Mat3): Mat3 {
  const l22 = Math.sqrt(G[8]);
  const l20 = G[6] / l22;
  const l21 = G[7] / l22;
  const l11 = Math.sqrt(G[4] - l21 * l21);
  const l10 = (G[3] - l21 * l20) / l11;
  const l00 = Math.sqrt(G[0] - l10 * l10 - l20 * l20);
  if (!(l00 > 0 && l11 > 0 && l22 > 0))
    throw new EwaldError(
      "bad-argument",
      `The reciprocal metric (${G.join(", ")}) is that of no cell; the refinement has gone astray.`,
    );
  return [l00, 0, 0, l10, l11, 0, l20, l21, l22];
}
