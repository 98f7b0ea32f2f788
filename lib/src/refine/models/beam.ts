import { transform } from "../../array/mat3.js";
import { cross, scale, unit } from "../../array/vec3.js";
import type { Vec3 } from "../../array/vectors.js";
import type { Beam } from "../../models/beam.js";
import type { Goniometer } from "../../models/goniometer.js";
import { freeOf, type Parameterisation } from "./parameterisation.js";
import { turns } from "./turns.js";

/**
 * s0 of a beam: turned by Mu1 (mrad) about the axis across the beam that lies in the plane of beam and spindle, by Mu2 about the normal
 * of that plane, and of wavenumber nu (Å⁻¹). DIALS fixes Mu1 by `in_spindle_plane`, Mu2 by `out_spindle_plane`. Without a goniometer the
 * plane is that of beam and laboratory x (y for a beam along x).
 */
export function beamParameters(
  beam: Beam,
  goniometer: Goniometer | undefined,
  fixed: ReadonlySet<string> = new Set(),
): Parameterisation {
  const direction = beam.getUnitS0();
  const wavenumber = 1 / beam.getWavelength();
  const along = spindle(direction, goniometer);
  const normal = unit(cross(direction, along));
  const across = unit(cross(normal, direction));
  const all = [
    { name: "Mu1", axis: across, start: 0 },
    { name: "Mu2", axis: normal, start: 0 },
    { name: "nu", axis: undefined, start: wavenumber },
  ];
  const free = freeOf(all, fixed);
  const axes = free.flatMap(({ axis }) => (axis ? [axis] : []));
  return {
    names: free.map(({ name }) => name),
    values: Float64Array.from(free, ({ start }) => start),
    compose(values) {
      const angles = axes.map((_, i) => values[i]! / 1000);
      const { product, derivatives } = turns(axes, angles);
      const nu = free.at(-1)?.name === "nu" ? values[free.length - 1]! : wavenumber;
      const turned = transform(product, direction);
      return {
        state: Float64Array.from(scale(turned, nu)),
        derivatives: free.map(({ axis }, i) =>
          Float64Array.from(axis ? scale(transform(derivatives[i]!, direction), nu / 1000) : turned),
        ),
      };
    },
  };
}

function spindle(direction: Vec3, goniometer: Goniometer | undefined): Vec3 {
  const axis = goniometer?.getRotationAxis();
  const apart = (v: Vec3) => Math.hypot(...cross(direction, v)) > 1e-3;
  return [axis, [1, 0, 0] as const, [0, 1, 0] as const].find((v) => v !== undefined && apart(v))!;
}
