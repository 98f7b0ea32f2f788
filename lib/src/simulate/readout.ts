import { keyOf, scramble } from "../array/random.js";
import { type DetectorResponse, detectorValue } from "./detectorResponse.js";
import { poisson } from "./poisson.js";

/** What the detector's electronics make of photons. */
export interface ReadoutOptions {
  /** Counts of one photon. */
  readonly gain: number;
  /** Counts without a photon. */
  readonly pedestal: number;
  /** Standard deviation of a pixel's own noise, counts. */
  readonly readNoise: number;
  /** Counts above this are cut to one more: overloaded. */
  readonly saturation: number;
  /** Gain switching and full wells, in photons; none for a detector that counts. */
  readonly response?: DetectorResponse | undefined;
  /** Parts of all pixels: those that stay at the pedestal, and those that always count too much. */
  readonly deadPixels: number;
  readonly hotPixels: number;
  /** Dead and hot pixels read −2, as a detector says that knows them. */
  readonly markBadPixels: boolean;
}

/** A detector that counts photons and knows its few faults. */
export const perfectReadout: ReadoutOptions = {
  gain: 1,
  pedestal: 0,
  readNoise: 0,
  saturation: 1_048_575,
  deadPixels: 0,
  hotPixels: 0,
  markBadPixels: false,
};

/** States of a pixel. */
const live = 0;
const gap = 1;
const dead = 2;
const hot = 3;

/**
 * One panel's electronics. What a pixel reads depends on seed, panel, pixel and image alone: Poisson photons of the mean
 * it expects, the response, gain, pedestal and noise, in whole counts. −1 in the gaps.
 */
export class PanelReadout {
  readonly #options: ReadoutOptions;
  readonly #seed: number;
  readonly #panel: number;
  readonly #size: readonly [number, number];
  readonly #states: Uint8Array;
  readonly #special: boolean;

  /** `gaps`: rectangles [f0, s0, f1, s1], px, half-open, that hold no pixels. */
  constructor(
    options: ReadoutOptions,
    seed: number,
    panel: number,
    size: readonly [number, number],
    gaps: readonly (readonly number[])[],
  ) {
    this.#options = options;
    this.#seed = seed;
    this.#panel = panel;
    this.#size = size;
    const [nx, ny] = size;
    const states = new Uint8Array(nx * ny);
    const { deadPixels, hotPixels } = options;
    if (deadPixels + hotPixels > 0) {
      const key = keyOf(seed, panel, 0xdead);
      for (let p = 0; p < states.length; p++) {
        const part = scramble(Math.imul(p + 1, 0x9e3779b1) ^ key) / 2 ** 32;
        if (part < deadPixels) states[p] = dead;
        else if (part < deadPixels + hotPixels) states[p] = hot;
      }
    }
    for (const [f0, s0, f1, s1] of gaps)
      for (let y = Math.max(0, s0!); y < Math.min(ny, s1!); y++)
        states.fill(gap, y * nx + Math.max(0, f0!), y * nx + Math.max(0, Math.min(nx, f1!)));
    this.#states = states;
    this.#special = states.some((state) => state !== live);
  }

  /** Pixel values of image `z` (array index) where the mean photons are `expected`. */
  read(expected: Float64Array, z: number): Int32Array {
    const { gain, pedestal, readNoise, saturation, response } = this.#options;
    const plain = gain === 1 && pedestal === 0 && readNoise === 0 && response === undefined;
    const [nx, ny] = this.#size;
    const imageKey = keyOf(this.#seed, this.#panel, z);
    const panelKey = keyOf(this.#seed, this.#panel);
    const values = new Int32Array(nx * ny);
    for (let y = 0, p = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, p++) {
        const pixel = Math.imul(y * 65536 + x + 1, 0x9e3779b1);
        let value = poisson(expected[p]!, pixel ^ imageKey);
        if (!plain) {
          const photons = response && value > 0 ? detectorValue(response, value, pixel ^ panelKey) : value;
          const noise = readNoise > 0 ? readNoise * gaussian(pixel ^ imageKey ^ 0x5bd1e995) : 0;
          value = Math.round(gain * photons + pedestal + noise);
        }
        values[p] = value > saturation ? saturation + 1 : value;
      }
    if (this.#special) this.#mark(values, imageKey);
    return values;
  }

  #mark(values: Int32Array, imageKey: number): void {
    const { pedestal, saturation, gain, markBadPixels } = this.#options;
    const states = this.#states;
    for (let p = 0; p < values.length; p++) {
      const state = states[p]!;
      if (state === live) continue;
      if (state === gap) values[p] = -1;
      else if (markBadPixels) values[p] = -2;
      else if (state === dead) values[p] = Math.round(pedestal);
      else {
        // Each hot pixel has a level of its own, 10² to 10⁴ photons, from which it hardly strays.
        const level = 100 * 10 ** ((2 * scramble(p ^ 0x2545f491)) / 2 ** 32);
        const value = Math.round(gain * poisson(level, p ^ imageKey) + pedestal);
        values[p] = Math.min(value, saturation + 1);
      }
    }
  }
}

/** A standard normal number of a key (Box & Muller 1958). */
function gaussian(key: number): number {
  const first = scramble(key);
  const u = (first + 0.5) / 2 ** 32;
  const v = scramble(first ^ 0x9e3779b9) / 2 ** 32;
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}
