import { describe, expect, it } from "vitest";
import type { FlexMillerIndex } from "../array/integerTuples.js";
import { multiply, transform } from "../array/mat3.js";
import { norm, subtract } from "../array/vec3.js";
import { SpaceGroup } from "../crystal/spaceGroup.js";
import { EwaldError } from "../error.js";
import { singleAxisGoniometer } from "../images/simpleModels.js";
import { Detector } from "../models/detector.js";
import { Experiment } from "../models/experiment.js";
import { ExperimentList } from "../models/experimentList.js";
import type { PanelData } from "../models/panel.js";
import { crystalOf, driftingCrystal, turnedCrystal } from "./crystalDrift.js";
import { wilsonCrystal } from "./crystalIntensities.js";
import { detectorModels } from "./detectorModels.js";
import { erf } from "./erf.js";
import { ImageSimulation, type ImagesOptions } from "./imageSimulation.js";
import { beamOf, detectorOf, randomOrientation, scanOf } from "./scanExperiment.js";
import { truthTable } from "./truthTable.js";

const degree = Math.PI / 180;
const group = SpaceGroup.of("P 21 21 21");
const wavelength = 1;
const model = { ...detectorModels.pilatus_300k, modules: [1, 2] as const };
const models = {
  beam: beamOf(wavelength),
  detector: detectorOf({ model, distance: 100, wavelength }),
  goniometer: singleAxisGoniometer(),
  scan: scanOf(1, 12, [10, 0.25], 0.1),
};
const crystal = crystalOf([31, 37, 42, 90, 90, 90], randomOrientation(3), group.hallSymbol());
const experiment = (changes: Partial<Experiment> = {}) =>
  Object.assign(new Experiment({ identifier: "one", ...models, crystal }), changes);

const dark = { air: 0, ring: 0, floor: 0 };
const widths = {
  mosaicity: 0.1 * degree,
  divergence: 0.03 * degree,
  bandwidth: 2e-4,
  blockSize: Number.POSITIVE_INFINITY,
  crystalSize: 0.03,
  pointSpread: 0.4,
};

function simulation(changes: Partial<ImagesOptions> = {}): ImageSimulation {
  return new ImageSimulation({
    seed: 7,
    experiments: ExperimentList.fromExperiments([experiment()]),
    intensities: [wilsonCrystal(group, { seed: 7, bFactor: 15, scale: 1000 })],
    dMin: 1.9,
    minZeta: 0.05,
    widths,
    background: dark,
    ...changes,
  });
}

/** Only the reflection of one index has an intensity. */
const alone = (index: readonly number[], value: number) => [
  (indices: FlexMillerIndex) =>
    Float64Array.from({ length: indices.length }, (_, i) =>
      indices.at(i).join() === index.join() ? value : 0,
    ),
];
const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

