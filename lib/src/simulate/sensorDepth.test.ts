import { describe, expect, it } from "vitest";
import { attenuationLength } from "../models/pxMmStrategy.js";
import { absorptionLayers, depthOffsets } from "./sensorDepth.js";

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sensor = { mu: 3.96, thickness: 0.32 };

describe("the depth at which photons are absorbed", () => {
  it("is exponential: mean and spread by numerical integration", () => {
    const path = 0.4;
    const layers = absorptionLayers(sensor.mu, path, 50);
    let [weight, first, second] = [0, 0, 0];
    for (let i = 0; i < 100_000; i++) {
      const x = ((i + 0.5) / 100_000) * path;
      const w = Math.exp(-sensor.mu * x);
      weight += w;
      first += w * x;
      second += w * x * x;
    }
    expect(mean(layers)).toBeCloseTo(first / weight, 8);
    const variance = second / weight - (first / weight) ** 2;
    expect(mean(layers.map((x) => x * x)) - mean(layers) ** 2).toBeCloseTo(variance, 4);
    expect(absorptionLayers(sensor.mu, path, 1)[0]).toBeCloseTo(first / weight, 8);
  });

  it("is 1/qe times the depth that DIALS corrects for; centred it averages to that", () => {
    const cosine = 0.8;
    const path = sensor.thickness / cosine;
    const corrected = attenuationLength(sensor.mu, sensor.thickness, cosine);
    const physical = depthOffsets(sensor, cosine, true, "physical", 0.01);
    expect(mean(physical) + corrected).toBeCloseTo(corrected / -Math.expm1(-sensor.mu * path), 12);
    expect(mean(depthOffsets(sensor, cosine, true, "centred", 0.01))).toBeCloseTo(0, 12);
    expect([...depthOffsets(sensor, cosine, true, "point", 0.01)]).toEqual([0]);
    expect([...depthOffsets({ mu: 0, thickness: 0 }, cosine, false, "physical", 0.01)]).toEqual([0]);
  });
});
