import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identity, inverse, multiply, transform, transpose } from "../array/mat3.js";
import type { Mat3, Vec2, Vec3 } from "../array/vectors.js";
import { type CellParameters, UnitCell } from "../crystal/unitCell.js";
import { Beam } from "./beam.js";
import { bMatrix, cellDeviations, cellOfVectors } from "./cellGeometry.js";
import { Crystal } from "./crystal.js";
import { Detector } from "./detector.js";
import { Experiment } from "./experiment.js";
import { Goniometer } from "./goniometer.js";
import type { PanelData } from "./panel.js";
import { Scan, type ScanData } from "./scan.js";

const flat = (more: Partial<PanelData> = {}): PanelData => ({
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin: [-50, 40, -100],
  image_size: [1000, 800],
  pixel_size: [0.1, 0.1],
  trusted_range: [-1, 10],
  ...more,
});
const beam = new Beam({ direction: [0, 0, 2], wavelength: 1.25 });
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const vector = fc.tuple(real(-1, 1), real(-1, 1), real(-1, 1)).filter((v) => Math.hypot(...v) > 0.1);
const close = (a: readonly number[], b: readonly number[], digits = 10) => {
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i]!, digits);
  });
};
const rotationOf = (axis: Vec3, angle: number) =>
  new Goniometer({ rotation_axis: [...axis] }).getRotationMatrix(angle);
const cells = fc
  .tuple(real(5, 300), real(5, 300), real(5, 300), real(50, 118), real(50, 118), real(50, 118))
  .filter(([, , , a, b, c]) => {
    const [x, y, z] = [a, b, c].map((angle) => Math.cos((angle * Math.PI) / 180)) as [number, number, number];
    return 1 - x * x - y * y - z * z + 2 * x * y * z > 0.05;
  });

describe("beam", () => {
  it("keeps what it is told in its record", () => {
    const one = new Beam({ direction: [0, 0, 1], wavelength: 1, note: "kept" });
    one.setS0([0, 0.6, -0.8]);
    expect(one.data).toEqual({
      direction: [0, -0.6, 0.8].map((x) => expect.closeTo(x, 12)),
      wavelength: 1,
      note: "kept",
    });
    one.setDivergence(1, false);
    expect(one.getDivergence()).toBeCloseTo(180 / Math.PI, 12);
    one.setS0AtScanPoints([
      [0, 0, -1],
      [0, 0.1, -1],
    ]);
    expect(one.getS0AtScanPoint(1)).toEqual([0, 0.1, -1]);
    expect(() => one.getS0AtScanPoint(2)).toThrow(/no scan point 2; it has 2/);
  });

  it("refuses what cannot be", () => {
    expect(() => beam.setWavelength(0)).toThrow(/wavelength 0/);
    expect(() => beam.setDirection([0, 0, 0])).toThrow(/no direction/);
    expect(() => new Beam({ direction: [0, 0, 1], wavelength: 0 }).getS0()).toThrow(/must be positive/);
    expect(() => new Beam({ __id__: "polychromatic", direction: [0, 0, 1] }).setWavelength(1)).toThrow(
      /polychromatic/,
    );
  });
});

