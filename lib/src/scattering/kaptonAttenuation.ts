import { EwaldError } from "../error.js";
import { numbersOf } from "./tableLine.js";
import { kaptonCxro } from "./tables/kaptonCxro.js";

let table: { energies: Float64Array; microns: Float64Array } | undefined;

/**
 * Linear attenuation coefficient of Kapton tape, **mm⁻¹**, at a wavelength, Å, as DIALS' Kapton corrections have it: photoelectric
 * absorption alone, 6 to 13 keV (0.9537 to 2.0664 Å), interpolated linearly. `attenuation("kapton")` has NIST's, with what is
 * scattered away counted too (1 to 13 % more there), at all energies. Throws EwaldError `"out-of-range"`.
 */
export function kaptonAttenuation(angstrom: number): number {
  if (!table) {
    const [energies, microns] = kaptonCxro.trim().split(" | ").map(numbersOf) as [Float64Array, Float64Array];
    table = { energies, microns };
  }
  const { energies, microns } = table;
  const last = energies.length - 1;
  const ev = 12398.425 / angstrom; // hc as DIALS has it here
  const place = ((ev - energies[0]!) / (energies[last]! - energies[0]!)) * last;
  if (!(place >= 0 && place <= last))
    throw new EwaldError(
      "out-of-range",
      `DIALS' table of Kapton does not reach ${angstrom} Å, only 0.9537 to 2.0664 Å; give mu, such as attenuation("kapton").atAngstrom(${angstrom}).mu.`,
    );
  const i = Math.min(Math.floor(place), last - 1);
  return 1000 / (microns[i]! + (place - i) * (microns[i + 1]! - microns[i]!));
}
