import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverse, transform } from "../array/mat3.js";
import { FlexDouble, FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec2Double, FlexVec3Double, type Vec2, type Vec3 } from "../array/vectors.js";
import { Beam } from "../models/beam.js";
import { Crystal } from "../models/crystal.js";
import { Detector } from "../models/detector.js";
import { Experiment } from "../models/experiment.js";
import { Goniometer } from "../models/goniometer.js";
import type { PanelData } from "../models/panel.js";
import { Scan } from "../models/scan.js";
import * as geometry from "./index.js";

const panel = (more: Partial<PanelData> = {}): PanelData => ({
  fast_axis: [0.96, 0.28, 0],
  slow_axis: [0.28, -0.96, 0],
  origin: [-60, 30, -100],
  image_size: [600, 500],
  pixel_size: [0.172, 0.15],
  thickness: 0.45,
  mu: 3.9,
  ...more,
});
const parallax = { px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" } };
const detector = new Detector({
  panels: [
    panel(),
    panel({ ...parallax, origin: [10, 30, -60] }),
    panel({ px_mm_strategy: { type: "OffsetPxMmStrategy" } }),
  ],
});
const ramp = Float64Array.from({ length: 600 * 500 }, (_, i) => ((i * 7) % 11) / 20 - 0.25);
detector[2]!.setOffsetMaps(
  ramp,
  ramp.map((x) => -x),
);
const beam = new Beam({ direction: [0.02, -0.03, 1], wavelength: 0.98 });
const crystal = new Crystal({
  real_space_a: [30, 2, 1],
  real_space_b: [-3, 41, 2],
  real_space_c: [1, -4, 52],
  space_group_hall_symbol: " P 1",
});
const goniometer = new Goniometer({
  rotation_axis: [0.6, 0.8, 0],
  fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  setting_rotation: [1, 0, 0, 0, 0, -1, 0, 1, 0],
});
const scan = new Scan({ image_range: [11, 110], oscillation: [30, 0.4] });
const experiment = new Experiment({ beam, detector, crystal, goniometer, scan });
const rows = fc.array(
  fc.tuple(
    fc.nat(2),
    fc.double({ min: -5, max: 605, noNaN: true }),
    fc.double({ min: -5, max: 505, noNaN: true }),
    fc.double({ min: 10, max: 110, noNaN: true }),
  ),
  { minLength: 1, maxLength: 30 },
);
const close = (a: readonly number[], b: readonly number[], digits = 11) => {
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i]!, digits);
  });
};

