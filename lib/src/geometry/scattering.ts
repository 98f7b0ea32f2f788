import type { FlexDouble } from "../array/scalars.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Beam } from "../models/beam.js";
import type { Detector } from "../models/detector.js";
import type { Panel } from "../models/panel.js";
import { type PanelNumbers, type PixelColumn, rowsOnPanels } from "./columns.js";

// Vectors here are as in DIALS: |s0| = |s1| = 1/λ and |q| = 1/d, Å⁻¹. Where 2π/d is wanted, withTwoPi gives it.

/** q (|q| = 1/d) as physicists have it: |q| = 2π/d = 4π sin θ / λ, Å⁻¹. */
export function withTwoPi(q: FlexVec3Double): FlexVec3Double;
export function withTwoPi(q: Vec3): Vec3;
export function withTwoPi(q: FlexVec3Double | Vec3): FlexVec3Double | Vec3 {
  const turn = 2 * Math.PI;
  return q instanceof FlexVec3Double ? q.mul(turn) : [q[0] * turn, q[1] * turn, q[2] * turn];
}

/** The inverse of {@link withTwoPi}: q of |q| = 2π/d to |q| = 1/d. */
export function withoutTwoPi(q: FlexVec3Double): FlexVec3Double;
export function withoutTwoPi(q: Vec3): Vec3;
export function withoutTwoPi(q: FlexVec3Double | Vec3): FlexVec3Double | Vec3 {
  const turn = 2 * Math.PI;
  return q instanceof FlexVec3Double ? q.mul(1 / turn) : [q[0] / turn, q[1] / turn, q[2] / turn];
}

/** s1, Å⁻¹, laboratory frame: from the sample to pixel coordinates, of length 1/λ (elastic). */
export function s1OfPixels(
  where: Detector | Panel,
  beam: Beam,
  px: PixelColumn,
  panel?: PanelNumbers,
): FlexVec3Double {
  return new FlexVec3Double(rays(where, beam, px, panel, [0, 0, 0]));
}

/** q = s1 − s0, Å⁻¹, laboratory frame, |q| = 1/d, of pixel coordinates; zero in the direct beam. */
export function qOfPixels(
  where: Detector | Panel,
  beam: Beam,
  px: PixelColumn,
  panel?: PanelNumbers,
): FlexVec3Double {
  return new FlexVec3Double(rays(where, beam, px, panel, beam.getS0()));
}

/** q = s1 − s0, Å⁻¹, of s1 in the laboratory frame. */
export function qOfS1(s1: FlexVec3Double, beam: Beam): FlexVec3Double {
  return s1.sub(beam.getS0());
}

/** d = 1/|q|, Å, of q without 2π; Infinity of q = 0. */
export function dOfQ(q: FlexVec3Double): FlexDouble {
  const d = q.norms();
  for (let i = 0; i < d.length; i++) d.data[i] = 1 / d.data[i]!;
  return d;
}

/** s1 − `less` for each row. */
function rays(
  where: Detector | Panel,
  beam: Beam,
  px: PixelColumn,
  panel: PanelNumbers,
  less: Vec3,
): Float64Array {
  const wavenumber = 1 / wavelengthOf(beam);
  const { data, stride, length } = px;
  const { rays, numbers, step } = rowsOnPanels(where, panel, length);
  const found = new Float64Array(3 * length);
  const [lx, ly, lz] = less;
  for (let i = 0, k = 0, to = 0; i < length; i++, k += stride, to += 3) {
    const ray = rays[numbers[i * step]!]!;
    ray.toLab(data[k]!, data[k + 1]!);
    const x = ray.out[0]!;
    const y = ray.out[1]!;
    const z = ray.out[2]!;
    const scale = wavenumber / Math.sqrt(x * x + y * y + z * z);
    found[to] = x * scale - lx;
    found[to + 1] = y * scale - ly;
    found[to + 2] = z * scale - lz;
  }
  return found;
}

/** λ, Å. Throws EwaldError `"unsupported"` for a polychromatic beam. */
export function wavelengthOf(beam: Beam): number {
  if (!beam.isPolychromatic()) return beam.getWavelength();
  throw new EwaldError(
    "unsupported",
    "Pixels alone give no q in a polychromatic beam: each reflection has its own wavelength.",
  );
}
