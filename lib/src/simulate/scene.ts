import { type BackgroundModel, backgroundAt } from "./background.js";
import { norm, scale, subtract } from "./linear.js";
import { directionOfPixel } from "./panelGeometry.js";
import { type Prediction, predict } from "./predict.js";
import { type Box, type SpotProfile, spotProfile } from "./profile.js";
import type { SimulatedSetup } from "./setup.js";
import { proteinWilsonCurve, wilsonIntensities } from "./wilson.js";

/** Something that puts photons on the detector in the shape of a spot. */
export interface Spot extends SpotProfile {
  /** Photons of the whole spot, were none cut off. */
  readonly photons: number;
}

/** A reflection with its truth. `photons` is at full transmission, Lorentz, polarization and sensor included. */
export interface SceneReflection extends Spot, Prediction {
  /** What a perfect experiment finds after the corrections: photons·lp/qe. Equal for equivalent reflections. */
  readonly trueIntensity: number;
}

export interface SceneOptions {
  readonly seed: number;
  readonly setup: SimulatedSetup;
  readonly background: BackgroundModel;
  /** Å², of the whole crystal. */
  readonly bFactor: number;
  /** trueIntensity where the Wilson curve and the reflection's own draw are 1. */
  readonly intensityScale: number;
}

/** Adds `factor` times each spot's photons to the voxels of a region (x fastest, z slowest). */
export function addSpots(region: Box, into: Float64Array, spots: Iterable<Spot>, factor: number): void {
  const [x0, x1, y0, y1, z0, z1] = region;
  for (const { box, plane, depth, photons } of spots) {
    const xa = Math.max(x0, box[0]);
    const xb = Math.min(x1, box[1]);
    const ya = Math.max(y0, box[2]);
    const yb = Math.min(y1, box[3]);
    const za = Math.max(z0, box[4]);
    const zb = Math.min(z1, box[5]);
    for (let z = za; z < zb; z++) {
      const onImage = factor * photons * depth[z - box[4]]!;
      for (let y = ya; y < yb; y++) {
        const from = (y - box[2]) * (box[1] - box[0]) - box[0];
        const to = ((z - z0) * (y1 - y0) + y - y0) * (x1 - x0) - x0;
        for (let x = xa; x < xb; x++) into[to + x]! += onImage * plane[from + x]!;
      }
    }
  }
}

const tile = 64;

/** Spots by where they are on the detector. */
export class SpotIndex<S extends Spot> {
  readonly #tiles = new Map<number, S[]>();

  constructor(spots: readonly S[] = []) {
    for (const spot of spots) this.add(spot);
  }

  add(spot: S): void {
    for (const name of tilesOf(spot.box)) {
      const there = this.#tiles.get(name);
      if (there) there.push(spot);
      else this.#tiles.set(name, [spot]);
    }
  }

  /** Each spot whose box shares voxels with the region, once. */
  within(region: Box): Set<S> {
    const found = new Set<S>();
    for (const name of tilesOf(region)) {
      for (const spot of this.#tiles.get(name) ?? []) if (overlap(region, spot.box)) found.add(spot);
    }
    return found;
  }
}

function* tilesOf([x0, x1, y0, y1]: Box): Generator<number> {
  for (let y = Math.floor(y0 / tile); y <= Math.floor((y1 - 1) / tile); y++) {
    for (let x = Math.floor(x0 / tile); x <= Math.floor((x1 - 1) / tile); x++) yield y * 4096 + x;
  }
}

const overlap = (a: Box, b: Box) =>
  a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3] && a[4] < b[5] && b[4] < a[5];

/** The crystal in the beam at full transmission: its reflections with their truth, and the photons to expect. */
export class Scene {
  readonly setup: SimulatedSetup;
  readonly reflections: readonly SceneReflection[];
  readonly #index: SpotIndex<SceneReflection>;
  readonly #background: BackgroundMap;

  constructor({ seed, setup, background, bFactor, intensityScale }: SceneOptions) {
    this.setup = setup;
    const drawn = wilsonIntensities(seed);
    // Reflections a little outside the scan reach into it by their width.
    const padding = (1.3 * setup.nSigma * setup.sigmaM) / setup.minZeta;
    this.reflections = predict(setup, padding)
      .map((at) => {
        const trueIntensity = intensityScale * proteinWilsonCurve(at.d, bFactor) * drawn(at.index);
        return { ...at, ...spotProfile(setup, at), trueIntensity, photons: (trueIntensity * at.qe) / at.lp };
      })
      .filter(({ depth }) => depth.length > 0);
    this.#index = new SpotIndex(this.reflections);
    this.#background = new BackgroundMap(setup, background);
  }

  /** Mean background photons per image at the middle of pixel (x, y), at full transmission. */
  backgroundAt(x: number, y: number): number {
    return this.#background.at(x, y);
  }

  /**
   * Mean photons, at full transmission, in each voxel of a region of pixels and images (x fastest, z slowest):
   * background and every reflection that reaches in. A region may be one spot's box or a whole image.
   */
  expectation(region: Box): Float64Array {
    const [x0, x1, y0, y1, z0, z1] = region;
    const plane = (x1 - x0) * (y1 - y0);
    const out = new Float64Array(plane * (z1 - z0));
    for (let y = y0, p = 0; y < y1; y++)
      for (let x = x0; x < x1; x++, p++) out[p] = this.#background.at(x, y);
    for (let z = 1; z < z1 - z0; z++) out.copyWithin(z * plane, 0, plane);
    addSpots(region, out, this.#index.within(region), 1);
    return out;
  }
}

const step = 16;

/** The smooth background on a grid of every 16th pixel, bilinear between. */
class BackgroundMap {
  readonly #width: number;
  readonly #grid: Float64Array;

  constructor(setup: SimulatedSetup, model: BackgroundModel) {
    const [nx, ny] = setup.panel.imageSize;
    this.#width = Math.ceil(nx / step) + 2;
    this.#grid = new Float64Array(this.#width * (Math.ceil(ny / step) + 2));
    for (let p = 0; p < this.#grid.length; p++) {
      const x = (p % this.#width) * step;
      const y = Math.floor(p / this.#width) * step;
      const s1 = scale(directionOfPixel(setup.panel, x + 0.5, y + 0.5), 1 / setup.wavelength);
      this.#grid[p] = backgroundAt(model, 1 / norm(subtract(s1, setup.s0)));
    }
  }

  at(x: number, y: number): number {
    const column = Math.max(0, Math.floor(x / step));
    const row = Math.max(0, Math.floor(y / step));
    const u = x / step - column;
    const v = y / step - row;
    const p = row * this.#width + column;
    const grid = this.#grid;
    const above = grid[p]! * (1 - u) + grid[p + 1]! * u;
    const below = grid[p + this.#width]! * (1 - u) + grid[p + this.#width + 1]! * u;
    return above * (1 - v) + below * v;
  }
}