describe("columns equal the models' methods, row by row", () => {
  it("positions, s1, q, Miller indices", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const numbers = FlexSizeT.from(given.map(([p]) => p));
        const pxyz = FlexVec3Double.from(given.map(([, x, y, z]) => [x, y, z]));
        const mm = geometry.pixelToMillimeter(detector, pxyz, numbers);
        const px = geometry.millimeterToPixel(detector, mm, numbers);
        const lab = geometry.pixelToLab(detector, pxyz, numbers);
        const s1 = geometry.s1OfPixels(detector, beam, pxyz, numbers);
        const q = geometry.qOfPixels(detector, beam, pxyz, numbers);
        const rlp = geometry.rlpOfQ(q, pxyz.z, experiment);
        const hkl = geometry.millerIndicesOfPixels(experiment, pxyz, numbers);
        const d = geometry.dOfQ(q);
        given.forEach(([p, x, y, z], i) => {
          const one = detector.panel(p);
          const at: Vec2 = [x, y];
          close(mm.at(i), one.pixelToMillimeter(at));
          close(px.at(i), one.millimeterToPixel(one.pixelToMillimeter(at)));
          close(lab.at(i), one.getPixelLabCoord(at));
          close(geometry.millimeterToLab(detector, mm, numbers).at(i), lab.at(i));
          expect(Math.hypot(...s1.at(i))).toBeCloseTo(1 / 0.98, 12);
          close(q.at(i), s1.sub(beam.getS0()).at(i));
          expect(d.at(i) / one.getResolutionAtPixel(beam.getS0(), at)).toBeCloseTo(1, 9);
          const turned = goniometer.getRotationMatrix(scan.getAngleFromArrayIndex(z));
          close(transform(turned, rlp.at(i)), q.at(i));
          const A = crystal.getAAtAngle(goniometer, scan.getAngleFromArrayIndex(z));
          close(hkl.at(i), transform(inverse(A), q.at(i)), 9);
        });
      }),
    );
  });

  it("a crystal and a goniometer that vary in the scan, and a still", () => {
    const varying = new Crystal(structuredClone(crystal.data));
    varying.setAAtScanPoints(
      Array.from({ length: 101 }, (_, i) => {
        const one = new Crystal(structuredClone(crystal.data));
        one.rotateAroundOrigin([0, 0, 1], 0.02 * i);
        return one.getA();
      }),
    );
    const moving = new Goniometer(structuredClone(goniometer.data));
    const settings = Array.from({ length: 101 }, (_, i) =>
      new Goniometer({ rotation_axis: [1, 0, 0] }).getRotationMatrix(0.1 * i),
    );
    moving.setSettingRotationAtScanPoints(settings);
    const moved = new Experiment({ beam, detector, crystal: varying, goniometer: moving, scan });
    const h: Vec3 = [3, -4, 5];
    const zs = [10, 10.25, 57.5, 109.75];
    const q = FlexVec3Double.from(
      zs.map((z) => {
        const index = Math.floor(z - 10);
        const turn = moving.getRotationMatrixAtScanPoint(index, scan.getAngleFromArrayIndex(z));
        return transform(turn, transform(varying.getAAtArrayOffset(z - 10), h));
      }),
    );
    const found = geometry.millerIndicesOfQ(q, FlexDouble.from(zs), moved);
    zs.forEach((_, i) => {
      close(found.at(i), h, 9);
    });
    expect(() => geometry.millerIndicesOfQ(q, 111, moved)).toThrow(/not in the scan/);
    const still = new Experiment({ beam, detector, crystal });
    const bragg = geometry.rlpOfMillerIndices(FlexVec3Double.from([h]), crystal.getA());
    close(geometry.millerIndicesOfQ(bragg, 0, still).at(0), h, 10);
    expect(geometry.distanceToWhole(FlexVec3Double.from([[1.1, 2, -3.4]])).at(0)).toBeCloseTo(0.4, 12);
    expect(geometry.dOfQ(bragg).at(0)).toBeCloseTo(
      geometry.dOfMillerIndices(FlexVec3Double.from([h]), crystal).at(0),
      12,
    );
    close(geometry.withoutTwoPi(geometry.withTwoPi(h)), h);
    expect(geometry.withTwoPi(bragg).norms().at(0)).toBeCloseTo(
      (2 * Math.PI) / geometry.dOfQ(bragg).at(0),
      12,
    );
  });

  it("maps of resolution and 2θ, of every kind of panel, facing either way", () => {
    const away = new Detector({
      panels: [
        panel({ ...parallax, origin: [-60, -30, -40], fast_axis: [0.8, 0, -0.6], slow_axis: [0, 1, 0] }),
      ],
    })[0]!;
    for (const one of [...detector, away])
      for (const at of ["centre", "corner"] as const) {
        const { data, shape } = geometry.resolutionMap(one, beam, { at });
        const angles = geometry.twoThetaMap(one, beam, { at }).data;
        expect(shape).toEqual([500, 600]);
        for (let k = 0; k < data.length; k += 4999) {
          const half = at === "centre" ? 0.5 : 0;
          const px: Vec2 = [(k % 600) + half, Math.floor(k / 600) + half];
          expect(data[k]! / one.getResolutionAtPixel(beam.getS0(), px)).toBeCloseTo(1, 12);
          expect(angles[k]).toBeCloseTo(one.getTwoThetaAtPixel(beam.getS0(), px), 12);
        }
      }
  });
});

