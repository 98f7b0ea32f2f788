import { describe, expect, it } from "vitest";
import { Pcg32 } from "../array/random.js";
import { add, cross, dot, norm, scale, unit } from "../array/vec3.js";
import type { Vec3 } from "../array/vectors.js";
import { crossingAngles } from "./crossings.js";
import { normalCumulative } from "./erf.js";
import { rotate } from "./linear.js";
import { type PanelPlace, type SpotWidths, sliceOfNormal, spotShape } from "./spotShape.js";

const none: SpotWidths = {
  mosaicity: 0,
  divergence: 0,
  bandwidth: 0,
  blockSize: Number.POSITIVE_INFINITY,
  crystalSize: 0,
  pointSpread: 0,
};
const k = 1 / 0.9795;
const s0: Vec3 = [0, 0, -k];
const axis: Vec3 = unit([1, 0.2, -0.1]);
const panel = { fast: [1, 0, 0], slow: [0, -1, 0], normal: [0, 0, -1], distance: 150, pixel: 0.1 } as const;

/** A ray on the sphere in this direction from the beam. */
const ray = (twoTheta: number, chi: number): Vec3 => [
  k * Math.sin(twoTheta) * Math.cos(chi),
  k * Math.sin(twoTheta) * Math.sin(chi),
  -k * Math.cos(twoTheta),
];
const pathLength = (s1: Vec3) => panel.distance / dot(unit(s1), panel.normal);
const place = (s1: Vec3): PanelPlace => ({
  ...panel,
  pixelSize: [panel.pixel, panel.pixel],
  pathLength: pathLength(s1),
});
const pixel = (s1: Vec3, from: Vec3 = [0, 0, 0]): readonly [number, number] => {
  const along = (panel.distance - dot(from, panel.normal)) / dot(s1, panel.normal);
  const at = add(from, scale(s1, along));
  return [dot(at, panel.fast) / panel.pixel, dot(at, panel.slow) / panel.pixel];
};

const rays = [
  [0.3, 0.4],
  [0.5, 2.0],
  [0.15, -1.2],
  [0.7, -2.6],
].map(([twoTheta, chi]) => ray(twoTheta!, chi!));

describe("the shape of a spot", () => {
  it.each(rays)("has the widths of the formulas for s1 = (%f, %f, %f)", (...s1) => {
    const normal = cross(s1, s0);
    const zeta = dot(axis, normal) / norm(normal);
    const theta = Math.acos(dot(s1, s0) / (k * k)) / 2;
    const width = (some: Partial<SpotWidths>) =>
      Math.sqrt(spotShape(s0, s1, axis, { ...none, ...some }, place(s1)).tt);
    expect(width({ mosaicity: 2e-3 })).toBeCloseTo(2e-3 / Math.abs(zeta), 12);
    expect(width({ divergence: 1e-3 })).toBeCloseTo(1e-3 / Math.abs(zeta), 12);
    expect(width({ bandwidth: 1e-3 })).toBeCloseTo((1e-3 * Math.tan(theta)) / Math.abs(zeta), 12);
    // Scherrer's 0.9/D, passed at the speed |ζ|·sin 2θ/λ
    const breadth = 0.9 / k / 5000 / (Math.sin(2 * theta) * Math.abs(zeta));
    expect(2 * Math.sqrt(2 * Math.LN2) * width({ blockSize: 5000 })).toBeCloseTo(breadth, 9);
  });

  it.each(rays)("is what many rays and blocks make, for s1 = (%f, %f, %f)", (...s1) => {
    const widths = {
      mosaicity: 1.2e-3,
      divergence: 6e-4,
      bandwidth: 8e-4,
      blockSize: 2000,
      crystalSize: 0.05,
      pointSpread: 0.4,
    };
    const { next } = new Pcg32(3);
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const r: Vec3 = [s1[0] - s0[0], s1[1] - s0[1], s1[2] - s0[2]];
    const ideal = pixel(s1);
    const deviate = (sigma: number): Vec3 => [sigma * normal(), sigma * normal(), sigma * normal()];
    const n = 40_000;
    const sums = new Float64Array(9);
    for (let i = 0; i < n; i++) {
      const turn = deviate(widths.mosaicity);
      const block = rotate(r, unit(turn), norm(turn));
      const blurred = add(block, deviate(0.9 / (2 * Math.sqrt(2 * Math.LN2)) / widths.blockSize));
      const tilt: Vec3 = [widths.divergence * normal(), widths.divergence * normal(), 0];
      const incident = scale(unit(add(unit(s0), tilt)), k * (1 - widths.bandwidth * normal()));
      const angles = crossingAngles(blurred, axis, incident)!;
      const angle = Math.abs(angles[0]) < Math.abs(angles[1]) ? angles[0] : angles[1];
      const out = add(incident, rotate(blurred, axis, angle));
      const [x, y] = pixel(out, deviate(widths.crystalSize));
      const [dx, dy] = [
        x - ideal[0] + widths.pointSpread * normal(),
        y - ideal[1] + widths.pointSpread * normal(),
      ];
      [angle, dx, dy, angle * angle, angle * dx, angle * dy, dx * dx, dx * dy, dy * dy].forEach(
        (value, j) => {
          sums[j]! += value / n;
        },
      );
    }
    const shape = spotShape(s0, s1, axis, widths, place(s1));
    const found = sums.subarray(3);
    const [t, x, y] = [Math.sqrt(shape.tt), Math.sqrt(shape.xx), Math.sqrt(shape.yy)];
    const expected = [shape.tt, shape.tx, shape.ty, shape.xx, shape.xy, shape.yy];
    const scales = [t * t, t * x, t * y, x * x, x * y, y * y];
    for (const [i, value] of expected.entries())
      expect(Math.abs(found[i]! - value) / scales[i]!).toBeLessThan(0.03);
  });

  it("of a still: mosaicity puts a block off the sphere by η|s1 × s0|", () => {
    const s1 = rays[0]!;
    const { tt } = spotShape(s0, s1, undefined, { ...none, mosaicity: 1e-3 }, place(s1));
    expect(Math.sqrt(tt)).toBeCloseTo(1e-3 * norm(cross(s1, s0)), 12);
  });
});

it("cuts a normal distribution into slices whose moments make the whole", () => {
  const edges = [-6, -1.7, -0.4, 0.1, 0.9, 2.2, 6];
  const slices = edges.slice(1).map((end, i) => sliceOfNormal(edges[i]!, end, normalCumulative));
  const sum = (of: (slice: (typeof slices)[0]) => number) =>
    slices.reduce((total, slice) => total + slice.share * of(slice), 0);
  expect(sum(() => 1)).toBeCloseTo(1, 8);
  expect(sum(({ mean }) => mean)).toBeCloseTo(0, 8);
  expect(sum(({ mean, variance }) => variance + mean * mean)).toBeCloseTo(1, 6);
  const narrow = sliceOfNormal(0.3, 0.31, normalCumulative);
  expect(narrow.mean).toBeCloseTo(0.305, 4);
  expect(narrow.variance).toBeCloseTo(0.01 ** 2 / 12, 7);
});
