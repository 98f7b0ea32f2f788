import { EwaldError } from "../error.js";

/** hc, eV·Å: E = hc/λ. Exact since the SI of 2019; cctbx's factor_ev_angstrom. */
export const factorEvAngstrom = 12398.419843320025;

/** Photon energy, eV, of a wavelength, Å. Throws EwaldError `"bad-argument"` unless it is a positive number. */
export function evOfAngstrom(angstrom: number): number {
  if (angstrom > 0 && angstrom < Infinity) return factorEvAngstrom / angstrom;
  throw new EwaldError(
    "bad-argument",
    `A wavelength of ${angstrom} Å cannot be: it must be a positive number.`,
  );
}

/** Wavelength, Å, of a photon energy, eV. Throws EwaldError `"bad-argument"` unless it is a positive number. */
export function angstromOfEv(ev: number): number {
  if (ev > 0 && ev < Infinity) return factorEvAngstrom / ev;
  throw new EwaldError(
    "bad-argument",
    `A photon energy of ${ev} eV cannot be: it must be a positive number.`,
  );
}
