import type { Vec2, Vec3 } from "../array/vectors.js";
import { normalized } from "./beam.js";
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

/** One plane of pixels. */
export class Panel extends Model<PanelData> {
  constructor(data: PanelData) {
    super(schema, data);
  }

  getName(): string {
    return this.data.name ?? "";
  }

  /** SENSOR_PAD, SENSOR_CCD, SENSOR_IMAGE_PLATE, SENSOR_UNKNOWN or "". */
  getType(): string {
    return this.data.type ?? "";
  }

  /** Unit vector along rows, in the frame of the parent group (of the laboratory, without one). */
  getLocalFastAxis(): Vec3 {
    return this.#hasFrame() ? normalized(this.data.fast_axis!) : [1, 0, 0];
  }

  /** Unit vector from row to row, in the frame of the parent group. */
  getLocalSlowAxis(): Vec3 {
    return this.#hasFrame() ? normalized(this.data.slow_axis!) : [0, 1, 0];
  }

  /** Corner of pixel (0, 0), mm, in the frame of the parent group. */
  getLocalOrigin(): Vec3 {
    const [x, y, z] = this.#hasFrame() ? this.data.origin! : [0, 0, 0];
    return [x!, y!, z!];
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

  /** How pixels become millimetres: SimplePxMmStrategy, ParallaxCorrectedPxMmStrategy, … */
  getPxMmStrategyName(): string {
    const type = this.data.px_mm_strategy?.type;
    return typeof type === "string" ? type : "SimplePxMmStrategy";
  }

  /** Older files give thickness and attenuation with the parallax correction; those hold. */
  #ofStrategy(key: "mu" | "t0"): number | undefined {
    const value = this.data.px_mm_strategy?.[key];
    return this.getPxMmStrategyName() === "ParallaxCorrectedPxMmStrategy" && typeof value === "number"
      ? value
      : undefined;
  }

  /** DIALS uses axes and origin only when all three are there. */
  #hasFrame(): boolean {
    return !!(this.data.fast_axis && this.data.slow_axis && this.data.origin);
  }
}

function pair(value: number[] | undefined): Vec2 {
  const [a, b] = value ?? [0, 0];
  return [a!, b!];
}
