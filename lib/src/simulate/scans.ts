import { keyOf, Pcg32 } from "../array/random.js";
import type { DetectorResponse } from "./detectorResponse.js";
import { Exposure } from "./exposure.js";
import { type Integrated, integrateBox } from "./integrate.js";
import { type Box, integrationBox, integrationMask, rotationShare } from "./profile.js";
import { addSpots, Scene, type SceneOptions, type SceneReflection, type Spot, SpotIndex } from "./scene.js";
import { type FoundSpot, findSpots, spotFinderDefaults } from "./spotFinder.js";
import { type SpuriousOptions, spuriousSpots } from "./spurious.js";

export interface ScansOptions extends SceneOptions {
  /** One scan of the same crystal over the same angles for each. */
  readonly transmissions: readonly number[];
  readonly response: DetectorResponse;
  readonly spurious: SpuriousOptions;
}

/** A spot that the spot finder saw, and the reflection it is, if any. */
export interface StrongSpot extends FoundSpot {
  readonly scan: number;
  readonly reflection: SceneReflection | undefined;
  /** Its centroid is too far off to be used in refinement. */
  outlier: boolean;
}

/** One reflection as integrated in one scan. */
export interface IntegratedReflection extends Integrated {
  readonly scan: number;
  readonly reflection: SceneReflection;
  readonly box: Box;
  readonly partiality: number;
  /** Whether an indexed strong spot of this scan belongs to it. */
  strong: boolean;
}

export interface SimulatedScans {
  readonly scene: Scene;
  readonly options: ScansOptions;
  /** By scan, then first image, y, x. */
  readonly strong: readonly StrongSpot[];
  /** By scan, then image. */
  readonly integrated: readonly IntegratedReflection[];
}

/** DIALS integrates reflections whose centre is at most this far, radians, outside the scan. */
const integrationPadding = Math.PI / 180;
/** Farther from the prediction than this, px (images count alike once scaled to the spot's width), is another spot. */
const indexingReach = 4;

/** Exposes the crystal once for each transmission, finds spots and integrates, box by box. */
export function simulateScans(options: ScansOptions): SimulatedScans {
  const scene = new Scene(options);
  const scans = options.transmissions.map((transmission, scan) => {
    const random = new Pcg32(options.seed, keyOf(1, scan));
    const spurious = spuriousSpots(scene, options.spurious, transmission, random);
    const exposure = new Exposure(options.seed, scan, options.response);
    return { scan, transmission, exposure, spurious, spuriousIndex: new SpotIndex(spurious) };
  });
  const candidates: Candidate[] = [];
  const integrated: IntegratedReflection[] = [];
  for (const reflection of scene.reflections) {
    const view = new ReflectionView(scene, reflection);
    for (const one of scans) {
      const visible = view.visible(one.transmission);
      const region = view.region(visible);
      const values = expose(region, view.expected.subarray(...view.voxels(region)), one);
      const [from] = view.voxels(region);
      const [first, last] = view.voxels(visible);
      const found =
        last > first &&
        nearest(findIn(scene, visible, values.subarray(first - from, last - from)), reflection);
      if (found) candidates.push({ ...found, scan: one.scan, reflection });
      const result = view.integrate(values, from);
      if (result) integrated.push({ ...result, scan: one.scan, reflection, strong: false });
    }
  }
  for (const one of scans) {
    for (const spot of one.spurious) {
      const box = grown(scene, spot.box);
      const values = expose(box, scene.expectation(box), one);
      for (const found of findIn(scene, box, values)) {
        // Whatever a reflection also claims is that reflection's.
        candidates.push({
          spot: found,
          distance: Number.POSITIVE_INFINITY,
          scan: one.scan,
          reflection: undefined,
        });
      }
    }
  }
  const strong = claimed(candidates);
  markOutliers(strong, options.transmissions.length);
  const seen = new Set(
    strong.filter((spot) => !spot.outlier).map((spot) => nameOf(spot.scan, spot.reflection)),
  );
  for (const row of integrated) row.strong = seen.has(nameOf(row.scan, row.reflection));
  integrated.sort((a, b) => a.scan - b.scan || a.reflection.angle - b.reflection.angle);
  return { scene, options, strong, integrated };
}

interface Scan {
  readonly transmission: number;
  readonly exposure: Exposure;
  readonly spuriousIndex: SpotIndex<Spot>;
}

function expose(
  box: Box,
  expected: Float64Array,
  { transmission, exposure, spuriousIndex }: Scan,
): Float32Array {
  const spots = spuriousIndex.within(box);
  if (spots.size === 0) return exposure.record(box, expected, transmission);
  const extra = new Float64Array(expected.length);
  addSpots(box, extra, spots, 1);
  return exposure.record(box, expected, transmission, extra);
}

function findIn({ setup }: Scene, box: Box, values: Float32Array): FoundSpot[] {
  return findSpots(box, values, { ...spotFinderDefaults, highest: setup.panel.trustedRange[1] });
}

function grown({ setup }: Scene, [x0, x1, y0, y1, z0, z1]: Box): Box {
  const [nx, ny] = setup.panel.imageSize;
  return [
    Math.max(0, x0 - 4),
    Math.min(nx, x1 + 4),
    Math.max(0, y0 - 4),
    Math.min(ny, y1 + 4),
    Math.max(0, z0 - 1),
    Math.min(setup.images, z1 + 1),
  ];
}

/** What is the same in all scans of one reflection. */
class ReflectionView {
  readonly expected: Float64Array;
  readonly #reflection: SceneReflection;
  readonly #brightest: number;
  readonly #box: Box;
  readonly #mask: Uint8Array;
  readonly #share: Float64Array;
  readonly #partiality: number;
  readonly #from: number;
  readonly #highest: number;

