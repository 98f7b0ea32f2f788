import { describe, expect, it } from "vitest";
import { multiply, rotationAbout } from "../array/mat3.js";
import { UnitCell } from "../crystal/unitCell.js";
import { Beam } from "../models/beam.js";
import { bMatrix } from "../models/cellGeometry.js";
import { Crystal } from "../models/crystal.js";
import { Detector } from "../models/detector.js";
import { Experiment } from "../models/experiment.js";
import { Goniometer } from "../models/goniometer.js";
import { Scan } from "../models/scan.js";
import { levenbergMarquardt } from "./levenbergMarquardt.js";
import { beamParameters } from "./models/beam.js";
import { cellParameters } from "./models/cell.js";
import { detectorParameters } from "./models/detector.js";
import { goniometerParameters } from "./models/goniometer.js";
import { orientationParameters } from "./models/orientation.js";
import { normalEquations } from "./normalEquations.js";
import type { Observations } from "./observations.js";
import { ParameterSet } from "./parameterSet.js";
import { RefinementModel } from "./refinementModel.js";
import { gaussianSmoother } from "./smoother.js";

const panel = (name: string, origin: number[]) => ({
  name,
  type: "SENSOR_PAD",
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin,
  raw_image_offset: [0, 0],
  image_size: [1000, 1000],
  pixel_size: [0.1, 0.1],
  trusted_range: [0, 1e6],
  thickness: 0,
  material: "",
  mu: 0,
  identifier: "",
  mask: [],
  gain: 1,
  pedestal: 0,
  px_mm_strategy: { type: "SimplePxMmStrategy" },
});

function experiment(still: boolean): Experiment {
  const models = {
    beam: new Beam({ direction: [0.01, 0.02, 1], wavelength: 0.97 }),
    detector: new Detector([panel("a", [-101, 50, -150]), panel("b", [1, 50, -150])]),
    crystal: Crystal.fromA(
      multiply(rotationAbout([1, 2, 3], 0.7), bMatrix(new UnitCell([40, 52, 63, 90, 95, 90]))),
      "P 1 2 1",
    ),
  };
  if (still) return new Experiment(models);
  return new Experiment({
    ...models,
    goniometer: new Goniometer({
      rotation_axis: [1, 0.01, 0.02],
      fixed_rotation: [...rotationAbout([0, 0, 1], 0.1)],
      setting_rotation: [...rotationAbout([0, 1, 1], 0.05)],
    }),
    scan: new Scan({ image_range: [1, 360], oscillation: [0, 0.5] }),
  });
}

/** All kinds of parameters; with `samples` orientation and cell vary along the scan. */
function modelOf(one: Experiment, varying: boolean): RefinementModel {
  const { beam, crystal, detector, goniometer } = one;
  const along = () => (varying ? gaussianSmoother([0, 360], 5) : undefined);
  const sets = [
    new ParameterSet("detector", detectorParameters(detector!.panels), [0]),
    new ParameterSet("beam", beamParameters(beam!, goniometer), [0]),
    new ParameterSet("orientation", orientationParameters(crystal!), [0], along()),
    new ParameterSet("cell", cellParameters(crystal!), [0], along()),
  ];
  if (goniometer) sets.push(new ParameterSet("goniometer", goniometerParameters(goniometer, beam!), [0]));
  return new RefinementModel([one], sets, [4]);
}

