import fc from "fast-check";
import { expect, it } from "vitest";
import { indexOfDispersion } from "./dispersion.js";

it("is the variance by the mean of each whole window of good pixels, as summed one by one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
      fc.infiniteStream(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 20 }))),
      (slow, fast, [ky, kx], stream) => {
        const cells = Array.from({ length: slow * fast }, () => stream.next().value!);
        const values = Int32Array.from(cells, ([value]) => value);
        const mask = Uint8Array.from(cells, ([, good]) => (good > 0 ? 1 : 0));
        const found = indexOfDispersion(values, mask, [slow, fast], [ky, kx]);
        for (let y = 0; y < slow; y++)
          for (let x = 0; x < fast; x++) {
            const window: number[] = [];
            for (let j = y - ky; j <= y + ky; j++)
              for (let i = x - kx; i <= x + kx; i++)
                if (j >= 0 && i >= 0 && j < slow && i < fast && mask[j * fast + i])
                  window.push(values[j * fast + i]!);
            const mean = window.reduce((sum, v) => sum + v, 0) / window.length;
            const isWhole = window.length === (2 * ky + 1) * (2 * kx + 1) && mean > 0;
            const variance = window.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (window.length - 1);
            expect(found[y * fast + x]).toBeCloseTo(isWhole ? variance / mean : 1, 8);
          }
      },
    ),
    { numRuns: 100 },
  );
});
