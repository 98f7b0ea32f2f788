import { FlexDouble } from "../array/scalars.js";
import { dot, unit } from "../array/vec3.js";
import { FlexVec3Double, type Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import type { Panel } from "../models/panel.js";
import { kaptonAttenuation } from "../scattering/kaptonAttenuation.js";
import { mapOfPoints, type PixelMap, type PixelMapOptions } from "./pixelMap.js";

/** A tape below the crystals it carries through the beam, in the laboratory. The defaults are those of DIALS' PHIL scopes. */
export interface KaptonTape {
  /**
   * How it is thought of. `fuller_kapton` (default; DIALS' KaptonAbsorption): a sheet on the side −n, n = (−1, 0, 0) turned about the
   * beam by −angle, endless across the beam and upstream, ending halfWidthMm downstream; rays scattered backwards do not
   * meet it. `kapton_2019` (DIALS' KaptonTape_2019): a box, halfWidthMm up and down stream along z and ten times
   * that to either side along the tape, whose normal is (1, 0, 0) turned about z by the angle, on the side −x: for a
   * beam along −z both turn the same way, but they lie on opposite sides of the crystal.
   */
  readonly model?: "fuller_kapton" | "kapton_2019";
  /** From the crystal to the tape's near face, mm. @default 0.02 */
  readonly heightMm?: number;
  /** @default 0.05 */
  readonly thicknessMm?: number;
  /** From the crystal to the tape's edge, along the beam, mm. @default 1.5875 */
  readonly halfWidthMm?: number;
  /** Tilt about the beam, degrees. @default 1.15 */
  readonly rotationAngleDeg?: number;
  /** Along the beam, of any length: of `fuller_kapton` alone. @default [0, 0, -1] */
  readonly beamDirection?: Vec3;
}

/** A tape whose attenuation coefficient, mm⁻¹, is given, or follows from the wavelength, Å ({@link kaptonAttenuation}). */
export type KaptonTapeOfBeam = KaptonTape & ({ readonly mu: number } | { readonly wavelengthAng: number });

export interface KaptonAbsorption {
  /** Linear attenuation coefficient, mm⁻¹. */
  readonly mu: number;
  /** mm of tape that a ray from the crystal passes. Rays, laboratory frame, may have any length. */
  pathMm(s1: Vec3): number;
  pathMm(s1: FlexVec3Double): FlexDouble;
  /** What the tape took away, exp(μ·path), 1 or more. **Multiply** intensities by it. */
  absCorrection(s1: Vec3): number;
  absCorrection(s1: FlexVec3Double): FlexDouble;
  /** The same of each pixel of a panel. **Multiply** the image by it. */
  absCorrectionMap(panel: Panel, options?: PixelMapOptions): PixelMap;
}

/** mm that the ray along a unit vector passes. */
type Path = (x: number, y: number, z: number) => number;

/**
 * Absorption by Kapton tape: `kaptonAbsorption({ wavelengthAng: 1.3 }).absCorrection(table.column("s1"))` is DIALS'
 * KaptonAbsorption(0.02, 0.05, 1.5875, 1.15, wavelength_ang=1.3).abs_correction_flex(s1) of unit vectors. Throws EwaldError
 * `"bad-argument"` for lengths that cannot be.
 */
export function kaptonAbsorption(tape: KaptonTapeOfBeam): KaptonAbsorption {
  const mu = "mu" in tape ? tape.mu : kaptonAttenuation(tape.wavelengthAng);
  const { heightMm = 0.02, thicknessMm = 0.05, halfWidthMm = 1.5875, rotationAngleDeg = 1.15 } = tape;
  for (const [name, value] of Object.entries({ mu, heightMm, thicknessMm, halfWidthMm }))
    if (!(value >= 0 && value < Infinity))
      throw new EwaldError(
        "bad-argument",
        `A tape whose ${name} is ${value} cannot be: it must be 0 or more.`,
      );
  if (!Number.isFinite(rotationAngleDeg))
    throw new EwaldError("bad-argument", `A tape cannot be turned by ${rotationAngleDeg}°.`);
  const angle = (rotationAngleDeg * Math.PI) / 180;
  const sizes = { heightMm, thicknessMm, halfWidthMm, angle };
  const path =
    tape.model === "kapton_2019" ? boxPath(sizes) : sheetPath(sizes, unit(tape.beamDirection ?? [0, 0, -1]));
  const correction: Path = (x, y, z) => Math.exp(mu * path(x, y, z));
  return {
    mu,
    pathMm: overRays(path),
    absCorrection: overRays(correction),
    absCorrectionMap: (panel, options = {}) =>
      mapOfPoints(panel, options, (x, y, z) => {
        const length = Math.sqrt(x * x + y * y + z * z);
        return correction(x / length, y / length, z / length);
      }),
  };
}

interface Sizes {
  readonly heightMm: number;
  readonly thicknessMm: number;
  readonly halfWidthMm: number;
  /** Radians. */
  readonly angle: number;
}

/** The ray enters at height/cos, and leaves through the far face or the edge downstream, whichever is nearer. */
function sheetPath({ heightMm, thicknessMm, halfWidthMm, angle }: Sizes, beam: Vec3): Path {
  const normal = turned([-1, 0, 0], beam, -angle);
  return (x, y, z) => {
    const down = -(x * normal[0] + y * normal[1] + z * normal[2]);
    const along = x * beam[0] + y * beam[1] + z * beam[2];
    if (down <= 0 || along < 0) return 0;
    const edge = along === 0 ? Infinity : halfWidthMm / along;
    return Math.max(0, Math.min((heightMm + thicknessMm) / down, edge) - heightMm / down);
  };
}

/** Through a box, between the last of the three pairs of faces that the ray enters and the first that it leaves. */
function boxPath({ heightMm, thicknessMm, halfWidthMm, angle }: Sizes): Path {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const middle = -(heightMm + thicknessMm / 2);
  const slab = (component: number, from: number, to: number): [number, number] => {
    if (component === 0) return from < 0 && to > 0 ? [-Infinity, Infinity] : [Infinity, -Infinity];
    const a = from / component;
    const b = to / component;
    return a < b ? [a, b] : [b, a];
  };
  const side = 10 * halfWidthMm;
  return (x, y, z) => {
    const [a, b] = slab(cosine * x + sine * y, middle - thicknessMm / 2, middle + thicknessMm / 2);
    const [c, d] = slab(cosine * y - sine * x, -side, side);
    const [e, f] = slab(z, -halfWidthMm, halfWidthMm);
    return Math.max(0, Math.min(b, d, f) - Math.max(a, c, e, 0));
  };
}

/** A vector turned about a unit axis by an angle, radians, right-handed (Rodrigues). */
function turned(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const along = dot(axis, v) * (1 - c);
  return [
    v[0] * c + (axis[1] * v[2] - axis[2] * v[1]) * s + axis[0] * along,
    v[1] * c + (axis[2] * v[0] - axis[0] * v[2]) * s + axis[1] * along,
    v[2] * c + (axis[0] * v[1] - axis[1] * v[0]) * s + axis[2] * along,
  ];
}

function overRays(of: Path): { (s1: Vec3): number; (s1: FlexVec3Double): FlexDouble } {
  const one = (x: number, y: number, z: number): number => {
    const length = Math.sqrt(x * x + y * y + z * z);
    return of(x / length, y / length, z / length);
  };
  return ((s1: Vec3 | FlexVec3Double) => {
    if (!(s1 instanceof FlexVec3Double)) return one(...s1);
    const { data } = s1;
    const found = new Float64Array(s1.length);
    for (let i = 0, k = 0; i < found.length; i++, k += 3)
      found[i] = one(data[k]!, data[k + 1]!, data[k + 2]!);
    return new FlexDouble(found);
  }) as { (s1: Vec3): number; (s1: FlexVec3Double): FlexDouble };
}
