import { attenuationLength } from "../models/pxMmStrategy.js";

/** How the depth at which photons are absorbed in the sensor is treated. */
export type SensorDepth =
  /** Spread over the depths as they are absorbed, moved so that the mean is where the detector's model says. */
  | "centred"
  /** The same, not moved: the mean lies deeper by 1/qe than DIALS' correction, which counts photons that pass as depth 0. */
  | "physical"
  /** All at the depth that the detector's model says. */
  | "point";

/**
 * Depths, mm along the ray behind the sensor's face, of `count` layers that absorb equal parts of what is absorbed at
 * all, each the mean of its layer. `path` is the way through the whole sensor, mm.
 */
export function absorptionLayers(mu: number, path: number, count: number): Float64Array {
  const absorbed = -Math.expm1(-mu * path);
  const edge = (part: number) => -Math.log1p(-part * absorbed) / mu;
  // ∫ x·μ·exp(−μx) dx
  const moment = (x: number) => -(x + 1 / mu) * Math.exp(-mu * x);
  return Float64Array.from(
    { length: count },
    (_, i) =>
      ((moment(i + 1 === count ? path : edge((i + 1) / count)) - moment(edge(i / count))) * count) / absorbed,
  );
}

/**
 * Depths of layers, mm along the ray, less the depth that the detector's model already puts them at. `cosine`: between
 * ray and normal; `corrected`: whether that model corrects for parallax; `step`: as far apart as they may be, mm along
 * the ray.
 */
export function depthOffsets(
  { mu, thickness }: { readonly mu: number; readonly thickness: number },
  cosine: number,
  corrected: boolean,
  mode: SensorDepth,
  step: number,
): Float64Array {
  if (mode === "point" || !(mu > 0 && thickness > 0)) return new Float64Array(1);
  const path = thickness / cosine;
  const count = Math.min(64, Math.max(1, Math.ceil(Math.min(path, 3 / mu) / step)));
  const modelled = corrected ? attenuationLength(mu, thickness, cosine) : 0;
  const layers = absorptionLayers(mu, path, count);
  const mean = layers.reduce((sum, depth) => sum + depth, 0) / count;
  return layers.map((depth) => depth - (mode === "centred" ? mean : modelled));
}
