import { describe, expect, it } from "vitest";
import { MaskCode } from "../array/maskCode.js";
import { Exposure } from "./exposure.js";
import { norm, rotate, scale, subtract, times } from "./linear.js";
import { integrationMask, spotProfile } from "./profile.js";
import { type ScansOptions, simulateScans } from "./scans.js";
import { epsilon, type Index, isCentric } from "./spaceGroupI213.js";
import { simulateTutorial } from "./tutorial.js";
import { tutorialOptions, tutorialSetup } from "./tutorialOptions.js";
import { wilsonIntensities } from "./wilson.js";

const perfect = { switchAt: 1e9, step: 0, fade: 1, fullWell: 1e9, fullWellSpread: 0 };
const clean = { ice: 0, zingers: 0, split: 0, crossed: 0 };

function small(changes: Partial<ScansOptions> = {}): ScansOptions {
  const setup = tutorialSetup(5, { images: 60, dMin: 3.2 });
  const trusted = { ...setup.panel, trustedRange: [0, 1e9] as const };
  return tutorialOptions(5, {
    setup: { ...setup, panel: trusted },
    response: perfect,
    spurious: clean,
    transmissions: [0.1, 1],
    ...changes,
  });
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("a simulated crystal, perfect detector", () => {
  const { scene, strong, integrated, options } = simulateScans(small());
  const { setup } = scene;
  const whole = integrated.filter((row) => row.partiality > 0.99 && row.profileVariance > 0);

  it("has points on Ewald's sphere at their angles", () => {
    for (const { index, angle, s1, d } of scene.reflections) {
      const r = rotate(times(setup.orientation, scale(index, 1 / setup.cellEdge)), setup.axis, angle);
      expect(norm(subtract(subtract(s1, setup.s0), r))).toBeLessThan(1e-14);
      expect(norm(s1) * setup.wavelength).toBeCloseTo(1, 12);
      expect(d).toBeCloseTo(setup.cellEdge / Math.hypot(...index), 9);
    }
  });

  it("spreads each spot's photons without loss, around its place", () => {
    for (const reflection of scene.reflections.slice(0, 200)) {
      const { plane, box } = spotProfile(setup, reflection);
      expect(Math.abs(plane.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-4);
      const nx = box[1] - box[0];
      const x = plane.reduce((sum, share, p) => sum + share * (box[0] + (p % nx) + 0.5), 0);
      const y = plane.reduce((sum, share, p) => sum + share * (box[2] + Math.floor(p / nx) + 0.5), 0);
      expect(Math.hypot(x - reflection.px[0], y - reflection.px[1])).toBeLessThan(2e-3);
    }
  });

  it("keeps 98 % and more of a spot in its foreground", () => {
    for (const reflection of scene.reflections.slice(0, 100)) {
      const { plane, box } = spotProfile(setup, reflection);
      const mask = integrationMask(setup, reflection, [box[0], box[1], box[2], box[3], 0, 1]);
      const inside = plane.reduce((sum, share, p) => sum + (mask[p]! & MaskCode.Foreground ? share : 0), 0);
      expect(inside).toBeGreaterThan(0.98);
    }
  });

  it.each([0, 1])("gives back the true intensities of scan %i within their variances", (scan) => {
    const rows = whole.filter((row) => row.scan === scan);
    const factor = options.transmissions[scan]!;
    expect(rows.length).toBeGreaterThan(500);
    const inForeground = rows.map(({ reflection, box }) => {
      const mask = integrationMask(setup, reflection, [box[0], box[1], box[2], box[3], 0, 1]);
      return reflection.plane.reduce(
        (sum, share, p) => sum + (mask[p]! & MaskCode.Foreground ? share : 0),
        0,
      );
    });
    const truth = rows.map((row) => factor * row.reflection.photons);
    const pulls = {
      profile: rows.map((row, n) => (row.profile - truth[n]!) / Math.sqrt(row.profileVariance)),
      sum: rows.map(
        (row, n) => (row.sum - truth[n]! * row.partiality * inForeground[n]!) / Math.sqrt(row.sumVariance),
      ),
    };
    for (const list of Object.values(pulls)) {
      expect(Math.abs(average(list))).toBeLessThan(0.1 + 4 / Math.sqrt(rows.length));
      expect(average(list.map((pull) => pull * pull))).toBeGreaterThan(0.85);
      expect(average(list.map((pull) => pull * pull))).toBeLessThan(1.15);
    }
    expect(average(rows.map((row) => row.profile)) / average(truth)).toBeCloseTo(1, 2);
  });

  it("finds the background it was given", () => {
    for (const scan of [0, 1]) {
      const rows = whole.filter((row) => row.scan === scan);
      const given = (row: (typeof rows)[0]) =>
        options.transmissions[scan]! * scene.backgroundAt(row.reflection.px[0], row.reflection.px[1]);
      const ratio = average(rows.map((row) => row.background.mean)) / average(rows.map(given));
      // The tails of strong spots reach beyond the foreground.
      expect(ratio).toBeGreaterThan(0.99);
      expect(ratio).toBeLessThan(1.12);
      expect(average(rows.map((row) => row.background.dispersion))).toBeCloseTo(1, 1);
    }
  });

  it("finds spots where they are predicted", () => {
    const indexed = strong.filter(
      (spot) =>
        spot.reflection &&
        Math.abs(spot.reflection.zeta) > 0.3 &&
        spot.centroid[2] > 2 &&
        spot.centroid[2] < 58,
    );
    expect(indexed.length).toBeGreaterThan(500);
    for (const axis of [0, 1, 2] as const) {
      const off = indexed.map((spot) => spot.centroid[axis] - spot.reflection!.px[axis]);
      expect(Math.abs(average(off))).toBeLessThan(0.02);
    }
  });

  it("claims each spot once", () => {
    const names = strong.map(({ scan, peak }) => `${scan} ${peak}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

it("draws intensities by Wilson's statistics: <I²>/<I>² 2 acentric, 3 centric, equivalents equal", () => {
  const drawn = wilsonIntensities(3);
  const lists = { acentric: [] as number[], centric: [] as number[] };
  for (let h = 1; h <= 40; h++) {
    for (let k = 0; k <= 40; k++) {
      for (let l = 0; l <= 40; l++) {
        const index: Index = [h, k, l];
        // One of each triple of cyclic equivalents.
        if ((h + k + l) % 2 || h < k || h < l || (h === k && l !== h)) continue;
        lists[isCentric(index) ? "centric" : "acentric"].push(drawn(index) / epsilon(index));
      }
    }
  }
  const moment = (values: number[]) => average(values.map((value) => value ** 2)) / average(values) ** 2;
  expect(average(lists.acentric)).toBeCloseTo(1, 1);
  expect(Math.abs(moment(lists.acentric) - 2)).toBeLessThan(0.15);
  expect(lists.centric.length).toBeGreaterThan(600);
  expect(Math.abs(average(lists.centric) - 1)).toBeLessThan(0.2);
  expect(Math.abs(moment(lists.centric) - 3)).toBeLessThan(0.7);
  expect(drawn([3, 5, 8])).toBe(drawn([-8, 3, -5]));
  expect(drawn([3, 5, 8])).not.toBe(drawn([5, 3, 8]));
});

it("records the same photons however a region is cut", () => {
  const exposure = new Exposure(1, 2, tutorialOptions().response);
  const whole = exposure.record([0, 20, 0, 20, 0, 4], new Float64Array(1600).fill(3), 1);
  const part = new Exposure(1, 2, tutorialOptions().response).record(
    [5, 9, 7, 12, 2, 3],
    new Float64Array(20).fill(3),
    1,
  );
  expect(part[0]).toBe(whole[2 * 400 + 7 * 20 + 5]);
  expect(part[19]).toBe(whole[2 * 400 + 11 * 20 + 8]);
  expect(
    new Exposure(1, 3, tutorialOptions().response).record(
      [0, 20, 0, 20, 0, 4],
      new Float64Array(1600).fill(3),
      1,
    ),
  ).not.toEqual(whole);
});

it("gives the same tables for the same seed, others for another", () => {
  const setup = tutorialSetup(2, { images: 10, dMin: 4 });
  const make = (seed: number) => simulateTutorial(seed, { setup, transmissions: [1] });
  const values = (seed: number) => make(seed).integrated.column("intensity.prf.value").data;
  expect(values(2)).toEqual(values(2));
  expect(values(3)).not.toEqual(values(2));
});
