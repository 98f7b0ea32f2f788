import { keyOf, Pcg32 } from "../array/random.js";

/** How the exposure of a scan varies from image to image, and what the beam does to the crystal. */
export interface ExposureOptions {
  /** Intensity and background of each image rise and fall by this part, … */
  readonly amplitude: number;
  /** … over so many images, … */
  readonly period: number;
  /** … and jump at random by this part (standard deviation). */
  readonly jitter: number;
  /** Part of the diffracting power that is lost by the end of the last image. */
  readonly loss: number;
  /** By how much B has grown by then, Å². */
  readonly bIncrease: number;
}

/** Every image alike, a crystal that lasts. */
export const steadyExposure: ExposureOptions = {
  amplitude: 0,
  period: 100,
  jitter: 0,
  loss: 0,
  bIncrease: 0,
};

/**
 * Scales of image `n` (from 0) of `images`: `beam` multiplies spots and background, `decay` and exp(−b/(2d²)) the spots
 * only. Loss and growth of B are linear in time (as dose), taken at the middle of the image.
 */
export function exposureScale(
  options: ExposureOptions,
  seed: number,
  n: number,
  images: number,
): { readonly beam: number; readonly decay: number; readonly b: number } {
  const { amplitude, period, jitter, loss, bIncrease } = options;
  const passed = (n + 0.5) / images;
  const wave = 1 + amplitude * Math.sin((2 * Math.PI * (n + 0.5)) / period);
  return {
    beam: Math.max(0, wave * (1 + (jitter === 0 ? 0 : jitter * gaussian(seed, n)))),
    decay: 1 - loss * passed,
    b: bIncrease * passed,
  };
}

function gaussian(seed: number, n: number): number {
  const { next } = new Pcg32(seed, keyOf(7, n));
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
