import { EwaldError } from "../../error.js";
import type { Beam } from "../../models/beam.js";
import { simpleBeam } from "../simpleModels.js";
import { join, type NexusReader } from "./nexusReader.js";

/** Wavelengths, Å: one for all images, or one for each. Of several with weights, their mean. */
export function wavelengthsOf(nexus: NexusReader, beam: string): Float64Array {
  const path = join(beam, "incident_wavelength");
  const given = nexus.quantities(path, "wavelength");
  if (!given?.length || !given.every((wavelength) => wavelength > 0 && Number.isFinite(wavelength)))
    throw nexus.file.bad(path, "is no wavelength, which must be positive");
  const weights = given.length > 1 ? nexus.numbers(join(beam, "incident_wavelength_weights")) : undefined;
  if (weights?.length !== given.length) return given;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.of(given.reduce((sum, wavelength, i) => sum + wavelength * weights[i]!, 0) / total);
}

/** The beam of one image. */
export function beamOf(nexus: NexusReader, wavelengths: Float64Array, index: number, probe: string): Beam {
  const wavelength = wavelengths.length === 1 ? wavelengths[0] : wavelengths[index];
  if (wavelength === undefined)
    throw new EwaldError(
      "out-of-range",
      `${nexus.file.name} has wavelengths for ${wavelengths.length} images, none for image ${index}.`,
    );
  const beam = simpleBeam(wavelength);
  beam.data.polarization_fraction = probe === "electron" ? 0.5 : 0.999;
  if (probe !== "x-ray") beam.data.probe = probe;
  return beam;
}

/** "electron" or "neutron" where NXsource says so, else "x-ray". */
export function probeOf(nexus: NexusReader, entry: string, instrument: string): string {
  const [source] = [...nexus.groups(entry, "NXsource"), ...nexus.groups(instrument, "NXsource")];
  const probe = source === undefined ? "" : (nexus.text(join(source, "probe")) ?? "").toLowerCase();
  return ["electron", "neutron"].find((kind) => probe.startsWith(kind)) ?? "x-ray";
}
