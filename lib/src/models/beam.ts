import { rotationAbout, transform } from "../array/mat3.js";
import { norm, scale, unit } from "../array/vec3.js";
import type { Vec2, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { type ModelDisplay, modelDisplay } from "./display/bundle.js";
import { beamRows } from "./display/rows.js";
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
    return direction(this.data.direction, "direction");
  }

  /** Turns the beam; wavelength and s0 at scan points stay. */
  setDirection(toSource: Vec3): void {
    this.data.direction = [...direction(toSource, "direction")];
  }

  /** Å. Throws EwaldError `"unsupported"` for a polychromatic beam, which has a range. */
  getWavelength(): number {
    if (this.data.wavelength != null && !this.isPolychromatic()) return this.data.wavelength;
    throw new EwaldError(
      "unsupported",
      "A polychromatic beam has no one wavelength; getWavelengthRange gives the shortest and the longest.",
    );
  }

  /** [shortest, longest], Å; the wavelength twice for a monochromatic beam. */
  getWavelengthRange(): Vec2 {
    const [low, high] = this.data.wavelength_range ?? [0, 0];
    return this.isPolychromatic() ? [low!, high!] : [this.getWavelength(), this.getWavelength()];
  }

  /** Å; the direction and s0 at scan points stay. Throws `"bad-argument"` unless positive. */
  setWavelength(wavelength: number): void {
    this.#onlyMonochromatic("wavelength");
    if (!(wavelength > 0 && Number.isFinite(wavelength)))
      throw new EwaldError(
        "bad-argument",
        `A beam of wavelength ${wavelength} Å cannot be; it must be positive.`,
      );
    this.data.wavelength = wavelength;
  }

  /**
   * −direction/λ, Å⁻¹, laboratory frame: |s0| = 1/λ, without 2π; unit length for a polychromatic beam.
   * Throws EwaldError `"bad-format"` when the file's wavelength is not positive.
   */
  getS0(): Vec3 {
    const s0 = this.getUnitS0();
    if (this.isPolychromatic()) return s0;
    const wavelength = this.getWavelength();
    if (wavelength > 0) return [s0[0] / wavelength, s0[1] / wavelength, s0[2] / wavelength];
    throw new EwaldError(
      "bad-format",
      `The beam has the wavelength ${wavelength} Å, which must be positive.`,
    );
  }

  /** Sets direction and wavelength by s0, Å⁻¹. */
  setS0(s0: Vec3): void {
    this.#onlyMonochromatic("s0");
    this.setUnitS0(s0);
    this.data.wavelength = 1 / norm(s0);
  }

  /** Unit vector along the beam, from source to sample. */
  getUnitS0(): Vec3 {
    const [x, y, z] = this.getSampleToSourceDirection();
    return [-x, -y, -z];
  }

  /** Sets the direction by a vector from source to sample, of any length; the wavelength stays. */
  setUnitS0(s0: Vec3): void {
    this.setDirection(scale(s0, -1));
  }

  /** Scan points at which s0 is given; 0 when it does not vary. */
  getNumScanPoints(): number {
    return this.data.s0_at_scan_points?.length ?? 0;
  }

  /** s0 at all scan points, Å⁻¹; empty when it does not vary. */
  getS0AtScanPoints(): Vec3[] {
    return (this.data.s0_at_scan_points ?? []).map(([x, y, z]) => [x!, y!, z!]);
  }

  /** s0 at the edge of images `index` − 1 and `index` of the scan, Å⁻¹. Throws `"out-of-range"`. */
  getS0AtScanPoint(index: number): Vec3 {
    const s0 = this.data.s0_at_scan_points?.[index];
    if (s0) return [s0[0]!, s0[1]!, s0[2]!];
    throw new EwaldError(
      "out-of-range",
      `The beam has no scan point ${index}; it has ${this.getNumScanPoints()}, counted from 0.`,
    );
  }

  /** One more than there are images. */
  setS0AtScanPoints(points: Iterable<Vec3>): void {
    this.data.s0_at_scan_points = Array.from(points, (s0) => [...s0]);
  }

  resetScanPoints(): void {
    delete this.data.s0_at_scan_points;
  }

  /** Turns direction, polarization and s0 at scan points about an axis through the sample. */
  rotateAroundOrigin(axis: Vec3, angle: number, deg = true): void {
    const rotation = rotationAbout(axis, deg ? angle * radians : angle);
    this.setDirection(transform(rotation, this.getSampleToSourceDirection()));
    this.data.polarization_normal = [...transform(rotation, this.getPolarizationNormal())];
    if (this.getNumScanPoints() > 0)
      this.setS0AtScanPoints(this.getS0AtScanPoints().map((s0) => transform(rotation, s0)));
  }

  /** Degrees; radians with `deg = false`. */
  getDivergence(deg = true): number {
    return (this.data.divergence ?? 0) * (deg ? 1 : radians);
  }

  setDivergence(divergence: number, deg = true): void {
    this.data.divergence = deg ? divergence : divergence / radians;
  }

  /** Standard deviation of the beam's direction, degrees; radians with `deg = false`. */
  getSigmaDivergence(deg = true): number {
    return (this.data.sigma_divergence ?? 0) * (deg ? 1 : radians);
  }

  setSigmaDivergence(sigma: number, deg = true): void {
    this.data.sigma_divergence = deg ? sigma : sigma / radians;
  }

  /** Normal of the plane in which the electric field swings, as the file has it: of length 1 in every file we know. */
  getPolarizationNormal(): Vec3 {
    const [x, y, z] = this.data.polarization_normal ?? [0, 1, 0];
    return [x!, y!, z!];
  }

  setPolarizationNormal(normal: Vec3): void {
    this.data.polarization_normal = [...direction(normal, "polarization normal")];
  }

  /** Part of the intensity polarized in that plane: 1 wholly, 0.5 not at all. */
  getPolarizationFraction(): number {
    return this.data.polarization_fraction ?? 0.999;
  }

  setPolarizationFraction(fraction: number): void {
    if (!(fraction >= 0 && fraction <= 1))
      throw new EwaldError(
        "bad-argument",
        `A polarization fraction of ${fraction} cannot be; it is from 0 to 1.`,
      );
    this.data.polarization_fraction = fraction;
  }

  getFlux(): number {
    return this.data.flux ?? 0;
  }

  setFlux(flux: number): void {
    this.data.flux = flux;
  }

  getTransmission(): number {
    return this.data.transmission ?? 1;
  }

  setTransmission(transmission: number): void {
    this.data.transmission = transmission;
  }

  /** From the sample, mm; 0 when unknown. */
  getSampleToSourceDistance(): number {
    return this.data.sample_to_source_distance ?? 0;
  }

  /** "x-ray", "electron" or "neutron". */
  getProbe(): string {
    return this.data.probe ?? "x-ray";
  }

  #onlyMonochromatic(what: string): void {
    if (this.isPolychromatic())
      throw new EwaldError("unsupported", `A polychromatic beam has no ${what} to set; set its direction.`);
  }

  /** MIME bundle (Deno's convention for rich display). */
  [Symbol.for("Jupyter.display")](): ModelDisplay {
    return modelDisplay("Beam", beamRows(this));
  }
}

/** The vector at length 1. Throws EwaldError `"bad-argument"` when it has no direction. */
function direction(vector: readonly number[], what: string): Vec3 {
  const [x, y, z] = unit(vector as readonly number[] as Vec3);
  if (Number.isFinite(x + y + z)) return [x, y, z];
  throw new EwaldError("bad-argument", `The beam's ${what} (${vector.join(", ")}) has no direction.`);
}
