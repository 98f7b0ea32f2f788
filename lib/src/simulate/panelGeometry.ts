import { add, cross, dot, scale, unit, type Vector } from "./linear.js";
import type { SimulatedPanel } from "./setup.js";

/**
 * How far, mm, along s1 the mean photon is absorbed behind the sensor's face: the depth that DIALS'
 * ParallaxCorrectedPxMmStrategy corrects for.
 */
function absorptionDepth(panel: SimulatedPanel, direction: Vector): number {
  const cosine = Math.abs(dot(direction, cross(panel.fast, panel.slow)));
  const { mu, thickness } = panel;
  return 1 / mu - (thickness / cosine + 1 / mu) * Math.exp((-mu * thickness) / cosine);
}

/** Position on the panel, mm from its origin, to the laboratory, mm. */
export function labOfMillimetres(panel: SimulatedPanel, x: number, y: number): Vector {
  return add(panel.origin, add(scale(panel.fast, x), scale(panel.slow, y)));
}

/** Pixel coordinates of a point of the panel's face in mm. */
export function pixelOfMillimetres(panel: SimulatedPanel, x: number, y: number): [number, number] {
  const direction = unit(labOfMillimetres(panel, x, y));
  const depth = absorptionDepth(panel, direction);
  return [
    (x + depth * dot(direction, panel.fast)) / panel.pixelSize,
    (y + depth * dot(direction, panel.slow)) / panel.pixelSize,
  ];
}

/** Point of the panel's face, mm, of pixel coordinates (not the exact inverse; nor is DIALS'). */
export function millimetresOfPixel(panel: SimulatedPanel, px: number, py: number): [number, number] {
  const x = px * panel.pixelSize;
  const y = py * panel.pixelSize;
  const direction = unit(labOfMillimetres(panel, x, y));
  const depth = absorptionDepth(panel, direction);
  return [x - depth * dot(direction, panel.fast), y - depth * dot(direction, panel.slow)];
}

/** Unit vector from the sample to a pixel position. */
export function directionOfPixel(panel: SimulatedPanel, px: number, py: number): Vector {
  const [x, y] = millimetresOfPixel(panel, px, py);
  return unit(labOfMillimetres(panel, x, y));
}

/** Where a ray from the sample meets the panel's plane, mm; nothing if it flies away from it. */
export function rayIntersection(panel: SimulatedPanel, s1: Vector): [number, number] | undefined {
  const normal = cross(panel.fast, panel.slow);
  const distance = dot(panel.origin, normal) / dot(s1, normal);
  if (!(distance > 0)) return undefined;
  const there = scale(s1, distance);
  const from: Vector = [there[0] - panel.origin[0], there[1] - panel.origin[1], there[2] - panel.origin[2]];
  return [dot(from, panel.fast), dot(from, panel.slow)];
}

/** Fraction of photons the sensor stops: 1 − exp(−μt/cos α). */
export function quantumEfficiency(panel: SimulatedPanel, s1: Vector): number {
  const cosine = Math.abs(dot(unit(s1), cross(panel.fast, panel.slow)));
  return 1 - Math.exp((-panel.mu * panel.thickness) / cosine);
}
