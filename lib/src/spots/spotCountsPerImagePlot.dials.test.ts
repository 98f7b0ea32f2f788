import fc from "fast-check";
import { expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { spotCountsPerImagePlot } from "./spotCountsPerImagePlot.js";

const script = `
from dials.array_family import flex
from dials.util.ascii_art import flex_histogram
output([flex_histogram(flex.double(z), **options) for z, options in input])
`;

needs.dials().it("is the text of dials.util.ascii_art", async () => {
  const position = fc.oneof(
    fc.integer({ min: 0, max: 400 }).map((k) => k / 4),
    fc.double({ min: -20, max: 3000, noNaN: true }),
  );
  const scans = fc.tuple(
    fc.oneof(
      fc.array(position, { minLength: 1, maxLength: 300 }),
      fc.array(fc.double({ min: 3.2, max: 12.7, noNaN: true }), { minLength: 1, maxLength: 40 }),
    ),
    fc.constantFrom({}, {}, { char: "#" }, { width: 17 }, { height: 4 }, { width: 100, height: 3 }),
  );
  const cases = fc.sample(scans, { numRuns: 400, seed: 12 });
  const theirs = await runDials<string[]>(script, cases);
  cases.forEach(([z, options], i) => {
    expect(spotCountsPerImagePlot(z, options)).toBe(theirs[i]);
  });
});

it("says what one image and no spots give", () => {
  expect(spotCountsPerImagePlot([7.5, 7.5])).toBe("2 spots found on 1 image");
  expect(spotCountsPerImagePlot([])).toBe("\n");
});
