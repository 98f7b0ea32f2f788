import { EwaldError } from "../error.js";
import { attenuation } from "../scattering/attenuation.js";

/**
 * Linear attenuation coefficient μ, mm⁻¹, of a sensor of "Si", "CdTe", "GaAs" or an element for X-rays of a wavelength in Å: dxtbx's,
 * from the tables of NIST. Throws EwaldError `"unsupported"` for another material and `"out-of-range"` for photons of less than 1 keV or
 * more than 20 MeV.
 */
export function attenuationOf(material: string, wavelength: number): number {
  try {
    return attenuation(material).atAngstrom(wavelength).mu;
  } catch (error) {
    if (!(error instanceof EwaldError)) throw error;
    throw new EwaldError(
      error.code === "bad-argument" ? "unsupported" : error.code,
      `The attenuation of X-rays of ${wavelength} Å in a sensor of ${JSON.stringify(material)} is not known: ${error.message}`,
      { cause: error },
    );
  }
}
