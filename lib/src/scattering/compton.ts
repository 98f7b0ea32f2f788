import { EwaldError } from "../error.js";
import { atomicNumberOf } from "./elements.js";
import { elementOfLabel, type LabelOptions } from "./label.js";
import { monotoneSpline } from "./monotoneSpline.js";
import { type OverValues, overValues } from "./overValues.js";
import { numbersOf, remembered, tableLine } from "./tableLine.js";
import { hubbell1975 } from "./tables/hubbell1975.js";

/**
 * The incoherent (Compton) scattering function S(s) of a free atom, electrons: what it scatters incoherently, as multiple of what one
 * free electron does. s = sin θ/λ, Å⁻¹. 0 at 0, rising to Z. Each method takes a number, a column or a Float64Array; none
 * asks for the photon energy, which enters only through the cross-section of the electron (Klein & Nishina).
 */
export interface ComptonFunction {
  /** S at sin θ/λ, Å⁻¹, 0 or more. */
  readonly atStol: OverValues;
  /** S at |q| = 4π sin θ/λ = 2π/d, Å⁻¹. */
  readonly atQ: OverValues;
  /** S at d* = 1/d, Å⁻¹. */
  readonly atDStar: OverValues;
}

/** That of an element. */
export interface Compton extends ComptonFunction {
  /** The element's symbol. */
  readonly label: string;
  readonly atomicNumber: number;
}

const functionOf = (at: (stol: number) => number): ComptonFunction => ({
  atStol: overValues(at),
  atQ: overValues((q) => at(q / (4 * Math.PI))),
  atDStar: overValues((d) => at(d / 2)),
});

const made = remembered((element: string): Compton => {
  const line = tableLine(hubbell1975, element);
  if (line === undefined)
    throw new EwaldError("bad-argument", `The table hubbell1975 does not have ${element}: it has H to Cf.`);
  const atomicNumber = atomicNumberOf(element);
  const x = numbersOf(tableLine(hubbell1975, "grid")!);
  const s = numbersOf(line);
  const spline = monotoneSpline(x.map(Math.log), s.map(Math.log));
  const first = x[0]!;
  const last = x.at(-1)!;
  const curvature = s[0]! / first ** 2;
  const at = (given: number): number => {
    const stol = Math.abs(given);
    // Below the table S goes with the square of s, as it must; above it all electrons are free.
    if (stol < first) return curvature * stol * stol;
    return stol >= last ? atomicNumber : Math.exp(spline(Math.log(stol)));
  };
  return { label: element, atomicNumber, ...functionOf(at) };
});

/**
 * Incoherent scattering function of an element, H to Cf, from the table of Hubbell et al. (1975): `compton("C").atStol(0.5)`.
 * Between its values ln S is interpolated over ln s by a monotone cubic. Ions are taken for their element. cctbx has
 * no such table. Throws EwaldError `"bad-argument"` for an element it does not have.
 */
export const compton = (label: string, options?: LabelOptions): Compton =>
  made(elementOfLabel(label, options));

/**
 * Incoherent scattering of a mixture, the sum of numbers of atoms times {@link compton}: of the atoms of a molecule or cell, or, with
 * fractions, of an average atom. `comptonOfAtoms({ C: 5, N: 1.4, O: 1.5, S: 0.04, H: 8 }).atQ(q)` is a background of protein.
 */
export function comptonOfAtoms(atoms: Readonly<Record<string, number>>): ComptonFunction {
  const parts = Object.entries(atoms).map(([label, count]) => {
    if (count >= 0 && count < Infinity) return { count, s: compton(label).atStol };
    throw new EwaldError("bad-argument", `There cannot be ${count} atoms of ${label}: it must be 0 or more.`);
  });
  return functionOf((stol) => parts.reduce((sum, { count, s }) => sum + count * s(stol), 0));
}

/**
 * Z (1 − exp(−2 s²)), electrons, s in Å⁻¹: a rule of thumb of the right limits, which for carbon at s = 0.5 Å⁻¹ is 2.4 where
 * {@link compton} has 4.5. For comparison with work that used it.
 */
export function comptonApproximation(label: string, stol: number): number {
  return -atomicNumberOf(elementOfLabel(label)) * Math.expm1(-2 * stol * stol);
}
