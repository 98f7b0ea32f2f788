import { FlexMillerIndex, type Int6 } from "../array/integerTuples.js";
import { FlexSizeT } from "../array/scalars.js";
import { dot, unit } from "../array/vec3.js";
import { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { lp } from "../geometry/lorentzPolarization.js";
import { qe } from "../geometry/sensor.js";
import type { RawPanel } from "../images/imageFormat.js";
import type { Detector } from "../models/detector.js";
import type { Experiment } from "../models/experiment.js";
import type { ExperimentList } from "../models/experimentList.js";
import type { BackgroundModel } from "./background.js";
import { type Beamstop, backgroundImage, beamstopShadow } from "./backgroundImage.js";
import type { CrystalIntensities } from "./crystalIntensities.js";
import { type ExposureOptions, exposureScale, steadyExposure } from "./exposureScale.js";
import type { ImageReflection, PredictionOptions } from "./imageReflection.js";
import { imageReflections } from "./imageReflections.js";
import { checkSizes, imagesOfExperiments } from "./imagesOfExperiments.js";
import { PanelReadout, perfectReadout, type ReadoutOptions } from "./readout.js";
import { boxOf, rotationParts, stillPart } from "./reflectionParts.js";
import { depthOffsets, type SensorDepth } from "./sensorDepth.js";
import { addSpot, type SpotOnImage } from "./spotOnImage.js";

/** What decides the images. */
export interface ImagesOptions extends PredictionOptions {
  readonly seed: number;
  /**
   * Crystals with detector, beam, and for rotation goniometer and scan. Experiments of one scan and detector are lattices in the
   * same images; a still without scan is an image of its own, or shares that of the experiments with the same imageset.
   */
  readonly experiments: ExperimentList;
  /** Of each experiment's crystal, or one for all. */
  readonly intensities: readonly CrystalIntensities[];
  /** Part of the full intensity that each experiment's crystal has; 1 where not given. */
  readonly fractions?: readonly number[];
  readonly background: BackgroundModel;
  readonly sensorDepth?: SensorDepth;
  readonly beamstop?: Beamstop | undefined;
  readonly exposure?: ExposureOptions;
  readonly readout?: Partial<ReadoutOptions>;
}

/** A reflection with its truth. */
export interface TrueReflection extends ImageReflection {
  readonly lp: number;
  readonly qe: number;
  /** Of the crystal: equal for equivalent reflections. */
  readonly intensity: number;
  /** Photons to expect of the whole reflection at even exposure: intensity·qe/lp. */
  readonly photons: number;
  /** Part of them within the scan; of stills by how much less than on the sphere it is, exp(−½(off/σ)²). */
  readonly partiality: number;
  /** Mean over its images of what the exposure multiplied it by. */
  readonly scale: number;
  /** Photons to expect on all images together: photons·partiality·scale. */
  readonly expected: number;
  /** x0 x1 y0 y1 z0 z1, half-open. */
  readonly bbox: Int6;
}

/**
 * Diffraction images of which everything is known. Nothing is drawn before it is asked for: {@link image} computes one
 * image, the same whenever and wherever, from the seed and its number alone.
 */
export class ImageSimulation {
  readonly options: ImagesOptions;
  readonly detector: Detector;
  /** Array indices of the images, in order. */
  readonly images: readonly number[];
  readonly reflections: readonly TrueReflection[];
  readonly #byImage: ReadonlyMap<number, readonly SpotOnImage[]>;
  readonly #backgrounds: readonly Float64Array[];
  readonly #shadows: readonly (Uint8Array | undefined)[];
  readonly #readouts: readonly PanelReadout[];

  /** Predicts every reflection. Throws EwaldError for experiments that cannot be on the same images. */
  constructor(options: ImagesOptions) {
    this.options = options;
    const { experiments } = options;
    const first = experiments[0];
    if (!first?.detector || !first.beam)
      throw new EwaldError("bad-argument", "Images are simulated of experiments with detector and beam.");
    this.detector = first.detector;
    const where = imagesOfExperiments(experiments);
    this.images = where.images;
    checkSizes(this.detector);
    const byImage = new Map<number, SpotOnImage[]>();
    this.reflections = Array.from(experiments).flatMap((experiment, id) =>
      this.#spotsOf(experiment, id, where.of[id]!, byImage),
    );
    this.#byImage = byImage;
    const { panels } = this.detector;
    const beam = first.beam;
    this.#backgrounds = panels.map((panel) => backgroundImage(panel, beam, options.background));
    this.#shadows = panels.map(
      (panel) => options.beamstop && beamstopShadow(panel, beam.getS0(), options.beamstop),
    );
    const readout = { ...perfectReadout, ...options.readout };
    this.#readouts = panels.map((panel, number) => {
      const [nx, ny] = panel.getImageSize();
      return new PanelReadout(readout, options.seed, number, [nx, ny], panel.getMask());
    });
  }

  /** Mean photons in every pixel of an image (array index), one array a panel, [slow][fast]; gaps are not cut out. */
  expected(z: number): Float64Array[] {
    const at = this.images.indexOf(z);
    if (at < 0)
      throw new EwaldError(
        "out-of-range",
        `There is no image of array index ${z}; there are ${this.images.length} from ${this.images[0]} on.`,
      );
    const { beam } = this.#scaleOf(z);
    const planes = this.#backgrounds.map((background) => {
      const plane = background.slice();
      if (beam !== 1) for (let p = 0; p < plane.length; p++) plane[p]! *= beam;
      return plane;
    });
    for (const spot of this.#byImage.get(z) ?? []) {
      const [nx, ny] = this.detector.panel(spot.panel).getImageSize();
      addSpot(spot, planes[spot.panel]!, nx, ny);
    }
    for (const [panel, shadow] of this.#shadows.entries()) {
      if (!shadow) continue;
      const plane = planes[panel]!;
      for (let p = 0; p < plane.length; p++) if (shadow[p]) plane[p] = 0;
    }
    return planes;
  }

  /** What the detector reads of an image (array index). */
  image(z: number): RawPanel[] {
    return this.expected(z).map((plane, panel) => {
      const [nx, ny] = this.detector.panel(panel).getImageSize();
      return { shape: [ny, nx], values: this.#readouts[panel]!.read(plane, z) };
    });
  }

  #scaleOf(z: number) {
    const { exposure = steadyExposure, seed } = this.options;
    return exposureScale(exposure, seed, z - this.images[0]!, this.images.length);
  }

  /** Reflections of one experiment with their truth; their parts on each image go to `byImage`. */
  #spotsOf(
    experiment: Experiment,
    id: number,
    [z0, z1]: readonly [number, number],
    byImage: Map<number, SpotOnImage[]>,
  ): TrueReflection[] {
    const { intensities, fractions = [], sensorDepth = "centred" } = this.options;
    const of = intensities[id] ?? intensities[0];
    if (!of) throw new EwaldError("bad-argument", "No intensities were given.");
    const found = imageReflections(experiment, id, this.options);
    const indices = FlexMillerIndex.from(found.map(({ index }) => index));
    const crystal = of(
      indices,
      Float64Array.from(found, ({ d }) => d),
    );
    const s1 = FlexVec3Double.from(found.map((one) => one.s1));
    const factors = lp(s1, experiment.isStill() ? stillOf(experiment) : experiment).data;
    const efficiency = qe(s1, new FlexSizeT(Uint32Array.from(found, ({ panel }) => panel)), experiment).data;
    const out: TrueReflection[] = [];
    for (const [i, one] of found.entries()) {
      const intensity = crystal[i]! * (fractions[id] ?? 1);
      if (!(intensity > 0)) continue;
      const photons = (intensity * efficiency[i]!) / factors[i]!;
      const parts = experiment.isStill() ? stillPart(one, z0) : rotationParts(one, experiment, z0, z1);
      if (parts.length === 0) continue;
      const layers = this.#layersOf(one, sensorDepth);
      const box = boxOf(one, parts, layers, this.detector);
      let partiality = 0;
      let expected = 0;
      for (const { z, share, ...spread } of parts) {
        const { beam, decay, b } = this.#scaleOf(z);
        const scale = beam * decay * Math.exp(-b / (2 * one.d * one.d));
        partiality += share;
        expected += photons * share * scale;
        const spot = { panel: one.panel, photons: photons * share * scale, layers, ...spread };
        const there = byImage.get(z);
        if (there) there.push(spot);
        else byImage.set(z, [spot]);
      }
      out.push({
        ...one,
        lp: factors[i]!,
        qe: efficiency[i]!,
        intensity,
        photons,
        partiality,
        scale: expected / (photons * partiality),
        expected,
        bbox: box,
      });
    }
    return out;
  }

  /** How far, px, the layers of the sensor that absorb equal parts of a ray lie from where the detector's model puts it. */
  #layersOf({ s1, panel, shape }: ImageReflection, mode: SensorDepth): [Float64Array, Float64Array] {
    const where = this.detector.panel(panel);
    const { fast, slow, normal } = where.getFrame();
    const out = unit(s1);
    const [sx, sy] = where.getPixelSize();
    const [ux, uy] = [dot(out, fast) / sx, dot(out, slow) / sy];
    const slope = Math.hypot(ux, uy);
    const narrow = 0.5 * Math.sqrt(Math.min(shape.xx, shape.yy));
    const offsets = depthOffsets(
      { mu: where.getMu(), thickness: where.getThickness() },
      Math.abs(dot(out, normal)),
      where.getPixelGrid().parallax !== undefined,
      mode,
      narrow / slope,
    );
    return [offsets.map((depth) => depth * ux), offsets.map((depth) => depth * uy)];
  }
}

/** The same without goniometer, of which a still's Lorentz factor (1) knows nothing. */
function stillOf(experiment: Experiment): Experiment {
  return Object.assign(Object.create(Object.getPrototypeOf(experiment)), experiment, {
    goniometer: undefined,
  });
}
