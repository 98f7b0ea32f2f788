import { EwaldError } from "../error.js";
import { attenuation } from "./attenuation.js";

/** The state of the air. */
export interface AirConditions {
  /** Atmospheres (101.325 kPa). @default 1 */
  readonly pressureAtm?: number;
  /** Kelvin. @default 293.15 */
  readonly temperatureKelvin?: number;
}

/**
 * Linear attenuation coefficient of dry air, **mm⁻¹**, at a wavelength, Å: NIST's composition, its density 1.20479 mg/cm³ (1 atm,
 * 20 °C) taken as that of an ideal gas. At 1 Å a metre of air lets 72 % through. Throws EwaldError `"out-of-range"` beyond 12.4 Å.
 */
export function airAttenuation(
  angstrom: number,
  { pressureAtm = 1, temperatureKelvin = 293.15 }: AirConditions = {},
): number {
  if (!(pressureAtm >= 0 && pressureAtm < Infinity && temperatureKelvin > 0 && temperatureKelvin < Infinity))
    throw new EwaldError(
      "bad-argument",
      `Air of ${pressureAtm} atm and ${temperatureKelvin} K cannot be: the pressure must be 0 or more, the temperature above 0.`,
    );
  return attenuation("air").atAngstrom(angstrom).mu * pressureAtm * (293.15 / temperatureKelvin);
}
