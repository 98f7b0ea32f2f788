// Lines of equal d against d of the library at their pixels, on a tilted detector and on the 24 panels of a barrel.
import { Detector, masks, type Vec3 } from "ewald";
import { expect, it } from "vitest";
import { iceSpacings } from "../browser/imageViewer/layers/iceRings.js";
import { ringLines, roundRings } from "../browser/imageViewer/layers/rings.js";
import { dOf, labOf, qOf } from "../browser/imageViewer/optics.js";
import type { ShownFrame } from "../browser/imageViewer/shown.js";
import { geometryOf } from "./geometry.js";

const panel = (
  angle: number,
  offset: readonly [number, number],
  size: [number, number],
  distance: number,
) => {
  // Turned about the laboratory's y as a whole: 2θ, or a place on a barrel.
  const turn = ([x, y, z]: readonly [number, number, number]) => [
    Math.cos(angle) * x + Math.sin(angle) * z,
    y,
    -Math.sin(angle) * x + Math.cos(angle) * z,
  ];
  return {
    name: `at ${angle}`,
    type: "SENSOR_PAD",
    fast_axis: turn([1, 0, 0]),
    slow_axis: turn([0, -1, 0]),
    origin: turn([offset[0], offset[1], -distance]),
    raw_image_offset: [0, 0],
    image_size: size,
    pixel_size: [0.172, 0.172],
    trusted_range: [0, 1e6],
    thickness: 0.45,
    material: "Si",
    mu: 3.9,
    identifier: "",
    mask: [],
    gain: 1,
    pedestal: 0,
    px_mm_strategy: { type: "ParallaxCorrectedPxMmStrategy" },
  };
};
const degrees = Math.PI / 180;
const s0: Vec3 = [0, 0, -1 / 0.9795];

function shownOf(detector: Detector): ShownFrame {
  const geometry = geometryOf(detector, { getS0: () => s0 } as never, 0);
  return {
    geometry,
    resolution: (i: number, px: readonly [number, number]) =>
      dOf(qOf(geometry.s0, labOf(geometry.panels[i]!, px))),
  } as unknown as ShownFrame;
}

it.each([
  ["tilted by 20°", [panel(20 * degrees, [-210, 210], [2463, 2527], 200)], [6, 3, 2, 1.5]],
  [
    "of 24 panels round the sample",
    Array.from({ length: 24 }, (_, i) => panel((i - 8) * 7.5 * degrees, [-16, 221], [190, 2567], 250)),
    [6, 3, 1.5, 0.8, 0.6],
  ],
] as const)("agree with d at the pixel to 1 px: a detector %s", (_, panels, ds) => {
  const detector = new Detector([...panels] as never);
  const { lines } = ringLines(shownOf(detector), ds);
  for (const { d, pieces } of lines) {
    let count = 0;
    pieces.forEach((ofPanel, i) => {
      const place = detector.panel(i);
      const at = (x: number, y: number) => place.getResolutionAtPixel(s0, [x, y]);
      for (const [[x0, y0], [x1, y1]] of ofPanel)
        for (const t of [0, 0.25, 0.5]) {
          const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
          const slope = Math.hypot(at(x + 0.5, y) - at(x - 0.5, y), at(x, y + 0.5) - at(x, y - 0.5));
          expect(Math.abs(at(x, y) - d) / slope).toBeLessThan(0.5);
          count++;
        }
    });
    expect(count, `${d} Å`).toBeGreaterThan(20);
  }
});

it("have all pixels of a ring near them", () => {
  const detector = new Detector([panel(20 * degrees, [-40, 40], [500, 480], 100)] as never);
  const d = 3.5;
  const [pieces] = ringLines(shownOf(detector), [d]).lines[0]!.pieces;
  const place = detector.panel(0);
  let crossings = 0;
  for (let y = 0; y < 480; y++)
    for (let x = 0; x < 499; x++) {
      const [a, b] = [place.getResolutionAtPixel(s0, [x, y]), place.getResolutionAtPixel(s0, [x + 1, y])];
      if (a > d === b > d) continue;
      crossings++;
      const near = pieces!.some(([p, q]) => {
        const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
        const t = Math.max(0, Math.min(1, ((x - p[0]) * dx + (y - p[1]) * dy) / (dx * dx + dy * dy || 1)));
        return Math.hypot(x - p[0] - t * dx, y - p[1] - t * dy) < 1.5;
      });
      expect(near, `${x}, ${y}`).toBe(true);
    }
  expect(crossings).toBeGreaterThan(50);
});

it("ice has the rings of the library's masks", () => {
  const ranges = masks.iceRingRanges({ unit_cell: "4.498,4.498,7.338,90,90,120", space_group: 194 }, 1.45);
  const centres = ranges
    .map(([low, high]) => Math.sqrt(2 / (1 / low ** 2 + 1 / high ** 2)))
    .sort((x, y) => y - x);
  const ours = iceSpacings(1.45);
  expect(ours.length).toBe(centres.length);
  for (const [i, d] of ours.entries()) expect(d).toBeCloseTo(centres[i]!, 3);
});

it("rings have round resolutions the detector sees", () => {
  const ds = roundRings(1.137);
  expect(ds.length).toBe(5);
  for (const d of ds) expect(d).toBeGreaterThanOrEqual(1.137);
  expect(Math.min(...ds)).toBeLessThan(1.2);
});
