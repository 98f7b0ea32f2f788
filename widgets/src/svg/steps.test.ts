import { describe, expect, it } from "vitest";
import { outline } from "./steps.js";

const series = (counts: Float64Array, min: number, max: number) =>
  ({ mark: "steps", name: "", color: "#000000", min, max, counts }) as const;

describe("outline", () => {
  it("runs along every bin's edges", () => {
    expect(outline(series(Float64Array.of(3, 5), 0, 2), false, 100)).toEqual([
      { x: 0, y: 3 },
      { x: 1, y: 3 },
      { x: 1, y: 5 },
      { x: 2, y: 5 },
    ]);
  });

  it("keeps the highest and the lowest bin of each pixel column of a fine histogram", () => {
    const counts = Float64Array.from({ length: 12_000 }, (_, i) => (i * 7919) % 1009);
    const drawn = outline(series(counts, 0, 12_000), false, 500);
    expect(drawn.length).toBe(2000);
    for (let c = 0; c < 500; c++) {
      const column = counts.subarray(c * 24, (c + 1) * 24);
      const heights = drawn.filter((v) => v.x > c * 24 && v.x < (c + 1) * 24).map((v) => v.y);
      expect(new Set(heights)).toEqual(new Set([Math.max(...column), Math.min(...column)]));
    }
  });
});
