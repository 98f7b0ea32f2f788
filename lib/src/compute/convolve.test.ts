import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConvolutionKernel, convolve, convolvePlain, convolveSimd } from "./convolve.js";

const kernelOf = (...weights: number[]): ConvolutionKernel => ({
  size: Math.sqrt(weights.length),
  weights: Float64Array.from(weights),
});

describe("convolve", () => {
  it("runs in WebAssembly here", () => {
    expect(convolveSimd()).toBeTypeOf("function");
  });

  it("spreads a pixel as the kernel, turned by half a turn, and repeats the edges, by hand", () => {
    const out = new Float64Array(12);
    convolve(
      Int32Array.of(0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0),
      [3, 4],
      kernelOf(1, 2, 3, 4, 5, 6, 7, 8, 9),
      out,
    );
    expect([...out]).toEqual([45, 40, 35, 0, 30, 25, 20, 0, 15, 10, 5, 0]);
    convolve(Int32Array.of(1, 2), [1, 2], kernelOf(1, 1, 1, 1, 1, 1, 1, 1, 1), out);
    expect([...out.subarray(0, 2)]).toEqual([12, 15]);
  });

  it("agrees with its plain twin to the last bit, whatever the shape", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const image = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 21 }), fc.boolean())
      .chain(([slow, fast, whole]) =>
        fc.record({
          shape: fc.constant([slow, fast] as const),
          values: whole
            ? fc.int32Array({ minLength: slow * fast, maxLength: slow * fast })
            : fc.float64Array({
                min: -1e9,
                max: 1e9,
                noNaN: true,
                minLength: slow * fast,
                maxLength: slow * fast,
              }),
        }),
      );
    const kernel = fc
      .constantFrom(1, 3, 5, 7, 9)
      .chain((size) =>
        fc.array(number, { minLength: size * size, maxLength: size * size }).map((w) => kernelOf(...w)),
      );
    fc.assert(
      fc.property(image, kernel, ({ values, shape }, weights) => {
        const [a, b] = [new Float64Array(values.length), new Float64Array(values.length)];
        convolveSimd()!(values, shape, weights, a);
        convolvePlain(values, shape, weights, b);
        expect(a).toEqual(b);
      }),
    );
  });

  it("takes rows that are longer than the kernel's buffers", () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => i % 7);
    const [a, b] = [new Float64Array(20_000), new Float64Array(20_000)];
    const weights = kernelOf(1, 0, 2, 0, 3, 0, 4, 0, 5);
    convolveSimd()!(values, [1, 20_000], weights, a);
    convolvePlain(values, [1, 20_000], weights, b);
    expect(a).toEqual(b);
  });
});
