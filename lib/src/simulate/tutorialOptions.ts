import { Pcg32 } from "../array/random.js";
import { rotationOfQuaternion, scale, type Vector } from "./linear.js";
import type { ScansOptions } from "./scans.js";
import type { SimulatedSetup } from "./setup.js";

const degree = Math.PI / 180;

/** Transmissions of the five insulin scans of DIALS' tutorial on pixels. */
export const tutorialTransmissions = [0.064, 0.127, 0.253, 0.503, 1] as const;

/**
 * Cubic insulin on a 4-million-pixel JUNGFRAU-like detector of one panel without gaps: 300 images of 0.1° about a
 * horizontal axis. Orientation and beam centre follow from the seed.
 */
export function tutorialSetup(seed: number, changes: Partial<SimulatedSetup> = {}): SimulatedSetup {
  const { next } = new Pcg32(seed, 0);
  const wavelength = 0.9795;
  const pixelSize = 0.075;
  const centre = [1034 + 20 * next(), 1082 + 20 * next()] as const;
  const origin: Vector = [-centre[0] * pixelSize, centre[1] * pixelSize, -160];
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    wavelength,
    s0: scale([0, 0, -1], 1 / wavelength),
    polarizationNormal: [0, 1, 0],
    polarizationFraction: 0.999,
    panel: {
      origin,
      fast: [1, 0, 0],
      slow: [0, -1, 0],
      imageSize: [2068, 2164],
      pixelSize,
      thickness: 0.32,
      // Silicon at this wavelength (NIST).
      mu: 3.9603861351765324,
      trustedRange: [0, 10_100],
    },
    axis: [1, 0, 0],
    startAngle: 0,
    imageWidth: 0.1 * degree,
    images: 300,
    cellEdge: 78.1,
    orientation: rotationOfQuaternion([gaussian(), gaussian(), gaussian(), gaussian()]),
    sigmaB: 0.022 * degree,
    sigmaM: 0.05 * degree,
    nSigma: 3,
    dMin: 2.7,
    minZeta: 0.05,
    ...changes,
  };
}

/**
 * Everything that decides the tutorial's data. The same seed gives the same bytes.
 *
 * The mean ratios of profile intensities to those of the last scan come out about 1 % above the transmissions. What
 * stays: (1) selection: of reflections near I/σ = 3 those pass whose noise was upwards, of a share of about
 * 0.4·σ/<I> of all (0.5 % here in the weakest scan; the real data of the tutorial, weaker, show 10 %); (2) the mean of
 * a ratio with noise below exceeds the ratio of means; (3) full wells make the strongest reflections of the last scan
 * too weak; (4) the step at the gain switch adds a count or two to pixels just above it.
 */
export function tutorialOptions(seed = 1, changes: Partial<ScansOptions> = {}): ScansOptions {
  return {
    seed,
    setup: tutorialSetup(seed),
    transmissions: tutorialTransmissions,
    background: { air: 1.2, ring: 0.7, floor: 0.5 },
    bFactor: 16,
    intensityScale: 2_500,
    response: { switchAt: 25, step: 2.4, fade: 6, fullWell: 10_000, fullWellSpread: 0.02 },
    spurious: { ice: 0.012, zingers: 0.02, split: 0.012, crossed: 0.008 },
    ...changes,
  };
}
