// What views compute of the geometry they are sent, beside the library: resolution, q, Miller indices, where panels lie in the picture.
import {
  bitmaps,
  Crystal,
  Detector,
  type Experiment,
  ExperimentList,
  geometry,
  ImageSetFactory,
  type Vec2,
  type Vec3,
} from "ewald";
import { describe, expect, it } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { dOf, labOf, millerOf, qOf } from "../browser/imageViewer/optics.js";
import { Viewport } from "../browser/imageViewer/viewport.js";
import { crystalsAt, geometryOf } from "./geometry.js";
import { Images } from "./images.js";

const tilted = (tilt: number, parallax: boolean) => [
  {
    name: "p",
    type: "SENSOR_PAD",
    fast_axis: [Math.cos(tilt), 0, Math.sin(tilt)],
    slow_axis: [0, -1, 0],
    origin: [-30, 25, -120],
    raw_image_offset: [0, 0],
    image_size: [400, 300],
    pixel_size: [0.172, 0.172],
    trusted_range: [0, 1e6],
    thickness: parallax ? 0.45 : 0,
    material: "Si",
    mu: parallax ? 3.9 : 0,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: parallax ? "ParallaxCorrectedPxMmStrategy" : "SimplePxMmStrategy" },
  },
];
const beamOf = (s0: Vec3) => ({ getS0: () => s0 }) as never;

const points = ([nx, ny]: Vec2): Vec2[] => [
  [0, 0],
  [0.5, 0.5],
  [nx / 3, ny / 7],
  [nx - 1, ny / 2],
  [nx, ny],
];

function expectSame(detector: Detector, s0: Vec3): void {
  const sent = JSON.parse(JSON.stringify(geometryOf(detector, beamOf(s0), 0))) as ReturnType<
    typeof geometryOf
  >;
  for (const [i, panel] of detector.panels.entries())
    for (const px of points(panel.getImageSize())) {
      const point = labOf(sent.panels[i]!, px);
      const d = dOf(qOf(sent.s0, point));
      expect(d / panel.getResolutionAtPixel(s0, px)).toBeCloseTo(1, 9);
    }
}

describe("resolution at a pixel", () => {
  it("is the library's on panels tilted by 20°, with parallax and without", () => {
    for (const parallax of [true, false])
      expectSame(new Detector(tilted(0.35, parallax) as never), [0, 0, -1 / 0.9763]);
  });

  needs.sharedData("data", "thermolysin_cspad").it("is the library's on 64 panels of a CSPAD", () => {
    const [set] = ImageSetFactory.new([shared("data", "thermolysin_cspad/idx-20130301060858401.cbf")]);
    expectSame(set!.getDetector(), set!.getBeam().getS0());
  });
});

needs
  .sharedData("data", "thermolysin_cspad")
  .it("panels lie in the picture where the library's pictures have them", () => {
    const [set] = ImageSetFactory.new([shared("data", "thermolysin_cspad/idx-20130301060858401.cbf")]);
    const [detector, beam] = [set!.getDetector(), set!.getBeam()];
    for (const projection of ["image", "lab"] as const) {
      const { places, panels } = geometryOf(detector, beam, 0);
      const toPicture = bitmaps.inMosaic(bitmaps.placements(detector, projection, beam.getS0()), {
        corner: [0, 0],
        binning: 1,
      });
      const view = new Viewport(
        800,
        600,
        0.4,
        [100, -50],
        places[projection],
        panels.map(({ size }) => size),
      );
      for (const [i, panel] of detector.panels.entries())
        for (const px of points(panel.getImageSize())) {
          const screen = view.panelToScreen(i, px);
          const [x, y] = toPicture(i, px);
          const [seenX, seenY] = view.toScreen([x, y]);
          expect(screen[0]).toBeCloseTo(seenX, 6);
          expect(screen[1]).toBeCloseTo(seenY, 6);
          const back = view.panelCoordinates(i, screen)!;
          expect(back[0]).toBeCloseTo(px[0], 6);
          expect(back[1]).toBeCloseTo(px[1], 6);
        }
      const inside = view.panelToScreen(7, [20.5, 30.5]);
      expect(view.panelAt(inside)?.panel).toBe(7);
    }
  });

needs
  .sharedData("data", "centroid_test_data")
  .it("Miller indices are those of the library in a rotation", () => {
    const list = ExperimentList.fromFile(shared("data", "centroid_test_data/indexed.expt"));
    const experiment = list[0] as Experiment;
    expect(experiment.crystal).toBeInstanceOf(Crystal);
    const [first] = experiment.scan!.getArrayRange();
    const set = { isSequence: () => true } as never;
    const crystals = crystalsAt({ set, z: first + 3, experiments: [{ id: 0, experiment }] } as never);
    const panel = experiment.detector!.panel(0);
    const s0 = experiment.beam!.getS0();
    const sent = geometryOf(experiment.detector!, experiment.beam!, 0);
    const px: Vec2 = [812.3, 1234.5];
    const q = qOf(sent.s0, labOf(sent.panels[0]!, px));
    const hkl = millerOf(crystals[0]!.millerMatrix, q);
    const wanted = geometry.millerMatrix(experiment);
    wanted.moveTo(first + 3.5);
    const point = panel.getPixelLabCoord(px);
    const scale = Math.hypot(...s0) / Math.hypot(...point);
    const naive = point.map((x, i) => x * scale - s0[i]!);
    for (const row of [0, 1, 2])
      expect(hkl[row]).toBeCloseTo(
        naive.reduce((sum, x, i) => sum + wanted.m[3 * row + i]! * x, 0),
        6,
      );
  });

it("images of several sets are numbered through", () => {
  expect(() => new Images([])).toThrow("nothing was given");
  expect(() => new Images(["a.cbf"] as never)).toThrow("[object String]");
});
