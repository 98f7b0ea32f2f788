import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countMask, countMaskPlain, countMaskSimd } from "./maskCount.js";

describe("countMask", () => {
  it("runs in WebAssembly here", () => {
    expect(countMaskSimd()).toBeTypeOf("function");
  });

  it("counts pixels that hold every bit of the code, by hand", () => {
    const mask = Uint8Array.of(0, 1, 2, 4, 5, 3, 7, 16, 21, 8, 32, 6);
    const count = (code: number) => [...countMask(mask, Float64Array.of(0, 3), Float64Array.of(12, 4), code)];
    expect(count(4)).toEqual([5, 3]);
    expect(count(5)).toEqual([3, 2]);
    expect(count(0)).toEqual([12, 4]);
    expect(count(256)).toEqual([0, 0]);
  });

  it("agrees with its plain twin on rows in any order, overlapping, empty", () => {
    const rows = fc.array(fc.tuple(fc.nat(400), fc.nat(100)), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 500, maxLength: 500 }),
        rows,
        fc.nat(255),
        (mask, pairs, code) => {
          const starts = Float64Array.from(pairs, ([start]) => start);
          const sizes = Float64Array.from(pairs, ([, size]) => size);
          expect(countMaskSimd()!(mask, starts, sizes, code)).toEqual(
            countMaskPlain(mask, starts, sizes, code),
          );
        },
      ),
    );
  });

  it("agrees when rows are longer than the kernel's buffer, and when there are more rows than it takes", () => {
    const mask = Uint8Array.from({ length: 3_000_001 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 63);
    const twins = (starts: Float64Array, sizes: Float64Array) =>
      expect(countMaskSimd()!(mask, starts, sizes, 5)).toEqual(countMaskPlain(mask, starts, sizes, 5));
    twins(Float64Array.of(7, 0, 2_900_000), Float64Array.of(2_500_001, mask.length, 100_001));
    const n = 40_000;
    twins(
      Float64Array.from({ length: n }, (_, i) => i * 70),
      Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 70 : i % 71)),
    );
  });
});
