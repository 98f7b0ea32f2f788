import { describe, expect, it } from "vitest";
import { encodeArray, encodeCoordinates, encodeCounts } from "./typed-array.js";
import { decode } from "./typed-array.test-support.js";

describe("encoding of typed arrays", () => {
  it("decodes back, also of a view into a larger buffer", () => {
    const whole = Float64Array.from({ length: 50_000 }, (_, i) => Math.sqrt(i));
    const view = whole.subarray(100, 40_000);
    expect(decode(encodeArray(view))).toEqual(Array.from(view));
    expect(encodeArray(new Int32Array(6), [2, 3]).shape).toBe("2, 3");
  });

  it("takes the fewest bytes that hold the counts", () => {
    for (const [max, dtype] of [
      [255, "u1"],
      [256, "u2"],
      [65_536, "u4"],
      [2 ** 33, "f8"],
    ] as const) {
      const encoded = encodeCounts(Float64Array.of(0, max));
      expect(encoded.dtype).toBe(dtype);
      expect(decode(encoded)).toEqual([0, max]);
    }
  });

  it("keeps eight bytes where four would show as steps", () => {
    expect(encodeCoordinates(Float64Array.of(1e6, 1e6 + 1)).dtype).toBe("f8");
    expect(encodeCoordinates(Float64Array.of(0, 1e6)).dtype).toBe("f4");
  });
});
