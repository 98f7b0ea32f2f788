import { afterEach, describe, expect, it, vi } from "vitest";
import { instantiate } from "./wasm.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("where WebAssembly has no SIMD, or there is none", () => {
  it("a kernel is not made", () => {
    expect(instantiate(btoa("\0asm not a module"))).toBeUndefined();
    vi.stubGlobal("WebAssembly", undefined);
    expect(instantiate("")).toBeUndefined();
  });

  it("the plain twins do the work", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const { countMask, countMaskSimd } = await import("./maskCount.js");
    const { pixelHistogram, pixelHistogramSimd } = await import("./pixelHistogram.js");
    expect([countMaskSimd(), pixelHistogramSimd()]).toEqual([undefined, undefined]);
    const starts = Float64Array.of(1, 0);
    const sizes = Float64Array.of(3, 2);
    expect([...countMask(Uint8Array.of(5, 4, 1, 5), starts, sizes, 5)]).toEqual([1, 1]);
    const slots = new Float64Array(4);
    const rule = { dataMin: 0, slotWidth: 1, nSlots: 4, low: -1e-4, high: 4 + 1e-4 };
    expect(pixelHistogram({ data: Float32Array.of(0, 1, 2, 9), starts, sizes }, rule, slots)).toBe(1);
    expect([...slots]).toEqual([1, 2, 1, 0]);
  });
});