describe("corrections", () => {
  const s1 = FlexVec3Double.from([
    [0.3, 0.4, -0.6],
    [0, 0, -1],
    [0.5, 0, -0.5],
  ]);
  const plain = new Beam({ direction: [0, 0, 1], wavelength: 1, polarization_fraction: 0.5 });
  const turning = new Experiment({
    beam: plain,
    detector,
    goniometer: new Goniometer({ rotation_axis: [1, 0, 0] }),
  });

  it("polarization: unpolarized (1 + cos² 2θ)/2; wholly polarized 1 − (ŝ1 in the plane)²", () => {
    const at45 = geometry.polarization(s1, turning).at(2);
    expect(at45).toBeCloseTo((1 + 0.5) / 2, 14);
    const full = new Beam({ direction: [0, 0, 1], wavelength: 1, polarization_fraction: 1 });
    expect(geometry.polarization(s1, new Experiment({ beam: full })).at(2)).toBeCloseTo(0.5, 14);
    expect(geometry.polarization(s1, turning).at(1)).toBe(1);
  });

  it("Lorentz: sin 2θ across the axis, nothing along it; 1 for stills", () => {
    const across = new Experiment({ beam: plain, goniometer: new Goniometer({ rotation_axis: [0, 1, 0] }) });
    expect(geometry.lorentz(s1, across).at(2)).toBeCloseTo(Math.SQRT1_2, 14);
    expect(geometry.lorentz(s1, turning).at(2)).toBeCloseTo(0, 14);
    expect(geometry.lorentz(s1, new Experiment({ beam: plain })).at(0)).toBe(1);
    expect(geometry.zeta(s1, across).at(2)).toBeCloseTo(1, 14);
    expect(geometry.zeta(s1, across).at(1)).toBe(0);
    expect([...geometry.entering(s1, across)]).not.toEqual([...geometry.entering(s1.mul(-1), across)]);
  });

  it("solid angles of a panel add up to that of the rectangle", () => {
    const square = new Detector({
      panels: [
        panel({
          fast_axis: [1, 0, 0],
          slow_axis: [0, 1, 0],
          origin: [-50, -50, -50],
          image_size: [400, 400],
          pixel_size: [0.25, 0.25],
        }),
      ],
    });
    const centres = FlexVec2Double.from(
      Array.from({ length: 160000 }, (_, k) => [(k % 400) + 0.5, Math.floor(k / 400) + 0.5]),
    );
    const total = geometry.solidAngle(square, centres).data.reduce((a, b) => a + b, 0);
    // One face of a cube.
    expect(total).toBeCloseTo((4 * Math.PI) / 6, 4);
    expect(geometry.solidAngle(square, centres).at(77)).toBeCloseTo(
      square[0]!.getSolidAngleAtPixel(centres.at(77)),
      15,
    );
    const air = geometry.airTransmission(square, FlexVec2Double.from([[200, 200]]), { mu: 0.01, from: 20 });
    expect(air.at(0)).toBeCloseTo(Math.exp(-0.3), 14);
  });

  it("sensor: at right angles 1 − exp(−μt); all where nothing is known", () => {
    const face = (more: Partial<PanelData>) =>
      new Experiment({
        detector: new Detector({ panels: [panel({ fast_axis: [1, 0, 0], slow_axis: [0, 1, 0], ...more })] }),
      });
    const zeros = new FlexSizeT(new Uint32Array(3));
    expect(geometry.qe(s1, zeros, face({})).at(1)).toBeCloseTo(1 - Math.exp(-0.45 * 3.9), 14);
    expect([...geometry.qe(s1, zeros, face({ mu: 0 }))]).toEqual([1, 1, 1]);
  });

  it("says what is wrong", () => {
    const id = FlexInt.from([0, -1, 0]);
    expect(() => geometry.lp(s1, { experiments: [turning], id })).toThrow(
      /Row 1 has the experiment number -1/,
    );
    expect(() => geometry.zeta(s1, new Experiment({ beam: plain }))).toThrow(/no goniometer/);
    expect(() => geometry.pixelToLab(detector, FlexVec2Double.from([[1, 1]]))).toThrow(
      /Which of the 3 panels/,
    );
    expect(() => geometry.pixelToLab(detector, FlexVec2Double.from([[1, 1]]), FlexSizeT.from([3]))).toThrow(
      /panel 3/,
    );
    expect(() =>
      geometry.pixelToLab(detector, FlexVec2Double.from([[1, 1]]), FlexSizeT.from([1, 1])),
    ).toThrow(/for 1 rows/);
    expect(() => geometry.airTransmission(detector, FlexVec2Double.from([]), { mu: -1, panel: 0 })).toThrow(
      /cannot be/,
    );
    const laue = new Beam({ __id__: "polychromatic", direction: [0, 0, 1] });
    expect(() => geometry.resolutionMap(detector[0]!, laue)).toThrow(/polychromatic/);
  });
});
