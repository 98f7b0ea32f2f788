import type { FlexMillerIndex } from "../array/integerTuples.js";
import type { Vec3 } from "../array/vectors.js";
import type { SpaceGroup } from "../crystal/spaceGroup.js";
import { EwaldError } from "../error.js";
import { formFactor } from "../scattering/formFactor.js";
import { henke } from "../scattering/henke.js";
import type { CrystalIntensities } from "./crystalIntensities.js";

/** An atom of the asymmetric unit. */
export interface Atom {
  /** Element or ion: `S`, `Fe3+`. */
  readonly element: string;
  /** Fractional coordinates. */
  readonly site: Vec3;
  /** 1 by default. */
  readonly occupancy?: number;
  /** Isotropic, Å²; 20 by default. */
  readonly b?: number;
}

export interface StructureFactorOptions {
  /** For f′ and f″ (Henke 1993); without, atoms scatter by f0 alone and Friedel mates are equal. */
  readonly wavelength?: number | undefined;
}

const mostTerms = 2e9;

/**
 * F(h) = Σ occupancy·(f0 + f′ + i f″)·exp(−B/(4d²))·exp(2πi h·x) over all atoms of the cell: real and imaginary part
 * interleaved, electrons. Each site is repeated by the group's operators; a site on a symmetry element counts once.
 */
export function structureFactors(
  group: SpaceGroup,
  atoms: readonly Atom[],
  indices: FlexMillerIndex,
  d: Float64Array,
  { wavelength }: StructureFactorOptions = {},
): Float64Array {
  const sites = atoms.map(({ site }) => Float64Array.from(group.equivalentSites(site, 1e-4).flat()));
  const terms = indices.length * sites.reduce((sum, { length }) => sum + length / 3, 0);
  if (terms > mostTerms)
    throw new EwaldError(
      "out-of-range",
      `The structure factors of ${indices.length} reflections and ${atoms.length} atoms are ${terms.toExponential(1)} terms; at most ${mostTerms.toExponential(0)} are summed.`,
    );
  const out = new Float64Array(2 * indices.length);
  const hkl = indices.data;
  for (const [n, { element, occupancy = 1, b = 20 }] of atoms.entries()) {
    const factor = formFactor(element);
    const { fp, fdp } =
      wavelength === undefined ? { fp: 0, fdp: 0 } : henke.table(element).atAngstrom(wavelength);
    const at = sites[n]!;
    for (let i = 0; i < indices.length; i++) {
      const h = hkl[3 * i]!;
      const k = hkl[3 * i + 1]!;
      const l = hkl[3 * i + 2]!;
      let cosine = 0;
      let sine = 0;
      for (let j = 0; j < at.length; j += 3) {
        const phase = 2 * Math.PI * (h * at[j]! + k * at[j + 1]! + l * at[j + 2]!);
        cosine += Math.cos(phase);
        sine += Math.sin(phase);
      }
      const dStarSquared = 1 / d[i]! ** 2;
      const part = occupancy * Math.exp((-b * dStarSquared) / 4);
      const real = part * (factor.atDStarSq(dStarSquared) + fp);
      const imaginary = part * fdp;
      out[2 * i]! += real * cosine - imaginary * sine;
      out[2 * i + 1]! += real * sine + imaginary * cosine;
    }
  }
  return out;
}

/**
 * Intensities of a crystal with these atoms, scale·|F|²/Σ f(0)² over the atoms of the cell: so `scale` means what it does
 * for {@link wilsonCrystal}, the mean intensity at 1/d² = 0 of atoms at random.
 */
export function atomicCrystal(
  group: SpaceGroup,
  atoms: readonly Atom[],
  { scale, wavelength }: StructureFactorOptions & { readonly scale: number },
): CrystalIntensities {
  if (atoms.length === 0) throw new EwaldError("bad-argument", "A crystal without atoms scatters nothing.");
  const squares = atoms.reduce((sum, { element, site, occupancy = 1 }) => {
    const count = group.equivalentSites(site, 1e-4).length;
    return sum + count * (occupancy * formFactor(element).atDStarSq(0)) ** 2;
  }, 0);
  return (indices, d) => {
    const F = structureFactors(group, atoms, indices, d, { wavelength });
    // but for rounding they are 0 anyway
    const absent = group.isSysAbsent(indices).data;
    return Float64Array.from(d, (_, i) =>
      absent[i] ? 0 : (scale * (F[2 * i]! ** 2 + F[2 * i + 1]! ** 2)) / squares,
    );
  };
}
