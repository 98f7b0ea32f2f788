import fc from "fast-check";
import { expect, it } from "vitest";
import { selectRank } from "./selectRank.js";

it("selectRank gives what stands there after sorting, with and without ties", () => {
  const values = fc.oneof(
    fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 }),
    fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 200 }),
  );
  fc.assert(
    fc.property(values, fc.nat(), (list, n) => {
      const rank = n % list.length;
      const sorted = Float64Array.from(list).sort();
      // −0 and 0 are equal here
      expect(selectRank(Float64Array.from(list), rank) === sorted[rank]).toBe(true);
    }),
  );
});