  constructor(scene: Scene, reflection: SceneReflection) {
    const { setup } = scene;
    const { box, plane, depth, angle } = reflection;
    this.expected = scene.expectation(box);
    this.#reflection = reflection;
    this.#brightest = reflection.photons * plane.reduce((most, share) => Math.max(most, share), 0);
    this.#highest = setup.panel.trustedRange[1];
    this.#box = integrationBox(setup, reflection);
    const [, , , , z0, z1] = this.#box;
    const last = setup.startAngle + setup.images * setup.imageWidth;
    const outside = Math.max(setup.startAngle - angle, angle - last);
    const images = outside > integrationPadding ? 0 : Math.max(0, z1 - z0);
    this.#from = (z0 - box[4]) * plane.length;
    this.#share = new Float64Array(images * plane.length);
    for (let k = 0; k < images; k++) {
      const onImage = depth[z0 - box[4] + k]!;
      for (let p = 0; p < plane.length; p++) this.#share[k * plane.length + p] = onImage * plane[p]!;
    }
    this.#mask = images > 0 ? integrationMask(setup, reflection, this.#box) : new Uint8Array(0);
    this.#partiality = images > 0 ? rotationShare(setup, reflection, z0, z1) : 0;
  }

  /** The images on which the brightest pixel expects half a photon or more: where a spot can be found. */
  visible(transmission: number): Box {
    const { box, depth } = this.#reflection;
    const bright = (share: number) => transmission * this.#brightest * share >= 0.5;
    const first = depth.findIndex(bright);
    if (first < 0) return [box[0], box[1], box[2], box[3], box[4], box[4]];
    return [box[0], box[1], box[2], box[3], box[4] + first, box[4] + depth.findLastIndex(bright) + 1];
  }

  /** Where the images of `part` begin and end among the voxels of the reflection's box. */
  voxels([, , , , z0, z1]: Box): [number, number] {
    const { box, plane } = this.#reflection;
    return [(z0 - box[4]) * plane.length, (z1 - box[4]) * plane.length];
  }

  /** The images needed to integrate and to find what is visible. */
  region([x0, x1, y0, y1, z0, z1]: Box): Box {
    if (this.#share.length === 0) return [x0, x1, y0, y1, z0, z1];
    const [, , , , from, to] = this.#box;
    return [x0, x1, y0, y1, z1 > z0 ? Math.min(z0, from) : from, z1 > z0 ? Math.max(z1, to) : to];
  }

  /** `values` begin at voxel `from` of the reflection's box. */
  integrate(values: Float32Array, from: number): (Integrated & { box: Box; partiality: number }) | undefined {
    const n = this.#share.length;
    if (n === 0) return undefined;
    const inside = values.subarray(this.#from - from, this.#from - from + n);
    const result = integrateBox(this.#box, inside, this.#mask.slice(), this.#share, this.#highest);
    return { ...result, box: this.#box, partiality: this.#partiality };
  }
}

interface Candidate {
  readonly spot: FoundSpot;
  readonly distance: number;
  readonly scan: number;
  readonly reflection: SceneReflection | undefined;
}

function nearest(spots: readonly FoundSpot[], { px, zeta }: SceneReflection) {
  let best: { spot: FoundSpot; distance: number } | undefined;
  for (const spot of spots) {
    const [x, y, z] = spot.centroid;
    const distance = Math.hypot(x - px[0], y - px[1], (z - px[2]) * Math.abs(zeta));
    if (distance < (best?.distance ?? indexingReach)) best = { spot, distance };
  }
  return best;
}

/** Each found spot once (two boxes may show the same), for whoever is nearest. */
function claimed(candidates: Candidate[]): StrongSpot[] {
  const taken = new Set<string>();
  const out: StrongSpot[] = [];
  for (const { spot, scan, reflection } of candidates.toSorted(
    (a, b) => a.distance - b.distance || a.scan - b.scan,
  )) {
    const name = `${scan} ${spot.peak.join(" ")}`;
    if (taken.has(name)) continue;
    taken.add(name);
    out.push({ ...spot, scan, reflection, outlier: false });
  }
  return out.sort(
    (a, b) => a.scan - b.scan || a.box[4] - b.box[4] || a.box[2] - b.box[2] || a.box[0] - b.box[0],
  );
}

const nameOf = (scan: number, reflection: SceneReflection | undefined) =>
  reflection ? `${scan} ${reflection.index.join()} ${reflection.angle}` : "";

/** Tukey's rule: 4 interquartile ranges beyond the quartiles of that scan's residuals in x, y or |ζ|z. */
function markOutliers(strong: readonly StrongSpot[], scans: number): void {
  for (let scan = 0; scan < scans; scan++) {
    const indexed = strong.filter((spot) => spot.scan === scan && spot.reflection);
    for (const axis of [0, 1, 2] as const) {
      const residuals = indexed.map(({ centroid, reflection }) => {
        const off = centroid[axis] - reflection!.px[axis];
        return axis === 2 ? off * Math.abs(reflection!.zeta) : off;
      });
      const sorted = Float64Array.from(residuals).sort();
      const low = sorted[Math.floor(sorted.length / 4)]!;
      const high = sorted[Math.floor((3 * sorted.length) / 4)]!;
      const reach = 4 * (high - low);
      for (const [n, spot] of indexed.entries()) {
        if (residuals[n]! < low - reach || residuals[n]! > high + reach) spot.outlier = true;
      }
    }
  }
}