describe("panel", () => {
  it("a known geometry by hand", () => {
    const panel = new Detector({ panels: [flat()] })[0]!;
    expect(panel.getNormal()).toEqual([0, 0, -1]);
    expect(panel.getDistance()).toBe(100);
    close(panel.getBeamCentrePx(beam.getS0())!, [500, 400]);
    // 100 mm to the side at 100 mm: 2θ = 45°.
    const wide = new Detector({ panels: [flat({ image_size: [2000, 800] })] })[0]!;
    expect(wide.getTwoThetaAtPixel(beam.getS0(), [1500, 400])).toBeCloseTo(Math.PI / 4, 14);
    expect(wide.getResolutionAtPixel(beam.getS0(), [1500, 400])).toBeCloseTo(
      1.25 / (2 * Math.sin(Math.PI / 8)),
      13,
    );
    expect(panel.getResolutionAtPixel(beam.getS0(), [500, 400])).toBeGreaterThan(1e12);
    expect(wide.getCos2TwoThetaAtPixel(beam.getS0(), [1500, 400])).toBeCloseTo(0.5, 14);
    expect(panel.getSolidAngleAtPixel([500, 400])).toBeCloseTo(0.01 / 1e4, 18);
  });

  it("rays that hit nothing are undefined", () => {
    const detector = new Detector({ panels: [flat()] });
    expect(detector[0]!.getRayIntersection([0, 0, 1])).toBeUndefined();
    expect(detector[0]!.getBidirectionalRayIntersection([0, 0, 1])).toEqual([50, 40]);
    expect(detector[0]!.getBidirectionalRayIntersection([1, 0, 0])).toBeUndefined();
    expect(detector[0]!.getMaxResolutionEllipse([0, 0, 1])).toBeUndefined();
    expect(detector.getRayIntersection([1, 0, -0.1])).toBeUndefined();
    expect(detector.getPanelIntersection([0, 0, 1])).toBeUndefined();
    expect(detector.getMaxInscribedResolution([0, 0, 1])).toBeUndefined();
    expect(() => detector.panel(1)).toThrow(/no panel 1 in a detector of 1/);
    const edgeOn = new Detector({ panels: [flat({ origin: [-50, 40, 0] })] })[0]!;
    expect(edgeOn.getRayIntersection([0, 0, -1])).toBeUndefined();
    expect(() => edgeOn.getInverseDMatrix()).toThrow(/holds the sample/);
  });

  it("follows its record and its groups' when they change", () => {
    const detector = new Detector({
      panels: [flat({ origin: [-50, 40, 0] })],
      hierarchy: {
        fast_axis: [1, 0, 0],
        slow_axis: [0, 1, 0],
        origin: [0, 0, -100],
        children: [{ panel: 0 }],
      },
    });
    const panel = detector[0]!;
    expect(panel.getOrigin()).toEqual([-50, 40, -100]);
    detector.hierarchy!.origin![2] = -200;
    expect(panel.getOrigin()).toEqual([-50, 40, -200]);
    panel.data.fast_axis = [0, 1, 0];
    panel.data.slow_axis = [1, 0, 0];
    expect(panel.getFastAxis()).toEqual([0, 1, 0]);
    panel.setFrame([1, 0, 0], [0, 0, 1], [1, 2, 3]);
    expect(panel.getOrigin()).toEqual([1, 2, 3]);
    expect(panel.getSlowAxis()).toEqual([0, 0, 1]);
    expect(panel.data.origin).toEqual([1, 2, 203]);
    expect(() => panel.setFrame([1, 0, 0], [1, 1, 0], [0, 0, 0])).toThrow(/right angles/);
  });

  it("mm → px → mm: exact without parallax, near with it", () => {
    const simple = new Detector({ panels: [flat()] })[0]!;
    const strategy = { px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" }, mu: 3.9, thickness: 0.32 };
    const parallax = new Detector({ panels: [flat(strategy)] })[0]!;
    fc.assert(
      fc.property(real(0, 1000), real(0, 800), (x, y) => {
        const px: Vec2 = [x, y];
        close(simple.millimeterToPixel(simple.pixelToMillimeter(px)), px);
        const back = parallax.millimeterToPixel(parallax.pixelToMillimeter(px));
        expect(Math.hypot(back[0] - x, back[1] - y)).toBeLessThan(0.01);
        const at = simple.getBidirectionalRayIntersectionPx(simple.getPixelLabCoord(px))!;
        close(at, px, 8);
      }),
    );
    // Without sensor there is nothing to correct.
    expect(new Detector({ panels: [flat({ ...strategy, mu: 0 })] })[0]!.getPxMmStrategyName()).toBe(
      "SimplePxMmStrategy",
    );
  });

  it("offset maps shift pixels by the number of their pixel", () => {
    const panel = new Detector({
      panels: [flat({ image_size: [2, 2], px_mm_strategy: { type: "OffsetPxMmStrategy" } })],
    })[0]!;
    expect(panel.pixelToMillimeter([1.5, 0.5])).toEqual([1.5 * 0.1, 0.5 * 0.1]);
    panel.setOffsetMaps(Float64Array.of(0, 0.25, 0, 0), Float64Array.of(0, -0.5, 0, 0));
    expect(panel.getPxMmStrategyName()).toBe("OffsetPxMmStrategy");
    close(panel.pixelToMillimeter([1.5, 0.5]), [0.125, 0.1]);
    close(panel.millimeterToPixel([0.15, 0.05]), [1.75, 0]);
    expect(() => panel.setOffsetMaps(new Float64Array(3), new Float64Array(4))).toThrow(
      /3 and 4 numbers; it has 4/,
    );
  });

  it("offset maps as dxtbx 3.11.2 applies them, off the panel too", () => {
    const map = (k: number) => Float64Array.from({ length: 300 }, (_, i) => ((i * 7 + k) % 11) / 20 - 0.25);
    const near = {
      origin: [-1, 1.2, -10],
      image_size: [20, 15],
      pixel_size: [0.1, 0.12],
      mu: 3.9,
      thickness: 0.45,
    };
    const facts = {
      OffsetPxMmStrategy: [0.31, 0.588, 3.5, 4.499999999999999, -0.18, 0.87, -2.2, 7.15],
      OffsetParallaxCorrectedPxMmStrategy: [
        0.31926501266283397, 0.5962176634052962, 3.4100353674762984, 4.428833947406623, -0.16415485196728144,
        0.87443127021254, -2.361137551903884, 7.1124012378890935,
      ],
    };
    for (const [type, expected] of Object.entries(facts)) {
      const panel = new Detector({ panels: [flat({ ...near, px_mm_strategy: { type } })] })[0]!;
      panel.setOffsetMaps(map(0), map(3));
      const pixels: Vec2[] = [
        [3.3, 4.7],
        [-2, 7.2],
      ];
      const ours = pixels.flatMap((px) => [
        ...panel.pixelToMillimeter(px),
        ...panel.millimeterToPixel([px[0] * 0.1, px[1] * 0.12]),
      ]);
      close(ours, expected, 13);
    }
  });

  it("trusted range and rectangles", () => {
    const panel = new Detector({
      panels: [
        flat({
          image_size: [4, 2],
          mask: [
            [-1, 0, 2, 1],
            [3, 1, 9, 9],
          ],
        }),
      ],
    })[0]!;
    expect([...panel.getTrustedRangeMask([-2, -1, 0, 10, 11])]).toEqual([0, 1, 1, 1, 0]);
    expect([...panel.getTrustedRangeMask([-2, -1, 0, 10, 11], { ends: "excluded" })]).toEqual([
      0, 0, 1, 0, 0,
    ]);
    expect([...panel.getUntrustedRectangleMask()]).toEqual([0, 0, 1, 1, 1, 1, 1, 0]);
    expect(panel.isCoordValid([4, 0])).toBe(false);
    expect(panel.isCoordValid([0, 1.99])).toBe(true);
  });
});

describe("goniometer", () => {
  it("of several axes: the product of their turns, the scan axis last to be known", () => {
    fc.assert(
      fc.property(vector, vector, vector, real(-180, 180), real(-180, 180), (a, b, c, first, last) => {
        const one = new Goniometer({
          axes: [a, b, c].map((v) => [...v]),
          angles: [first, 77, last],
          scan_axis: 1,
        });
        const expected = multiply(rotationOf(c, last), rotationOf(b, 30), rotationOf(a, first));
        close(one.getRotationMatrix(30), expected, 12);
        close(multiply(expected, transpose(expected)), identity, 12);
        one.setAngles([0, 0, 0]);
        close(one.getFixedRotation(), identity, 15);
      }),
    );
  });

  it("setting rotations at scan points, and what is refused", () => {
    const one = new Goniometer({ rotation_axis: [1, 0, 0] });
    const turn: Mat3 = [0, -1, 0, 1, 0, 0, 0, 0, 1];
    one.setSettingRotationAtScanPoints([identity, turn]);
    close(one.getRotationMatrixAtScanPoint(1, 90), multiply(turn, rotationOf([1, 0, 0], 90)), 12);
    expect(() => one.getRotationMatrixAtScanPoint(2, 0)).toThrow(/no scan point 2/);
    one.setSettingRotation(turn);
    close(one.getRotationAxis(), [0, 1, 0]);
    one.setRotationAxis([0, 0, 2]);
    close(one.getRotationAxisDatum(), [0, 0, 1]);
    expect(() => one.setFixedRotation([1, 0, 0, 0, 2, 0, 0, 0, 1])).toThrow(/no rotation/);
    expect(() => one.getAngleFromRotationMatrix(rotationOf([0, 1, 0], 20))).toThrow(/no turn about/);
    const several = new Goniometer({ axes: [[1, 0, 0]], angles: [0], scan_axis: 0 });
    expect(() => several.setSettingRotation(identity)).toThrow(/angles/);
    expect(() => several.setAngles([1, 2])).toThrow(/takes 1 angles, not 2/);
  });
});

describe("scan", () => {
  const old: ScanData = {
    image_range: [5, 8],
    oscillation: [10, 0.5],
    exposure_time: [0.1, 0.2, 0.3, 0.4],
    epochs: [1, 2, 3, 4],
  };
  const fresh: ScanData = {
    image_range: [5, 8],
    properties: {
      oscillation: [10, 10.5, 11, 11.5],
      exposure_time: [0.1, 0.2, 0.3, 0.4],
      epochs: [1, 2, 3, 4],
    },
  };

  it("old and new style say the same, sliced and set too", () => {
    for (const data of [old, fresh]) {
      const scan = new Scan(structuredClone(data));
      const part = scan.slice(1, 3);
      expect(part.getImageRange()).toEqual([6, 7]);
      expect(part.getOscillation()).toEqual([10.5, 0.5]);
      expect([...part.getExposureTimes()]).toEqual([0.2, 0.3]);
      expect([...part.getEpochs()]).toEqual([2, 3]);
      expect(Object.keys(part.data)).toEqual(Object.keys(data));
      const single = scan.slice(-1);
      expect(single.getOscillation()).toEqual([11.5, 0.5]);
      expect(single.getImageEpoch(8)).toBe(4);
      expect(() => scan.slice(4)).toThrow(/are none/);
      expect(() => scan.getImageEpoch(9)).toThrow(/no image 9 in a scan of images 5 to 8/);
      scan.setOscillation([0, 1]);
      expect(scan.getOscillationRange()).toEqual([0, 4]);
      scan.setImageRange([1, 2]);
      expect(scan.getOscillationRange()).toEqual([0, 2]);
      expect(scan.getEpochs().length).toBe(2);
    }
  });

  it("angles and indices are each other's inverse, backwards too", () => {
    fc.assert(
      fc.property(real(-400, 400), real(0.01, 3), fc.boolean(), real(-20, 50), (start, width, back, z) => {
        const scan = new Scan({ image_range: [3, 30], oscillation: [start, back ? -width : width] });
        expect(scan.getArrayIndexFromAngle(scan.getAngleFromArrayIndex(z))).toBeCloseTo(z, 7);
        const inside = 2 + ((z + 20) / 70) * 28;
        const found = scan.getArrayIndicesWithAngle(scan.getAngleFromArrayIndex(inside) + 720);
        expect(Math.min(...found.map(([, at]) => Math.abs(at - inside)))).toBeLessThan(1e-6);
      }),
    );
    expect(() => new Scan({ image_range: [1, 1] }).getArrayIndexFromAngle(1)).toThrow(/width 0/);
  });

  it("batches, ranges and kinds of experiment", () => {
    const scan = new Scan({ image_range: [5, 8], oscillation: [0, 1], batch_offset: 100 });
    expect(scan.getBatchRange()).toEqual([105, 108]);
    expect(scan.getBatchForArrayIndex(4)).toBe(105);
    expect(scan.isBatchValid(104)).toBe(false);
    expect(scan.isArrayIndexValid(8)).toBe(false);
    scan.setValidImageRanges("a", [[5, 6]]);
    expect(scan.getValidImageRanges("a")).toEqual([[5, 6]]);
    const goniometer = new Goniometer({ rotation_axis: [1, 0, 0] });
    expect(new Experiment({ beam, goniometer, scan }).getType()).toBe("rotation");
    expect(new Experiment({ beam, goniometer }).getType()).toBe("still");
    const laue = new Beam({ __id__: "polychromatic", direction: [0, 0, 1] });
    expect(new Experiment({ beam: laue, goniometer, scan }).getType()).toBe("laue");
    const tof = new Scan({ image_range: [1, 2], properties: { time_of_flight: [500, 600] } });
    expect(new Experiment({ beam: laue, scan: tof }).getType()).toBe("tof");
  });
});

describe("crystal", () => {
  const of = (cell: CellParameters, U: Mat3 = identity) => {
    const v = inverse(multiply(U, bMatrix(new UnitCell(cell))));
    return new Crystal({
      real_space_a: [v[0], v[1], v[2]],
      real_space_b: [v[3], v[4], v[5]],
      real_space_c: [v[6], v[7], v[8]],
      space_group_hall_symbol: " P 1",
    });
  };

  it("cell, U and B come back; U is orthogonal, B lower triangular, h = A⁻¹(A·h)", () => {
    fc.assert(
      fc.property(cells, vector, real(-180, 180), vector, (cell, axis, angle, h) => {
        const crystal = of(cell, rotationOf(axis, angle));
        close(crystal.getUnitCellParameters(), cell, 9);
        const U = crystal.getU();
        close(multiply(U, transpose(U)), identity, 12);
        close(U, rotationOf(axis, angle), 11);
        const B = crystal.getB();
        close([B[1], B[2], B[5]], [0, 0, 0], 15);
        close(transform(inverse(crystal.getA()), transform(crystal.getA(), h)), h);
        crystal.setU(identity);
        close(crystal.getUnitCellParameters(), cell, 9);
        const twice = crystal.changeBasis("y,z,x");
        close(twice.getUnitCellParameters(), [cell[1], cell[2], cell[0], cell[4], cell[5], cell[3]], 9);
        expect(twice.getVolume() / crystal.getVolume()).toBeCloseTo(1, 10);
      }),
    );
  });

  it("deviations of the cell by differences", () => {
    const cell: CellParameters = [30, 40, 50, 81, 97, 112];
    const b = bMatrix(new UnitCell(cell));
    const covariance = new Float64Array(81);
    for (let k = 0; k < 9; k++) covariance[10 * k] = 1e-10 * (k + 1);
    const facts = (B: Mat3) => {
      const v = inverse(B);
      return [...cellOfVectors(v), Math.abs(1 / det(B))];
    };
    const expected = new Float64Array(7);
    for (let k = 0; k < 9; k++) {
      const [up, down] = [1e-7, -1e-7].map((by) =>
        facts(b.map((x, i) => x + (i === k ? by : 0)) as readonly number[] as Mat3),
      );
      up!.forEach((value, p) => {
        expected[p]! += ((value - down![p]!) / 2e-7) ** 2 * covariance[10 * k]!;
      });
    }
    cellDeviations(b, covariance).forEach((sd, p) => {
      expect(sd / Math.sqrt(expected[p]!)).toBeCloseTo(1, 5);
    });
  });

  it("scan points: between them, off them, and forgotten when A changes", () => {
    const crystal = of([10, 20, 30, 90, 90, 90]);
    crystal.setAAtScanPoints([crystal.getA(), crystal.getA().map((x) => 2 * x) as readonly number[] as Mat3]);
    expect(crystal.getAAtArrayOffset(0.5)[0]).toBeCloseTo(0.15, 12);
    expect(() => crystal.getAAtArrayOffset(1.01)).toThrow(/1.01 images into a scan of 1/);
    expect(() => crystal.getAAtScanPoint(2)).toThrow(/no scan point 2; it has 2/);
    crystal.setBCovariance(new Float64Array(81));
    crystal.setU([0, -1, 0, 1, 0, 0, 0, 0, 1]);
    expect(crystal.getNumScanPoints()).toBe(0);
    expect(crystal.getBCovariance()?.length).toBe(81);
    crystal.setA(crystal.getA());
    expect(crystal.getBCovariance()).toBeUndefined();
    crystal.data.real_space_a = [0, 20, 0];
    expect(crystal.getUnitCellParameters()[0]).toBe(20);
  });

  it("refuses what cannot be", () => {
    const crystal = of([10, 20, 30, 90, 90, 90]);
    expect(() => crystal.setUnitCell([10, 10, 10, 150, 150, 150])).toThrow(/cannot be/);
    expect(() => crystal.setUnitCell([10, 0, 10, 90, 90, 90])).toThrow(/cannot be/);
    expect(() => crystal.setA([1, 0, 0, 2, 0, 0, 0, 0, 1])).toThrow(/singular/);
    expect(() => crystal.setU([1, 0, 0, 0, 2, 0, 0, 0, 1])).toThrow(/not orthogonal/);
    crystal.data.real_space_c = [...crystal.data.real_space_a];
    expect(() => crystal.getA()).toThrow(/singular/);
  });
});

const det = (m: Mat3) =>
  m[0] * (m[4] * m[8] - m[5] * m[7]) -
  m[1] * (m[3] * m[8] - m[5] * m[6]) +
  m[2] * (m[3] * m[7] - m[4] * m[6]);
