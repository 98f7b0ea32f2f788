import { multiply } from "../../array/mat3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import type { Crystal } from "../../models/crystal.js";
import { freeOf, type Parameterisation } from "./parameterisation.js";
import { turns } from "./turns.js";

const axes: readonly { readonly name: string; readonly axis: Vec3 }[] = [
  { name: "Phi1", axis: [1, 0, 0] },
  { name: "Phi2", axis: [0, 1, 0] },
  { name: "Phi3", axis: [0, 0, 1] },
];

/**
 * U of a crystal: turned by Phi1, Phi2, Phi3 (mrad) about the laboratory's x, y and z in turn, from its present orientation
 * (Waterman et al., Acta Cryst. D72 (2016) 558, section 3.3).
 */
export function orientationParameters(
  crystal: Crystal,
  fixed: ReadonlySet<string> = new Set(),
): Parameterisation {
  const start = crystal.getU();
  const free = freeOf(axes, fixed);
  return {
    names: free.map(({ name }) => name),
    values: new Float64Array(free.length),
    compose(values) {
      const { product, derivatives } = turns(
        free.map(({ axis }) => axis),
        free.map((_, i) => values[i]! / 1000),
      );
      const turned = (m: Mat3, scale: number) => Float64Array.from(multiply(m, start), (x) => x * scale);
      return { state: turned(product, 1), derivatives: derivatives.map((d) => turned(d, 1e-3)) };
    },
  };
}
