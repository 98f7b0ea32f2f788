import type { Vec2, Vec3 } from "../array/vectors.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { list, number, type Schema, text, vec2, vec3 } from "./schema.js";

/** A beam as an `.expt` file holds it. */
export interface BeamData extends JsonObject {
  /** "monochromatic" (the default) or "polychromatic". */
  __id__?: string;
  /** From sample to source, any length. */
  direction: number[];
  /** Å; monochromatic beams only. */
  wavelength?: number;
  /** [shortest, longest], Å; polychromatic beams only. */
  wavelength_range?: number[];
  /** Degrees. */
  divergence?: number;
  /** Degrees. */
  sigma_divergence?: number;
  polarization_normal?: number[];
  polarization_fraction?: number;
  flux?: number;
  transmission?: number;
  /** "x-ray" (the default), "electron" or "neutron". */
  probe?: string;
  /** mm. */
  sample_to_source_distance?: number;
  /** Å⁻¹; one more than there are images. */
  s0_at_scan_points?: number[][];
}

const keys: Schema["keys"] = {
  __id__: text,
  direction: vec3,
  wavelength: number,
  wavelength_range: vec2,
  divergence: number,
  sigma_divergence: number,
  polarization_normal: vec3,
  polarization_fraction: number,
  flux: number,
  transmission: number,
  probe: text,
  sample_to_source_distance: number,
  s0_at_scan_points: list(vec3),
};
const monochromatic: Schema = { name: "beam", required: ["direction", "wavelength"], keys };
const polychromatic: Schema = { name: "polychromatic beam", required: ["direction"], keys };

const radians = Math.PI / 180;

/** The incident beam. */
export class Beam extends Model<BeamData> {
  constructor(data: BeamData) {
    super(data.__id__ === "polychromatic" ? polychromatic : monochromatic, data);
  }

  /** Whether the beam holds a range of wavelengths (Laue, time of flight). */
  isPolychromatic(): boolean {
    return this.data.__id__ === "polychromatic";
  }

  /** Unit vector from sample to source, laboratory frame. */
  getSampleToSourceDirection(): Vec3 {
    return normalized(this.data.direction);
  }

  /** Å; NaN for a polychromatic beam. */
  getWavelength(): number {
    return this.data.wavelength ?? Number.NaN;
  }

  /** [shortest, longest], Å; twice the wavelength for a monochromatic beam. */
  getWavelengthRange(): Vec2 {
    const [low, high] = this.data.wavelength_range ?? [0, 0];
    return this.isPolychromatic() ? [low!, high!] : [this.getWavelength(), this.getWavelength()];
  }

  /** −direction/λ, Å⁻¹, laboratory frame; unit length for a polychromatic beam. */
  getS0(): Vec3 {
    const [x, y, z] = this.getSampleToSourceDirection();
    const wavelength = this.isPolychromatic() ? 1 : this.getWavelength();
    return [-x / wavelength, -y / wavelength, -z / wavelength];
  }

  /** Scan points at which s0 is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.s0_at_scan_points?.length ?? 0;
  }

  /** Radians. */
  getDivergence(): number {
    return (this.data.divergence ?? 0) * radians;
  }

  /** Radians. */
  getSigmaDivergence(): number {
    return (this.data.sigma_divergence ?? 0) * radians;
  }

  getPolarizationNormal(): Vec3 {
    const [x, y, z] = this.data.polarization_normal ?? [0, 1, 0];
    return [x!, y!, z!];
  }

  getPolarizationFraction(): number {
    return this.data.polarization_fraction ?? 0.999;
  }

  getFlux(): number {
    return this.data.flux ?? 0;
  }

  getTransmission(): number {
    return this.data.transmission ?? 1;
  }

  /** "x-ray", "electron" or "neutron". */
  getProbe(): string {
    return this.data.probe ?? "x-ray";
  }
}

/** The vector at length 1. */
export function normalized(vector: readonly number[]): Vec3 {
  const [x, y, z] = vector as Vec3;
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
