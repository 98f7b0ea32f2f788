import type { Beam } from "../../models/beam.js";
import type { GeometryParameters } from "./parameters.js";

/** The beam, changed as the parameters say. Throws EwaldError `"bad-argument"` for what no beam can be. */
export function overrideBeam(beam: Beam, params: GeometryParameters["beam"]): Beam {
  if (params.wavelength !== null) beam.setWavelength(params.wavelength);
  if (params.direction) beam.setDirection(params.direction);
  if (params.polarization_normal) beam.setPolarizationNormal(params.polarization_normal);
  if (params.polarization_fraction !== null) beam.setPolarizationFraction(params.polarization_fraction);
  if (params.transmission !== null) beam.setTransmission(params.transmission);
  if (params.flux !== null) beam.setFlux(params.flux);
  return beam;
}
