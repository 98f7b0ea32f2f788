import { describe, expect, it } from "vitest";
import { gaussianSmoother } from "./smoother.js";

describe("the smoother along a scan", () => {
  // of DIALS 3.12: dials_refinement_helpers_ext.GaussianSmoother((10, 60), n).value_weight(x, [7i mod 5])
  it.each([
    [1, 10, 0.171469281],
    [1, 25, 0.559079573],
    [1, 60, 1.828530719],
    [2, 13.7, 0.386887233],
    [2, 35.1, 2.006734863],
    [2, 5, 0.108831419],
    [3, 10, 1],
    [3, 13.7, 1.498824141],
    [3, 34.9, 3.486773648],
    [3, 60, 2],
    [5, 25, 3.484370752],
    [5, 59.9, 0.997558475],
    [5, 5, 0.229967269],
  ])("of %i intervals at %f gives what DIALS gives", (intervals, x, value) => {
    const smoother = gaussianSmoother([10, 60], intervals);
    const weights = smoother.weights(x);
    expect(weights.reduce((sum, w, i) => sum + w * ((7 * i) % 5), 0)).toBeCloseTo(value, 8);
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 14);
  });

  it("lays samples at the middles of intervals and one beyond either end", () => {
    expect([...gaussianSmoother([10, 60], 5).positions]).toEqual([5, 15, 25, 35, 45, 55, 65]);
    expect([...gaussianSmoother([10, 60], 2).positions]).toEqual([10, 35, 60]);
  });

  it("takes the nearest sample where none is within reach", () => {
    expect([...gaussianSmoother([0, 10], 5).weights(-100)]).toEqual([1, 0, 0, 0, 0, 0, 0]);
  });
});
