import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { Beam, type BeamData } from "./beam.js";
import { Detector, type DetectorData } from "./detector.js";
import { Goniometer, type GoniometerData } from "./goniometer.js";
import { Scan, type ScanData } from "./scan.js";
import { isSimilarBeam, isSimilarDetector, isSimilarGoniometer } from "./similarity.js";

const panel = {
  fast_axis: [1, 0, 0],
  slow_axis: [0, -1, 0],
  origin: [-50, 50, -200],
  image_size: [1000, 900],
  pixel_size: [0.1, 0.1],
  trusted_range: [0, 100],
  px_mm_strategy: { type: "SimplePxMmStrategy" },
  name: "a",
  type: "PAD",
  raw_image_offset: [0, 0],
  thickness: 0,
  material: "",
  mu: 0,
  identifier: "",
  mask: [],
  gain: 1,
  pedestal: 0,
};
const turned = (angle: number) => ({
  fast_axis: [Math.cos(angle), Math.sin(angle), 0],
  slow_axis: [Math.sin(angle), -Math.cos(angle), 0],
});
const detectors = [
  {},
  { name: "b", type: "CCD", gain: 2, pedestal: 3, thickness: 1, material: "Si", mu: 1 },
  ...[0.049, 0.051].flatMap((d) => [
    { origin: [-50 + d, 50, -200] },
    { origin: [-50, 50 - d, -200] },
    { origin: [-50 + d, 50 + d, -200 - d] },
  ]),
  turned(0.9e-6),
  turned(1.1e-6),
  { image_size: [1000, 901] },
  { pixel_size: [0.1, 0.10001] },
  { trusted_range: [0, 101] },
].map((change): DetectorData => ({ panels: [{ ...panel, ...change }] }));
const beam: BeamData = {
  direction: [0, 0, 1],
  wavelength: 1,
  polarization_normal: [0, 1, 0],
  polarization_fraction: 0.999,
  divergence: 0,
  sigma_divergence: 0,
};
const beams = [
  {},
  { wavelength: 1 + 0.9e-6 },
  { wavelength: 1 + 1.1e-6 },
  { direction: [0.9e-6, 0, 1] },
  { direction: [1.1e-6, 0, 1] },
  { polarization_normal: [1.1e-6, 1, 0] },
  { polarization_fraction: 0.999 + 1.1e-6 },
  { flux: 5, transmission: 0.5, divergence: 1 },
].map((change): BeamData => ({ ...beam, ...change }) as BeamData);
const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const about = (angle: number) => [
  Math.cos(angle),
  -Math.sin(angle),
  0,
  Math.sin(angle),
  Math.cos(angle),
  0,
  0,
  0,
  1,
];
const goniometers = [
  {},
  { rotation_axis: [1, 0.9e-6, 0] },
  { rotation_axis: [1, 1.1e-6, 0] },
  { rotation_axis: [-1, 0, 0] },
  { fixed_rotation: about(0.9e-6) },
  { fixed_rotation: about(1.1e-6) },
  { setting_rotation: about(0.9e-6) },
  { setting_rotation: about(1.1e-6) },
  {
    axes: [
      [1, 0, 0],
      [0, 1, 0],
    ],
    angles: [0, 0],
    names: ["a", "b"],
    scan_axis: 0,
  },
].map(
  (change) =>
    ({
      rotation_axis: [1, 0, 0],
      fixed_rotation: identity,
      setting_rotation: identity,
      ...change,
    }) as GoniometerData,
);

const scan = (first: number, last: number, start: number, width: number): ScanData => ({
  image_range: [first, last],
  batch_offset: 0,
  oscillation: [start, width],
  exposure_time: Array.from({ length: last - first + 1 }, (_, i) => first + i),
  epochs: Array.from({ length: last - first + 1 }, (_, i) => 100 + first + i),
  valid_image_ranges: {},
});
const pairs: [ScanData, ScanData][] = [
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1, 0.1)],
  [scan(1, 1, 0, 0.1), scan(3, 3, 0.2, 0.1)],
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1029, 0.1)],
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1031, 0.1)],
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1, 0.1029)],
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1, 0.1031)],
  [scan(1, 3, 0, 0.1), scan(4, 5, 0.308, 0.1)],
  [scan(1, 3, 0, 0.1), scan(4, 5, 0.31, 0.1)],
  [scan(1, 1, 359.9, 0.1), scan(2, 2, 0, 0.1)],
  [scan(1, 1, 0, 0), scan(2, 2, 10, 0)],
  [scan(1, 1, 0, 0.1), scan(2, 2, 0.1, 0)],
];
/** The joined scan, or null. */
const joined = ([a, b]: [ScanData, ScanData]) => {
  const whole = new Scan(structuredClone(a));
  try {
    whole.append(new Scan(b));
  } catch (error) {
    expect((error as Error).message).toMatch(/^Scans cannot be joined: .*image.*\.$/);
    return null;
  }
  return whole.data;
};
const ours = () => ({
  detectors: detectors.map((d) => isSimilarDetector(new Detector(detectors[0]!), new Detector(d))),
  static: detectors.map((d) => isSimilarDetector(new Detector(detectors[0]!), new Detector(d), {}, true)),
  beams: beams.map((b) => isSimilarBeam(new Beam(beams[0]!), new Beam(b))),
  goniometers: goniometers.map((g) =>
    isSimilarGoniometer(new Goniometer(goniometers[0]!), new Goniometer(g)),
  ),
  scans: pairs.map(joined),
});

needs
  .dials()
  .it(
    "two models are one where dxtbx takes them for one, and scans are joined as it joins them",
    async () => {
      const theirs = await runDials<ReturnType<typeof ours>>(
        `
from dxtbx.model import BeamFactory, DetectorFactory, GoniometerFactory, ScanFactory
d = [DetectorFactory.from_dict(x) for x in input["detectors"]]
b = [BeamFactory.from_dict(x) for x in input["beams"]]
g = [GoniometerFactory.from_dict(x) for x in input["goniometers"]]
tol = dict(fast_axis_tolerance=1e-6, slow_axis_tolerance=1e-6, origin_tolerance=0.05)
def join(a, b):
    a, b = ScanFactory.from_dict(a), ScanFactory.from_dict(b)
    try:
        a.append(b, scan_tolerance=0.03)
    except RuntimeError:
        return None
    return a.to_dict()
output({
  "detectors": [d[0].is_similar_to(x, **tol) for x in d],
  "static": [d[0].is_similar_to(x, static_only=True, **tol) for x in d],
  "beams": [b[0].is_similar_to(x) for x in b],
  "goniometers": [g[0].is_similar_to(x) for x in g],
  "scans": [join(*x) for x in input["scans"]],
})`,
        { detectors, beams, goniometers, scans: pairs },
      );
      expect(ours()).toEqual(theirs);
    },
  );

it("small errors of many images add up, gaps do not", () => {
  const whole = new Scan(scan(1, 1, 0, 0.1));
  for (let i = 2; i <= 100; i++) whole.append(new Scan(scan(i, i, (i - 1) * 0.1001, 0.1001)));
  expect(whole.getImageRange()).toEqual([1, 100]);
  expect(whole.getEpochs()[99]).toBe(200);
  expect(() => whole.append(new Scan(scan(102, 102, 10.1, 0.1)))).toThrow(
    "image 102 does not follow image 100",
  );
});
