import { randomExponential, randomNormal, randomUniform } from "d3-random";
import type { Pcg32 } from "../array/random.js";
import { iceRings } from "./background.js";
import { normalCumulative } from "./erf.js";
import type { Box } from "./profile.js";
import type { Scene, Spot } from "./scene.js";

/** Spots that the crystal's lattice does not explain, as fractions of the crystal's reflections. */
export interface SpuriousOptions {
  /** Crystallites of ice on the rings of hexagonal ice. */
  readonly ice: number;
  /** Tracks of cosmic rays, on one image each. */
  readonly zingers: number;
  /** Reflections with a weaker second spot beside, of a splinter of the crystal. */
  readonly split: number;
  /** Reflections crossed by a track, which pulls their centroid away. */
  readonly crossed: number;
}

const strongestRings = iceRings.slice(0, 4);

/** What spoils one scan; drawn anew for each. Photons are of that scan, at its own transmission. */
export function spuriousSpots(
  scene: Scene,
  options: SpuriousOptions,
  transmission: number,
  random: Pcg32,
): Spot[] {
  const { setup, reflections } = scene;
  const uniform = randomUniform.source(random.next);
  const exponential = randomExponential.source(random.next)(1);
  const normal = randomNormal.source(random.next);
  const image = uniform(0, setup.images);
  const [nx, ny] = setup.panel.imageSize;
  const count = (fraction: number) => Math.round(fraction * reflections.length);
  const spots: Spot[] = [];
  const direct = beamCentre(scene);
  for (let n = count(options.ice); n > 0; n--) {
    const d = strongestRings[Math.floor(uniform(0, strongestRings.length)())]![0] * (1 + normal(0, 0.002)());
    const twoTheta = 2 * Math.asin(setup.wavelength / (2 * d));
    const radius = (direct.distance * Math.tan(twoTheta)) / setup.panel.pixelSize;
    const turn = uniform(0, 2 * Math.PI)();
    const centre = [direct.x + radius * Math.cos(turn), direct.y + radius * Math.sin(turn), image()] as const;
    const widths = [uniform(0.7, 1.6)(), uniform(0.7, 1.6)(), uniform(0.4, 2)()] as const;
    spots.push(gaussianSpot(scene, centre, widths, transmission * 6000 * exponential()));
  }
  for (let n = count(options.zingers); n > 0; n--) {
    const at = [uniform(8, nx - 8)(), uniform(8, ny - 8)()] as const;
    spots.push(
      track(at, Math.floor(image()), uniform(0, Math.PI)(), uniform(2, 6)(), 60 + 300 * exponential()),
    );
  }
  const some = () => reflections[Math.floor(uniform(0, reflections.length)())]!;
  for (let n = count(options.split); n > 0; n--) {
    const of = some();
    const turn = uniform(0, 2 * Math.PI)();
    const away = uniform(5, 8)();
    const centre = [
      of.px[0] + away * Math.cos(turn),
      of.px[1] + away * Math.sin(turn),
      of.px[2] + normal(0, 1)(),
    ] as const;
    if (centre[2] < 0 || centre[2] >= setup.images) continue;
    spots.push(gaussianSpot(scene, centre, [0.9, 0.9, 0.7], transmission * of.photons * uniform(0.1, 0.4)()));
  }
  for (let n = count(options.crossed); n > 0; n--) {
    const of = some();
    if (of.px[2] < 0 || of.px[2] >= setup.images) continue;
    const turn = uniform(0, 2 * Math.PI)();
    const at = [of.px[0] + 3.2 * Math.cos(turn), of.px[1] + 3.2 * Math.sin(turn)] as const;
    spots.push(track(at, Math.floor(of.px[2]), turn, 5, 40 + 0.4 * transmission * of.photons));
  }
  return spots;
}

/** Where the direct beam would meet the panel, px, and how far away, mm. */
function beamCentre({ setup }: Scene): { x: number; y: number; distance: number } {
  const { panel } = setup;
  return {
    x: -panel.origin[0] / panel.fast[0] / panel.pixelSize,
    y: -panel.origin[1] / panel.slow[1] / panel.pixelSize,
    distance: -panel.origin[2],
  };
}

function shares(from: number, to: number, centre: number, sigma: number): Float64Array {
  return Float64Array.from(
    { length: to - from },
    (_, k) =>
      normalCumulative((from + k + 1 - centre) / sigma) - normalCumulative((from + k - centre) / sigma),
  );
}

/** An upright Gaussian spot; centre and widths in px, px, images. */
function gaussianSpot(
  { setup }: Scene,
  centre: readonly [number, number, number],
  sigma: readonly [number, number, number],
  photons: number,
): Spot {
  const low = (axis: 0 | 1 | 2, reach: number) => Math.floor(centre[axis] - reach * sigma[axis]);
  const high = (axis: 0 | 1 | 2, reach: number) => Math.ceil(centre[axis] + reach * sigma[axis]);
  const box: Box = [
    low(0, 5),
    high(0, 5),
    low(1, 5),
    high(1, 5),
    Math.max(0, low(2, 4)),
    Math.min(setup.images, high(2, 4)),
  ];
  const x = shares(box[0], box[1], centre[0], sigma[0]);
  const y = shares(box[2], box[3], centre[1], sigma[1]);
  const plane = new Float64Array(x.length * y.length);
  for (let j = 0; j < y.length; j++)
    for (let i = 0; i < x.length; i++) plane[j * x.length + i] = y[j]! * x[i]!;
  return { box, plane, depth: shares(box[4], box[5], centre[2], sigma[2]), photons };
}

/** A straight track of `length` px through `at` on one image; its photons spread evenly along it. */
function track(
  at: readonly [number, number],
  image: number,
  angle: number,
  length: number,
  photons: number,
): Spot {
  const half = Math.ceil(length / 2) + 2;
  const [x0, y0] = [Math.floor(at[0]) - half, Math.floor(at[1]) - half];
  const n = 2 * half + 1;
  const plane = new Float64Array(n * n);
  const steps = 64;
  for (let k = 0; k < steps; k++) {
    const along = ((k + 0.5) / steps - 0.5) * length;
    const x = Math.floor(at[0] + along * Math.cos(angle)) - x0;
    const y = Math.floor(at[1] + along * Math.sin(angle)) - y0;
    plane[y * n + x]! += 1 / steps;
  }
  return { box: [x0, x0 + n, y0, y0 + n, image, image + 1], plane, depth: Float64Array.of(1), photons };
}