/** Reflections seen at various angles, entering and leaving, on both panels. */
function observationsOf(still: boolean): Observations {
  const hkl: number[] = [];
  for (let h = -8; h <= 8; h += 2)
    for (let k = -9; k <= 9; k += 3) for (let l = -9; l <= 9; l += 3) if (h || k || l) hkl.push(h, k, l);
  const n = hkl.length / 3;
  const each = <T>(make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
  const frame = Float64Array.from(each((i) => (i * 37.3) % 360));
  const radians = Math.PI / 180;
  return {
    length: n,
    rows: Uint32Array.from(each((i) => i)),
    experiment: new Int32Array(n),
    panel: Uint32Array.from(each((i) => i % 2)),
    hkl: Int32Array.from(hkl),
    observed: Float64Array.from(each((i) => [0, 0, still ? 0 : frame[i]! * 0.5 * radians]).flat()),
    weights: Float64Array.from(each(() => [1, 2, 3]).flat()),
    entering: Uint8Array.from(each((i) => Math.floor(i / 2) % 2)),
    frame,
  };
}

describe.each([
  ["a rotation, static", false, false],
  ["a rotation, varying along the scan", false, true],
  ["a still", true, false],
])("predictions of %s", (_, still, varying) => {
  const model = modelOf(experiment(still), varying);
  const observations = observationsOf(still);
  const predicted = (values: Float64Array) => {
    const found = new Map<number, Float64Array>();
    model.visit(values, observations, false, (i, { values: three }) => found.set(i, three.slice()));
    return found;
  };

  it("have the derivatives by every parameter that finite differences give", () => {
    const at = model.initial().map((value, i) => value + (value === 0 ? 3 * Math.sin(i) : 0));
    const n = observations.length;
    const jacobian = Array.from({ length: model.size }, () => new Float64Array(3 * n));
    let seen = 0;
    model.visit(at, observations, true, (i, _prediction, { count, indices, x, y, z }) => {
      seen++;
      for (let k = 0; k < count; k++) jacobian[indices[k]!]!.set([x[k]!, y[k]!, z[k]!], 3 * i);
    });
    expect(seen).toBeGreaterThan(n / 3);
    for (const [p, name] of model.names().entries()) {
      const step = Math.max(1e-3, Math.abs(at[p]!) * 1e-6);
      const [up, down] = [1, -1].map((sign) => {
        const moved = at.slice();
        moved[p]! += sign * step;
        return predicted(moved);
      }) as [Map<number, Float64Array>, Map<number, Float64Array>];
      const size = jacobian[p]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(size, name).toBeGreaterThan(0);
      for (const [i, after] of up) {
        const before = down.get(i);
        // near the edge of what can be recorded one of them may be missing, or far from linear
        if (!before) continue;
        for (let k = 0; k < 3; k++) {
          const slope = (after[k]! - before[k]!) / (2 * step);
          const given = jacobian[p]![3 * i + k]!;
          expect(Math.abs(slope - given), `${name} of reflection ${i}`).toBeLessThan(
            1e-5 * Math.abs(given) + 1e-6 * size,
          );
        }
      }
    }
  });

  it("lie on the Ewald sphere, where the panel meets their ray", () => {
    const one = experiment(still);
    const { beam, detector } = one;
    const k = 1 / beam!.getWavelength();
    let seen = 0;
    model.visit(model.initial(), observations, false, (i, { values, s1 }) => {
      seen++;
      expect(Math.hypot(...s1)).toBeCloseTo(k, 10);
      const mm = detector!.panel(observations.panel[i]!).getRayIntersection([s1[0]!, s1[1]!, s1[2]!])!;
      expect(values[0]).toBeCloseTo(mm[0], 8);
      expect(values[1]).toBeCloseTo(mm[1], 8);
      if (still) return;
      const at = 3 * i;
      const [h, kk, l] = observations.hkl.subarray(at, at + 3) as unknown as [number, number, number];
      const A = one.crystal!.getAAtAngle(one.goniometer!, values[2]!, false);
      const s0 = beam!.getS0();
      for (let row = 0; row < 3; row++)
        expect(A[3 * row]! * h + A[3 * row + 1]! * kk + A[3 * row + 2]! * l + s0[row]!).toBeCloseTo(
          s1[row]!,
          8,
        );
    });
    expect(seen).toBeGreaterThan(observations.length / 3);
  });
});

describe("least squares", () => {
  it("find the parameters that made the observations", () => {
    const truth = experiment(false);
    const model = modelOf(truth, false);
    const all = observationsOf(false);
    const observed = all.observed.slice();
    const kept: number[] = [];
    model.visit(model.initial(), all, false, (i, { values }) => {
      observed.set(values, 3 * i);
      kept.push(i);
    });
    const weights = new Float64Array(all.weights.length);
    for (const i of kept) weights.set([1e4, 1e4, 1e6], 3 * i);
    const observations = { ...all, observed, weights };
    // one of a kind is kept where it is: beam, goniometer and orientation turn alike
    const { beam, crystal, detector, goniometer } = truth;
    const few = new RefinementModel(
      [truth],
      [
        new ParameterSet("detector", detectorParameters(detector!.panels), [0]),
        new ParameterSet("beam", beamParameters(beam!, goniometer, new Set(["Mu1", "nu"])), [0]),
        new ParameterSet("orientation", orientationParameters(crystal!), [0]),
        new ParameterSet("cell", cellParameters(crystal!), [0]),
      ],
    );
    const start = few.initial();
    const moved = start.map((value, i) => value * 1.0005 + 0.3 * Math.cos(i));
    const found = levenbergMarquardt(
      (values, linear) => normalEquations(few, values, observations, linear),
      moved,
    );
    for (const [i, name] of few.names().entries())
      expect(Math.abs(found.values[i]! - start[i]!), name).toBeLessThan(1e-4);
  });

  it("say what cannot be: no parameters, and an abort", () => {
    const none = new RefinementModel([experiment(true)], []);
    const at = (values: Float64Array, linear: boolean) =>
      normalEquations(none, values, observationsOf(true), linear);
    expect(levenbergMarquardt(at, new Float64Array(0)).reason).toBe("No parameters to refine");
    const model = modelOf(experiment(true), false);
    expect(() =>
      levenbergMarquardt(
        (values, linear) => normalEquations(model, values, observationsOf(true), linear),
        model.initial(),
        { signal: AbortSignal.abort() },
      ),
    ).toThrow("aborted");
  });
});
