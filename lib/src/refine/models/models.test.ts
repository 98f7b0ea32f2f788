import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multiply, rotationAbout, transpose } from "../../array/mat3.js";
import type { Mat3, Vec3 } from "../../array/vectors.js";
import { SpaceGroup } from "../../crystal/spaceGroup.js";
import { UnitCell } from "../../crystal/unitCell.js";
import { Beam } from "../../models/beam.js";
import { bMatrix } from "../../models/cellGeometry.js";
import { Crystal } from "../../models/crystal.js";
import { Detector } from "../../models/detector.js";
import { Goniometer } from "../../models/goniometer.js";
import { beamParameters } from "./beam.js";
import { cellParameters } from "./cell.js";
import { detectorParameters } from "./detector.js";
import { goniometerParameters } from "./goniometer.js";
import { orientationParameters } from "./orientation.js";
import type { Parameterisation } from "./parameterisation.js";

const beam = new Beam({ direction: [0.01, 0.02, 1], wavelength: 0.97 });
const goniometer = new Goniometer({
  rotation_axis: [1, 0.01, 0.02],
  setting_rotation: [...rotationAbout([0, 1, 1], 0.2)],
});
const crystal = (cell: number[], symbol: string) =>
  Crystal.fromA(multiply(rotationAbout([1, 2, 3], 0.7), bMatrix(new UnitCell(cell as never))), symbol);
const panel = (origin: number[]) => ({
  name: "p",
  type: "SENSOR_PAD",
  fast_axis: [...unitOf([1, 0.02, -0.05])],
  slow_axis: [0, -1, 0],
  origin,
  raw_image_offset: [0, 0],
  image_size: [100, 100],
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
function unitOf([x, , z]: [number, number, number]): Vec3 {
  const length = Math.hypot(x, z);
  return [x / length, 0, z / length];
}
const detector = new Detector([panel([-4, 5, -120]), panel([7, 5, -119])] as never);

const models: [string, Parameterisation][] = [
  ["a beam", beamParameters(beam, goniometer)],
  ["a beam without goniometer, of fixed direction Mu1", beamParameters(beam, undefined, new Set(["Mu1"]))],
  ["a goniometer", goniometerParameters(goniometer, beam)],
  ["an orientation", orientationParameters(crystal([40, 50, 60, 80, 95, 110], "P 1"))],
  ["a triclinic cell", cellParameters(crystal([40, 50, 60, 80, 95, 110], "P 1"))],
  ["a hexagonal cell", cellParameters(crystal([40, 40, 60, 90, 90, 120], "P 6"))],
  ["a detector of two panels", detectorParameters(detector.panels)],
];

describe.each(models)("the parameters of %s", (_, model) => {
  it("have the derivatives that finite differences give, anywhere", () => {
    const shift = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
      minLength: model.names.length,
      maxLength: model.names.length,
    });
    fc.assert(
      fc.property(shift, (shifts) => {
        // a wavenumber and a metric may change by some percent only
        const at = model.values.map(
          (value, i) => value + shifts[i]! * (Math.abs(value) > 0 ? value / 1000 : 1),
        );
        const { derivatives } = model.compose(at);
        for (const [i, derivative] of derivatives.entries()) {
          const step = Math.max(1e-4, Math.abs(at[i]!) * 1e-6);
          const [up, down] = [1, -1].map((sign) => {
            const moved = Float64Array.from(at);
            moved[i]! += sign * step;
            return model.compose(moved).state;
          }) as [Float64Array, Float64Array];
          const size = Math.max(...derivative.map(Math.abs));
          for (const [k, value] of derivative.entries())
            expect(Math.abs((up[k]! - down[k]!) / (2 * step) - value)).toBeLessThan(1e-6 * size + 1e-12);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("at their start", () => {
  const same = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    for (let i = 0; i < b.length; i++) expect(a[i]).toBeCloseTo(b[i]!, 12);
  };
  it("parameters give the models they were made of", () => {
    const one = crystal([40, 40, 60, 90, 90, 120], "P 6");
    const state = (model: Parameterisation) => model.compose(model.values).state;
    same(state(orientationParameters(one)), one.getU());
    same(state(cellParameters(one)), one.getB());
    same(state(beamParameters(beam, goniometer)), beam.getS0());
    same(state(goniometerParameters(goniometer, beam)), goniometer.getSettingRotation());
    const d = state(detectorParameters(detector.panels));
    same(d.subarray(0, 9), detector.panels[0]!.getDMatrix());
    same(d.subarray(9), detector.panels[1]!.getDMatrix());
  });
});

describe("cells", () => {
  it.each([
    ["P 1", [40, 50, 60, 80, 95, 110], 6],
    ["C 1 2 1", [40, 50, 60, 90, 95, 90], 4],
    ["P 2 2 2", [40, 50, 60, 90, 90, 90], 3],
    ["P 4", [40, 40, 60, 90, 90, 90], 2],
    ["R 3 :R", [40, 40, 40, 80, 80, 80], 2],
    ["P 6", [40, 40, 60, 90, 90, 120], 2],
    ["I 2 3", [40, 40, 40, 90, 90, 90], 1],
  ])("of %s keep to it, by as many parameters as its system has", (symbol, cell, count) => {
    const model = cellParameters(crystal(cell, symbol));
    expect(model.names.length).toBe(count);
    const values = model.values.map((v, i) => v * (1 + 0.01 * (i + 1)));
    const B = [...model.compose(values).state] as readonly number[] as Mat3;
    const metric = multiply(transpose(B), B);
    for (const op of SpaceGroup.of(symbol).representatives) {
      const R = op.r as readonly number[] as Mat3;
      const turned = multiply(R, metric, transpose(R));
      for (const [k, value] of metric.entries()) expect(turned[k]).toBeCloseTo(value, 12);
    }
  });
  // of DIALS 3.12: CrystalUnitCellParameterisation(crystal).get_param_vals()
  it.each([
    ["P 1", [40, 50, 60, 80, 95, 110], [70.843, 46.394, 28.667, 19.102, 1.352, -5.604]],
    ["P 31 2 1", [4.9247, 4.9247, 5.4007, 90, 90, 120], [3428.466, 2748.838]],
    ["P 4", [40, 40, 60, 90, 90, 90], [62.5, 27.778]],
    ["C 1 2 1", [40, 50, 60, 90, 95, 90], [62.978, 40, 27.99, 3.659]],
    ["R 3 :R", [40, 40, 40, 80, 80, 80], [65.885, -9.748]],
  ])("of %s have DIALS' parameters", (symbol, cell, values) => {
    const found = cellParameters(crystal(cell, symbol)).values;
    expect([...found].map((value) => Number(value.toFixed(3)))).toEqual(values);
  });
  it("that break their group are taken to the nearest that keeps it", () => {
    const model = cellParameters(crystal([40, 40.2, 60, 90.1, 90, 90], "P 4"));
    const { parameters } = Crystal.fromA(
      [...model.compose(model.values).state] as readonly number[] as Mat3,
      "P 4",
    ).getUnitCell();
    expect(parameters[0]).toBeCloseTo(parameters[1], 10);
    expect(parameters[0]).toBeCloseTo(40.1, 2);
    expect(parameters[3]).toBeCloseTo(90, 10);
  });
});
