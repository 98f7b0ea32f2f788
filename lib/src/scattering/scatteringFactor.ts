import { EwaldError } from "../error.js";
import { angstromOfEv } from "./energy.js";
import { type FormFactorTable, formFactor } from "./formFactor.js";
import { henke } from "./henke.js";
import type { LabelOptions } from "./label.js";
import { sasaki } from "./sasaki.js";

export interface ScatteringFactorOptions extends LabelOptions {
  /** sin θ/λ, Å⁻¹. */
  readonly stol: number;
  /** Wavelength, Å; or the energy instead. */
  readonly angstrom?: number;
  readonly kev?: number;
  /** Of f0. @default "wk1995" */
  readonly table?: FormFactorTable;
  /** Of f′ and f″. @default "sasaki" */
  readonly anomalous?: "sasaki" | "henke";
}

/** f = f0 + f′ + i f″ of an atom, electrons. */
export interface ScatteringFactor {
  readonly f0: number;
  readonly fp: number;
  readonly fdp: number;
  /** |f|. */
  readonly magnitude: number;
}

/**
 * What an atom scatters coherently at a wavelength and an angle, f = f0(sin θ/λ) + f′(λ) + i f″(λ). Throws what the two tables
 * throw, and `"bad-argument"` unless just one of `angstrom` and `kev` is given.
 */
export function scatteringFactor(
  label: string,
  { stol, angstrom, kev, table = "wk1995", anomalous = "sasaki", ...how }: ScatteringFactorOptions,
): ScatteringFactor {
  if ((angstrom === undefined) === (kev === undefined))
    throw new EwaldError("bad-argument", "A scattering factor needs either angstrom or kev.");
  const f0 = formFactor(label, { table, ...how }).atStol(stol);
  const source = anomalous === "sasaki" ? sasaki : henke;
  const { fp, fdp } = source.table(label, how).atAngstrom(angstrom ?? angstromOfEv(1000 * kev!));
  return { f0, fp, fdp, magnitude: Math.hypot(f0 + fp, fdp) };
}
