// What cannot be answered is a clear error or undefined, never NaN and never a loop without end.
import { describe, expect, it } from "vitest";
import { FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import * as geometry from "../geometry/index.js";
import { Beam } from "./beam.js";
import { Crystal } from "./crystal.js";
import { Detector } from "./detector.js";
import { Experiment } from "./experiment.js";
import { Goniometer } from "./goniometer.js";
import type { PanelData } from "./panel.js";
import { Scan } from "./scan.js";

const nan = Number.NaN;
const panelOf = (more: Partial<PanelData> = {}) =>
  new Detector([
    {
      name: "p",
      fast_axis: [1, 0, 0],
      slow_axis: [0, -1, 0],
      origin: [-10, 10, -100],
      image_size: [200, 200],
      pixel_size: [0.1, 0.1],
      mu: 3,
      thickness: 0.3,
      px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" },
      ...more,
    },
  ]).panel(0);
const panel = panelOf();
const detector = new Detector([panel.data]);
const none = new Detector([]);
const edgeOn = panelOf({ origin: [-10, 10, 0] });
const thin = { mu: 0, px_mm_strategy: { type: "SimplePxMmStrategy" } };
const beam = new Beam({ direction: [0, 0, 1], wavelength: 1 });
const laue = new Beam({ __id__: "polychromatic", direction: [0, 0, 1] });
const goniometer = new Goniometer({ rotation_axis: [1, 0, 0], setting_rotation_at_scan_points: [] });
const axes = () =>
  new Goniometer({
    axes: [
      [0, 0, 1],
      [1, 0, 0],
    ],
    angles: [10, 0],
    scan_axis: 1,
  });
const scan = new Scan({ image_range: [1, 10], oscillation: [0, 0.5] });
const crystalOf = (b: number[], more = {}) =>
  new Crystal({
    real_space_a: [10, 0, 0],
    real_space_b: b,
    real_space_c: [0, 0, 30],
    space_group_hall_symbol: "P 1",
    ...more,
  });
const crystal = crystalOf([0, 20, 0]);
const flat = crystalOf([20, 0, 0]);
const px = FlexVec3Double.from([[1, 2, 3]]);

type Case = readonly [what: string, ask: () => unknown, code: string | undefined];

const cases: readonly (readonly [model: string, cases: readonly Case[]])[] = [
  [
    "detector and panel",
    [
      ["a panel number too great", () => detector.panel(1), "out-of-range"],
      ["a panel number below 0", () => detector.panel(-1), "out-of-range"],
      ["a panel number with a fraction", () => detector.panel(0.5), "out-of-range"],
      [
        "rows on a panel that is not there",
        () => geometry.qOfPixels(detector, beam, px, FlexSizeT.from([5])),
        "out-of-range",
      ],
      ["a ray away from the panel", () => panel.getRayIntersection([0, 0, 1]), undefined],
      ["a ray along the panel", () => panel.getRayIntersection([1, 0, 0]), undefined],
      ["a line along the panel", () => panel.getBidirectionalRayIntersection([1, 0, 0]), undefined],
      ["a ray of no length", () => panel.getRayIntersectionPx([0, 0, 0]), undefined],
      ["a ray of NaN", () => panel.getRayIntersection([nan, 0, -1]), undefined],
      ["a line of NaN", () => panel.getBidirectionalRayIntersectionPx([nan, 0, 1]), undefined],
      ["a ray that hits no panel", () => detector.getRayIntersection([0, 0, 1]), undefined],
      ["a ray past all panels", () => detector.getRayIntersection([1, 0, -0.1]), undefined],
      ["no panel hit", () => detector.getPanelIntersection([0, 0, 1]), undefined],
      ["no panels to hit", () => none.getRayIntersection([0, 0, -1]), undefined],
      ["no panels to resolve", () => none.getMaxResolution([0, 0, -1]), "bad-argument"],
      ["no panels for rings", () => none.getMaxInscribedResolution([0, 0, -1]), undefined],
      ["a beam away from the panel", () => panel.getBeamCentreLab([0, 0, 1]), undefined],
      ["rings about a beam away from the panel", () => panel.getMaxResolutionEllipse([0, 0, 1]), undefined],
      ["a panel through the sample: a ray", () => edgeOn.getRayIntersection([0, 0, -1]), undefined],
      ["its inverse", () => edgeOn.getInverseDMatrix(), "bad-argument"],
      ["its parallax", () => edgeOn.pixelToMillimeter([5, 5]), "bad-argument"],
      ["its map of resolution", () => geometry.resolutionMap(edgeOn, beam), "bad-argument"],
      ["its map of 2θ", () => geometry.twoThetaMap(edgeOn, beam), "bad-argument"],
      [
        "d of the sample itself",
        () => panelOf({ ...thin, origin: [0, 0, 0] }).getResolutionAtPixel([0, 0, -1], [0, 0]),
        "bad-argument",
      ],
      [
        "2θ of the sample itself",
        () => panelOf({ ...thin, origin: [0, 0, 0] }).getTwoThetaAtPixel([0, 0, -1], [0, 0]),
        "bad-argument",
      ],
      ["d without beam", () => panel.getResolutionAtPixel([0, 0, 0], [1, 2]), "bad-argument"],
      ["cos² 2θ without beam", () => panel.getCos2TwoThetaAtPixel([0, 0, 0], [1, 2]), "bad-argument"],
      ["d at no pixel", () => panel.getResolutionAtPixel([0, 0, -1], [nan, 2]), "bad-argument"],
      ["pixels of no size", () => panelOf({ pixel_size: [0, 0] }).millimeterToPixel([1, 1]), "bad-format"],
      ["an axis of no length", () => panelOf({ fast_axis: [0, 0, 0] }).getFastAxis(), "bad-format"],
      ["an origin of NaN", () => panelOf({ origin: [nan, 0, 0] }).getPixelLabCoord([1, 1]), "bad-format"],
      ["an origin set to NaN", () => panelOf().setFrame([1, 0, 0], [0, 1, 0], [0, 0, nan]), "bad-format"],
    ],
  ],
  [
    "beam",
    [
      ["a scan point too many", () => beam.getS0AtScanPoint(0), "out-of-range"],
      ["no wavelength", () => new Beam({ direction: [0, 0, 1], wavelength: 0 }).getS0(), "bad-format"],
      ["no direction", () => new Beam({ direction: [0, 0, 0], wavelength: 1 }).getS0(), "bad-argument"],
      [
        "s0 of no length",
        () => new Beam({ direction: [0, 0, 1], wavelength: 1 }).setS0([0, 0, 0]),
        "bad-argument",
      ],
      ["one wavelength of many", () => laue.getWavelength(), "unsupported"],
      [
        "a turn about no axis",
        () => new Beam({ ...beam.data }).rotateAroundOrigin([0, 0, 0], 5),
        "bad-argument",
      ],
    ],
  ],
  [
    "goniometer",
    [
      ["a scan point too many", () => goniometer.getSettingRotationAtScanPoint(0), "out-of-range"],
      [
        "an axis of no length",
        () => new Goniometer({ rotation_axis: [0, 0, 0] }).getRotationMatrix(10),
        "bad-format",
      ],
      [
        "one of several axes of no length",
        () =>
          new Goniometer({
            ...axes().data,
            axes: [
              [0, 0, 0],
              [1, 0, 0],
            ],
          }).getFixedRotation(),
        "bad-argument",
      ],
      ["an angle of NaN", () => axes().setAngles([nan, 0]), "bad-argument"],
      [
        "the angle of no rotation",
        () => goniometer.getAngleFromRotationMatrix([0, 0, 0, 0, 0, 0, 0, 0, 0]),
        "bad-argument",
      ],
      [
        "a rotation that is none",
        () => new Goniometer({ rotation_axis: [1, 0, 0] }).setFixedRotation([1, 0, 0, 0, 1, 0, 0, 0, 2]),
        "bad-argument",
      ],
    ],
  ],
  [
    "scan",
    [
      ["image 0", () => scan.getImageOscillation(0), "out-of-range"],
      ["an image too many", () => scan.getImageEpoch(11), "out-of-range"],
      ["half an image", () => scan.getImageOscillation(1.5), "out-of-range"],
      [
        "an angle of a still",
        () => new Scan({ image_range: [1, 1] }).getArrayIndexFromAngle(3),
        "bad-argument",
      ],
      ["passes of NaN", () => scan.getArrayIndicesWithAngle(nan), "bad-argument"],
      ["passes of infinity", () => scan.getImageIndicesWithAngle(Number.POSITIVE_INFINITY), "bad-argument"],
      ["no images", () => scan.slice(5, 5), "out-of-range"],
      ["a range that ends before it begins", () => new Scan({ image_range: [5, 3] }), "bad-format"],
      ["a range of halves", () => new Scan({ image_range: [1, 3] }).setImageRange([1.5, 2]), "bad-format"],
      [
        "an oscillation of NaN",
        () => new Scan({ image_range: [1, 3] }).setOscillation([nan, 1]),
        "bad-argument",
      ],
    ],
  ],
  [
    "crystal",
    [
      ["A of a flat cell", () => flat.getA(), "bad-argument"],
      ["U of a flat cell", () => flat.getU(), "bad-argument"],
      ["B of a flat cell", () => flat.getB(), "bad-argument"],
      ["parameters of a flat cell", () => flat.getUnitCellParameters(), "bad-argument"],
      ["volume of a flat cell", () => flat.getVolume(), "bad-argument"],
      ["a singular A", () => crystalOf([0, 20, 0]).setA([1, 0, 0, 0, 1, 0, 0, 0, 0]), "bad-argument"],
      ["an A of NaN", () => crystalOf([0, 20, 0]).setA([nan, 0, 0, 0, 1, 0, 0, 0, 1]), "bad-argument"],
      ["a cell of NaN", () => crystalOf([0, nan, 0]).getA(), "bad-argument"],
      [
        "an endless cell",
        () => crystalOf([0, Number.POSITIVE_INFINITY, 0]).getUnitCellParameters(),
        "bad-argument",
      ],
      [
        "a singular A at a scan point",
        () => crystalOf([0, 20, 0], { A_at_scan_points: [[1, 0, 0, 0, 1, 0, 0, 0, 0]] }).getUAtScanPoint(0),
        "bad-argument",
      ],
      ["a scan point too many", () => crystal.getAAtScanPoint(0), "out-of-range"],
      ["covariances at no scan point", () => crystal.getBCovarianceAtScanPoint(-1), "out-of-range"],
      [
        "Miller indices without crystal",
        () => geometry.millerIndicesOfPixels(new Experiment({ beam, detector }), px, FlexSizeT.from([0])),
        "bad-argument",
      ],
    ],
  ],
];

describe.each(cases)("%s", (_, asked) => {
  it.each(asked)("%s", (_what, ask, code) => {
    if (code === undefined) {
      expect(ask()).toBeUndefined();
      return;
    }
    let error: unknown;
    try {
      ask();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EwaldError);
    expect((error as EwaldError).code).toBe(code);
    expect((error as EwaldError).message).toMatch(/[.]$/);
  });
});
