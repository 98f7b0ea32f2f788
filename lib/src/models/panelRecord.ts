import type { Vec2 } from "../array/vectors.js";
import type { JsonObject } from "./json.js";
import { Model } from "./model.js";
import { integer, list, number, object, type Schema, text, vec2, vec3 } from "./schema.js";

/** What a panel and a group of panels have in common. */
export interface PanelFrameData extends JsonObject {
  name?: string;
  type?: string;
  /** Local to the parent when the detector has a hierarchy. */
  fast_axis?: number[];
  slow_axis?: number[];
  /** mm. */
  origin?: number[];
}

/** A panel as an `.expt` file holds it. */
export interface PanelData extends PanelFrameData {
  /** [fast, slow], px. */
  raw_image_offset?: number[];
  /** [fast, slow], px. */
  image_size?: number[];
  /** [fast, slow], mm. */
  pixel_size?: number[];
  /** Counts; whether the ends are trusted differs between versions of DIALS. */
  trusted_range?: number[];
  /** mm. */
  thickness?: number;
  material?: string;
  /** mm⁻¹. */
  mu?: number;
  identifier?: string;
  /** Untrusted rectangles [f0, s0, f1, s1], px, half-open. */
  mask?: number[][];
  gain?: number;
  pedestal?: number;
  px_mm_strategy?: JsonObject;
  projection_2d?: number[][];
}

/** Kinds of the keys; those of groups among them. */
export const panelKeys: Schema["keys"] = {
  name: text,
  type: text,
  fast_axis: vec3,
  slow_axis: vec3,
  origin: vec3,
  raw_image_offset: list(integer, 2),
  image_size: list(integer, 2),
  pixel_size: vec2,
  trusted_range: vec2,
  thickness: number,
  material: text,
  mu: number,
  identifier: text,
  mask: list(list(integer, 4)),
  gain: number,
  pedestal: number,
  px_mm_strategy: object,
  projection_2d: list(list(integer)),
};
const schema: Schema = { name: "detector panel", required: [], keys: panelKeys };

/** What a panel is apart from where it is: its pixels, its sensor, what it trusts. */
export abstract class PanelRecord extends Model<PanelData> {
  protected constructor(data: PanelData) {
    super(schema, data);
  }

  getName(): string {
    return this.data.name ?? "";
  }

  /** SENSOR_PAD, SENSOR_CCD, SENSOR_IMAGE_PLATE, SENSOR_UNKNOWN or "". */
  getType(): string {
    return this.data.type ?? "";
  }

  /** [fast, slow], px. */
  getRawImageOffset(): Vec2 {
    return pair(this.data.raw_image_offset);
  }

  /** [fast, slow], px. */
  getImageSize(): Vec2 {
    return pair(this.data.image_size);
  }

  /** [fast, slow], mm. */
  getPixelSize(): Vec2 {
    return pair(this.data.pixel_size);
  }

  /** [fast, slow], mm. */
  getImageSizeMm(): Vec2 {
    const [nx, ny] = this.getImageSize();
    const [sx, sy] = this.getPixelSize();
    return [nx * sx, ny * sy];
  }

  /** [lowest, highest], counts, as the file says. */
  getTrustedRange(): Vec2 {
    return pair(this.data.trusted_range);
  }

  /** Of the sensor, mm. */
  getThickness(): number {
    return this.#ofStrategy("t0") ?? this.data.thickness ?? 0;
  }

  getMaterial(): string {
    return this.data.material ?? "";
  }

  /** Linear attenuation coefficient of the sensor, mm⁻¹. */
  getMu(): number {
    return this.#ofStrategy("mu") ?? this.data.mu ?? 0;
  }

  getIdentifier(): string {
    return this.data.identifier ?? "";
  }

  /** Untrusted rectangles [f0, s0, f1, s1], px, half-open. */
  getMask(): readonly (readonly number[])[] {
    return this.data.mask ?? [];
  }

  /** Counts per photon. */
  getGain(): number {
    return this.data.gain ?? 1;
  }

  /** Counts of a pixel without a photon. */
  getPedestal(): number {
    return this.data.pedestal ?? 0;
  }

  setImageSize(size: Vec2): void {
    this.data.image_size = [...size];
  }

  setPixelSize(size: Vec2): void {
    this.data.pixel_size = [...size];
  }

  setTrustedRange(range: Vec2): void {
    this.data.trusted_range = [...range];
  }

  /** Of the sensor, mm. An older file's thickness in its parallax correction, which would hold, is taken away. */
  setThickness(thickness: number): void {
    this.data.thickness = thickness;
    delete this.data.px_mm_strategy?.t0;
  }

  /** mm⁻¹; likewise. */
  setMu(mu: number): void {
    this.data.mu = mu;
    delete this.data.px_mm_strategy?.mu;
  }

  setMask(rectangles: Iterable<readonly [f0: number, s0: number, f1: number, s1: number]>): void {
    this.data.mask = Array.from(rectangles, (rectangle) => [...rectangle]);
  }

  setGain(gain: number): void {
    this.data.gain = gain;
  }

  setPedestal(pedestal: number): void {
    this.data.pedestal = pedestal;
  }

  /** Whether lowest ≤ value ≤ highest of the trusted range, as DIALS since 3.12 (before, highest was out). */
  isValueInTrustedRange(value: number): boolean {
    const [low, high] = this.getTrustedRange();
    return low <= value && value <= high;
  }

  /**
   * One byte for each value, 1 where it is in the trusted range, both ends included: the rule of DIALS since 3.12. Files of
   * older readers carry a lowest value one below what they trust (−1, which here lets gaps through): `ends: "excluded"`
   * is their rule.
   */
  getTrustedRangeMask(
    values: ArrayLike<number>,
    { ends = "included" }: TrustedRangeOptions = {},
  ): Uint8Array {
    const [low, high] = this.getTrustedRange();
    const mask = new Uint8Array(values.length);
    if (ends === "included")
      for (let i = 0; i < mask.length; i++) mask[i] = values[i]! >= low && values[i]! <= high ? 1 : 0;
    else for (let i = 0; i < mask.length; i++) mask[i] = values[i]! > low && values[i]! < high ? 1 : 0;
    return mask;
  }

  /** One byte for each pixel, [slow][fast], 0 within the panel's untrusted rectangles. */
  getUntrustedRectangleMask(): Uint8Array {
    const [nx, ny] = this.getImageSize();
    const mask = new Uint8Array(nx * ny).fill(1);
    for (const [f0, s0, f1, s1] of this.getMask())
      for (let j = Math.max(0, s0!); j < Math.min(ny, s1!); j++)
        mask.fill(0, j * nx + Math.max(0, f0!), j * nx + Math.max(0, Math.min(nx, f1!)));
    return mask;
  }

  /** As the record names it. */
  protected askedStrategy(): string {
    const type = this.data.px_mm_strategy?.type;
    return typeof type === "string" ? type : "SimplePxMmStrategy";
  }

  /** Older files give thickness and attenuation with the parallax correction; those hold. */
  #ofStrategy(key: "mu" | "t0"): number | undefined {
    const value = this.data.px_mm_strategy?.[key];
    return this.askedStrategy() === "ParallaxCorrectedPxMmStrategy" && typeof value === "number"
      ? value
      : undefined;
  }
}

export interface TrustedRangeOptions {
  readonly ends?: "included" | "excluded";
}

function pair(value: number[] | undefined): Vec2 {
  const [a, b] = value ?? [0, 0];
  return [a!, b!];
}
