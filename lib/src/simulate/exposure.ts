import { keyOf } from "../array/random.js";
import { type DetectorResponse, detectorValue } from "./detectorResponse.js";
import { poisson } from "./poisson.js";
import type { Box } from "./profile.js";

/** Turns mean photons into pixel values, the same for a voxel whoever asks and however it is cut out. */
export class Exposure {
  readonly #seed: number;
  readonly #response: DetectorResponse;
  readonly #imageKeys = new Map<number, number>();

  /** `scan` tells apart scans of one crystal: their photons are independent, their detector is the same. */
  constructor(
    seed: number,
    readonly scan: number,
    response: DetectorResponse,
  ) {
    this.#seed = seed;
    this.#response = response;
  }

  /** Pixel values of a region whose mean photons are `factor`·`expected` + `extra`. */
  record(region: Box, expected: Float64Array, factor: number, extra?: Float64Array): Float32Array {
    const [x0, x1, y0, y1, z0, z1] = region;
    const out = new Float32Array(expected.length);
    for (let z = z0, p = 0; z < z1; z++) {
      const imageKey = this.#imageKey(z);
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++, p++) {
          const pixel = Math.imul(y * 65536 + x + 1, 0x9e3779b1);
          const photons = poisson(factor * expected[p]! + (extra ? extra[p]! : 0), pixel ^ imageKey);
          out[p] = photons === 0 ? 0 : detectorValue(this.#response, photons, pixel ^ this.#seed);
        }
      }
    }
    return out;
  }

  #imageKey(z: number): number {
    let key = this.#imageKeys.get(z);
    if (key === undefined) {
      key = keyOf(this.#seed, this.scan, z);
      this.#imageKeys.set(z, key);
    }
    return key;
  }
}
