import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PixelRows, pixelHistogramPlain, pixelHistogramSimd, type SlotRule } from "./pixelHistogram.js";

function rule(dataMin: number, dataMax: number, nSlots: number): SlotRule {
  const slotWidth = (dataMax - dataMin) / nSlots;
  return { dataMin, slotWidth, nSlots, low: dataMin - slotWidth * 1e-4, high: dataMax + slotWidth * 1e-4 };
}

function twins(pixels: PixelRows, slotRule: SlotRule): Float64Array {
  const plain = new Float64Array(slotRule.nSlots);
  const simd = new Float64Array(slotRule.nSlots);
  const outside = pixelHistogramPlain(pixels, slotRule, plain);
  expect(pixelHistogramSimd()!(pixels, slotRule, simd)).toBe(outside);
  expect(simd).toEqual(plain);
  return simd;
}

const float = fc.oneof(
  fc.float(),
  fc.float({ min: -20, max: 20, noNaN: true }),
  fc.integer({ min: -20, max: 20 }).map((n) => n),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, -1e-4, 10.0001, -1e-30),
);
const rules = fc
  .tuple(
    fc.oneof(fc.integer({ min: -8, max: 8 }), fc.double({ min: -8, max: 8, noNaN: true })),
    fc.integer({ min: 1, max: 40 }),
  )
  .chain(([min, n]) =>
    fc
      .oneof(fc.constant(n), fc.double({ min: 0.1, max: 30, noNaN: true }))
      .map((range) => rule(min, min + range, n)),
  );

describe("pixelHistogram", () => {
  it("runs in WebAssembly here", () => {
    expect(pixelHistogramSimd()).toBeTypeOf("function");
  });

  it("agrees with its plain twin on any pixels, NaN, infinite, negative, at edges and beyond", () => {
    fc.assert(
      fc.property(
        fc.array(float, { maxLength: 70 }),
        rules,
        fc.option(fc.nat(63)),
        (values, slotRule, code) => {
          const data = Float32Array.from(values);
          const mask = Uint8Array.from(values, (_, i) => (i * 37) & 63);
          const half = values.length >> 1;
          const masked = code === null ? undefined : { mask, code };
          twins({ data, starts: Float64Array.of(0), sizes: Float64Array.of(data.length), masked }, slotRule);
          // Second half first, then the first, then nothing: not one run.
          const starts = Float64Array.of(half, 0, 3);
          twins({ data, starts, sizes: Float64Array.of(values.length - half, half, 0), masked }, slotRule);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("agrees on more pixels than its buffer holds, unit slots and others", () => {
    const data = Float32Array.from(
      { length: 300_001 },
      (_, i) => ((Math.imul(i, 2654435761) >>> 8) % 14_000) - 500.5 + (i & 1) / 2,
    );
    const mask = Uint8Array.from(data, (_, i) => i & 7);
    const rows = { data, starts: Float64Array.of(1, 200_000), sizes: Float64Array.of(150_002, 100_001) };
    for (const slotRule of [rule(0, 12_000, 12_000), rule(-100, 9000, 777), rule(3, 70_003, 70_000)]) {
      const counted = twins(rows, slotRule).reduce((sum, n) => sum + n, 0);
      expect(counted).toBeGreaterThan(100_000);
      twins({ ...rows, masked: { mask, code: 5 } }, slotRule);
    }
  });
});
