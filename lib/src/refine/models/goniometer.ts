import { multiply } from "../../array/mat3.js";
import { cross, unit } from "../../array/vec3.js";
import type { Mat3 } from "../../array/vectors.js";
import type { Beam } from "../../models/beam.js";
import type { Goniometer } from "../../models/goniometer.js";
import { freeOf, type Parameterisation } from "./parameterisation.js";
import { turns } from "./turns.js";

/**
 * The setting rotation S of a goniometer: its axis turned by Gamma1 (mrad) in the plane of beam and axis, and by Gamma2 out of it.
 */
export function goniometerParameters(
  goniometer: Goniometer,
  beam: Beam,
  fixed: ReadonlySet<string> = new Set(),
): Parameterisation {
  const start = goniometer.getSettingRotation();
  const axis = unit(goniometer.getRotationAxis());
  const normal = unit(cross(beam.getUnitS0(), axis));
  const free = freeOf(
    [
      { name: "Gamma1", axis: normal },
      { name: "Gamma2", axis: unit(cross(axis, normal)) },
    ],
    fixed,
  );
  return {
    names: free.map(({ name }) => name),
    values: new Float64Array(free.length),
    compose(values) {
      const { product, derivatives } = turns(
        free.map((one) => one.axis),
        free.map((_, i) => values[i]! / 1000),
      );
      const turned = (m: Mat3, factor: number) => Float64Array.from(multiply(m, start), (x) => x * factor);
      return { state: turned(product, 1), derivatives: derivatives.map((d) => turned(d, 1e-3)) };
    },
  };
}