describe("simulated images of a rotation", () => {
  const all = simulation();
  /** Well inside the detector and the scan, one with a slow and one with a quick passage. */
  const inside = all.reflections.filter(
    ({ px, partiality }) =>
      partiality > 0.9999 &&
      px[0] > 20 &&
      px[0] < 467 &&
      px[1] > 20 &&
      px[1] < 385 &&
      Math.abs(px[1] - 203) > 30,
  );
  const chosen = [inside[0]!, inside.find(({ zeta }) => Math.abs(zeta) < 0.5)!, inside.at(-1)!];

  it("holds its reflections on the Ewald sphere at their angles", () => {
    expect(all.reflections.length).toBeGreaterThan(200);
    const s0 = models.beam.getS0();
    for (const { index, angle, s1, px, zeta, entering } of all.reflections) {
      const r = transform(crystal.getAAtAngle(models.goniometer, angle, false), index);
      expect(norm(subtract(subtract(s1, s0), r))).toBeLessThan(1e-12);
      expect(norm(s1) * wavelength).toBeCloseTo(1, 12);
      expect(models.scan.getAngleFromArrayIndex(px[2], false)).toBeCloseTo(angle, 12);
      expect(entering).toBe(zeta < 0);
    }
  });

  it.each(["point", "centred", "physical"] as const)(
    "conserves photons: all pixels of all images hold intensity·qe/lp (%s)",
    (sensorDepth) => {
      for (const { index, entering } of chosen) {
        const one = simulation({ intensities: alone(index, 5000), sensorDepth });
        const there = one.reflections.filter((each) => each.entering === entering);
        expect(one.reflections.length).toBeGreaterThanOrEqual(1);
        expect(there[0]!.photons).toBeCloseTo((5000 * there[0]!.qe) / there[0]!.lp, 6);
        const total = sum(one.images.map((z) => sum(one.expected(z)[0]!)));
        expect(Math.abs(total / sum(one.reflections.map(({ expected }) => expected)) - 1)).toBeLessThan(1e-6);
      }
    },
  );

  it("splits them over images by the rocking curve", () => {
    for (const { index } of chosen) {
      const one = simulation({ intensities: alone(index, 1e6) });
      if (one.reflections.length > 1) continue;
      const { angle, photons, zeta, shape } = one.reflections[0]!;
      const theta = Math.asin(wavelength / (2 * one.reflections[0]!.d));
      const sigma =
        Math.hypot(widths.mosaicity, widths.divergence, widths.bandwidth * Math.tan(theta)) / Math.abs(zeta);
      expect(Math.sqrt(shape.tt)).toBeCloseTo(sigma, 12);
      for (const z of one.images) {
        const at = (edge: number) =>
          erf((models.scan.getAngleFromArrayIndex(edge, false) - angle) / (Math.SQRT2 * sigma)) / 2;
        const part = sum(one.expected(z)[0]!) / photons;
        expect(Math.abs(part - (at(z + 1) - at(z)))).toBeLessThan(2e-5);
      }
    }
  });

  it("puts spots where the models predict them, as broad as their shape", () => {
    const [nx] = models.detector[0]!.getImageSize();
    for (const { index } of chosen) {
      const one = simulation({ intensities: alone(index, 1e6) });
      if (one.reflections.length > 1) continue;
      const { px, shape } = one.reflections[0]!;
      const moments = new Float64Array(6);
      for (const z of one.images)
        one.expected(z)[0]!.forEach((value, p) => {
          if (value === 0) return;
          const [x, y] = [(p % nx) + 0.5 - px[0], Math.floor(p / nx) + 0.5 - px[1]];
          [1, x, y, x * x, x * y, y * y].forEach((factor, i) => {
            moments[i]! += value * factor;
          });
        });
      const [n, x, y, xx, xy, yy] = moments as unknown as [number, number, number, number, number, number];
      expect(Math.hypot(x / n, y / n)).toBeLessThan(2e-3);
      // pixels add the variance of their width
      const pixel = 1 / 12;
      expect(xx / n - pixel).toBeGreaterThan(0.995 * shape.xx);
      expect(xx / n - pixel).toBeLessThan(shape.xx + 0.3);
      expect(yy / n - pixel).toBeGreaterThan(0.995 * shape.yy);
      expect(Math.abs(xy / n - shape.xy)).toBeLessThan(0.2);
    }
  });

  it("gives each image alone, whatever came before, and others for another seed", () => {
    const options = { background: { air: 2, ring: 1, floor: 0.5 } };
    const [a, b] = [simulation(options), simulation(options)];
    // the bytes, as comparing typed arrays takes seconds
    const bytes = (one: ImageSimulation, z: number) => Buffer.from(one.image(z)[0]!.values.buffer);
    const forwards = [0, 1, 2].map((z) => bytes(a, z));
    for (const z of [2, 1, 0]) expect(bytes(b, z).equals(forwards[z]!)).toBe(true);
    expect(forwards[1]!.equals(forwards[2]!)).toBe(false);
    expect(bytes(simulation({ ...options, seed: 8 }), 0).equals(forwards[0]!)).toBe(false);
    expect(() => a.image(12)).toThrow("no image of array index 12");
  });

  it("counts photons as Poisson has them: mean and variance of many images' pixels", () => {
    const one = simulation({ intensities: alone([0, 0, 0], 0), background: { air: 0, ring: 0, floor: 4 } });
    const expected = one.expected(0)[0]!;
    let [n, pull, square] = [0, 0, 0];
    for (const z of one.images)
      one.image(z)[0]!.values.forEach((value, p) => {
        if (value < 0) return;
        const off = (value - expected[p]!) / Math.sqrt(expected[p]!);
        n++;
        pull += off;
        square += off * off;
      });
    expect(Math.abs(pull / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(square / n - 1)).toBeLessThan((4 * Math.sqrt(2.3)) / Math.sqrt(n));
  });

  it("records decay, uneven exposure and lattices in the truth", () => {
    const exposure = { amplitude: 0.2, period: 8, jitter: 0.05, loss: 0.4, bIncrease: 6 };
    const { index, photons } = chosen[0]!;
    const steady = simulation({ intensities: alone(index, 5000) });
    const uneven = simulation({ intensities: alone(index, 5000), exposure });
    const total = (one: ImageSimulation) => sum(one.images.map((z) => sum(one.expected(z)[0]!)));
    const ratio = total(uneven) / total(steady);
    expect(uneven.reflections[0]!.scale).toBeCloseTo(ratio, 5);
    expect(ratio).toBeLessThan(1.2);
    expect(ratio).not.toBeCloseTo(1, 2);
    const second = experiment({ crystal: turnedCrystal(crystal, [1, 1, 0], 3), identifier: "two" });
    const both = simulation({
      experiments: ExperimentList.fromExperiments([experiment(), second]),
      fractions: [0.7, 0.3],
    });
    const table = truthTable(both);
    expect([...table.experimentIdentifiers().values()]).toEqual(["one", "two"]);
    const same = both.reflections.find((each) => each.id === 0 && each.index.join() === index.join())!;
    expect(same.photons).toBeCloseTo(0.7 * photons, 6);
    expect(both.reflections.filter(({ id }) => id === 1).length).toBeGreaterThan(200);
  });

  it("follows a crystal that drifts", () => {
    const drifting = driftingCrystal(crystal, models.scan, {
      angle: 0.5,
      axis: [0, 1, 0],
      cell: [0.004, 0, -0.002],
    });
    const one = simulation({
      experiments: ExperimentList.fromExperiments([experiment({ crystal: drifting })]),
    });
    const s0 = models.beam.getS0();
    for (const { index, angle, s1, px } of one.reflections) {
      const offset = Math.min(12, Math.max(0, px[2]));
      const R = models.goniometer.getRotationMatrix(angle, false);
      const r = transform(multiply(R, drifting.getAAtArrayOffset(offset)), index);
      expect(norm(subtract(subtract(s1, s0), r))).toBeLessThan(1e-10);
    }
    const moved = one.reflections.filter((each) =>
      all.reflections.some(
        (other) => other.index.join() === each.index.join() && Math.abs(other.px[2] - each.px[2]) > 0.2,
      ),
    );
    expect(moved.length).toBeGreaterThan(50);
  });
});

describe("sensors and panels", () => {
  it("lets spots lie deeper than the model's parallax correction, by 1/qe, when asked", () => {
    const detector = detectorOf({ model: { ...model, thickness: 0.6 }, distance: 60, wavelength });
    const experiments = ExperimentList.fromExperiments([experiment({ detector })]);
    // 120 px and more from the beam, where rays are slanted
    const far = simulation({ experiments }).reflections.find(
      ({ px: [x, y], partiality }) =>
        partiality > 0.999 && Math.hypot(x - 243, y - 203) > 120 && x > 20 && x < 467 && y > 20 && y < 385,
    )!;
    const [nx] = detector[0]!.getImageSize();
    const centroid = (sensorDepth: "centred" | "physical") => {
      const one = simulation({ experiments, sensorDepth, intensities: alone(far.index, 1e6) });
      let [n, x, y] = [0, 0, 0];
      for (const z of one.images)
        one.expected(z)[0]!.forEach((value, p) => {
          n += value;
          x += value * ((p % nx) + 0.5);
          y += value * (Math.floor(p / nx) + 0.5);
        });
      return [x / n - far.px[0], y / n - far.px[1]] as const;
    };
    // Where the ray meets the sensor's face, and where DIALS' correction puts it.
    const face = [far.mm[0] / model.pixelSize, far.mm[1] / model.pixelSize] as const;
    expect(Math.hypot(...centroid("centred"))).toBeLessThan(5e-3);
    const [dx, dy] = centroid("physical");
    expect(dx).toBeCloseTo((far.px[0] - face[0]) * (1 / far.qe - 1), 2);
    expect(dy).toBeCloseTo((far.px[1] - face[1]) * (1 / far.qe - 1), 2);
  });

  it("spreads over the panels of a detector, tilted ones too", () => {
    const [one, other] = [0, 1].map((i) => {
      const { panels } = detectorOf({ model, distance: 100, wavelength }).data as { panels: PanelData[] };
      const tilt = (i === 0 ? -1 : 1) * 0.3;
      const fast = [Math.cos(tilt), 0, Math.sin(tilt)];
      return {
        ...panels[0]!,
        mask: [],
        fast_axis: fast,
        origin: [i === 0 ? -85 : 2, 35, i === 0 ? -75 : -100],
      };
    });
    const detector = new Detector({ panels: [one!, other!] });
    const experiments = ExperimentList.fromExperiments([experiment({ detector })]);
    const all = simulation({ experiments });
    for (const panel of [0, 1]) {
      const there = all.reflections.filter((each) => each.panel === panel);
      expect(there.length).toBeGreaterThan(60);
      const inside = there.find(
        ({ px, partiality }) => partiality > 0.999 && px[0] > 20 && px[0] < 460 && px[1] > 20 && px[1] < 380,
      )!;
      const alive = simulation({ experiments, intensities: alone(inside.index, 1e4) });
      const lit = sum(alive.images.map((z) => sum(alive.expected(z)[panel]!)));
      const expected = sum(
        alive.reflections.filter((each) => each.panel === panel).map((each) => each.expected),
      );
      expect(lit / expected).toBeCloseTo(1, 5);
      expect(alive.image(0)).toHaveLength(2);
    }
    for (const { panel, s1, mm } of all.reflections)
      expect(detector.getRayIntersection(s1)).toEqual([panel, mm]);
  });
});

describe("simulated stills", () => {
  const still = new Experiment({
    identifier: "still",
    beam: models.beam,
    detector: models.detector,
    crystal,
  });
  const experiments = ExperimentList.fromExperiments([still]);

  it("hold of each reflection what is on the Ewald sphere", () => {
    const all = simulation({ experiments });
    expect(all.images).toEqual([0]);
    expect(all.reflections.length).toBeGreaterThan(40);
    expect(truthTable(all).has("delpsical.rad")).toBe(true);
    for (const one of all.reflections) {
      const r = transform(crystal.getA(), one.index);
      const s0 = models.beam.getS0();
      // the distance from the sphere is the turn times |s1 × s0| to first order
      const sine = Math.sin(2 * Math.asin(wavelength / (2 * one.d)));
      expect(Math.abs(Math.abs(one.off) - (Math.abs(one.delpsi) * sine) / wavelength ** 2)).toBeLessThan(
        2e-5,
      );
      expect(norm(one.s1) * wavelength).toBeCloseTo(1, 12);
      expect(norm(subtract(one.s1, s0))).toBeCloseTo(norm(r), 10);
    }
    const one = simulation({ experiments, intensities: alone(all.reflections[7]!.index, 1e5) });
    const { qe, lp, partiality } = one.reflections[0]!;
    expect(sum(one.expected(0)[0]!) / ((1e5 * qe * partiality) / lp)).toBeCloseTo(1, 6);
  });
});

describe("what cannot be simulated", () => {
  it("says why", () => {
    expect(() => simulation({ dMin: 0.4 })).toThrow(EwaldError);
    expect(() => simulation({ dMin: 0.55, experiments: big() })).toThrow("raise d_min");
    expect(() => simulation({ intensities: [] })).toThrow("No intensities");
    const other = experiment({ detector: detectorOf({ model, distance: 120, wavelength }) });
    expect(() => simulation({ experiments: ExperimentList.fromExperiments([experiment(), other]) })).toThrow(
      "one detector",
    );
  });
});

const big = () =>
  ExperimentList.fromExperiments([
    experiment({ crystal: crystalOf([300, 300, 400, 90, 90, 90], randomOrientation(1), "P 1") }),
  ]);
